"""The rules of a referral. No restriction delays one, and none is closed by one: it has a stream of its own."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import uuid5

from domain.calendar import local_day
from domain.case.duties import Act
from domain.case.notice import NoticeKind
from domain.case.steps import DutyEscalated, DutyReminded, TakeStep, due, told
from domain.event import Command, Event
from domain.letter import owed_about
from domain.linking import links_in, needs_of_the_person, person
from domain.names import CustomerId, ReferralId, StreamId, is_said, kind_of, named
from domain.referral.correcting import correct
from domain.referral.kinds import MAY_GIVE_CAUSE, Outcome, ReferralKind
from domain.referral.said import (
    AnswerReferral,
    AssignReferral,
    CorrectReferral,
    EngagedUnanswered,
    OpenReferral,
    ReferralAnswered,
    ReferralAssigned,
    ReferralCorrected,
    ReferralFellAway,
    ReferralOpened,
)
from domain.referral.sorts import SORTS
from domain.referral.state import Referral, fold, timers
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from domain.staff import DIRECTORY, Directory
from domain.streams import Decider, Given, Needs


def needs(referral: Referral | None, command: Command, others: Mapping[str, Any]) -> Needs:
    """Opening needs the customer, what it is about and what else has been referred about that; assigning, the staff."""
    match command:
        case OpenReferral(about=None):
            return Needs(streams=frozenset({command.customer}))
        case OpenReferral():
            about = frozenset({str(command.about)})
            asked = Needs(streams=about | {command.customer}, tags=about, types=frozenset({ReferralOpened}))
            return asked | needs_of_the_person(command.customer, others)
        case AssignReferral():
            return Needs(streams=frozenset({DIRECTORY}))
        case AnswerReferral() | TakeStep() if referral and kind_of(referral.about or "") == "contact":
            return Needs(streams=frozenset({str(referral.about)}))
    return Needs()


def decide(referral: Referral | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Answer a command by its rule. Raises NotFound, Conflict, and what the rule raises."""
    if isinstance(command, OpenReferral):
        if referral is not None:
            raise Conflict("this referral has been opened")
        return _open(command, given)
    if referral is None:
        raise NotFound(given.stream)
    if isinstance(command, TakeStep):
        return _step(referral, command, given)
    if isinstance(command, CorrectReferral):
        return correct(referral, command, given)
    if referral.closed:
        raise Conflict("this referral has been answered", version=referral.version)
    rules: dict[type[Command], Callable[[Referral, Any, Given], tuple[Event, ...]]] = {
        AssignReferral: _assign,
        AnswerReferral: _answer,
    }
    return rules[type(command)](referral, command, given)


def opened(
    kind: ReferralKind, about: StreamId, customer: CustomerId, received_on: date, given: Given
) -> ReferralOpened:
    """Return what opens a referral for which an account being recorded gives cause; the account says why."""
    policy = given.book.on(local_day(given.as_of))
    return ReferralOpened(
        referral=ReferralId(named("referral", uuid5(given.command_id, kind))),
        customer=customer,
        referral_kind=kind,
        about=about,
        received_on=received_on,
        opened_by=given.by.id,
        due_on=SORTS[kind].due_on(received_on, policy, given.book),
        policy=policy.version,
        calendar=given.book.calendar.version,
        concern=None,
    )


def is_open_about(kind: ReferralKind, about: str, given: Given) -> bool:
    """Say whether a referral of a kind about something is open, among what `given` has looked at."""
    referrals = given.of_kind("referral").values()
    return any(r.kind is kind and r.about == about and not r.closed for r in referrals)


def _open(command: OpenReferral, given: Given) -> tuple[Event, ...]:
    sort = SORTS[command.referral_kind]
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    _check_cause(command, sort.clause, given)
    if not is_said(command.concern):
        raise Refused(
            sort.clause, "what gives cause for it is written down", field="concern", accepted="the concern, in words"
        )
    today = local_day(given.as_of)
    if command.received_on > today:
        raise Refused(sort.clause, "what is referred has come in", field="received_on", accepted=f"a day up to {today}")
    _check_came_with_it(command, sort.clause, given)
    policy = given.book.on(today)
    return (
        ReferralOpened(
            referral=ReferralId(given.stream),
            customer=command.customer,
            referral_kind=command.referral_kind,
            about=command.about,
            received_on=command.received_on,
            opened_by=given.by.id,
            due_on=sort.due_on(command.received_on, policy, given.book),
            policy=policy.version,
            calendar=given.book.calendar.version,
            concern=command.concern,
        ),
    )


def _check_cause(command: OpenReferral, clause: str, given: Given) -> None:
    """It is there, it is this customer's, and no such referral about it is open. Raises Refused, NotFound, Conflict."""
    if command.about is None:
        return
    cause = given.others.get(command.about)
    if kind_of(command.about) not in MAY_GIVE_CAUSE or cause is None:
        raise NotFound(command.about)
    if cause.customer not in person(command.customer, links_in(given.others)):
        raise Refused(
            clause, "what it is about is this customer's", field="about", accepted="something of the customer"
        )
    if is_open_about(command.referral_kind, command.about, given):
        raise Conflict(f"a referral of the kind {command.referral_kind} about this is open")


def _check_came_with_it(command: OpenReferral, clause: str, given: Given) -> None:
    """A request found later in what an incident or a contact brought came no later than that did (4.5, 5.9)."""
    happened_at = getattr(given.others.get(command.about or ""), "happened_at", None)
    if command.referral_kind is not ReferralKind.SUBJECT_ACCESS or happened_at is None:
        return
    day = local_day(happened_at)
    if command.received_on > day:
        raise Refused(
            clause,
            "its time runs from the day on which it came",
            field="received_on",
            accepted=f"a day up to {day}; or nothing in about, where it came apart from that",
        )


def _assign(referral: Referral, command: AssignReferral, given: Given) -> tuple[Event, ...]:
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    member = directory.members.get(command.person)
    if member is None or not member.here or member.roles.isdisjoint(referral.sort.answered_by):
        raise Refused(
            referral.sort.clause,
            "a referral goes to somebody who may answer it",
            field="person",
            accepted=f"somebody here who is {', '.join(sorted(referral.sort.answered_by))}",
        )
    if referral.person == command.person:
        raise Conflict("it has been given to them", version=referral.version)
    return (
        ReferralAssigned(
            referral=referral.id, customer=referral.customer, person=command.person, assigned_by=given.by.id
        ),
    )


def _answer(referral: Referral, command: AnswerReferral, given: Given) -> tuple[Event, ...]:
    sort = referral.sort
    if not given.by.has(*sort.answered_by):
        raise NotAllowed(sort.clause, "this referral is for others to answer", frozenset(map(str, sort.answered_by)))
    _check_answer(referral, command, given)
    answered = ReferralAnswered(
        referral=referral.id,
        customer=referral.customer,
        outcome=command.outcome,
        answered_by=given.by.id,
        answered_on=local_day(given.as_of),
        reference=command.reference,
        authority=command.authority,
        exhausted_on=command.exhausted_on,
        reasons=command.reasons,
        to_customer=command.to_customer,
    )
    letter = _letter(referral, command, given)
    if letter is None:
        return (answered,)
    return (answered, owed_about(StreamId(referral.id), referral.customer, letter, given))


def _check_answer(referral: Referral, command: AnswerReferral, given: Given) -> None:
    sort, clause = referral.sort, referral.sort.clause
    if command.outcome not in sort.outcomes:
        raise Refused(
            clause,
            f"this cannot come of a referral of the kind {referral.kind}",
            field="outcome",
            accepted=", ".join(sorted(sort.outcomes)),
        )
    if not is_said(command.reasons):
        raise Refused(clause, "an answer has reasons", field="reasons", accepted="the reasons, in words")
    if command.outcome in sort.referenced and not command.reference:
        raise Refused(clause, "where this is to be found again is recorded", field="reference", accepted="a reference")
    reported = command.outcome is Outcome.REPORTED
    if reported != (command.authority is not None):
        accepted = "to whom it was reported" if reported else "nothing: it was reported to nobody"
        raise Refused("6.1", "a report names to whom it was made", field="authority", accepted=accepted)
    _check_exhausted(command, given)
    written_to = _letter(referral, command, given) is not None
    if written_to and not is_said(command.to_customer):
        raise Refused(clause, "the customer is answered", field="to_customer", accepted="what they are told, in words")
    if command.to_customer is not None and not written_to:
        raise Refused(clause, "no letter goes out with this answer", field="to_customer", accepted="nothing")


def _letter(referral: Referral, command: AnswerReferral, given: Given) -> NoticeKind | None:
    """Return which letter goes out with an answer: none to somebody who never brought it (10.1)."""
    if command.outcome is Outcome.NOT_ONE and _taken_back(referral, given):
        return None
    return referral.sort.letters.get(command.outcome)


def _taken_back(referral: Referral, given: Given) -> bool:
    """Say whether the contact that gave cause for a referral was taken back."""
    return bool(getattr(given.others.get(referral.about or ""), "retracted", False))


def _check_exhausted(command: AnswerReferral, given: Given) -> None:
    """The internal complaints procedure is exhausted before the customer is sent to the Ombudsman (6.1)."""
    today = local_day(given.as_of)
    referred = command.outcome is Outcome.CUSTOMER_REFERRED
    if referred and (command.exhausted_on is None or command.exhausted_on > today):
        raise Refused(
            "6.1",
            "the customer has had our final answer to the complaint",
            field="exhausted_on",
            accepted=f"the day of that answer, up to {today}",
        )
    if not referred and command.exhausted_on is not None:
        raise Refused("6.1", "this answer rests on no final one", field="exhausted_on", accepted="nothing")


def _step(referral: Referral, command: TakeStep, given: Given) -> tuple[Event, ...]:
    duty = due(timers(referral, given.book), command, given)
    if command.act is not Act.PERFORM:
        return told(referral, duty, command.act)
    today = local_day(given.as_of)
    if _taken_back(referral, given):
        return (ReferralFellAway(referral=referral.id, customer=referral.customer, fell_away_on=today),)
    letter = SORTS[ReferralKind.SUBSEQUENT_CONTACT].letters[Outcome.ENGAGE]
    return (
        EngagedUnanswered(referral=referral.id, customer=referral.customer, engaged_on=today),
        owed_about(StreamId(referral.id), referral.customer, letter, given),
    )


REFERRAL_DECIDER = Decider(
    kind="referral",
    events=(
        *(ReferralOpened, ReferralAssigned, ReferralAnswered, ReferralCorrected),
        *(EngagedUnanswered, ReferralFellAway),
        *(DutyReminded, DutyEscalated),
    ),
    commands=(OpenReferral, AssignReferral, AnswerReferral, CorrectReferral, TakeStep),
    fold=fold,
    decide=decide,
    needs=needs,
)
