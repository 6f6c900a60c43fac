"""What is at hand when somebody asks why a date is what it is: the case, its history, and who reckons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.calendar import Counts
from domain.case.state import Case
from domain.event import Event
from domain.policy import PolicyBook
from domain.reckoning import Reckoner, Reckoning, Why

Dated = Sequence[tuple[date, Event]]  # the case's events, each with the local day on which it was recorded


@dataclass(frozen=True)
class Asking:
    """One name of a date asked about: what it is asked of, and how an answer is made."""

    name: str
    case: Case
    history: Dated
    book: PolicyBook

    @property
    def own(self) -> Reckoner:
        """Reckons by the figures that the case keeps."""
        return Reckoner(self.book.calendar, self.book.version(self.case.policy))

    def told(self, about: str, day: date, fixed: date | None, clause: str, reckonings: Sequence[Reckoning]) -> Why:
        """Answer with ways of reckoning; `fixed`: the day that was told, or recorded when it began to be owed."""
        counted = any(reckoning.counts is Counts.FOR_THE_CUSTOMER for reckoning in reckonings)
        return Why(
            name=self.name,
            about=about,
            day=day,
            fixed=fixed,
            clause=clause,
            provisional=counted and self.book.calendar.is_provisional(day),
            reckonings=tuple(reckonings),
        )

    def chosen(self, about: str, day: date, clause: str) -> Why:
        """Of a date that somebody chose."""
        return self.told(about, day, day, clause, ())

    def running(self, figure: str, left_on: date, last_day: date) -> list[Reckoning]:
        """Every reckoning of a customer's date since its letter left (*Time*)."""
        own = self.own
        since = [p for p in self.book.ever() if left_on <= p.effective <= last_day and p is not own.policy]
        reckoners = [own, *(Reckoner(self.book.calendar, policy) for policy in since)]
        return [reckoner.after(figure, left_on, Counts.FOR_THE_CUSTOMER) for reckoner in reckoners]

    def recorded(self, kinds: type[Event] | tuple[type[Event], ...], **named: Any) -> Iterator[tuple[date, Any]]:
        """Yield events of some kinds that name something, each with its local day."""
        for day, event in self.history:
            if isinstance(event, kinds) and all(getattr(event, name) == value for name, value in named.items()):
                yield day, event
