"""Everything that `./run up` keeps and where it listens, on one machine: the folder and the ports."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from local.databases import Databases
from local.ports import LAST, obstacle
from local.refusal import CannotStart
from settings import Settings

ROOT = Path(__file__).parent.parent
PORTS = {
    "API": 0,
    "worker's health": 1,
    "token issuer": 2,
    "mail catcher": 3,
    "Temporal": 4,
    "Temporal's UI": 5,
    "housing system": 6,
}
PRIVATE = (
    "mail",
    "vault",
    "attachments",
    "housing",
    "temporal",
    "logs",
    "issuer",
    "checkpoints",
)  # folders; Postgres guards its own
DEFAULT_PORT = 8400
LONGEST = 400  # bytes of a folder's path; Temporal's database bears 512 in all


@dataclass(frozen=True)
class Place:
    """A folder for the data, and the first of seven ports in a row."""

    folder: Path
    port: int = DEFAULT_PORT

    def port_of(self, part: str) -> int:
        """Return the port of a part by its name in `PORTS`."""
        return self.port + PORTS[part]

    def url(self, part: str) -> str:
        """Return a part's address."""
        return f"http://127.0.0.1:{self.port_of(part)}"

    def check_ports(self) -> None:
        """Check that no port is taken. Raises CannotStart, which names the part, the port and the way out."""
        for part in PORTS:
            if error := obstacle(self.port_of(part)):
                why = "is not open to you" if isinstance(error, PermissionError) else "is taken by another program"
                others = max(DEFAULT_PORT, self.port + 100)
                others = others if others + len(PORTS) <= LAST else DEFAULT_PORT
                raise CannotStart(
                    f"Port {self.port_of(part)} ({part}) {why}. Choose seven others in a row: ./run up --port {others}"
                )

    def keep_private(self) -> None:
        """Let nobody else read letters, logs and keys. The folder itself Postgres must enter, as another user."""
        for name in PRIVATE:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            (self.folder / name).chmod(0o700)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep a second `./run up` out of the folder. Raises CannotStart, which says where the first one serves."""
        if len(os.fsencode(self.folder)) > LONGEST:
            raise CannotStart(
                f"The path of the folder {self.folder} is longer than {LONGEST} bytes, which its servers cannot bear:"
                " choose another with --folder."
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / "lock").open("a+")
            self.keep_private()
        except OSError as error:
            raise CannotStart(
                f"The folder {error.filename or self.folder} cannot be written: {error.strerror}."
            ) from error
        with lock:
            _take(lock, self.folder)
            lock.seek(0)
            lock.truncate()
            lock.write(json.dumps({"api": self.url("API"), "temporal": self.url("Temporal's UI")}))
            lock.flush()
            yield

    def environment(self, databases: Databases) -> dict[str, str]:
        """Return the settings under which API and worker run here."""
        return {
            "EVENHAND_MODE": "development",
            "DATABASE_URL": databases.record,
            "KEYS_DATABASE_URL": databases.keys,
            "TEMPORAL_ADDRESS": os.environ.get("TEMPORAL_ADDRESS") or f"127.0.0.1:{self.port_of('Temporal')}",
            "EVENHAND_API_PORT": str(self.port_of("API")),
            "EVENHAND_WORKER_HEALTH_PORT": str(self.port_of("worker's health")),
            "EVENHAND_OIDC_ISSUER": self.url("token issuer"),
            "EVENHAND_SMTP_PORT": str(self.port_of("mail catcher")),
            "EVENHAND_SMTP_TLS": "none",
            "EVENHAND_HOUSING_SYSTEM_URL": self.url("housing system"),
            "EVENHAND_VAULT_FOLDER": str(self.folder / "vault"),
            "EVENHAND_ATTACHMENTS_FOLDER": str(self.folder / "attachments"),
            "EVENHAND_CHECKPOINT_FOLDER": str(self.folder / "checkpoints"),
        }


def settings_in(environment: Mapping[str, str]) -> Settings:
    """Return the settings that a program under this environment would read."""
    fields = Settings.model_fields
    given = {name.removeprefix("EVENHAND_").lower(): value for name, value in environment.items()}
    return Settings.model_validate({name: value for name, value in given.items() if name in fields})


def _take(lock: IO[str], folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        where = json.loads(lock.read() or "{}")
        raise CannotStart(
            f"Evenhand is running on {folder} already: API {where.get('api', '?')}, "
            f"Temporal {where.get('temporal', '?')}. End it there with Ctrl-C, or name another --folder and --port."
        ) from error
