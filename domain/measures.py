"""The eleven measures of 6.1: what each is called, which particulars it needs, which are extreme."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.names import Channel, RepresentativeId, StaffId
from domain.refusal import Refused

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


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure with its particulars; those that its kind does not use are None.

    `times` counts contacts per `per`; `method` is the one channel left open, or the channel counted (None: all).
    `extreme` marks the extreme form of a kind that has a milder one. What a measure says in words (the representative's
    name, what *other* is) is personal text and stands beside the measures, in their order.
    """

    kind: MeasureKind
    method: Channel | None = None
    times: int | None = None
    per: Per | None = None
    staff: StaffId | None = None
    stand_in: StaffId | None = None
    representative: RepresentativeId | None = None
    reference: str | None = None
    extreme: bool = False

    @property
    def is_extreme(self) -> bool:
        """Whether 6.1 reserves it for extreme cases."""
        return self.extreme or self.kind is MeasureKind.END_ALL_CONTACT

    @property
    def is_lasting(self) -> bool:
        """Whether it restricts for a time; reporting and referring are acts."""
        return self.kind not in ACTS


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
    MeasureKind.POLICE_REPORT: (frozenset({"reference"}), frozenset()),
    MeasureKind.TENANCY_SANCTION: (frozenset({"reference"}), frozenset()),
    MeasureKind.OMBUDSMAN_REFERRAL: (frozenset({"reference"}), frozenset()),
}
NEEDS_WORDS: frozenset[MeasureKind] = frozenset({MeasureKind.OTHER, MeasureKind.THROUGH_REPRESENTATIVE})


def check_measures(measures: tuple[Measure, ...], field: str = "measures") -> None:
    """Check that every measure has its particulars and that together they are possible. Raises Refused (6.1)."""
    if not measures:
        raise Refused(
            CLAUSE, "a decision to restrict names at least one measure", field=field, accepted="one measure or more"
        )
    for number, measure in enumerate(measures):
        _check_particulars(measure, f"{field}.{number}")
    kinds = [measure.kind for measure in measures]
    _one_of_a_kind(kinds, field)
    methods = {m.method for m in measures if m.kind is MeasureKind.ONE_METHOD_ONLY}
    for number, measure in enumerate(measures):
        counted = measure.kind is MeasureKind.CONTACT_FREQUENCY and measure.method is not None
        if counted and methods and measure.method not in methods:
            raise Refused(
                CLAUSE,
                "contact by a method that another measure closes cannot be counted",
                field=f"{field}.{number}.method",
                accepted=", ".join(sorted(str(m) for m in methods)),
            )
    if MeasureKind.END_ALL_CONTACT in kinds and any(
        measure.is_lasting and measure.kind not in _BESIDE_NO_CONTACT for measure in measures
    ):
        raise Refused(
            CLAUSE,
            "ending all contact leaves nothing for a measure about contact to govern",
            field=field,
            accepted="ending all contact, or measures about contact",
        )


_BESIDE_NO_CONTACT = frozenset(
    {
        MeasureKind.END_ALL_CONTACT,
        MeasureKind.END_COMPLAINT,
        MeasureKind.SUSPEND_COMPLAINT,
        MeasureKind.RETURN_DOCUMENTS,
        MeasureKind.OTHER,
    }
)


def _one_of_a_kind(kinds: list[MeasureKind], field: str) -> None:
    for kind in (MeasureKind.ONE_METHOD_ONLY, MeasureKind.NAMED_STAFF_ONLY, MeasureKind.THROUGH_REPRESENTATIVE):
        if kinds.count(kind) > 1:
            raise Refused(
                CLAUSE, f"two measures of the kind {kind} contradict each other", field=field, accepted=f"one {kind}"
            )


def _check_particulars(measure: Measure, field: str) -> None:
    required, optional = PARTICULARS[measure.kind]
    given = {
        name
        for name in ("method", "times", "per", "staff", "stand_in", "representative", "reference")
        if getattr(measure, name) is not None
    }
    for name in sorted(required - given):
        raise Refused(
            CLAUSE, f"the measure {measure.kind} says which {name}", field=f"{field}.{name}", accepted=f"a {name}"
        )
    for name in sorted(given - required - optional):
        raise Refused(CLAUSE, f"the measure {measure.kind} has no {name}", field=f"{field}.{name}", accepted="nothing")
    if measure.times is not None and measure.times < 1:
        raise Refused(CLAUSE, "a frequency is at least once", field=f"{field}.times", accepted="1 or more")
    if measure.staff is not None and measure.staff == measure.stand_in:
        raise Refused(
            CLAUSE, "the stand-in is somebody else", field=f"{field}.stand_in", accepted="somebody other than staff"
        )
    if measure.extreme and measure.kind not in HAS_AN_EXTREME_FORM | {MeasureKind.END_ALL_CONTACT}:
        raise Refused(
            CLAUSE, f"the measure {measure.kind} has no extreme form", field=f"{field}.extreme", accepted="false"
        )


def lasting(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return those that restrict for a time."""
    return tuple(measure for measure in measures if measure.is_lasting)
