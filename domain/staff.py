"""The staff directory: who works here, in which role and team, under whom, and who stands in (reading.md, *Who*)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, SYSTEM, Actor, Personal, Role, StaffId, StreamId
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given

DIRECTORY = StreamId("directory/00000000-0000-0000-0000-000000000001")
WHO = "reading.md, Who"
MANAGERS = frozenset({Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR})


@dataclass(frozen=True, kw_only=True)
class EnterStaffMember(Command):
    """Enter somebody, or change what is said of them.

    `subject` is the identity issuer's name for them, often an e-mail address. `login` stands for it wherever people are
    told apart: a keyed hash, alike for the same subject.
    """

    staff: StaffId
    login: str
    roles: frozenset[Role]
    team: str
    line_manager: StaffId | None = None
    stand_in: StaffId | None = None
    subject: Personal = SEALED
    name: Personal = SEALED
    email: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class RemoveStaffMember(Command):
    """Somebody has left. What they did stays recorded under their pseudonym."""

    staff: StaffId


@dataclass(frozen=True, kw_only=True)
class StaffMemberEntered(Event):
    """Somebody was entered, or what the directory says of them was changed: the whole entry as it now stands."""

    kind: ClassVar[str] = "directory"
    clause: ClassVar[str] = WHO
    concerns: ClassVar[tuple[str, ...]] = ("staff",)
    staff: StaffId
    login: str
    roles: tuple[Role, ...]
    team: str
    line_manager: StaffId | None
    stand_in: StaffId | None
    subject: Personal = SEALED
    name: Personal = SEALED
    email: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class StaffMemberLeft(Event):
    """Somebody left the organisation."""

    kind: ClassVar[str] = "directory"
    clause: ClassVar[str] = WHO
    staff: StaffId


@dataclass(frozen=True)
class StaffMember:
    """One entry of the directory."""

    id: StaffId
    login: str
    roles: frozenset[Role]
    team: str
    line_manager: StaffId | None
    stand_in: StaffId | None
    here: bool = True

    @property
    def is_manager(self) -> bool:
        """Whether they may decide as a manager; a Head of Service and a Director are managers too."""
        return self.here and not MANAGERS.isdisjoint(self.roles)


@dataclass(frozen=True)
class Directory:
    """Everybody, also those who left."""

    members: Mapping[StaffId, StaffMember] = field(default_factory=dict)

    def actor(self, login: str) -> Actor | None:
        """Return who signs in under a login, with the roles they hold now; None for a stranger."""
        for member in self.members.values():
            if member.here and member.login == login:
                return Actor(member.id, member.roles)
        return None

    def member(self, staff: StaffId) -> StaffMember:
        """Return an entry. Raises NotFound."""
        if staff not in self.members:
            raise NotFound(staff)
        return self.members[staff]

    def holders(self, role: Role) -> tuple[StaffId, ...]:
        """Return who holds a role now, in the order in which they were entered."""
        return tuple(m.id for m in self.members.values() if m.here and role in m.roles)

    def above(self, staff: StaffId) -> tuple[StaffId, ...]:
        """Return the line from somebody upwards: the line manager, theirs, and so on; whoever left is passed over."""
        line: list[StaffId] = []
        member = self.members.get(staff)
        while member and member.line_manager and member.line_manager not in line:
            line.append(member.line_manager)
            member = self.members.get(member.line_manager)
        return tuple(s for s in line if s in self.members and self.members[s].here)


def fold(directory: Directory | None, event: Event) -> Directory:
    """Apply an event."""
    members = dict(directory.members) if directory else {}
    match event:
        case StaffMemberEntered():
            members[event.staff] = StaffMember(
                event.staff, event.login, frozenset(event.roles), event.team, event.line_manager, event.stand_in
            )
        case StaffMemberLeft():
            members[event.staff] = changed(members[event.staff], here=False)
    return Directory(members)


def decide(directory: Directory | None, command: Command, _given: Given) -> tuple[Event, ...]:
    """Decide about an entry. Raises Refused, NotFound, Conflict."""
    directory = directory or Directory()
    match command:
        case EnterStaffMember():
            return _enter(directory, command)
        case RemoveStaffMember():
            return _remove(directory, command.staff)
    raise TypeError(command)


def _remove(directory: Directory, staff: StaffId) -> tuple[Event, ...]:
    if not directory.member(staff).here:
        raise Conflict("they have left")
    if directory.holders(Role.GOVERNANCE) == (staff,):
        raise Refused(
            WHO,
            "the last of Governance stays: nobody could enter the next",
            field="staff",
            accepted="somebody else, once another of Governance has been entered",
        )
    return (StaffMemberLeft(staff=staff),)


def _enter(directory: Directory, command: EnterStaffMember) -> tuple[Event, ...]:
    if not command.roles:
        raise Refused(WHO, "everybody has a role", field="roles", accepted=", ".join(Role))
    if command.staff == SYSTEM:
        raise Refused(
            WHO, "nobody acts under the process's own pseudonym", field="staff", accepted="another identifier"
        )
    if Role.SYSTEM in command.roles:
        raise Refused(WHO, "the process itself is nobody's role", field="roles", accepted="any other role")
    taken = [m for m in directory.members.values() if m.here and m.login == command.login and m.id != command.staff]
    if taken:
        raise Refused(
            WHO,
            "somebody else signs in under this subject",
            field="subject",
            accepted="the subject of this person alone",
        )
    for name in ("line_manager", "stand_in"):
        other = getattr(command, name)
        if other == command.staff:
            raise Refused(WHO, "nobody is above, or stands in for, themselves", field=name, accepted="somebody else")
        if other is not None:
            directory.member(other)
    entry: dict[str, Any] = {
        "staff": command.staff,
        "login": command.login,
        "roles": tuple(sorted(command.roles)),
        "team": command.team,
        "line_manager": command.line_manager,
        "stand_in": command.stand_in,
    }
    return (StaffMemberEntered(**entry, subject=command.subject, name=command.name, email=command.email),)


def check_known(named: Iterable[StaffId], given: Given, *, field: str, clause: str) -> None:
    """Check that the directory knows everybody named, here or gone: rules look people up by it. Raises Refused."""
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    for number, staff in enumerate(named):
        if staff not in directory.members:
            raise Refused(
                clause,
                "nobody in the staff directory goes by this identifier",
                field=field.format(number),
                accepted="somebody in the staff directory; others by name, in other_witnesses",
            )


def check_member(staff: StaffId, given: Given, *, field: str, clause: str, here: bool = False) -> None:
    """Check that the directory knows somebody; `here`: that they work here now. Raises Refused."""
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    member = directory.members.get(staff)
    if member is None or (here and not member.here):
        raise Refused(
            clause,
            "nobody who works here goes by this identifier" if here else "the staff directory does not know them",
            field=field,
            accepted="somebody in the staff directory",
        )


DIRECTORY_DECIDER = Decider(
    kind="directory",
    events=(StaffMemberEntered, StaffMemberLeft),
    commands=(EnterStaffMember, RemoveStaffMember),
    fold=fold,
    decide=decide,
)
