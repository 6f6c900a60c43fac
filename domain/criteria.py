"""What may be unacceptable: the criteria of section 4, each by its name in the policy."""

from enum import StrEnum

from domain.names import Personal, is_said
from domain.refusal import Refused


class Criterion(StrEnum):
    """One criterion against which conduct is assessed; 2.3."""

    VIOLENCE = "violence"
    THREATS = "threats"
    PERSONAL_ABUSE = "personal-abuse"
    OFFENSIVE_REMARKS = "offensive-remarks"
    SWEARING = "swearing"
    RACIST_LANGUAGE = "racist-language"
    SEXIST_LANGUAGE = "sexist-language"
    HOMOPHOBIC_LANGUAGE = "homophobic-language"
    SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE = "serious-allegations-without-evidence"
    THIRD_PARTY_REMARKS = "third-party-remarks"
    INFLAMMATORY_STATEMENTS = "inflammatory-statements"
    REFUSING_EXPLANATIONS = "refusing-explanations"
    INCOMPATIBLE_DEMANDS = "incompatible-demands"
    UNFOUNDED_STAFF_COMPLAINTS = "unfounded-staff-complaints"
    CHANGING_THE_BASIS = "changing-the-basis"
    IRRELEVANT_LATE_INFORMATION = "irrelevant-late-information"
    UNIMPORTANT_QUESTIONS = "unimportant-questions"
    SECRET_RECORDING = "secret-recording"  # noqa: S105 - no password: recording in secret
    FALSE_DOCUMENTS = "false-documents"
    REPEAT_COMPLAINTS = "repeat-complaints"
    CHASING_CLOSED_CASES = "chasing-closed-cases"
    ARGUING_WITHOUT_NEW_EVIDENCE = "arguing-without-new-evidence"
    UNREASONABLE_TIMESCALES = "unreasonable-timescales"
    DEMANDING_PARTICULAR_STAFF = "demanding-particular-staff"
    INSISTING_ON_MEETINGS = "insisting-on-meetings"
    VISITING_WITHOUT_APPOINTMENT = "visiting-without-appointment"
    OTHER_UNREASONABLE_DEMAND = "other-unreasonable-demand"
    PERSISTENCE_VOLUME = "persistence-volume"
    PERSISTENCE_DURATION = "persistence-duration"
    PERSISTENCE_DISPROPORTION = "persistence-disproportion"
    REFUSAL_TO_COOPERATE = "refusal-to-cooperate"
    COMPLAINTS_PROCESS_MISUSE = "complaints-process-misuse"

    @property
    def clause(self) -> str:
        """The clause that names it."""
        return CLAUSES[self]


CLAUSES: dict[Criterion, str] = {
    Criterion.VIOLENCE: "4.3",
    Criterion.THREATS: "4.3",
    Criterion.PERSONAL_ABUSE: "4.3",
    Criterion.OFFENSIVE_REMARKS: "4.3",
    Criterion.SWEARING: "4.3",
    Criterion.RACIST_LANGUAGE: "4.4",
    Criterion.SEXIST_LANGUAGE: "4.4",
    Criterion.HOMOPHOBIC_LANGUAGE: "4.4",
    Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE: "4.4",
    Criterion.THIRD_PARTY_REMARKS: "4.4",
    Criterion.INFLAMMATORY_STATEMENTS: "4.4",
    Criterion.REFUSING_EXPLANATIONS: "4.7",
    Criterion.INCOMPATIBLE_DEMANDS: "4.7",
    Criterion.UNFOUNDED_STAFF_COMPLAINTS: "4.7",
    Criterion.CHANGING_THE_BASIS: "4.7",
    Criterion.IRRELEVANT_LATE_INFORMATION: "4.7",
    Criterion.UNIMPORTANT_QUESTIONS: "4.7",
    Criterion.SECRET_RECORDING: "4.7",
    Criterion.FALSE_DOCUMENTS: "4.7",
    Criterion.REPEAT_COMPLAINTS: "4.7",
    Criterion.CHASING_CLOSED_CASES: "4.7",
    Criterion.ARGUING_WITHOUT_NEW_EVIDENCE: "4.7",
    Criterion.UNREASONABLE_TIMESCALES: "4.7",
    Criterion.DEMANDING_PARTICULAR_STAFF: "4.7",
    Criterion.INSISTING_ON_MEETINGS: "4.7",
    Criterion.VISITING_WITHOUT_APPOINTMENT: "4.7",
    Criterion.OTHER_UNREASONABLE_DEMAND: "4.7",
    Criterion.PERSISTENCE_VOLUME: "4.8",
    Criterion.PERSISTENCE_DURATION: "4.9",
    Criterion.PERSISTENCE_DISPROPORTION: "4.10",
    Criterion.REFUSAL_TO_COOPERATE: "4.12",
    Criterion.COMPLAINTS_PROCESS_MISUSE: "4.14",
}

# Where the basis of a restriction holds one of these, its end is announced ahead (9.2) and time alone does not suspend
# it (8.6).
VIOLENT: frozenset[Criterion] = frozenset({Criterion.VIOLENCE, Criterion.THREATS})

# Correspondence that holds one of these is not accepted (5.11).
NOT_ACCEPTED: frozenset[Criterion] = VIOLENT | {Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE}
# The level of contact, each by its own side of it: what the assessment rests on is contacts that were counted.
PERSISTENCE: frozenset[Criterion] = frozenset(
    {Criterion.PERSISTENCE_VOLUME, Criterion.PERSISTENCE_DURATION, Criterion.PERSISTENCE_DISPROPORTION}
)


def check_criteria(criteria: tuple[Criterion, ...], other: Personal | None, *, described: bool = False) -> None:
    """Check that at least one is named, each once, and *other* with what it was. Raises Refused (2.3, 4.7).

    `described`: what the other one was has been said before.
    """
    if not criteria:
        raise Refused(
            "2.3",
            "an incident names at least one criterion",
            field="criteria",
            accepted="one criterion of section 4 or more",
        )
    check_named_once(criteria)
    if Criterion.OTHER_UNREASONABLE_DEMAND in criteria and not described and not is_said(other):
        raise Refused(
            "4.7",
            "another unreasonable demand is described",
            field="other_criterion",
            accepted="what was demanded, in words",
        )
    check_described(criteria, other)


def check_described(criteria: tuple[Criterion, ...], other: Personal | None) -> None:
    """Check that what is described is *another unreasonable demand*, and no listed one. Raises Refused (4.7)."""
    if other is not None and Criterion.OTHER_UNREASONABLE_DEMAND not in criteria:
        raise Refused(
            "4.7",
            "what is described is another unreasonable demand",
            field="other_criterion",
            accepted=f"a description where the criteria hold {Criterion.OTHER_UNREASONABLE_DEMAND}",
        )


def check_named_once(criteria: tuple[Criterion, ...]) -> None:
    """Check that no criterion is named twice. Raises Refused (2.3)."""
    for number, criterion in enumerate(criteria):
        if criterion in criteria[:number]:
            raise Refused(
                "2.3", "a criterion is named once", field=f"criteria.{number}", accepted="each criterion once"
            )
