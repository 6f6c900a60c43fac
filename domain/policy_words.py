"""What is said about the policy while cases run, and what became of it: commands and events (*Time*)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.event import Command, Event

TIME = "reading.md, Time"


NEVER = "reading.md, Never"


@dataclass(frozen=True, kw_only=True)
class ProclaimBankHoliday(Command):
    """A day has been proclaimed a bank holiday. `source`: where that is said."""

    day: date
    name: str
    source: str


@dataclass(frozen=True, kw_only=True)
class WithdrawBankHoliday(Command):
    """A day that was known as one will be no bank holiday after all."""

    day: date
    source: str


@dataclass(frozen=True, kw_only=True)
class DeclareClosureDay(Command):
    """The organisation will be closed on a day."""

    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class ExtendKnownDays(Command):
    """Every bank holiday up to a day has been entered: dates up to it are provisional no longer."""

    known_to: date
    source: str


@dataclass(frozen=True, kw_only=True)
class ChangeFigure(Command):
    """A figure is another from a day on. `values`: one, or all of a figure that is a list."""

    figure: str
    values: tuple[int, ...]
    effective: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class PolicyEvent(Event):
    """What every event of the policy's stream is."""

    kind: ClassVar[str] = "policy"
    clause: ClassVar[str] = TIME


@dataclass(frozen=True, kw_only=True)
class BankHolidayProclaimed(PolicyEvent):
    """A day was proclaimed a bank holiday; `proclaimed_on` is the day on which we heard of it, and recorded it."""

    day: date
    name: str
    proclaimed_on: date
    source: str


@dataclass(frozen=True, kw_only=True)
class BankHolidayWithdrawn(PolicyEvent):
    """A proclaimed bank holiday was called off. Whom it had given more time keeps that."""

    day: date
    withdrawn_on: date
    source: str


@dataclass(frozen=True, kw_only=True)
class ClosureDayDeclared(PolicyEvent):
    """The organisation will be closed on a day: customers get more time by it, and we do not."""

    day: date
    name: str
    declared_on: date


@dataclass(frozen=True, kw_only=True)
class KnownDaysExtended(PolicyEvent):
    """Bank holidays are known to a later day."""

    known_to: date
    source: str


@dataclass(frozen=True, kw_only=True)
class FigureChanged(PolicyEvent):
    """A figure is another from a day on, for cases that begin from then on; a longer time to appeal also before.

    `belongs_to` is the clause of the policy that the figure is of.
    """

    clause: ClassVar[str] = NEVER
    coded: ClassVar[str | None] = "figure"
    figure: str
    values: tuple[int, ...]
    belongs_to: str
    effective: date
    reason: str
