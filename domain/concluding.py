"""The rules by which an incident is concluded: advice, the police decision, closing (5.6, 5.9, 5.12)."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.calendar import local_day
from domain.case.notice import NoticeKind
from domain.conclusion import AdviseCustomer, CloseIncident, CustomerAdvised, IncidentClosed
from domain.criteria import VIOLENT, Criterion
from domain.event import Event
from domain.flagging import flags_of
from domain.frozen import changed
from domain.incident import Assessment, Incident, RecordIncident
from domain.letter import owed_about
from domain.names import StreamId, is_said
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.rules import opened
from domain.refusal import Conflict, Refused
from domain.streams import Given

Rule = Callable[[Any, Any, Given], tuple[Event, ...]]
FINAL = frozenset({Assessment.UNACCEPTABLE, Assessment.NOT_UNACCEPTABLE})
POLICE_DECISIONS = frozenset({Outcome.REPORTED, Outcome.NOT_REPORTED})


def advise(incident: Incident, command: AdviseCustomer, given: Given) -> tuple[Event, ...]:
    """Owe the customer a letter of advice. Raises Refused (5.12), Conflict."""
    if incident.advised:
        raise Conflict("the customer has been advised about this incident", version=incident.events)
    if not incident.counts:
        raise Refused(
            "5.12",
            "advice is about conduct that has been assessed as unacceptable",
            accepted="an incident assessed unacceptable",
        )
    for name in ("why", "what_must_change"):
        if not is_said(getattr(command, name)):
            raise Refused(
                "5.12",
                "the customer is told why it is unacceptable and what must change",
                field=name,
                accepted="this, in words to the customer",
            )
    return (
        CustomerAdvised(
            incident=incident.id,
            customer=incident.customer,
            advised_by=given.by.id,
            request_answered=command.request_answered,
            why=command.why,
            what_must_change=command.what_must_change,
        ),
        *flags_of(incident, changed(incident.handling, advised=True), given),
        owed_about(StreamId(incident.id), incident.customer, NoticeKind.ADVICE, given),
    )


def close(incident: Incident, _command: CloseIncident, given: Given) -> tuple[Event, ...]:
    """Close an incident. Raises Refused (2.3, 5.6), Conflict."""
    if incident.closed:
        raise Conflict("this incident has been closed", version=incident.events)
    if incident.assessment not in FINAL:
        raise Refused("2.3", "an incident is assessed before it is closed", accepted="a final assessment first")
    police = [
        referral
        for referral in given.of_kind("referral").values()
        if referral.kind is ReferralKind.POLICE and referral.about == incident.id
    ]
    undecided = any(not referral.closed for referral in police)
    decided = any(referral.outcome in POLICE_DECISIONS for referral in police)
    if undecided or (incident.is_violent and not decided):
        raise Refused(
            "5.6",
            "where violence was threatened, whether it is reported to the police is decided first",
            accepted="the answer to its referral to the police: reported, with the reference, or not, with the reason",
        )
    return (IncidentClosed(incident=incident.id, customer=incident.customer, closed_by=given.by.id),)


def referrals(command: RecordIncident, given: Given) -> tuple[Event, ...]:
    """Return what an account gives cause to refer, from the day of what happened: the police, for violence (5.6)."""
    day = local_day(command.happened_at)
    kinds = dict.fromkeys((*command.raises, *_asks_about_the_police(command.criteria)))
    return tuple(opened(kind, given.stream, command.customer, day, given) for kind in kinds)


def then_about_the_police(rule: Rule) -> Rule:
    """Return a rule that also refers to the police what it finds to be violence or a threat, unless it was (5.6)."""

    def both(incident: Incident, command: Any, given: Given) -> tuple[Event, ...]:
        found = rule(incident, command, given)
        not_so = getattr(command, "assessment", Assessment.UNACCEPTABLE) is not Assessment.UNACCEPTABLE
        criteria = () if not_so else command.criteria or ()
        before = {r.kind for r in given.of_kind("referral").values() if r.about == incident.id}
        kinds = [kind for kind in _asks_about_the_police(criteria) if kind not in before]
        today = local_day(given.as_of)
        return (*found, *(opened(kind, StreamId(incident.id), incident.customer, today, given) for kind in kinds))

    return both


def then_back_with_its_request(rule: Rule) -> Rule:
    """Return a rule that also refers a request anew from the day on which the message came in truth (4.5, 5.9).

    What had been opened from a later day stays in the record, and is answered too.
    """

    def both(incident: Incident, command: Any, given: Given) -> tuple[Event, ...]:
        found = rule(incident, command, given)
        if command.happened_at is None:
            return found
        day = local_day(command.happened_at)
        kind = ReferralKind.SUBJECT_ACCESS
        requests = [r for r in given.of_kind("referral").values() if r.kind is kind and r.about == incident.id]
        open_ = any(not r.closed for r in requests)
        if not open_ or any(r.received_on <= day for r in requests):
            return found
        return (*found, opened(kind, StreamId(incident.id), incident.customer, day, given))

    return both


def _asks_about_the_police(criteria: Iterable[Criterion]) -> tuple[ReferralKind, ...]:
    """Say whether conduct asks for a decision about the police: violence or a threat of it does."""
    return () if VIOLENT.isdisjoint(criteria) else (ReferralKind.POLICE,)
