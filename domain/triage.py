"""Sorting what a contact is about, and what follows from it by verdict, law and policy (1.6, 6.1, 10.1)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.case.verdict import NEW, STATUTORY, Answer, Purpose, RouteKind, Verdict
from domain.measures import MeasureKind
from domain.names import CaseId, DecisionId
from domain.referral.kinds import ReferralKind
from domain.refusal import Refused


class Triage(StrEnum):
    """The four sorts of matter that a contact may bring during a restriction."""

    STATUTORY = "statutory"  # 1.6
    NEW_MATTER = "new-complaint-or-issue"  # 6.1, 10.1
    NEW_INFORMATION = "new-information"  # 6.1
    NEITHER = "neither"  # 6.1


class Done(StrEnum):
    """What was done about a matter."""

    ANSWERED = "answered"  # dealt with: answered, booked, acted on
    REFERRED = "referred"  # to whoever decides or acts
    FILED = "filed"  # read, and not answered
    ROUTE_TOLD = "route-told"  # not taken this way; told which way is open


class Departure(StrEnum):
    """How what was done departs from what the verdict said. It is recorded, not refused."""

    MORE_OPEN = "more-open"
    LESS_OPEN = "less-open"


@dataclass(frozen=True)
class Said:
    """What the verdict said of a matter at its moment, and the event that rests on; a statutory one rests on none."""

    answer: str
    clause: str
    route: RouteKind | None = None
    case: CaseId | None = None
    decision: DecisionId | None = None
    event: int | None = None  # the version of the deciding event in the case


@dataclass(frozen=True)
class Matter:
    """One thing that a contact is about, and what was done about it."""

    purpose: Purpose
    done: Done


@dataclass(frozen=True, kw_only=True)
class Triaged:
    """A matter as it is recorded. `said` is None where we made the contact: nobody asks whether they may then."""

    purpose: Purpose
    triage: Triage
    done: Done
    said: Said | None
    departs: Departure | None
    raises: ReferralKind | None


DONE_BY_VERDICT: dict[Answer, frozenset[Done]] = {
    Answer.ALLOW: frozenset({Done.ANSWERED, Done.REFERRED}),
    Answer.REFER: frozenset({Done.REFERRED}),
    Answer.READ_AND_FILE: frozenset({Done.FILED}),
    Answer.REFUSE: frozenset({Done.ROUTE_TOLD}),
}
OPENNESS: tuple[Done, ...] = (Done.ANSWERED, Done.REFERRED, Done.FILED, Done.ROUTE_TOLD)  # beside that of `Answer`
LEFT: frozenset[Done] = frozenset({Done.FILED, Done.ROUTE_TOLD})
ACTED_ON = f"{Done.ANSWERED}, {Done.REFERRED}"


def triage_of(purpose: Purpose) -> Triage:
    """Sort a purpose."""
    if purpose in STATUTORY:
        return Triage.STATUTORY
    if purpose in NEW:
        return Triage.NEW_MATTER
    return Triage.NEW_INFORMATION if purpose is Purpose.NEW_INFORMATION else Triage.NEITHER


def triaged(matter: Matter, said: Said | None) -> Triaged:
    """Sort a matter, and hold what was done against what the verdict said."""
    return Triaged(
        purpose=matter.purpose,
        triage=triage_of(matter.purpose),
        done=matter.done,
        said=said,
        departs=departure(matter.done, said),
        raises=raised_by(matter.purpose, said),
    )


def said_by(verdict: Verdict) -> Said:
    """Return what is kept of a verdict."""
    rests_on = next(
        (part for part in verdict.parts if (part.answer, part.route) == (verdict.answer, verdict.route)), None
    )
    return Said(
        verdict.answer.word,
        verdict.clause,
        verdict.route.kind if verdict.route else None,
        *((rests_on.case, rests_on.decision, rests_on.event) if rests_on and verdict.clause != "1.6" else ()),
    )


def departure(done: Done, said: Said | None) -> Departure | None:
    """Say whether what was done is what the verdict said, or more or less open."""
    if said is None:
        return None
    answer = next(each for each in Answer if each.word == said.answer)
    if done in DONE_BY_VERDICT[answer]:
        return None
    return Departure.MORE_OPEN if OPENNESS.index(done) < answer else Departure.LESS_OPEN


def raised_by(purpose: Purpose, said: Said | None) -> ReferralKind | None:
    """Say which referral a matter calls for, whatever was done about it (4.5, 5.9, 10.1)."""
    if purpose is Purpose.DATA_SUBJECT_REQUEST:
        return ReferralKind.SUBJECT_ACCESS
    return ReferralKind.SUBSEQUENT_CONTACT if said and said.clause == "10.1" else None


def check_not_left(matter: Matter, said: Said | None, verdict: Verdict | None, field: str) -> None:
    """Check that nothing is filed or turned away that must be acted on, referred or answered (1.6, 6.1, 10.1).

    Raises Refused. Anything else that was done otherwise than the verdict says is recorded as it was.
    """
    if matter.done not in LEFT:
        return
    if matter.purpose in STATUTORY:
        raise Refused(
            "1.6",
            "a statutory matter is received and acted on, by whatever route it comes",
            field=field,
            accepted=ACTED_ON,
        )
    if said is None or verdict is None:
        return
    if said.clause == "10.1":
        raise Refused(
            "10.1",
            "a new complaint or issue of a prohibited customer is referred to a Head of Service or Director",
            field=field,
            accepted=str(Done.REFERRED),
        )
    only_filed = any(part.measure is MeasureKind.READ_AND_FILE for part in verdict.parts)
    if only_filed and said.answer == Answer.ALLOW.word:
        raise Refused(
            "6.1",
            "where contact is read and filed, a new complaint or new information is still answered",
            field=field,
            accepted=ACTED_ON,
        )
