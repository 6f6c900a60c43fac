from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

import house
from domain.names import THE_SYSTEM, Role
from domain.staff import DIRECTORY, Directory, decide, fold
from domain.streams import Given
from local.people import commands, everybody, staff_id


@pytest.fixture
def directory() -> Directory:
    """The staff directory after everybody was entered."""
    book = house.policy_book(Path(__file__).parents[2] / "policy")
    now = datetime(2026, 11, 23, tzinfo=UTC)
    given = Given(stream=DIRECTORY, as_of=now, by=THE_SYSTEM, book=book, command_id=UUID(int=1))
    directory: Directory | None = None
    for command in commands({person.subject: person.subject for person in everybody().values()}):
        for event in decide(directory, command, given):
            directory = fold(directory, event)
    assert directory
    return directory


def test_the_directory_takes_everybody_by_their_login_with_their_role(directory: Directory) -> None:
    for short, person in everybody().items():
        actor = directory.actor(person.subject)
        assert actor
        assert (actor.id, actor.roles) == (staff_id(short), frozenset({person.role}))


def test_there_is_somebody_in_every_role_but_the_process_itself(directory: Directory) -> None:
    held = {role for member in directory.members.values() for role in member.roles}
    assert held == set(Role) - {Role.SYSTEM}


def test_what_asha_leaves_undone_goes_up_to_the_director(directory: Directory) -> None:
    assert directory.above(staff_id("asha")) == (staff_id("carys"), staff_id("ffion"), staff_id("gareth"))


def test_managers_stand_in_for_each_other(directory: Directory) -> None:
    assert directory.member(staff_id("carys")).stand_in == staff_id("dafydd")
    assert directory.member(staff_id("dafydd")).stand_in == staff_id("carys")


def test_nobody_shares_a_subject_or_a_pseudonym() -> None:
    people = everybody().values()
    assert len({person.subject for person in people} | {person.staff for person in people}) == 2 * len(people)
