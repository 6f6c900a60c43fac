"""The deployment's commands, run as the compose file says, outside a container: only hosts and ports are others."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from local import postgres, temporal
from local.cluster import programs
from local.issuer import Server, fresh_key
from local.ports import free_port
from local.postgres import Postgres
from tests.local.deployment import GIVEN, ROOT, environment, image_environment, services
from workflows.visible import SEARCH_ATTRIBUTES

PROGRAMS = Path(sys.executable).parent
PATIENCE = 40  # seconds


@dataclass(frozen=True)
class Stage:
    """Where the compose file's hosts are here, and a folder for what the image keeps in /data."""

    server: Postgres
    temporal: str
    folder: Path

    def placed(self, text: str) -> str:
        """Put our places where the compose file names its own."""
        here = f"127.0.0.1:{self.server.port}"
        for theirs, ours in {
            "@postgres:5432": f"@{here}",
            "temporal:7233": self.temporal,
            "=/migrations": f"={ROOT / 'migrations'}",
            "/deploy/": f"{ROOT / 'deploy'}/",
            "/data/": f"{self.folder}/",
        }.items():
            text = text.replace(theirs, ours)
        return text

    def environment(self, service: str, **other: str) -> dict[str, str]:
        given = GIVEN | {"POSTGRES_PASSWORD": self.server.password}
        said = {name: self.placed(value) for name, value in environment(service, given).items()}
        place = {"PGHOST": "127.0.0.1", "PGPORT": str(self.server.port)} if "PGHOST" in said else {}
        path = f"{PROGRAMS}:{programs()}:{os.environ['PATH']}"
        return {"PATH": path, "HOME": str(self.folder)} | said | place | other

    def run(self, service: str, *before: str) -> subprocess.CompletedProcess[str]:
        """Run a step of the deployment to its end."""
        command = [*before, *(self.placed(word) for word in services()[service]["command"])]
        return subprocess.run(
            command, env=self.environment(service), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-deployment-"))
    folder.chmod(0o755)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = postgres.start(folder / "postgres")
        stack.callback(server.stop)
        # Its own namespace only: ours, with its search attributes, is made by the deployment.
        running = temporal.start(folder / "temporal", namespace="default", search_attributes={})
        stack.callback(running.stop)
        yield Stage(server, running.address, folder)


def prepare(stage: Stage) -> None:
    """Run every step before the service starts, as on a first start and on every later one."""
    for service, *before in (
        ("logins",),
        ("migrate-record", "dbmate"),
        ("migrate-keys", "dbmate"),
        ("temporal-namespace",),
    ):
        done = stage.run(service, *before)
        assert done.returncode == 0, (service, done.stdout, done.stderr)


def log_in(url: str, statement: str) -> object:
    async def ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_the_steps_make_what_the_service_needs_and_can_be_run_again(stage: Stage) -> None:
    for _ in range(2):
        prepare(stage)
    api = stage.environment("api")
    assert log_in(api["DATABASE_URL"], "select record.now() is not null") is True
    assert log_in(api["KEYS_DATABASE_URL"], "select count(*) from keys.data_key") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        log_in(api["DATABASE_URL"], "delete from record.event")
    server = api["DATABASE_URL"].rpartition("/")[0]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        log_in(f"{server}/evenhand_keys", "select 1")
    temporals = server.replace("evenhand:rec0rd5ecret", "temporal:temp0ral5ecret")
    assert log_in(f"{temporals}/temporal", "select has_schema_privilege('public', 'create')") is True
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        log_in(f"{temporals}/evenhand", "select 1")


def test_the_namespace_has_the_search_attributes(stage: Stage) -> None:
    prepare(stage)
    words = ["operator", "search-attribute", "list", "--namespace", "evenhand", "--address", stage.temporal]
    listed = subprocess.run([temporal.BINARY, *words], capture_output=True, text=True, check=True).stdout
    assert [name for name in SEARCH_ATTRIBUTES if name not in listed] == []


@contextmanager
def serving(stage: Stage, service: str, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, *services()[service]["command"][1:]]
    image = {name: stage.placed(value) for name, value in image_environment().items() if name != "PATH"}
    env = image | stage.environment(service, **settings)
    with subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)


def is_healthy(service: str, port: str) -> bool:
    """Run a service's own health check, against another port."""
    _, _, *command = services()[service]["healthcheck"]["test"]
    words = [word.replace(":8400/", f":{port}/").replace(":8401/", f":{port}/") for word in command]
    return subprocess.run([sys.executable, *words], capture_output=True, check=False).returncode == 0


@contextmanager
def an_issuer() -> Iterator[str]:
    with Server(0, fresh_key()) as issuer:
        thread = threading.Thread(target=issuer.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield issuer.issuer.name
        issuer.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("service", "port_setting"), [("api", "EVENHAND_API_PORT"), ("worker", "EVENHAND_WORKER_HEALTH_PORT")]
)
def test_the_service_becomes_healthy_by_its_own_check_and_ends_when_told(
    stage: Stage, service: str, port_setting: str
) -> None:
    prepare(stage)
    port = str(free_port())
    with an_issuer() as issuer:
        # The issuer here speaks no TLS, so the mode is the one in which that is allowed.
        here = {"EVENHAND_MODE": "development", "EVENHAND_OIDC_ISSUER": issuer, "EVENHAND_API_HOST": "127.0.0.1"}
        with serving(stage, service, here | {port_setting: port}) as process:
            assert not is_healthy(service, str(free_port()))
            until = time.monotonic() + PATIENCE
            while not is_healthy(service, port):
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < until, "it does not become healthy"
                time.sleep(0.1)
        assert process.returncode in {0, -15}
