"""What is said of a referral in the end, and whether its corrections, and those of its message, are kept (4.5, 9.1)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.incident import IncidentCorrected
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import World
from domain.invariants.reckoning import Reckoning, day_of, months_on
from domain.referral.said import ReferralAnswered, ReferralCorrected, ReferralOpened


def referrals_are_corrected_as_they_may(world: World, count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """4.5, 9.1: a correction says what it corrects; a day of receipt has come, and makes nothing due later."""
    for _, event in opened(world):
        due_on = event.due_on
        for correction, said in _corrections(world, event):
            if said.received_on is not None:
                due_on = min(due_on, due_from(event, said.received_on, count))
                if said.received_on > day_of(correction.recorded_at):
                    yield breach("4.5", "a referral is corrected to a day that has not come", correction)
            if said.due_on != due_on:
                yield breach("4.5", f"a corrected referral is due on {said.due_on}, not {due_on}", correction)
            if not said.corrects or not all(1 <= part.version < correction.version for part in said.corrects):
                yield breach(
                    "reading.md, Never", "a correction of a referral does not say what it corrects", correction
                )


def requests_run_from_the_day_of_their_message(world: World, _count: Reckoning, _g: timedelta) -> Iterator[Breach]:
    """4.5, 5.9: a message that came earlier than was recorded takes the open request inside it back with it."""
    requests = [(f, e) for f, e in opened(world) if e.referral_kind == "subject-access"]
    for stream, facts in world.others.items():
        for fact in facts if stream.startswith("incident/") else ():
            if not isinstance(fact.event, IncidentCorrected) or fact.event.happened_at is None:
                continue
            inside = [(f, e) for f, e in requests if e.about == stream]
            waits = any(
                f.position < fact.position and not world.known(e.referral, ReferralAnswered, fact.position)
                for f, e in inside
            )
            days = [day for _, e in inside for day in _days(world, e)]
            if waits and min(days) > day_of(fact.event.happened_at):
                yield breach("4.5", "a request's time runs from a later day than its message came on", fact)


def now_due(world: World, event: ReferralOpened, fact: Fact) -> tuple[date, date, datetime]:
    """Return on which day it came in and is due, as last corrected, and since when that is known."""
    received, due_on, known_at = event.received_on, event.due_on, fact.recorded_at
    for correction, said in _corrections(world, event):
        if said.received_on is not None:
            received, due_on, known_at = said.received_on, said.due_on, correction.recorded_at
    return received, due_on, known_at


def due_from(event: ReferralOpened, received_on: date, count: Reckoning) -> date:
    """Reckon the last day to answer, from a day of receipt."""
    figures = count.figures(event.policy)
    if event.referral_kind == "subject-access":
        return months_on(received_on, figures.subject_access_months)
    days = {
        "vulnerability-indicator": figures.vulnerability_wd,
        "police": figures.police_decision_wd,
        "anti-social-behaviour": figures.anti_social_behaviour_wd,
        "ombudsman": figures.ombudsman_wd,
        "subsequent-contact": figures.subsequent_contact_wd,
    }
    return count.working_day(received_on, days[event.referral_kind])


def opened(world: World) -> Iterator[tuple[Fact, ReferralOpened]]:
    """Yield what opened each referral."""
    for stream, facts in world.others.items():
        if stream.startswith("referral/"):
            yield from ((f, f.event) for f in facts if isinstance(f.event, ReferralOpened))


def _days(world: World, event: ReferralOpened) -> list[date]:
    later = [said.received_on for _, said in _corrections(world, event) if said.received_on is not None]
    return [event.received_on, *later]


def _corrections(world: World, event: ReferralOpened) -> Iterator[tuple[Fact, ReferralCorrected]]:
    facts = world.others.get(event.referral, [])
    return ((f, f.event) for f in facts if isinstance(f.event, ReferralCorrected))
