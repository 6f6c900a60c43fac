"""Postgres refuses to run as root: as whom it runs instead.

An ordinary user runs it as themselves. Root hands it to an existing unprivileged user, or, where the folders can be
entered by root alone, runs it in a user namespace: outside it is root without any privilege, inside it is that user.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.refusal import CannotStart

UNPRIVILEGED = ("postgres", "nobody")
ENTER = 0o001


@dataclass(frozen=True)
class Identity:
    """What to put before a command, and what to give `subprocess`, to run it as somebody; the default is oneself."""

    prefix: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def give(self, path: Path) -> None:
        """Make this identity the owner of a file or folder."""
        if self.options:
            os.chown(path, self.options["user"], self.options["group"])


def that_can_use(*paths: Path) -> Identity:
    """Return who can reach all these paths and is not root. Raises CannotStart."""
    if os.geteuid() != 0:
        return Identity()
    user = _unprivileged()
    if all(parent.stat().st_mode & ENTER for path in paths for parent in path.parents):
        return _as(user.pw_uid, user.pw_gid)
    return _in_a_namespace(user)


def of_owner(folder: Path, *programs: Path) -> Identity:
    """Return who owns an existing cluster, and is not root. Raises CannotStart."""
    found = folder.stat()
    owner = found.st_uid
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise CannotStart(f"{folder} belongs to {_name(owner)}, and this is {_name(os.geteuid())}.")
        return Identity()
    if owner == 0:
        return _in_a_namespace(_unprivileged())
    closed = {
        str(parent) for path in (folder, *programs) for parent in path.parents if not parent.stat().st_mode & ENTER
    }
    if closed:
        raise CannotStart(
            f"{folder} belongs to {_name(owner)}, who cannot enter {min(closed)}: open it, or move the folder."
        )
    return _as(owner, found.st_gid)


def _as(user: int, group: int) -> Identity:
    return Identity(options={"user": user, "group": group, "extra_groups": []})


def _in_a_namespace(user: pwd.struct_passwd) -> Identity:
    prefix = ("unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}")
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode:
        raise CannotStart(
            "Postgres does not run as root, no other user can enter this folder, and this machine admits no user"
            " namespaces: start as an ordinary user, or open the folders above for all to enter (chmod a+x)."
        )
    return Identity(prefix=prefix)


def _unprivileged() -> pwd.struct_passwd:
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart(
        f"Postgres does not run as root, and there is no user named {' or '.join(UNPRIVILEGED)} to run it as."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
