"""The rules of evidence: what each piece says, and what a criterion needs before it can be found (4.8-4.13)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import local_day
from domain.criteria import PERSISTENCE, Criterion
from domain.event import Event
from domain.evidence import (
    AddEvidence,
    ContactCount,
    ContactsCounted,
    CooperationAsked,
    CooperationRefused,
    DayTold,
    DifficultyAskedAbout,
    Evidence,
    EvidenceWithdrawn,
    Kept,
    WithdrawEvidence,
)
from domain.incident import NO_EVIDENCE, Incident
from domain.names import CustomerId, IncidentId, is_said
from domain.refusal import NotFound, Refused
from domain.streams import Given


def add_evidence(incident: Incident, command: AddEvidence, given: Given) -> tuple[Event, ...]:
    """Add evidence. Raises Refused (4.9, 4.11-4.13)."""
    if command.evidence == NO_EVIDENCE:
        raise Refused(
            "9.1",
            "some evidence is given",
            field="evidence",
            accepted="any of contact_counts, requests_made, refusals and difficulty",
        )
    return told(incident.id, incident.customer, command.evidence, given, before=incident.evidence)


def withdraw_evidence(incident: Incident, command: WithdrawEvidence, given: Given) -> tuple[Event, ...]:
    """*Never* edited history: say that evidence was wrong. What was found on it stands until it is assessed anew.

    Raises Refused (9.1), NotFound.
    """
    if command.version not in {piece.version for piece in incident.evidence.pieces}:
        raise NotFound("evidence that stands and was told by this version")
    if not is_said(command.reason):
        raise Refused("9.1", "why it is withdrawn is said", field="reason", accepted="the reason, in words")
    return (
        EvidenceWithdrawn(
            incident=incident.id,
            customer=incident.customer,
            corrects=command.version,
            told_by=given.by.id,
            reason=command.reason,
        ),
    )


def told(
    incident: IncidentId, customer: CustomerId, evidence: Evidence, given: Given, *, before: Kept | None = None
) -> tuple[Event, ...]:
    """Return what a command's evidence tells. Raises Refused (4.9, 4.11-4.13)."""
    before = before or Kept()
    today = local_day(given.as_of)
    _check_counts(evidence.contact_counts, before, today)
    _check_days(evidence.requests_made, "requests_made", "4.11", today)
    _check_days(evidence.refusals, "refusals", "4.12", today)
    if evidence.difficulty:
        _check_days((evidence.difficulty,), "difficulty", "4.13", today)
    _check_refused_what_was_asked(evidence, before)
    return tuple(_events(incident, customer, evidence, given))


def _events(incident: IncidentId, customer: CustomerId, evidence: Evidence, given: Given) -> Iterator[Event]:
    by = given.by.id
    if evidence.contact_counts:
        yield ContactsCounted(incident=incident, customer=customer, told_by=by, counts=evidence.contact_counts)
    if evidence.requests_made:
        days, words = _apart(evidence.requests_made)
        yield CooperationAsked(incident=incident, customer=customer, told_by=by, days=days, asked=words)
    if evidence.refusals:
        days, words = _apart(evidence.refusals)
        yield CooperationRefused(incident=incident, customer=customer, told_by=by, days=days, refused=words)
    if evidence.difficulty:
        yield DifficultyAskedAbout(
            incident=incident,
            customer=customer,
            told_by=by,
            asked_on=evidence.difficulty.day,
            answer=evidence.difficulty.words,
        )


def _apart(told_on: tuple[DayTold, ...]) -> tuple[tuple[date, ...], tuple[str, ...]]:
    return tuple(t.day for t in told_on), tuple(t.words for t in told_on if isinstance(t.words, str))


def _check_counts(counts: tuple[ContactCount, ...], before: Kept, today: date) -> None:
    known = {_what(count) for count in before.contact_counts}
    for number, count in enumerate(counts):
        where = f"evidence.contact_counts.{number}"
        if count.last_day < count.first_day or count.last_day > today:
            raise Refused(
                "4.8",
                "contacts are counted from a day to a day that has come",
                field=f"{where}.last_day",
                accepted=f"{count.first_day} or later, up to {today}",
            )
        for name in ("contacts", "minutes"):
            value = getattr(count, name)
            if value is not None and value < 1:
                raise Refused(
                    "4.8", "what was counted is there", field=f"{where}.{name}", accepted="a whole number from 1"
                )
        if _what(count) in known:
            raise Refused(
                "4.8",
                "a period is counted once for a channel",
                field=where,
                accepted="another period or channel, or this one once the earlier count is withdrawn",
            )
        known.add(_what(count))


def _what(count: ContactCount) -> tuple[date, date, str | None]:
    return (count.first_day, count.last_day, count.channel)


def _check_days(told_on: tuple[DayTold, ...], name: str, clause: str, today: date) -> None:
    for number, one in enumerate(told_on):
        where = f"evidence.{name}" if name == "difficulty" else f"evidence.{name}.{number}"
        if one.day > today:
            raise Refused(clause, "it lies in the past", field=f"{where}.day", accepted=f"up to {today}")
        if not is_said(one.words):
            raise Refused(clause, "what was said is written down", field=f"{where}.words", accepted="it, in words")


def _check_refused_what_was_asked(evidence: Evidence, before: Kept) -> None:
    asked = sorted((*before.requests_made, *(told_on.day for told_on in evidence.requests_made)))
    for number, refusal in enumerate(evidence.refusals):
        if not asked or refusal.day < asked[0]:
            raise Refused(
                "4.12",
                "what is refused was asked for before",
                field=f"evidence.refusals.{number}.day",
                accepted=f"{asked[0]} or later" if asked else "refusals of requests, which stand in requests_made",
            )


def check_shown(criteria: tuple[Criterion, ...], kept: Kept, given: Given) -> None:
    """Check that persistence and refusal rest on what was counted and recorded. Raises Refused (4.8-4.13)."""
    _check_persistence(criteria, kept)
    if Criterion.REFUSAL_TO_COOPERATE not in criteria:
        return
    repeated = given.book.on(local_day(given.as_of)).figures.refusals_repeated
    if len(kept.refusals) < repeated:
        raise Refused(
            "4.12",
            "refusing to cooperate is unacceptable only when repeated",
            field="evidence.refusals",
            accepted=f"{repeated} recorded refusals or more of what was reasonably asked",
        )
    if kept.difficulty_asked_on is None:
        raise Refused(
            "4.13",
            "a specific, genuine difficulty has been asked about",
            field="evidence.difficulty",
            accepted="the day on which it was asked about, and what the customer answered",
        )


def _check_persistence(criteria: tuple[Criterion, ...], kept: Kept) -> None:
    counts = kept.contact_counts
    if not PERSISTENCE.isdisjoint(criteria) and not counts:
        raise Refused(
            "4.9",
            "the level of contact is found unacceptable on contacts that were counted",
            field="evidence.contact_counts",
            accepted="how many contacts, from a day to a day",
        )
    if Criterion.PERSISTENCE_VOLUME in criteria and not any(count.contacts > 1 for count in counts):
        raise Refused(
            "4.8",
            "one contact is no volume of contact",
            field="evidence.contact_counts",
            accepted="a count of several contacts over a period",
        )
    lasting = (count.minutes is not None or count.last_day > count.first_day for count in counts)
    if Criterion.PERSISTENCE_DURATION in criteria and not any(lasting):
        raise Refused(
            "4.8",
            "the duration of contact is shown",
            field="evidence.contact_counts",
            accepted="a count over more than one day, or with the minutes that it took",
        )
