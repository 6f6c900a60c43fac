"""What a manager must have considered before deciding, and how long a decision may last (3.1, 5.2, 6.1, 7.2, 7.3)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import Counts, local_day, months_after
from domain.case.basis import check_not_a_party, records_of
from domain.case.comparing import leaves_an_ordinary_route
from domain.case.deciding import Terms
from domain.case.force import measures_at, stands
from domain.case.quashing import warning_counts
from domain.case.state import Case
from domain.incident import Incident
from domain.measures import Measure, MeasureKind
from domain.names import CustomerId, PersonalList, Role, is_said
from domain.policy import PolicyBook
from domain.refusal import Check, NoError, NotFound, Refused
from domain.representing import representatives_in
from domain.staff import DIRECTORY, Directory
from domain.streams import Given

SENIOR = (Role.HEAD_OF_SERVICE, Role.DIRECTOR)  # who may agree to a long term
# What is asked for in words at every decision, with the clause that asks it.
ASKED: dict[str, tuple[str, str]] = {
    "reasons": ("2.4", "the decision has reasons"),
    "circumstances": ("5.2", "the customer's circumstances are considered"),
    "seriousness": ("5.2", "the seriousness of the customer's own issue is considered"),
    "adjustments_considered": ("3.1", "which reasonable adjustments were considered is said"),
    "adjustments_made": ("3.1", "which adjustments were made is said"),
    "why_still": ("3.1", "why restricting is still needed is said"),
}


def check_warned(case: Case, basis: tuple[Incident, ...], given: Given) -> frozenset[CustomerId]:
    """A warning with its chance comes first, wherever possible. Raises Refused (7.2).

    A warning about any record of the person will do, unless it rests on one that is no longer linked (1.3). Returns the
    records on which the warning rests: none, where one of the case's own does, or none was possible.
    """
    if case.warning_dispensed_with:
        return frozenset()
    today, records = local_day(given.as_of), records_of(case.customer, given)
    cases = [case, *(o for o in given.of_kind("case").values() if o.id != case.id and o.customer in records)]
    found = []
    for each, warning in ((c, w) for c in cases for w in c.warnings):
        counts = warning.left_at and warning.counts_until and today <= warning.counts_until and not warning.withdrawn_at
        if not counts or not warning_counts(warning, cases, given.others):
            continue
        if any(warning.left_at <= incident.happened_at for incident in basis):
            found.append(frozenset({each.customer, *warning.rests_on}))
    if counting := [rests_on for rests_on in found if rests_on <= records]:
        return min(counting, key=lambda rests_on: sorted(rests_on - {case.customer}))
    raise Refused(
        "7.2",
        "a warning with a chance to change comes before a decision",
        field="basis",
        accepted="an incident after a warning that still counts, or a recorded reason why no warning was possible",
    )


@Check
def check_words(measures: tuple[Measure, ...], said: PersonalList) -> Iterator[NoError]:
    """Check that each measure that is nothing without words has them, and says nothing twice. Raises Refused (6.1)."""
    words = _in_order(said, len(measures))
    for number, measure in enumerate(measures):
        if measure.needs_words and not is_said(words[number]):
            yield Refused(
                "6.1",
                f"the measure {measure.kind} is described",
                field=f"measure_words.{number}",
                accepted="what the measure means, in words",
            )
        if (measure, words[number]) in zip(measures[:number], words[:number], strict=True):
            yield Refused(
                "6.1",
                f"the measure {measure.kind} is said twice, word for word",
                field=f"measures.{number}",
                accepted="each measure once",
            )


@Check
def check_extremes(terms: Terms) -> Iterator[NoError]:
    """Check that each extreme measure has a justification of its own. Raises Refused (6.1)."""
    named = any(measure.kind is MeasureKind.END_ALL_CONTACT for measure in terms.measures)
    if terms.ends_all_contact and not named:
        yield Refused(
            "6.1",
            "a decision that ends all contact names that measure: the customer is told of it in its words",
            field="ends_all_contact",
            accepted="false, or the measure end-all-contact",
        )
    why = _in_order(terms.why_extreme, len(terms.measures))
    for number, measure in enumerate(terms.measures):
        if measure.is_extreme and not is_said(why[number]):
            yield Refused(
                "6.1",
                f"an extreme measure has its own justification, and {measure.kind} has none",
                field=f"why_extreme.{number}",
                accepted="why nothing less than the extreme form will do",
            )


def _in_order(said: PersonalList, count: int) -> list[str]:
    """Return what is said of each of so many measures, blank where nothing is."""
    words = list(said) if isinstance(said, tuple) else []
    return (words + [""] * count)[:count]


@Check
def check_named(
    measures: tuple[Measure, ...], given: Given, *, standing: tuple[Measure, ...] = ()
) -> Iterator[NoError]:
    """Check that whoever a measure names works here: nobody is sent to somebody who is not there. Raises Refused (6.1).

    A measure that is standing may be left as it is.
    """
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    here = {member.id for member in directory.members.values() if member.here}
    for number, measure in enumerate(measures):
        for name in ("staff", "stand_in"):
            if measure not in standing and getattr(measure, name) not in {None, *here}:
                yield Refused(
                    "6.1",
                    "a named contact works here",
                    field=f"measures.{number}.{name}",
                    accepted="somebody in the staff directory",
                )


@Check
def check_representatives(
    case: Case, measures: tuple[Measure, ...], given: Given, *, standing: tuple[Measure, ...] = ()
) -> Iterator[NoError]:
    """Check that whoever contact is to go through acts for this customer, and may. Raises Refused, NotFound (6.1).

    A measure that is standing may be left as it is: without its representative it asks nothing of the customer.
    """
    acting, records = representatives_in(given.others), records_of(case.customer, given)
    for number, measure in enumerate(measures):
        if measure.representative is None or measure in standing:
            continue
        found = acting.get(measure.representative)
        if found is None or found.customer not in records:
            yield NotFound(measure.representative)
        elif not found.acts(given.as_of):
            yield Refused(
                "6.1",
                "a representative has authority to act for the customer",
                field=f"measures.{number}.representative",
                accepted="somebody whose authority has begun and not ended",
            )


@Check
def check_considered(terms: Terms, basis: tuple[Incident, ...]) -> Iterator[NoError]:
    """Check that everything was considered, and asked again this time. Raises Refused (2.4, 3.1, 5, 6.1)."""
    for name, (clause, reason) in ASKED.items():
        if not is_said(getattr(terms, name)):
            yield Refused(clause, reason, field=name, accepted="this, in words, asked anew at this decision")
    why = terms.why_not_lesser if isinstance(terms.why_not_lesser, tuple) else ()
    if not terms.lesser or len(why) != len(terms.lesser) or not all(is_said(reason) for reason in why):
        yield Refused(
            "5.2",
            "the lesser measures considered, and why each would not do, are named",
            field="lesser",
            accepted="at least one lesser measure, and in why_not_lesser one reason for each",
        )
    if len(set(terms.lesser)) != len(terms.lesser) or MeasureKind.END_ALL_CONTACT in terms.lesser:
        yield Refused(
            "5.2",
            "a lesser measure is named once, and ending all contact is lesser than none",
            field="lesser",
            accepted="each lesser measure once",
        )
    outside = [shortfall for incident in basis for shortfall in incident.outside]
    if outside and not is_said(terms.our_handling):
        yield Refused(
            outside[0].clause,
            "our own handling was outside the steps and is weighed",
            field="our_handling",
            accepted="how our own handling was weighed",
        )


@Check
def check_asked_afresh(case: Case, terms: Terms, given: Given) -> Iterator[NoError]:
    """The questions of 3.1 are asked for this decision: an earlier one's answers are not copied. Raises Refused (3.1).

    Rules do not read the answers, so it is the day of asking that shows it.
    """
    today, asked = local_day(given.as_of), terms.adjustments_asked_on
    earlier = max((decision.decided_on for decision in case.decisions), default=None)
    if asked is not None and asked <= today:
        since_the_last = earlier is None or asked > earlier
        if asked == today or (since_the_last and asked >= case.referred_on):
            return
    since = f"after {earlier}" if earlier and earlier >= case.referred_on else f"from {case.referred_on}"
    yield Refused(
        "3.1",
        "adjustments are asked about afresh at every decision",
        field="adjustments_asked_on",
        accepted=f"{today}, or a day {since} and before it",
    )


@Check
def check_duration(case: Case, terms: Terms, given: Given) -> Iterator[NoError]:
    """Check that a restriction has an end, and who agrees to a long one. Raises Refused (7.2, 7.3)."""
    today = local_day(given.as_of)
    if (terms.expires_on is None) == (terms.review_on is None):
        yield Refused(
            "7.3", "a restriction has an expiry date or a review date", field="expires_on", accepted="one of the two"
        )
    name = "expires_on" if terms.expires_on else "review_on"
    end = terms.expires_on or terms.review_on
    if end is None:
        return
    if end <= today:
        yield Refused("7.3", "a restriction ends after the day it is decided", field=name, accepted=f"after {today}")
    limit = months_after(today, given.book.version(case.policy).figures.agreement_beyond_months)
    yield from _check_agreed.each(case, terms, end, limit, given)


@Check
def _check_agreed(case: Case, terms: Terms, end: date, limit: date, given: Given) -> Iterator[NoError]:
    """A term beyond the limit is agreed to by a Head of Service or Director, in the record: nobody is merely named."""
    if terms.agreed_by is None and (end <= limit or given.by.has(*SENIOR)):
        return
    if any(agreed.by == terms.agreed_by and end <= agreed.until for agreed in case.agreements):
        yield from check_not_a_party.each(terms.basis, given, who=terms.agreed_by, field="agreed_by")
        return
    yield Refused(
        "7.2",
        "so long a restriction needs a Head of Service's agreement",
        field="agreed_by",
        accepted=f"a Head of Service or Director who has agreed to it in this case, or none and a date up to {limit}",
    )


@Check
def check_route(case: Case, terms: Terms, given: Given) -> Iterator[NoError]:
    """With everything in force an ordinary route stays open, unless the decision ends all contact. Raises Refused."""
    if terms.ends_all_contact:
        return
    records = records_of(case.customer, given)
    elsewhere = [
        measure
        for other in given.of_kind("case").values()
        if other.id != case.id and other.customer in records
        for decision in other.decisions
        if stands(decision, given.as_of)
        for measure in measures_at(decision, given.as_of)
    ]
    if not leaves_an_ordinary_route([*terms.measures, *elsewhere]):
        yield Refused(
            "6.1",
            "with everything in force this leaves the customer no ordinary route",
            field="ends_all_contact",
            accepted="measures that leave a route, or a decision that says it ends all contact",
        )


def lapses_on(case: Case, terms: Terms, given: Given) -> date:
    """Return the last day in force if nobody decides: the expiry date, or days after a review date missed (9.2)."""
    if terms.review_on is None:
        return terms.expires_on or local_day(given.as_of)
    after = given.book.version(case.policy).figures.review_missed_lapses_wd
    today = local_day(given.as_of)
    return given.book.calendar.working_days_after(terms.review_on, after, Counts.AGAINST_US, since=today)


def review_opens_on(case: Case, start: date, end: date, book: PolicyBook) -> date:
    """Return the day a review opens: 20 working days before the end, or half-way in a term under twice that (9.2)."""
    before = book.version(case.policy).figures.review_opens_before_wd
    term = book.calendar.working_days_between(start, end)
    if term >= 2 * before:
        return book.calendar.working_days_before(end, before)
    return book.calendar.working_days_after(start, term // 2, Counts.AGAINST_US)
