"""Which measures contradict each other, pair by pair: measures are combined freely, but not against one another (6.1).

A pair of kinds that is not in the table goes together whatever its particulars. The customer reads every measure in one
letter: what could not be followed together, or would say two things about one, is a contradiction.
"""

from collections.abc import Callable, Iterator

from domain.measures import CLAUSE, Measure, MeasureKind, Per, check_particulars
from domain.names import SPOKEN
from domain.refusal import Check, NoError, Refused

Reason = str | None
K = MeasureKind


def contradiction(one: Measure, other: Measure) -> Reason:
    """Say why two measures contradict each other, or None where they go together; the same both ways."""
    first, second = sorted((one, other), key=lambda measure: list(MeasureKind).index(measure.kind))
    judged = _PAIRS.get((first.kind, second.kind))
    return None if judged is None else judged(first, second)


@Check
def check_measures(measures: tuple[Measure, ...], field: str = "measures") -> Iterator[NoError]:
    """Check that every measure has its particulars and that together they are possible. Raises Refused (6.1)."""
    if not measures:
        yield Refused(
            CLAUSE, "a decision to restrict names at least one measure", field=field, accepted="one measure or more"
        )
    incomplete = set()
    for number, measure in enumerate(measures):
        for no in check_particulars.each(measure, f"{field}.{number}"):
            incomplete.add(number)
            yield no
    for number, measure in enumerate(measures):
        for before, earlier in enumerate(measures[:number]):
            if incomplete.isdisjoint({before, number}) and (why := contradiction(earlier, measure)):
                which = f"{before} ({earlier.kind}) and {number} ({measure.kind})"
                yield Refused(
                    CLAUSE,
                    f"the measures {which} contradict each other: {why}",
                    field=f"{field}.{number}",
                    accepted=f"one of the two: {earlier.kind}, or {measure.kind}",
                )


def _always(why: str) -> Callable[[Measure, Measure], Reason]:
    return lambda _one, _other: why


def _methods(one: Measure, other: Measure) -> Reason:
    return "it is said twice" if one == other else "each closes the method that the other leaves open"


def _method_and_count(method: Measure, count: Measure) -> Reason:
    """One method only, and how often."""
    closed = count.method is not None and count.method is not method.method
    return f"contact by {count.method} is counted, which {method.method} only closes" if closed else None


def _method_and_filing(method: Measure, _filing: Measure) -> Reason:
    return "what is read and filed is written, and the only method is spoken" if method.method in SPOKEN else None


def _counts(one: Measure, other: Measure) -> Reason:
    """A limit that is contained in another (one method's in all, a day's in a week or a month) is no greater."""
    if one == other:
        return "it is said twice"
    if one.per is other.per and one.method is other.method:
        return "the same contacts are counted to two limits"
    for small, large in ((one, other), (other, one)):
        if _contains(large, small) and (small.times or 0) > (large.times or 0):
            return "one allows more than the limit in which it is counted leaves"
    return None


def _contains(large: Measure, small: Measure) -> bool:
    periods = small.per is large.per or (small.per is Per.DAY and large.per is not None)
    return periods and large.method in {None, small.method}


def _people(one: Measure, other: Measure) -> Reason:
    return "it is said twice" if one == other else "each sends the customer to somebody else"


def _documents(one: Measure, other: Measure) -> Reason:
    if one.extreme == other.extreme:
        return "it is said twice: which documents are returned is said in the words of one"
    return "further documents are returned, or are destroyed"


def _same_complaint(one: Measure, other: Measure) -> Reason:
    """The same measure of two complaints goes together; of one complaint it does not."""
    if one.reference != other.reference:
        return None
    return "it is said twice" if one.extreme == other.extreme else "new complaints are looked at, or are not"


def _suspended_and_ended(one: Measure, other: Measure) -> Reason:
    return "the same complaint is suspended, or is ended" if one.reference == other.reference else None


def _suspended_and_referred(suspended: Measure, referred: Measure) -> Reason:
    same = suspended.reference == referred.reference
    return "a complaint that is suspended has not been answered to the end" if same else None


def _filing_and_complaint(_filing: Measure, complaint: Measure) -> Reason:
    return "new complaints are answered, or are not looked at" if complaint.extreme else None


def _same_act(one: Measure, other: Measure) -> Reason:
    """One report, or one sanction, is told once, whatever else is said of it."""
    same = (one.authority, one.procedure, one.reference) == (other.authority, other.procedure, other.reference)
    return "it is said twice" if same else None


_NO_CONTACT = _always("with all contact ended, nothing is left for a measure about contact to govern")
# In the order of the kinds.
_PAIRS: dict[tuple[MeasureKind, MeasureKind], Callable[[Measure, Measure], Reason]] = {
    (K.ONE_METHOD_ONLY, K.ONE_METHOD_ONLY): _methods,
    (K.ONE_METHOD_ONLY, K.CONTACT_FREQUENCY): _method_and_count,
    (K.ONE_METHOD_ONLY, K.READ_AND_FILE): _method_and_filing,
    (K.ONE_METHOD_ONLY, K.END_ALL_CONTACT): _NO_CONTACT,
    (K.CONTACT_FREQUENCY, K.CONTACT_FREQUENCY): _counts,
    (K.CONTACT_FREQUENCY, K.END_ALL_CONTACT): _NO_CONTACT,
    (K.NAMED_STAFF_ONLY, K.NAMED_STAFF_ONLY): _people,
    (K.NAMED_STAFF_ONLY, K.END_ALL_CONTACT): _NO_CONTACT,
    (K.THROUGH_REPRESENTATIVE, K.THROUGH_REPRESENTATIVE): _always("one representative acts for the customer"),
    (K.THROUGH_REPRESENTATIVE, K.END_ALL_CONTACT): _NO_CONTACT,
    (K.RETURN_DOCUMENTS, K.RETURN_DOCUMENTS): _documents,
    (K.READ_AND_FILE, K.READ_AND_FILE): _always("it is said twice"),
    (K.READ_AND_FILE, K.SUSPEND_COMPLAINT): _filing_and_complaint,
    (K.READ_AND_FILE, K.END_COMPLAINT): _filing_and_complaint,
    (K.READ_AND_FILE, K.END_ALL_CONTACT): _NO_CONTACT,
    (K.SUSPEND_COMPLAINT, K.SUSPEND_COMPLAINT): _same_complaint,
    (K.SUSPEND_COMPLAINT, K.END_COMPLAINT): _suspended_and_ended,
    (K.SUSPEND_COMPLAINT, K.OMBUDSMAN_REFERRAL): _suspended_and_referred,
    (K.END_COMPLAINT, K.END_COMPLAINT): _same_complaint,
    (K.END_ALL_CONTACT, K.END_ALL_CONTACT): _always("it is said twice"),
    (K.POLICE_REPORT, K.POLICE_REPORT): _same_act,
    (K.TENANCY_SANCTION, K.TENANCY_SANCTION): _same_act,
    (K.OMBUDSMAN_REFERRAL, K.OMBUDSMAN_REFERRAL): _same_complaint,
}
