"""Whether deadlines were kept or escalated, restrictions ended, and cases closed with nothing pending (7.2, 9.2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.case.appealing import (
    AppealAdmittedLate,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    CaseReopened,
)
from domain.case.calling import AppealPointsTakenDown
from domain.case.deciding import Decided, NoActionDecided, RestrictionContinued, RestrictionImposed, RestrictionVaried
from domain.case.ending import RestrictionLeftToLapse, RestrictionLifted, RestrictionSuspended
from domain.case.notices import NoticeEvent, NoticeLeft
from domain.case.referral import IncidentAdded, WarningIssued
from domain.case.reviewing import AppealDecided, DecisionVaried
from domain.case.steps import AppealDateMoved, CaseClosed, Closing, DutyEscalated, RestrictionLapsed
from domain.case.withdrawing import WarningWithdrawn
from domain.invariants.deciding import breach
from domain.invariants.early import owed_early
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces, line, suspensions
from domain.invariants.hearing import calls_owed
from domain.invariants.history import CaseHistory, Letter, World
from domain.invariants.owed import Owed
from domain.invariants.reckoning import Reckoning, over

ANSWERS = (AppealDecided, AppealWithdrawn, AppealRefusedLate)


def missed_deadlines_escalate(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """*Never* the customer's loss because nobody acted: a missed deadline of ours escalates, and up the whole line."""
    escalated = {(e.duty, e.about, e.due_on, e.level) for _, e in case.of(DutyEscalated)}
    again = count.figures(case.opening.policy).escalate_again_wd
    for owed in _owed(case):
        for above, told in enumerate(("nobody", "no Head of Service", "no Director")):
            began = case.opening.referred_on
            day = count.working_day(owed.due, above * again, began=began) if above else owed.due
            moment = max(over(day), owed.since.recorded_at) + grace
            if min(owed.done or world.now, world.now) <= moment:
                break
            if (owed.duty, owed.about, owed.due, above + 1) not in escalated:
                yield breach(owed.clause, f"{owed.duty} of {owed.about} was missed and {told} was told", owed.since)
                break


def _owed(case: CaseHistory) -> Iterator[Owed]:
    yield from _decisions_owed(case)
    yield from owed_early(case)
    for letter in case.letters.values():
        yield Owed("7.3", "send-notice", letter.id, letter.owed, letter.leave_by, _letter_done(case, letter))
    for fact, event in case.of(AppealReceived):
        yield from _reviews_owed(case, fact, event)
    yield from calls_owed(case)
    for fact, decided in case.of(Decided):
        if decided.review_on:
            done = _reconsidered(case, fact, decided)
            yield Owed("9.2", "reconsider", decided.decision, fact, decided.review_on, done)


def _reconsidered(case: CaseHistory, since: Fact, decided: Decided) -> datetime | None:
    """When a decision was reconsidered, or had an end that made it needless."""
    later = (RestrictionContinued, RestrictionVaried, RestrictionLeftToLapse, RestrictionLifted)
    done = [f.recorded_at for f, _ in case.any_of(later) if f.position > since.position]
    done += [f.recorded_at for f, e in case.of(RestrictionLapsed) if e.decision == decided.decision]
    done += [f.recorded_at for f, e in case.of(DecisionVaried) if e.last_day != decided.lapses_on]
    quashed = case.quashed(decided.decision)
    return min([*done, *([quashed.recorded_at] if quashed else [])], default=None)


def _decisions_owed(case: CaseHistory) -> Iterator[Owed]:
    ends = (WarningIssued, RestrictionImposed, NoActionDecided, CaseClosed)
    brought = [(case.facts[0], case.opening.decide_by)]
    brought += [(f, e.decide_by) for f, e in case.of(IncidentAdded) if e.decide_by]
    for fact, due in brought:
        done = [f.recorded_at for f in case.facts if isinstance(f.event, ends) and f.position > fact.position]
        yield Owed("7.2", "decide", case.stream, fact, due, min(done, default=None))


def _letter_done(case: CaseHistory, letter: Letter) -> datetime | None:
    """When a letter left, or its telling became needless: quashed, ended before it bit, or given way to another."""
    done = [f.recorded_at for f in letter.left]
    if letter.sort == "decision":
        for fact in case.about("decision", letter.about):
            unmet = getattr(fact.event, "notice", "") is None
            done += [fact.recorded_at] if unmet else []
        quashed = case.quashed(letter.about)
        done += [quashed.recorded_at] if quashed else []
        found = forces(case)
        if found[letter.about].began is None:
            done += [began for name in line(found, letter.about) if (began := found[name].began)]
    if letter.sort in {"warning", "warning-period"}:
        done += [f.recorded_at for f, e in case.of(WarningWithdrawn) if e.warning == letter.about]
    if letter.sort == "warning-period":  # the warning came back, and another tells a period of its own
        failed = [f for told in case.letters_about("warning", letter.about) for f in told.failed]
        done += [f.recorded_at for f in failed if f.position > letter.owed.position]
    if letter.sort == "early":
        done += [f.recorded_at for f in _decided_anew_or_ended(case, letter) if f.position > letter.owed.position]
    if letter.sort == "change":
        done += [f.recorded_at for f in _so_no_longer(case, letter) if f.position > letter.owed.position]
    if letter.sort == "not-reached":
        done += [f.recorded_at for f, e in case.of(AppealPointsTakenDown) if e.appeal == letter.about]
    if letter.sort in {"acknowledgement", "not-reached"}:
        done += [f.recorded_at for f in case.about("appeal", letter.about) if isinstance(f.event, ANSWERS)]
    return min(done, default=None)


def _so_no_longer(case: CaseHistory, letter: Letter) -> Iterator[Fact]:
    """What made a letter about a change untrue before it left: nobody is told that any more (9.3)."""
    yield from _ended(case, letter.about)
    if isinstance(letter.because, RestrictionLeftToLapse):
        yield from _decided_anew_or_ended(case, letter)
    if isinstance(letter.because, AppealDateMoved):
        yield from (f for told in case.letters_about("decision", letter.about) for f in told.failed)
    for suspended in suspensions(case):
        # One that came back while it rested again for another cause tells of that too.
        told = isinstance(letter.because, RestrictionSuspended) and suspended.decision == letter.about
        if (told or suspended.fact.event is letter.because) and suspended.until:
            yield from (f for f, e in case.of(NoticeLeft) if e.left_at == suspended.until)
        if told and suspended.its_own:  # an early review's is over once what concluded that has begun
            heirs = line(forces(case), letter.about)[1:]
            yield from (f for heir in heirs for decided in case.letters_about("decision", heir) for f in decided.left)


def _decided_anew_or_ended(case: CaseHistory, letter: Letter) -> Iterator[Fact]:
    """What is told instead: a new decision, or the end."""
    yield from _ended(case, letter.about)
    yield from (f for f, e in case.of(Decided) if getattr(e, "follows", None) == letter.about)


def _ended(case: CaseHistory, decision: str) -> list[Fact]:
    """What ended a decision for good: after it, nobody is told that it applies again."""
    ended = [f for f in case.about("decision", decision) if isinstance(f.event, RestrictionLifted | RestrictionLapsed)]
    quashed = case.quashed(decision)
    return [*ended, *([quashed] if quashed else [])]


def _reviews_owed(case: CaseHistory, fact: Fact, event: AppealReceived) -> Iterator[Owed]:
    about = event.appeal
    done = [f.recorded_at for f in case.about("appeal", about) if isinstance(f.event, ANSWERS)]
    joined = [(f, e) for f, e in case.of(AppealJoined) if e.appeal == about and e.in_time]
    judged = [f for f in case.about("appeal", about) if isinstance(f.event, AppealAdmittedLate)]
    judged += [] if event.in_time else [f for f, _ in joined]
    if not event.in_time:
        first = min([*(f.recorded_at for f in judged), *done], default=None)
        yield Owed("8.2", "judge-late-appeal", about, fact, event.review_by, first)
    if event.in_time or judged:
        since = fact if event.in_time else min(judged, key=lambda f: f.position)
        due = min([event.review_by, *(e.review_by for _, e in joined)])
        latest = max([since, *(f for f, e in joined if e.review_by == due)], key=lambda f: f.position)
        yield Owed("8.5", "review-appeal", about, latest, due, min(done, default=None))


def no_restriction_outlives_its_last_day(
    world: World, case: CaseHistory, _count: Reckoning, grace: timedelta
) -> Iterator[Breach]:
    """9.2: at the midnight that ends its last day a restriction lapses, attributed to the system."""
    for name, force in forces(case).items():
        decided = next(fact for fact, e in case.of(Decided) if e.decision == name)
        midnight = over(case.last_day(force.decided))
        lapsed = [f for f, e in case.of(RestrictionLapsed) if e.decision == name]
        if force.ended >= midnight and world.now > midnight + grace and not lapsed:
            yield breach("9.2", "a restriction outlived its last day and no lapse was recorded", decided)
        for fact in lapsed:
            event = fact.event
            early = fact.recorded_at < midnight
            if early or not isinstance(event, RestrictionLapsed) or event.lapsed_at != midnight:
                yield breach("9.2", "a lapse is not at the midnight that ends the last day", fact)


def closed_with_nothing_pending(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """A case closes when nothing is in force or pending in it and its last window has ended."""
    for fact, event in case.of(CaseClosed):
        for what in _pending(case, fact, event, count):
            yield breach("9.2", f"a case closed with {what} pending", fact)
    closed = False
    for fact in case.facts:
        # What a letter does on its way it does, whatever has closed meanwhile.
        if closed and not isinstance(fact.event, CaseReopened | NoticeEvent):
            yield breach("9.2", f"{fact.event.TOPIC} in a case that had closed", fact)
        closed = (closed or isinstance(fact.event, CaseClosed)) and not isinstance(fact.event, CaseReopened)


def _pending(case: CaseHistory, fact: Fact, event: CaseClosed, count: Reckoning) -> Iterator[str]:
    then = fact.recorded_at
    for letter in case.letters.values():
        done = _letter_done(case, letter)
        if letter.owed.position < fact.position and (done is None or done > then):
            yield "a letter"
    undone = [owed for owed in _owed(case) if owed.since.position < fact.position]
    for owed in (owed for owed in undone if owed.done is None or owed.done >= then):
        given_up = owed.duty == "decide" and event.reason is Closing.NOBODY_DECIDED
        over_at = count.working_day(
            owed.due,
            count.figures(case.opening.policy).close_undecided_after_wd,
            began=case.opening.referred_on,
        )
        if given_up and then < over(over_at):
            yield "time to decide"
        if owed.duty not in {"send-notice", "reconsider"} and not given_up:
            yield owed.duty
    for name, force in forces(case).items():
        if force.at(then):
            yield "a restriction in force"
        told = case.told("decision", name, fact.position)
        if told and told.appeal_by and then < over(told.appeal_by) and not case.quashed(name):
            yield "a window to appeal"
