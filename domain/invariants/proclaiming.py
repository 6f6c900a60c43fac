"""Whether what was proclaimed moved dates only in the customer's favour, and was told; and by whom (*Time*)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.case.notices import NoticeLeft
from domain.case.steps import AppealDateMoved, AppealWindowEnded, CaseClosed, WarningPeriodEnded, WarningPeriodMoved
from domain.case.withdrawing import WarningWithdrawn
from domain.files_read import PolicyFilesRead
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach
from domain.invariants.history import CaseHistory, Letter, World
from domain.invariants.reckoning import Reckoning, day_of, over
from domain.names import Role
from domain.policy_changes import POLICY
from domain.policy_words import FigureChanged, PolicyEvent

TIME, NEVER = "reading.md, Time", "reading.md, Never"
WINDOWS = {"decision": "appeal_window_wd", "warning": "warning_period_wd"}


def proclaimed_as_it_may(world: World) -> Iterator[Breach]:
    """*Time*, *Who*, *Never*: the policy administrator proclaims, and no figure changes for what has begun."""
    for fact in world.others.get(POLICY, ()):
        of_files = isinstance(fact.event, PolicyFilesRead)
        by = Role.SYSTEM if of_files else Role.POLICY_ADMINISTRATOR
        if isinstance(fact.event, PolicyEvent) and by not in fact.roles:
            yield breach(TIME, f"{type(fact.event).__name__} by somebody who is no {by}", fact)
        if isinstance(fact.event, FigureChanged) and fact.event.effective <= day_of(fact.recorded_at):
            yield breach(NEVER, "a figure was changed for what had begun", fact)
    yield from _files_change_nothing_that_was(world)


def _files_change_nothing_that_was(world: World) -> Iterator[Breach]:
    """*Time*, *Never*: the files are read first once; what cases began under stays, what is new lies ahead."""
    figures: dict[tuple[str, str], tuple[int, ...]] = {}
    versions: set[str] = set()
    read = [(f, f.event) for f in world.others.get(POLICY, ()) if isinstance(f.event, PolicyFilesRead)]
    for number, (fact, event) in enumerate(read):
        if event.first is not (number == 0):
            yield breach(TIME, "the files were read for the first time twice, or never", fact)
        if event.read_on != day_of(fact.recorded_at):
            yield breach(NEVER, "the files were read on another day than is recorded", fact)
        for version in event.versions:
            if number and version.version not in versions and version.effective <= event.read_on:
                yield breach(NEVER, "a version of the figures came into effect before it was known", fact)
            for name, values in version.values().items():
                if figures.setdefault((version.version, name), values) != values:
                    yield breach(NEVER, "a figure of a version under which cases began was changed", fact)
        versions |= {version.version for version in event.versions}


def nothing_told_moves_earlier(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """*Time*: the last day of the time to change is a floor, as is that to appeal; it ends no earlier."""
    told: dict[str, date] = {}
    for fact in case.facts:
        event = fact.event
        if isinstance(event, NoticeLeft) and event.period_ends:
            told[case.letters[event.notice].about] = event.period_ends
        if isinstance(event, WarningPeriodMoved):
            if event.period_ends <= told.get(event.warning, date.max):
                yield breach(TIME, "the time to change was moved earlier than was told", fact)
            told[event.warning] = event.period_ends
        if isinstance(event, WarningPeriodEnded) and event.warning not in told:
            yield breach("7.2", "the time to change ended that no letter had told of", fact)
        elif isinstance(event, WarningPeriodEnded) and fact.recorded_at < over(told[event.warning]):
            yield breach(TIME, "the time to change ended before the last day that was told", fact)


def later_days_are_told(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """*Time*: where a day that was told has become later while it ran, it is told afresh at once."""
    if any(True for _ in case.of(CaseClosed)):
        return
    for letter in case.letters.values():
        left = letter.arrived(case.facts[-1].position + 1) if letter.sort in WINDOWS else None
        if left is None or _is_over(case, letter):
            continue
        since = max(left.left_on, day_of(left.left_at))
        reckoned = count.running_day(since, case.opening.policy, WINDOWS[letter.sort])
        if reckoned > max(_told(case, left, letter.about)) and world.now > _last_word(world, left.left_at) + grace:
            yield breach(TIME, f"a later last day of {letter.about} was not told", letter.left[-1])


def _is_over(case: CaseHistory, letter: Letter) -> bool:
    ended: list[str] = [e.decision for _, e in case.of(AppealWindowEnded)]
    ended += [e.warning for _, e in case.of(WarningPeriodEnded)] + [e.warning for _, e in case.of(WarningWithdrawn)]
    return letter.about in ended or (letter.sort == "decision" and case.quashed(letter.about) is not None)


def _told(case: CaseHistory, left: NoticeLeft, about: str) -> Iterator[date]:
    yield left.appeal_by or left.period_ends or date.min
    yield from (e.last_day for _, e in case.of(AppealDateMoved) if e.decision == about)
    yield from (e.period_ends for _, e in case.of(WarningPeriodMoved) if e.warning == about)


def _last_word(world: World, moment: datetime) -> datetime:
    """When the policy last changed, or the letter left if that was later: from then on it could be told."""
    return max([moment, *(fact.recorded_at for fact in world.others.get(POLICY, ()))])
