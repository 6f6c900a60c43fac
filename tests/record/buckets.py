"""A store that speaks S3, on loopback: a program of its own, that can be killed."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from obstore.store import S3Store

from local.ports import free_port

BUCKET = "attachments"
MAKE = f"""
import boto3, sys
at = {{"endpoint_url": sys.argv[1], "region_name": "eu-west-2", "aws_access_key_id": "x", "aws_secret_access_key": "y"}}
where = {{"LocationConstraint": "eu-west-2"}}
boto3.client("s3", **at).create_bucket(Bucket="{BUCKET}", CreateBucketConfiguration=where)
"""


@dataclass
class Bucket:
    folder: Path

    def start(self) -> None:
        self.port = free_port()
        with (self.folder / "s3.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)], stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self.server.poll() is None, (self.folder / "s3.log").read_text()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        # A bucket is made with the server's own client: the product is given one that is there.
        made = subprocess.run([sys.executable, "-c", MAKE, self.endpoint], check=False, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def store(self) -> S3Store:
        return S3Store(
            BUCKET,
            endpoint=self.endpoint,
            region="eu-west-2",
            access_key_id="x",
            secret_access_key="y",  # noqa: S106 - the server asks for any
            client_options={"allow_http": True, "timeout": "5s"},
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=2)},
        )

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(20)
