"""The demo people: who they are to the issuer, and what the staff directory is told of them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.names import Role, StaffId
from domain.staff import EnterStaffMember

FILE = Path(__file__).parent / "demo_staff.toml"


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of them. `line_manager` and `stand_in` are the short names of others."""

    name: str
    staff: str
    subject: str
    role: Role
    team: str
    line_manager: str | None = None
    stand_in: str | None = None


@cache
def everybody() -> Mapping[str, Person]:
    """Return them by their short name ("asha"), whoever stands above first."""
    read = tomllib.loads(FILE.read_text("utf-8"))
    return {short: Person(**{**said, "role": Role(said["role"])}) for short, said in read.items()}


def staff_id(short: str) -> StaffId:
    """Return somebody's pseudonym in the record. Raises KeyError for a stranger."""
    return StaffId(f"staff/{everybody()[short].staff}")


def commands(logins: Mapping[str, str]) -> tuple[EnterStaffMember, ...]:
    """Return what enters everybody, in an order that the directory takes: two people may stand in for each other.

    `logins` has the login of each subject.
    """
    alone = [_entry(short, logins, with_stand_in=False) for short in everybody()]
    whole = [_entry(short, logins, with_stand_in=True) for short, person in everybody().items() if person.stand_in]
    return (*alone, *whole)


def _entry(short: str, logins: Mapping[str, str], *, with_stand_in: bool) -> EnterStaffMember:
    person = everybody()[short]
    return EnterStaffMember(
        staff=staff_id(short),
        login=logins[person.subject],
        roles=frozenset({person.role}),
        team=person.team,
        line_manager=staff_id(person.line_manager) if person.line_manager else None,
        stand_in=staff_id(person.stand_in) if with_stand_in and person.stand_in else None,
        subject=person.subject,
        name=person.name,
        email=f"{short}@example.org",
    )
