"""Why a date is the date: the days from its start, one by one, each counted or left out, and why (*Time*)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.calendar import COUNTED, ONE_DAY, Calendar, Counts, DayKind, months_after
from domain.policy import Policy


@dataclass(frozen=True, kw_only=True)
class DayReckoned:
    """One day: the `count`-th that counts, or left out (None). `name`: what is kept on it."""

    day: date
    kind: DayKind
    count: int | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """One way in which a date was, or is, reckoned. The day `after` which is counted does not count itself.

    `counts` is None for calendar months, of which no days are counted; `backwards`: counted from a date that is fixed
    to a day ahead of it. `figure`, its `value`, its `clause` and the `policy` version that it is of are those used.
    """

    after: date
    figure: str
    value: int
    clause: str
    policy: str
    calendar: str
    counts: Counts | None
    days: tuple[DayReckoned, ...]
    gives: date
    backwards: bool = False


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why something falls on `day`. `fixed` is the day that was told, or recorded when it began to be owed.

    It is a floor for a customer, and for us a ceiling. Without reckonings it was chosen, and not reckoned.
    """

    name: str
    about: str
    day: date
    fixed: date | None
    clause: str
    provisional: bool
    reckonings: tuple[Reckoning, ...]


@dataclass(frozen=True)
class Reckoner:
    """Reckons by one calendar and one version of the policy, keeping the days."""

    calendar: Calendar
    policy: Policy

    def after(self, figure: str, day: date, counts: Counts, *, since: date | None = None, more: int = 0) -> Reckoning:
        """Count a figure's working days after a day, as `Calendar.working_days_after` does; `more` beside it."""
        value = getattr(self.policy.figures, figure) + more
        gives = self.calendar.working_days_after(day, value, counts, since=since)
        days = tuple(self._days(day, gives, counts, since or day))
        return self._reckoning(figure, value, day, gives, counts=counts, days=days)

    def before(self, figure: str, day: date, opens: date) -> Reckoning:
        """Show the working days (ours) that are left to a day from one ahead of it; `value` is their number."""
        days = tuple(self._days(opens, day, Counts.AGAINST_US, None))
        value = sum(each.count is not None for each in days)
        return self._reckoning(figure, value, opens, day, counts=Counts.AGAINST_US, days=days, backwards=True)

    def months(self, figure: str, day: date) -> Reckoning:
        """Count a figure's calendar months."""
        value = getattr(self.policy.figures, figure)
        return self._reckoning(figure, value, day, months_after(day, value), counts=None, days=())

    def _days(self, start: date, end: date, counts: Counts, since: date | None) -> Iterator[DayReckoned]:
        day, count = start, 0
        while day < end:
            day += ONE_DAY
            kind = self.calendar.day_kind(day, counts, since)
            counted = kind in COUNTED
            count += counted
            name = None if kind in {DayKind.WORKING, DayKind.WEEKEND} else self.calendar.names.get(day)
            yield DayReckoned(day=day, kind=kind, count=count if counted else None, name=name)

    def _reckoning(
        self,
        figure: str,
        value: int,
        after: date,
        gives: date,
        *,
        counts: Counts | None,
        days: tuple[DayReckoned, ...],
        backwards: bool = False,
    ) -> Reckoning:
        return Reckoning(
            after=after,
            figure=figure,
            value=value,
            clause=self.policy.clauses[figure],
            policy=self.policy.version,
            calendar=self.calendar.version,
            counts=counts,
            days=days,
            gives=gives,
            backwards=backwards,
        )
