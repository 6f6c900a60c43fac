"""Referrals, and letters outside any case, checked over their own streams (3.2, 4.5, 5.6, 5.12, 6.1, 10.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.case.notices import NoticeFailed, NoticeLeft
from domain.case.steps import DutyEscalated
from domain.conclusion import IncidentClosed
from domain.contact import ContactRetracted
from domain.incident import Assessment, IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import World
from domain.invariants.reckoning import Reckoning, day_of, over
from domain.invariants.referrals_corrected import due_from, now_due, opened
from domain.letter import LetterOwed, LetterTakenBack
from domain.names import Role
from domain.referral.said import EngagedUnanswered, ReferralAnswered, ReferralFellAway, ReferralOpened
from domain.retraction import IncidentRetracted

VIOLENCE = {"violence", "threats"}
SENIOR = {Role.HEAD_OF_SERVICE, Role.DIRECTOR}
MANAGERS = SENIOR | {Role.MANAGER}
MAY_ANSWER = {
    "subject-access": {Role.GOVERNANCE},
    "vulnerability-indicator": MANAGERS | {Role.GOVERNANCE},
    "police": MANAGERS,
    "anti-social-behaviour": MANAGERS,
    "ombudsman": MANAGERS | {Role.GOVERNANCE},
    "subsequent-contact": SENIOR,
}


def violence_asks_about_the_police(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """5.6: what was recorded, corrected or found to be violence or a threat has its decision about the police."""
    asked = {e.about: f for f, e in opened(world) if e.referral_kind == "police"}
    for fact in _facts(world, "incident"):
        event = fact.event
        criteria = getattr(event, "criteria", None) or ()
        found = isinstance(event, IncidentRecorded | IncidentCorrected) or (
            isinstance(event, IncidentAssessed) and event.assessment is Assessment.UNACCEPTABLE
        )
        if found and VIOLENCE & {str(c) for c in criteria}:
            referral = asked.get(fact.stream)
            if referral is None or referral.recorded_at > fact.recorded_at + timedelta(seconds=1):
                yield breach("5.6", "violence or a threat was referred to nobody for the police decision", fact)


def closed_after_the_police_decision(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """5.6: an incident of violence is closed after it was decided whether to report it; any, after its assessment."""
    for fact in _facts(world, "incident"):
        if not isinstance(fact.event, IncidentClosed):
            continue
        found = world.known(fact.stream, IncidentAssessed, fact.position)
        if not found or found[-1].assessment is Assessment.NEEDS_INFORMATION:
            yield breach("2.3", "an incident was closed without an assessment", fact)
        for first, event in opened(world):
            if event.about == fact.stream and event.referral_kind == "police" and first.position < fact.position:
                answered = world.known(event.referral, ReferralAnswered, fact.position)
                if not any(e.outcome in {"reported", "not-reported"} for e in answered):
                    yield breach("5.6", "an incident was closed before the police decision", fact)


def referrals_have_their_time(world: World, count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """4.5, 10.1: a referral is due by its kind's figure, from the day of receipt; nobody engages for us before then."""
    for fact, event in opened(world):
        if event.due_on != (due := due_from(event, event.received_on, count)):
            yield breach("4.5", f"a referral is due on {event.due_on}, not {due}", fact)
        if event.received_on > day_of(fact.recorded_at):
            yield breach("4.5", "a referral was received before it came", fact)
        engage = _engage(event, *now_due(world, event, fact)[:2], count)
        for answer in world.others.get(event.referral, []):
            if isinstance(answer.event, EngagedUnanswered | ReferralFellAway) and answer.recorded_at < engage:
                yield breach("10.1", "we engaged before the time to decide was over", answer)


def _engage(event: ReferralOpened, received: date, due_on: date, count: Reckoning) -> datetime:
    days_more = count.figures(event.policy).subsequent_contact_engage_wd
    return over(count.working_day(due_on, days_more, began=received))


def referrals_are_answered_by_whom_they_fall_to(world: World, _count: Reckoning, _g: timedelta) -> Iterator[Breach]:
    """4.5, 5.6, 6.1, 10.1: each kind has those who may answer it; it is answered once."""
    for _, event in opened(world):
        answers = [f for f in world.others.get(event.referral, []) if isinstance(f.event, ReferralAnswered)]
        for fact in answers:
            if not MAY_ANSWER[event.referral_kind] & set(fact.roles):
                yield breach("6.1", f"a referral of the kind {event.referral_kind} was answered by somebody else", fact)
        ended = [
            f for f in world.others.get(event.referral, []) if isinstance(f.event, EngagedUnanswered | ReferralFellAway)
        ]
        for fact in sorted([*answers, *ended], key=lambda f: f.position)[1:]:
            yield breach("6.1", "a referral was answered twice", fact)


def customers_are_answered(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """6.1, 10.1: a prohibited customer's new matter is answered, and whoever is sent to the Ombudsman is told."""
    owed = {str(f.event.about) for f in _facts(world, "letter") if isinstance(f.event, LetterOwed)}
    for _, event in opened(world):
        for fact in world.others.get(event.referral, []):
            answered = isinstance(fact.event, ReferralAnswered | EngagedUnanswered)
            told = (
                event.referral_kind == "subsequent-contact" or getattr(fact.event, "outcome", "") == "customer-referred"
            )
            taken_back = any(
                world.known(str(event.about), kind, fact.position) for kind in (ContactRetracted, IncidentRetracted)
            )
            if isinstance(fact.event, ReferralFellAway) and not taken_back:
                yield breach("10.1", "what a customer brought, and nobody took back, fell away", fact)
            if taken_back and getattr(fact.event, "outcome", "") == "not-one":
                continue
            if answered and told and event.referral not in owed:
                yield breach("10.1", "the customer was not answered", fact)


@dataclass(frozen=True)
class Owed:
    """An answer or a letter: owed from the day it `began` to a last day, as known since a moment; and when done."""

    fact: Fact
    due: date
    policy: str
    began: date
    known_at: datetime
    done: datetime | None


def referrals_missed_escalate(world: World, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """*Never* the customer's loss: an answer or a letter that is late is told up the whole line; at last we engage."""
    for fact, event in opened(world):
        done = _first(world, event.referral, (ReferralAnswered, EngagedUnanswered, ReferralFellAway))
        received, due_on, known_at = now_due(world, event, fact)
        yield from _untold(world, count, Owed(fact, due_on, event.policy, received, known_at, done), grace)
        engage = _engage(event, received, due_on, count)
        late = min(done or world.now, world.now) > max(engage, known_at) + grace
        if event.referral_kind == "subsequent-contact" and late:
            yield breach("10.1", "nobody decided whether to engage, and we did not", fact)
    for fact in _facts(world, "letter"):
        if isinstance(fact.event, LetterOwed):
            for owed in _letters_owed(world, fact, fact.event):
                yield from _untold(world, count, owed, grace)
            yield from _back_again(world, fact)


def _letters_owed(world: World, fact: Fact, event: LetterOwed) -> Iterator[Owed]:
    """Yield the letter, and the one that takes it back: that is as late as any (9.3)."""
    done = _first(world, fact.stream, (NoticeLeft, LetterTakenBack))
    yield Owed(fact, event.notice_leave_by, event.policy, event.owed_on, fact.recorded_at, done)
    sent = world.others[fact.stream]
    for back in sent:
        if isinstance(back.event, LetterTakenBack) and back.event.notice_leave_by:
            name = back.event.notice
            left = (f.recorded_at for f in sent if isinstance(f.event, NoticeLeft) and f.event.notice == name)
            due = back.event.notice_leave_by
            yield Owed(back, due, event.policy, event.owed_on, back.recorded_at, next(left, None))


def _back_again(world: World, fact: Fact) -> Iterator[Breach]:
    """7.3: a letter that had left and came back is owed again."""
    left: set[str] = set()
    for sent in world.others.get(fact.stream, []):
        if isinstance(sent.event, NoticeLeft):
            left.add(sent.event.notice)
        if isinstance(sent.event, LetterTakenBack):
            left.clear()  # what it told is not so: nothing of it goes again
        if isinstance(sent.event, NoticeFailed) and sent.event.notice in left and sent.event.again is None:
            yield breach("7.3", "a letter came back and was not owed again", sent)


def _untold(world: World, count: Reckoning, owed: Owed, grace: timedelta) -> Iterator[Breach]:
    told = {e.level for f in world.others.get(owed.fact.stream, []) if isinstance(e := f.event, DutyEscalated)}
    again = count.figures(owed.policy).escalate_again_wd
    for above, who in enumerate(("nobody", "no Head of Service", "no Director")):
        day = count.working_day(owed.due, above * again, began=owed.began) if above else owed.due
        moment = max(over(day), owed.known_at)
        if min(owed.done or world.now, world.now) <= moment + grace:
            return
        if above + 1 not in told:
            yield breach("6.1", f"what was due on {owed.due} was missed and {who} was told", owed.fact)
            return


def _first(world: World, stream: str, kinds: tuple[type, ...]) -> datetime | None:
    return next((f.recorded_at for f in world.others.get(stream, []) if isinstance(f.event, kinds)), None)


def _facts(world: World, kind: str) -> Iterator[Fact]:
    return (fact for stream, facts in world.others.items() if stream.startswith(f"{kind}/") for fact in facts)
