"""What changes in the policy while cases run: bank holidays, closure days and figures are proclaimed (*Time*).

What comes of it is the policy in force (`domain/policy_in_force.py`).
For a customer it only ever gives more time; for us it never gives more than we had when a deadline began.
"""

from dataclasses import fields
from datetime import date, timedelta

from domain.calendar import local_day
from domain.event import Command, Event
from domain.files_read import PolicyFilesRead, ReadPolicyFiles, contradictions, news
from domain.names import StreamId
from domain.policy import Figures
from domain.policy_files import SEVERAL, figure_mistake
from domain.policy_in_force import Changes, fold
from domain.policy_words import (
    NEVER,
    TIME,
    BankHolidayProclaimed,
    BankHolidayWithdrawn,
    ChangeFigure,
    ClosureDayDeclared,
    DeclareClosureDay,
    ExtendKnownDays,
    FigureChanged,
    KnownDaysExtended,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)
from domain.refusal import AlreadySo, Conflict, NotFound, Refused
from domain.streams import Decider, Given

POLICY = StreamId("policy/00000000-0000-0000-0000-000000000002")
LONGEST_BACK = timedelta(days=366)  # a day that far past moves no date that still runs


def decide(changes: Changes | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about a change of the policy. Raises Refused, Conflict, NotFound. `given.book` is the one in force."""
    changes = changes or Changes()
    match command:
        case ProclaimBankHoliday():
            return _proclaim(command, given)
        case WithdrawBankHoliday():
            return _withdraw(changes, command, given)
        case DeclareClosureDay():
            return _declare(command, given)
        case ExtendKnownDays():
            return _extend(command, given)
        case ChangeFigure():
            return _change(command, given)
        case ReadPolicyFiles():
            return _files(changes, command, given)
    raise TypeError(command)


def _files(changes: Changes, command: ReadPolicyFiles, given: Given) -> tuple[Event, ...]:
    """Learn what the files hold. Raises AlreadySo, Refused (*Never*), whose reason is a line for each contradiction."""
    today, first = local_day(given.as_of), changes.of_files is None
    if wrong := () if first else tuple(contradictions(changes.versions, command.versions, today)):
        raise Refused(NEVER, "\n".join(wrong), accepted="files that leave what has begun as it is")
    event = PolicyFilesRead(
        calendar=command.calendar,
        read_on=today,
        first=first,
        bank_holidays=tuple(kept for kept in command.bank_holidays if kept.day not in changes.ever),
        closures=tuple(kept for kept in command.closures if kept.day not in changes.closures),
        known_to=max(command.known_to, changes.known_to or command.known_to),
        versions=news(changes.versions, command.versions),
    )
    same = not (event.bank_holidays or event.closures or event.versions) and event.known_to == changes.known_to
    if same and not first:
        raise AlreadySo
    return (event,)


def _proclaim(command: ProclaimBankHoliday, given: Given) -> tuple[Event, ...]:
    if command.day in given.book.calendar.bank_holidays:
        raise Conflict("this day is a bank holiday")
    _check_not_long_past(command.day, given)
    _check_said(command.name, "name", "what is kept on the day")
    _check_said(command.source, "source", "where it is proclaimed")
    today = local_day(given.as_of)
    return (BankHolidayProclaimed(day=command.day, name=command.name, proclaimed_on=today, source=command.source),)


def _withdraw(changes: Changes, command: WithdrawBankHoliday, given: Given) -> tuple[Event, ...]:
    if command.day not in given.book.calendar.bank_holidays:
        raise NotFound(f"bank holiday on {command.day}")
    if command.day not in changes.holidays and command.day not in (changes.of_files or ()):
        raise Refused(
            TIME,
            "what is withdrawn has been proclaimed, or read from the files",
            field="day",
            accepted="a day that the record knows as a bank holiday",
        )
    if command.day <= local_day(given.as_of):
        raise Refused(TIME, "a day that has been kept stays one", field="day", accepted="a day that lies ahead")
    _check_said(command.source, "source", "where it is said")
    return (BankHolidayWithdrawn(day=command.day, withdrawn_on=local_day(given.as_of), source=command.source),)


def _declare(command: DeclareClosureDay, given: Given) -> tuple[Event, ...]:
    if command.day in given.book.calendar.closures:
        raise Conflict("this day is a closure day")
    _check_not_long_past(command.day, given)
    _check_said(command.name, "name", "why we are closed")
    return (ClosureDayDeclared(day=command.day, name=command.name, declared_on=local_day(given.as_of)),)


def _extend(command: ExtendKnownDays, given: Given) -> tuple[Event, ...]:
    known_to = given.book.calendar.known_to
    if command.known_to <= known_to:
        raise Refused(TIME, "bank holidays are known that far", field="known_to", accepted=f"a day after {known_to}")
    _check_said(command.source, "source", "where they are proclaimed")
    return (KnownDaysExtended(known_to=command.known_to, source=command.source),)


def _change(command: ChangeFigure, given: Given) -> tuple[Event, ...]:
    """*Never* back-dating: a figure is another from a day that is still to come."""
    several = command.figure in SEVERAL
    value = command.values if several or len(command.values) != 1 else command.values[0]
    if mistake := figure_mistake(command.figure, value):
        unknown = command.figure not in {f.name for f in fields(Figures)}
        accepted = ", ".join(f.name for f in fields(Figures)) if unknown else mistake.removeprefix("the value is ")
        raise Refused(NEVER, mistake, field="figure" if unknown else "values", accepted=accepted)
    today = local_day(given.as_of)
    if command.effective <= today:
        raise Refused(
            NEVER,
            "a figure changes for what is still to begin: nothing is back-dated",
            field="effective",
            accepted=f"a day after {today}",
        )
    _check_said(command.reason, "reason", "why it changes")
    then = given.book.on(command.effective)
    if getattr(then.figures, command.figure) == value:
        raise Conflict("the figure has this value from that day on")
    return (
        FigureChanged(
            figure=command.figure,
            values=command.values,
            belongs_to=then.clauses[command.figure],
            effective=command.effective,
            reason=command.reason,
        ),
    )


def _check_not_long_past(day: date, given: Given) -> None:
    earliest = local_day(given.as_of) - LONGEST_BACK
    if day < earliest:
        raise Refused(TIME, "a day so long past moves nothing", field="day", accepted=f"a day from {earliest} on")


def _check_said(text: str, name: str, what: str) -> None:
    if not text.strip():
        raise Refused(TIME, f"{what} is said", field=name, accepted=f"{what}, in words")


POLICY_DECIDER = Decider(
    kind="policy",
    events=(
        *(BankHolidayProclaimed, BankHolidayWithdrawn, ClosureDayDeclared, KnownDaysExtended, FigureChanged),
        PolicyFilesRead,
    ),
    commands=(
        *(ProclaimBankHoliday, WithdrawBankHoliday, DeclareClosureDay, ExtendKnownDays, ChangeFigure),
        ReadPolicyFiles,
    ),
    fold=fold,
    decide=decide,
)
