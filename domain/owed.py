"""What a stream owes and where it stands, whichever kind it is: the process, the queue and the clock ask here."""

from domain import letter
from domain.case import duties, stage
from domain.case.duties import Duty, Timer
from domain.case.stage import Stage
from domain.case.state import Case
from domain.case.steps import DutyEscalated, DutyReminded
from domain.event import Event
from domain.letter import Letter
from domain.policy import PolicyBook
from domain.referral import state
from domain.referral.state import PART, Referral

Owes = Case | Referral | Letter
KINDS = frozenset({"case", "referral", "letter"})  # of the streams that owe something


def agenda(owing: Owes, book: PolicyBook) -> tuple[Duty, ...]:
    """Return everything that is owed, soonest first."""
    match owing:
        case Case():
            return duties.agenda(owing, book)
        case Referral():
            return state.agenda(owing, book)
        case Letter():
            return letter.agenda(owing, book)


def timers(owing: Owes, book: PolicyBook) -> tuple[Timer, ...]:
    """Return every moment at which the process acts, soonest first."""
    match owing:
        case Case():
            return duties.timers(owing, book)
        case Referral():
            return state.timers(owing, book)
        case Letter():
            return letter.timers(owing, book)


def stage_of(owing: Owes, book: PolicyBook) -> Stage:
    """Return where it stands, in a word."""
    if owing.closed:
        return Stage.CLOSED
    match owing:
        case Case():
            return stage.stage_of(owing, book)
        case Referral():
            return Stage.REFERRED
        case Letter():
            return Stage.WRITTEN_NOTICE


def open_parts(owing: Owes, book: PolicyBook) -> frozenset[str]:
    """Return the parts in which something is owed, each of which has a workflow of its own; none once closed."""
    if isinstance(owing, Case):
        return stage.open_parts(owing, book)
    return frozenset(duty.part for duty in agenda(owing, book))


def concerned(owing: Owes, event: Event, book: PolicyBook) -> frozenset[str]:
    """Return the parts for which an event may have changed what comes next, those that it may have ended included."""
    match owing:
        case Case():
            return stage.concerned(owing, event, book)
        case Referral():
            return frozenset({PART})
        case Letter() if isinstance(event, DutyReminded | DutyEscalated):
            return frozenset({event.about})
        case Letter():
            return frozenset({notice for name in ("notice", "again") if (notice := getattr(event, name, None))})
