"""The staff directory: who works here, in which roles, under whom, and who stands in."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Looking
from api.operation import change, reading
from api.schemas.receipts import Receipt
from api.schemas.staff import StaffEntry, StaffList, StaffMember
from api.schemas.words import StaffRef, shown
from domain.permissions import Reading
from domain.staff import DIRECTORY, Directory, EnterStaffMember, RemoveStaffMember, StaffMemberEntered

router = APIRouter(prefix="/v1/staff", tags=["staff"])
Which = Annotated[StaffRef, Path(description="The person; for somebody new, a random UUID.")]


@router.get("", **reading(Reading.DIRECTORY, "Read the staff directory", one=False))
async def read(look: Looking) -> StaffList:
    """Read everybody with name, team, roles, line manager and stand-in."""
    loaded = await look.at(DIRECTORY)
    directory: Directory = loaded.state
    opened: dict[str, dict[str, Any]] = {}
    for _, event in await look.opened(DIRECTORY):
        if isinstance(event, StaffMemberEntered):
            opened[event.staff] = {"name": shown(event.name), "subject": shown(event.subject)}
    staff = directory.members.values()
    return StaffList(staff=tuple(StaffMember.model_validate({**vars(m), **opened[m.id]}) for m in staff))


@router.put("/{staff}", **change(EnterStaffMember, "Enter somebody, or change their entry", read_first=True))
async def enter(staff: Which, body: StaffEntry, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say everything that the directory says of somebody. The version that was read, and the receipt, are its own."""
    said = body.said() | {"roles": frozenset(body.roles), "email": body.email or ""}
    login = await asked.parts.staffing.login(body.subject)
    return await asked.of(DIRECTORY, EnterStaffMember(staff=staff, login=login, **said))


@router.delete("/{staff}", **change(RemoveStaffMember, "Record that somebody left"))
async def remove(staff: Which, asked: AnyChange) -> Receipt:
    """Record that somebody left. What they did stays recorded under their pseudonym."""
    return await asked.of(DIRECTORY, RemoveStaffMember(staff=staff))
