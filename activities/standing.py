"""How it is with a restriction as a letter about it leaves: so that no letter says what is no longer so (8.2, 9.3)."""

from activities.told import Told, ToldOfCase
from domain.case.ending import is_suspended
from domain.case.force import bites, end_of, heir
from domain.case.state import Decision, End, HoldReason
from letters.letter import Start
from letters.told import Meanwhile


def start_of(told: ToldOfCase, decision: Decision) -> Start:
    """Say how a decision begins, by the letter that tells of it; the letter may come after it has ended (8.2)."""
    if decision.ended is End.SUPERSEDED:
        return Start.REPLACED
    if told.given.as_of >= end_of(decision):
        return Start.OVER
    if is_suspended(decision):
        return Start.SUSPENDED
    void = any(hold.until is None and hold.reason is HoldReason.NOTICE_FAILED for hold in decision.holds)
    return Start.AT_ONCE if decision.in_force_from and not void else Start.WITH_THE_LETTER


def once_left(told: ToldOfCase, decision: Decision) -> Meanwhile:
    """Say how it is with a restriction once this letter has left, also where it goes on under a later decision."""
    now = heir(told.case, decision)
    if told.given.as_of >= end_of(now):
        return Meanwhile.ENDED
    resting = [hold for hold in now.holds if hold.until is None]
    if now.in_force_from is None or any(hold.ends_with != told.notice.id for hold in resting):
        return Meanwhile.NOT_NOW
    return Meanwhile.AGAIN if resting else Meanwhile.STANDS


def while_reviewed(told: ToldOfCase, decision: Decision, appeal: str) -> Meanwhile:
    """Say how it is with a restriction while an appeal is looked at (8.6)."""
    now = heir(told.case, decision)
    resting = [hold for hold in now.holds if hold.until is None]
    if resting and now.in_force_from and all(hold.waits_for == appeal for hold in resting):
        return Meanwhile.ENDED if told.given.as_of >= end_of(now) else Meanwhile.SUSPENDED
    return once_left(told, decision)


def limited_at_all(told: Told) -> bool:
    """Say whether any decision about this customer bites now, in whichever case."""
    return any(bites(decision, told.given.as_of) for case in told.cases for decision in case.decisions)
