"""The eleven measures of 6.1: what each is called, which particulars it needs, which are extreme."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.names import Channel, RepresentativeId, StaffId
from domain.refusal import Check, NoError, Refused

CLAUSE = "6.1"


class MeasureKind(StrEnum):
    """The measures, in the policy's order. `END_ALL_CONTACT` is the extreme form of *any other action*."""

    ONE_METHOD_ONLY = "one-method-only"
    CONTACT_FREQUENCY = "contact-frequency"
    NAMED_STAFF_ONLY = "named-staff-only"
    THROUGH_REPRESENTATIVE = "through-representative"
    RETURN_DOCUMENTS = "return-documents"
    READ_AND_FILE = "read-and-file"
    SUSPEND_COMPLAINT = "suspend-complaint"
    END_COMPLAINT = "end-complaint"
    OTHER = "other"
    END_ALL_CONTACT = "end-all-contact"
    POLICE_REPORT = "police-report"
    TENANCY_SANCTION = "tenancy-sanction"
    OMBUDSMAN_REFERRAL = "ombudsman-referral"


class Per(StrEnum):
    """What a contact frequency is counted over: a calendar day, a week from Monday, a calendar month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Authority(StrEnum):
    """To whom an incident was reported: the police, or which other appropriate statutory authority."""

    POLICE = "police"
    LOCAL_AUTHORITY = "local-authority"
    SOCIAL_SERVICES = "social-services"
    FIRE_AND_RESCUE = "fire-and-rescue"
    HEALTH_AND_SAFETY_EXECUTIVE = "health-and-safety-executive"
    OTHER = "other"  # named in words


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure with its particulars; those that its kind does not use are None.

    `times` counts contacts per `per`; `method` is the one channel left open, or the channel counted (None: all).
    `reference` is that of the complaint, the report or the sanction; `procedure` that of what a sanction is applied
    under. `exhausted`: the customer has been through the whole internal complaints procedure, whose final answer was
    given on `final_answer_on`. `extreme` marks the extreme form of a kind that has a milder one. What a measure says in
    words (the representative's name, which documents, what *other* is) is personal text and stands beside the measures,
    in their order.
    """

    kind: MeasureKind
    method: Channel | None = None
    times: int | None = None
    per: Per | None = None
    staff: StaffId | None = None
    stand_in: StaffId | None = None
    representative: RepresentativeId | None = None
    reference: str | None = None
    authority: Authority | None = None
    acted_on: date | None = None
    procedure: str | None = None
    final_answer_on: date | None = None
    exhausted: bool = False
    extreme: bool = False

    @property
    def is_extreme(self) -> bool:
        """Whether 6.1 reserves it for extreme cases."""
        return self.extreme or self.kind is MeasureKind.END_ALL_CONTACT

    @property
    def is_lasting(self) -> bool:
        """Whether it restricts for a time; reporting and referring are acts."""
        return self.kind not in ACTS

    @property
    def needs_words(self) -> bool:
        """Whether it is nothing without a description in words."""
        return self.kind in NEEDS_WORDS or self.authority is Authority.OTHER


ACTS: frozenset[MeasureKind] = frozenset(
    {MeasureKind.POLICE_REPORT, MeasureKind.TENANCY_SANCTION, MeasureKind.OMBUDSMAN_REFERRAL}
)
HAS_AN_EXTREME_FORM: frozenset[MeasureKind] = frozenset(
    {MeasureKind.RETURN_DOCUMENTS, MeasureKind.SUSPEND_COMPLAINT, MeasureKind.END_COMPLAINT}
)
PARTICULARS: dict[MeasureKind, tuple[frozenset[str], frozenset[str]]] = {
    # kind: (must be given, may be given)
    MeasureKind.ONE_METHOD_ONLY: (frozenset({"method"}), frozenset()),
    MeasureKind.CONTACT_FREQUENCY: (frozenset({"times", "per"}), frozenset({"method"})),
    MeasureKind.NAMED_STAFF_ONLY: (frozenset({"staff", "stand_in"}), frozenset()),
    MeasureKind.THROUGH_REPRESENTATIVE: (frozenset({"representative"}), frozenset()),
    MeasureKind.RETURN_DOCUMENTS: (frozenset(), frozenset()),
    MeasureKind.READ_AND_FILE: (frozenset(), frozenset()),
    MeasureKind.SUSPEND_COMPLAINT: (frozenset({"reference"}), frozenset()),
    MeasureKind.END_COMPLAINT: (frozenset({"reference"}), frozenset()),
    MeasureKind.OTHER: (frozenset(), frozenset()),
    MeasureKind.END_ALL_CONTACT: (frozenset(), frozenset()),
    MeasureKind.POLICE_REPORT: (frozenset({"authority", "reference", "acted_on"}), frozenset()),
    MeasureKind.TENANCY_SANCTION: (frozenset({"procedure", "reference"}), frozenset()),
    MeasureKind.OMBUDSMAN_REFERRAL: (frozenset({"final_answer_on", "reference"}), frozenset()),
}
NEEDS_WORDS: frozenset[MeasureKind] = frozenset(
    {
        MeasureKind.OTHER,
        MeasureKind.THROUGH_REPRESENTATIVE,
        MeasureKind.RETURN_DOCUMENTS,
        MeasureKind.TENANCY_SANCTION,
    }
)
# What a refusal asks for, where the particular's own name would not say it.
ASKED_FOR: dict[str, str] = {
    "method": "one channel",
    "times": "how many contacts",
    "per": ", ".join(Per),
    "staff": "the staff member's identifier",
    "stand_in": "the identifier of whoever stands in",
    "representative": "the identifier of whoever acts for the customer",
    "authority": ", ".join(Authority),
    "acted_on": "the day on which it was reported",
    "procedure": "the reference of the procedure it is applied under",
    "final_answer_on": "the day on which the final answer to the complaint was given",
}
_MAY_BE_GIVEN = (
    *("method", "times", "per", "staff", "stand_in", "representative", "reference"),
    *("authority", "acted_on", "procedure", "final_answer_on"),
)


@Check
def check_particulars(measure: Measure, field: str) -> Iterator[NoError]:
    """Check that a measure has the particulars of its kind, and no others. Raises Refused (6.1)."""
    required, optional = PARTICULARS[measure.kind]
    given = {name for name in _MAY_BE_GIVEN if getattr(measure, name) is not None}
    for name in sorted(required - given):
        accepted = ASKED_FOR.get(name, f"a {name}")
        yield Refused(
            CLAUSE, f"the measure {measure.kind} says which {name}", field=f"{field}.{name}", accepted=accepted
        )
    for name in sorted(given - required - optional):
        yield Refused(CLAUSE, f"the measure {measure.kind} has no {name}", field=f"{field}.{name}", accepted="nothing")
    if measure.times is not None and measure.times < 1:
        yield Refused(CLAUSE, "a frequency is at least once", field=f"{field}.times", accepted="1 or more")
    if measure.staff is not None and measure.staff == measure.stand_in:
        yield Refused(
            CLAUSE, "the stand-in is somebody else", field=f"{field}.stand_in", accepted="somebody other than staff"
        )
    if measure.extreme and measure.kind not in HAS_AN_EXTREME_FORM | {MeasureKind.END_ALL_CONTACT}:
        yield Refused(
            CLAUSE, f"the measure {measure.kind} has no extreme form", field=f"{field}.extreme", accepted="false"
        )
    yield from _check_exhausted.each(measure, field)


@Check
def _check_exhausted(measure: Measure, field: str) -> Iterator[NoError]:
    """Check that nobody goes to the Ombudsman who has a step of our own procedure left. Raises Refused (6.1)."""
    of_the_ombudsman = measure.kind is MeasureKind.OMBUDSMAN_REFERRAL
    if of_the_ombudsman and not measure.exhausted:
        yield Refused(
            CLAUSE,
            "a customer is referred to the Ombudsman once our internal complaints procedure is exhausted",
            field=f"{field}.exhausted",
            accepted="true, where it is so",
        )
    if measure.exhausted and not of_the_ombudsman:
        yield Refused(
            CLAUSE,
            f"the measure {measure.kind} does not say that a procedure is exhausted",
            field=f"{field}.exhausted",
            accepted="false",
        )


@Check
def check_lie_behind(measures: Iterable[Measure], today: date) -> Iterator[NoError]:
    """Check that what a measure says has happened has: a report, a final answer. Raises Refused (6.1)."""
    for number, measure in enumerate(measures):
        for name in ("acted_on", "final_answer_on"):
            day = getattr(measure, name)
            if day is not None and day > today:
                yield Refused(
                    CLAUSE,
                    f"{name} is a day that has come",
                    field=f"measures.{number}.{name}",
                    accepted=f"a day up to {today}",
                )


def lasting(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return those that restrict for a time."""
    return tuple(measure for measure in measures if measure.is_lasting)
