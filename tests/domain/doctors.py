"""Lives to doctor, and doctors: each changes a healthy record in one point, as a planted bug would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.case.deciding import RestrictionContinued
from domain.case.duties import DutyKind
from domain.case.notices import NoticeLeft, NoticePrepared
from domain.case.state import Outcome
from domain.case.steps import CaseClosed, Closing, RestrictionLapsed
from domain.event import Event
from domain.incident import CorrectIncident
from domain.invariants import Fact, breaches
from domain.names import THE_SYSTEM, Channel
from tests.domain.cast import ASHA, READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story, a_story

Record = list[Fact]
Doctor = Callable[[Record], Record]


def a_whole_life() -> Story:
    """Warned, restricted, appealed against and upheld, lapsed, closed."""
    story = a_story("2026-09-01")
    case = story.refer(story.an_assessed_incident())
    story.warn(case)
    story.until("2026-09-10")
    story.add(case, story.an_assessed_incident())
    story.restrict(case)
    story.until("2026-09-15")
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story.until("2027-03-01")


def a_variation_on_appeal() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    return story.until("2027-03-01")


def a_quashed_continuation() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-11-09")
    story.continue_(case)
    story.post_all()
    story.appeal(case, decision="decision/2")
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    return story.until("2027-03-01")


def an_easing() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.vary(case, expires_on=story.decision(case).lapses_on)
    return story.until("2027-03-01")


def an_overdue_review(*, violent: bool = False) -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(expires_on=date(2027, 6, 30), violent=violent)
    story.an_appeal_under_review(case)
    return story.until("2026-12-01")


def an_overdue_violent_review() -> Story:
    return an_overdue_review(violent=True)


def a_letter_that_waits() -> Story:
    story = a_story("2026-09-01")
    story.a_restriction(posted=False)
    return story.until("2026-10-01", posting=False)


def a_date_moved_later() -> Story:
    story = a_story("2026-09-01")
    story.a_restriction()
    proclaimed = story.book.calendar.bank_holidays | {date(2026, 9, 9)}
    story.book = replace(story.book, calendar=replace(story.book.calendar, version="newer", bank_holidays=proclaimed))
    return story.until("2027-03-01")


def a_restriction_left_to_lapse() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.do(story.case(case).incidents[0], CorrectIncident(reason="Misheard.", channel=Channel.WRITING), ASHA)
    story.leave_to_lapse(case)
    return story.until("2027-03-01")


def a_resumed_restriction() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.suspend(case)
    story.post_all(case)
    story.resume(case)
    return story.until("2027-03-01")


def a_late_appeal_refused() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-09-20")
    story.appeal(case)
    story.refuse(case)
    return story.until("2027-03-01")


def changing(kind: type[Event], which: int = 0, *, envelope: dict[str, Any] | None = None, **fields: Any) -> Doctor:
    """Change fields of the n-th event of a type, or of its envelope."""

    def doctor(record: Record) -> Record:
        found = [fact for fact in record if isinstance(fact.event, kind)][which]
        doctored = replace(found, event=replace(found.event, **fields), **(envelope or {}))
        return [doctored if fact is found else fact for fact in record]

    return doctor


def without(*kinds: type[Event]) -> Doctor:
    """Leave events of some types out."""
    return lambda record: [fact for fact in record if not isinstance(fact.event, kinds)]


def without_telling(level: int) -> Doctor:
    """Leave out what was escalated so far up the line."""
    return lambda record: [fact for fact in record if getattr(fact.event, "level", None) != level]


def asking_the_line_manager(record: Record) -> Record:
    asked = [f for f in record if getattr(f.event, "duty", None) is DutyKind.ASK_DIRECTOR]
    return [replace(f, event=replace(f.event, to="line-manager")) if f in asked else f for f in record]  # type: ignore[call-arg]


def after(kind: type[Event], make: Callable[[Any], Event]) -> Doctor:
    """Put in an event just after the first of a type."""

    def doctor(record: Record) -> Record:
        found = next(fact for fact in record if isinstance(fact.event, kind))
        moment = found.recorded_at + timedelta(microseconds=1)
        envelope: dict[str, Any] = {"actor": THE_SYSTEM.id, "roles": THE_SYSTEM.roles, "recorded_at": moment}
        put_in = replace(found, event=make(found.event), **envelope)
        place = record.index(found) + 1
        later = [replace(fact, position=fact.position + 1) for fact in record[place:]]
        return [*record[:place], replace(put_in, position=found.position + 1), *later]

    return doctor


def both(*doctors: Doctor) -> Doctor:
    def doctor(record: Record) -> Record:
        for each in doctors:
            record = each(record)
        return record

    return doctor


def closed(event: Any) -> Event:
    return CaseClosed(case=event.case, customer=event.customer, reason=Closing.ENDED)


def told(which: int, **dates: Any) -> Doctor:
    """Print other dates on a letter, and let it leave with them."""
    return both(changing(NoticePrepared, which, **dates), changing(NoticeLeft, which, **dates))


def continuing(story: Story, quashed: Any) -> Event:
    event = next(f.event for f in story.record if isinstance(f.event, RestrictionContinued))
    return replace(event, follows=quashed.decision, decision="decision/3", notice="notice/9")  # type: ignore[arg-type]


def lapsing(story: Story, quashed: Any) -> Event:
    event = next(f.event for f in story.record if isinstance(f.event, RestrictionLapsed))
    return replace(event, decision=quashed.decision, notice=None)


def finds(story: Story, doctor: Doctor, number: str, what: str) -> None:
    """A healthy life shows no breach, and the doctored one the breach of this clause."""
    assert breaches(story.record, story.book, now=story.now) == []
    found = breaches(doctor(story.record), story.book, now=story.now)
    assert any(breach.clause == number and what in breach.what for breach in found), found
