"""How often a customer has been in contact: counted from the contact log, never from what somebody says (4.8, 6.1)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from domain.calendar import ONE_DAY, local_day
from domain.case.verdict import CountedBy, SoFar
from domain.contact import Contact, day_of, page_of
from domain.customer import Customer
from domain.names import Channel, CustomerId

Sort = TypeVar("Sort")


def same_person(customer: CustomerId, _known: Customer | None) -> tuple[CustomerId, ...]:
    """Return every record of one person: the one place that says whose cases and contacts are read together.

    Persons are not linked yet: each is their own.
    """
    return (customer,)


def pages_now(customers: Iterable[CustomerId], moment: datetime) -> frozenset[str]:
    """Return the pages on which the contacts of the current day, week from Monday and month stand."""
    today = local_day(moment)
    monday = today - ONE_DAY * today.weekday()
    return frozenset(page_of(customer, day) for customer in customers for day in (monday, today))


def so_far(contacts: Iterable[Contact], moment: datetime) -> CountedBy:
    """Return the count of the contacts that count, up to a moment, in its local day, week from Monday and month."""
    counted = [c for c in contacts if c.counts and c.happened_at <= moment]
    today = local_day(moment)
    monday = today - ONE_DAY * today.weekday()

    def by(method: Channel | None) -> SoFar:
        days = [day_of(c) for c in counted if method in {None, c.channel}]
        return SoFar(
            day=days.count(today),
            week=sum(day >= monday for day in days),
            month=sum((day.year, day.month) == (today.year, today.month) for day in days),
        )

    return by


def months_between(first: date, last: date) -> list[date]:
    """Return the first day of each month from one day to another."""
    months = [first.replace(day=1)]
    while (following := (months[-1] + ONE_DAY * 32).replace(day=1)) <= last:
        months.append(following)
    return months


def counts_between(
    contacts: Iterable[Contact], first: date, last: date, sort: Callable[[Contact], Sort]
) -> dict[Sort, int]:
    """Count contacts of theirs from one local day to another, by whatever sorts them: evidence of volume (4.8)."""
    found: dict[Sort, int] = {}
    for contact in contacts:
        if not contact.retracted and not contact.by_us and first <= day_of(contact) <= last:
            found[sort(contact)] = found.get(sort(contact), 0) + 1
    return found
