"""The staff directory."""

from typing import Annotated

from pydantic import Field

from api.schemas.words import SOMEBODY, Body, Email, Id, Line, Shown, StaffRef, example
from domain.names import Role


class StaffEntry(Body):
    """Everything that is said of somebody. `subject` is the identity issuer's name for them."""

    model_config = example(
        subject="carys", roles=["manager"], team="Repairs", name="Carys Rees", stand_in=str(SOMEBODY)
    )

    subject: Line
    roles: Annotated[tuple[Role, ...], Field(max_length=9)]
    team: Line
    line_manager: StaffRef | None = None
    stand_in: StaffRef | None = None
    name: Line
    email: Email | None = None


class StaffMember(Shown):
    """One entry. Who has left stays listed, since what they did is recorded under their pseudonym."""

    id: Id
    subject: str | None
    roles: tuple[Role, ...]
    team: str
    line_manager: Id | None
    stand_in: Id | None
    here: bool
    name: str | None


class StaffList(Shown):
    """Everybody, in the order in which they were entered."""

    staff: tuple[StaffMember, ...]
