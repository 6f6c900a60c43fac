"""`python -m api.first_person SUBJECT NAME`: enters the first person of Governance, who then enters everybody else."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from uuid import uuid4

import house
from domain.names import THE_SYSTEM, Role, StaffId, named
from domain.refusal import Conflict
from domain.staff import DIRECTORY, Directory, EnterStaffMember
from record.login import login_of
from record.store import Record
from settings import read_or_end


async def enter(record: Record, subject: str, name: str) -> StaffId:
    """Enter somebody as Governance and return their pseudonym. Raises Conflict where Governance has somebody."""
    found = await record.load(DIRECTORY)
    directory: Directory = found.state or Directory()
    if directory.holders(Role.GOVERNANCE):
        raise Conflict("somebody of Governance is in the directory: they enter the others over HTTP")
    staff = StaffId(named("staff", uuid4()))
    command = EnterStaffMember(
        staff=staff,
        login=await login_of(record.keys, subject),
        roles=frozenset({Role.GOVERNANCE}),
        team="Governance",
        subject=subject,
        name=name,
    )
    await record.act(DIRECTORY, command, by=THE_SYSTEM, command_id=uuid4(), if_match=found.version)
    return staff


async def _enter(subject: str, name: str) -> StaffId:
    settings = read_or_end()
    async with house.record(settings, house.policy_or_end(settings.policy_folder)) as record:
        return await enter(record, subject, name)


def main(arguments: Sequence[str]) -> int:
    """Enter them. Returns the exit code."""
    options = argparse.ArgumentParser("python -m api.first_person", description=__doc__)
    options.add_argument("subject", help="what the identity issuer calls them: the `sub` of their token")
    options.add_argument("name")
    given = options.parse_args(arguments)
    try:
        print(asyncio.run(_enter(given.subject, given.name)))  # noqa: T201 - a command that answers
    except Conflict as conflict:
        print(conflict, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
