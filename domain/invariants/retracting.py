"""Whether what was taken back counts nowhere: no more is said of it, nothing rests on it, no letter tells it (9.1)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case.deciding import Decided
from domain.case.notices import NoticeFailed, NoticeHandOverStarted, NoticeLeft, NoticePrepared
from domain.case.referral import CaseReferred, IncidentAdded
from domain.incident import IncidentAssessed, IncidentRecorded
from domain.invariants.deciding import MANAGERS, breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces
from domain.invariants.history import CaseHistory, World
from domain.invariants.persons import recorded_of, records
from domain.invariants.reckoning import Reckoning
from domain.letter import LetterOwed, LetterTakenBack
from domain.names import Role
from domain.retraction import IncidentRetracted, WhyRetracted


def taken_back_as_it_may(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """9.1: an incident is taken back by whom it may be, openly, and is the end of what is said of it."""
    for facts, fact, event in _retractions(world):
        if event.retracted_by != fact.actor:
            yield breach("9.1", "an incident is taken back in another's name", fact)
        assessed = world.known(fact.stream, IncidentAssessed, fact.position)
        if assessed and not (MANAGERS | {Role.GOVERNANCE}) & fact.roles:
            yield breach("9.1", "what had been assessed was taken back by somebody who may not", fact)
        if not event.corrects or not all(1 <= said.version < fact.version for said in event.corrects):
            yield breach("reading.md, Never", "a retraction does not say what it corrects", fact)
        if event.why is WhyRetracted.RECORDED_TWICE and event.instead is None:
            yield breach("9.1", "what stands twice was taken back, and nothing stands", fact)
        if event.instead:
            same = recorded_of(world, event.instead) in records(world, event.customer, fact.position)
            if same is (event.why is WhyRetracted.ANOTHER_PERSON):
                yield breach("1.3", "in place of an incident stands another person's, or this person's own", fact)
        if facts[-1].position > fact.position:
            yield breach("9.1", "something is said of an incident that was taken back", facts[-1])


def nothing_rests_on_what_was_taken_back(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """2.4, 9.1: no restriction that stood rested on it, and it comes into no case afterwards."""
    for _, fact, event in _retractions(world):
        for case in world.cases.values():
            if any(_standing_on(case, event.incident, fact)):
                yield breach("2.4", "what a standing restriction rests on was taken back", fact)
            for later, brought in case.any_of((CaseReferred, IncidentAdded)):
                names = getattr(brought, "incidents", None) or (getattr(brought, "incident", None),)
                if later.position > fact.position and event.incident in names:
                    yield breach("9.1", "what was taken back was brought into a case", later)


def nobody_stays_restricted_for_nothing(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """4.1: what is found not unacceptable after all was not all that a standing restriction rested on."""
    for stream, facts in world.others.items():
        for fact in facts if stream.startswith("incident/") else ():
            if isinstance(fact.event, IncidentAssessed) and not world.counted(stream, fact.position + 1):
                for case in world.cases.values():
                    for decided in _standing_on(case, fact.event.incident, fact):
                        if not any(world.counted(incident, fact.position + 1) for incident in decided.basis):
                            yield breach("4.1", "a restriction stands for which no unacceptable conduct is left", fact)


def letters_are_taken_back(world: World, _count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """9.3: a letter of advice about it goes no more; whoever may have had it is told."""
    retracted = {fact.stream: fact for _, fact, _ in _retractions(world)}
    for facts in world.others.values():
        owed = facts[0].event
        if not isinstance(owed, LetterOwed) or owed.about not in retracted:
            continue
        taken = retracted[owed.about]
        back = next((f for f in facts if isinstance(f.event, LetterTakenBack)), None)
        if back is None:
            if world.now > taken.recorded_at + grace:
                yield breach("9.3", "a letter of advice about what was taken back stands", taken)
            continue
        told = getattr(back.event, "notice", None)
        if told is None and _may_have_it([f for f in facts if f.position < back.position]):
            yield breach("9.3", "a customer holds a letter about what was taken back, and is not told", back)
        for fact in facts:
            on_its_way = isinstance(fact.event, NoticePrepared | NoticeHandOverStarted) and fact.event.notice != told
            if fact.position > back.position and on_its_way:
                yield breach("9.3", "a letter about what was taken back goes on its way", fact)


def _may_have_it(facts: list[Fact]) -> bool:
    """Say whether any of the letters left, or was being handed over, and did not come back."""
    out: set[str] = set()
    for fact in facts:
        match fact.event:
            case NoticeLeft() | NoticeHandOverStarted():
                out.add(fact.event.notice)
            case NoticeFailed():
                out.discard(fact.event.notice)
    return bool(out)


def _standing_on(case: CaseHistory, incident: str, fact: Fact) -> Iterator[Decided]:
    """Yield the decisions that stood, and rested on an incident, as something was recorded of it."""
    about = [decided for _, decided in case.of(Decided, fact.position) if incident in decided.basis]
    in_force = forces(case) if about else {}
    yield from (decided for decided in about if fact.recorded_at < in_force[decided.decision].ended)


def _retractions(world: World) -> Iterator[tuple[list[Fact], Fact, IncidentRetracted]]:
    for facts in world.others.values():
        if isinstance(facts[0].event, IncidentRecorded):
            for fact in facts:
                if isinstance(fact.event, IncidentRetracted):
                    yield facts, fact, fact.event
