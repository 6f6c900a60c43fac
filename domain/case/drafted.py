"""A decision made of a draft: the draft it is made of, and what is still missing in one (3.1, 6.1, 7.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import chain

from domain.calendar import local_day
from domain.case.deciding import Characteristic, Deciding
from domain.case.state import Case
from domain.drafting import COMMANDS, Draft, Unfinished, decided_from
from domain.measures import check_lie_behind
from domain.names import DraftId
from domain.refusal import ChangedMeanwhile, Check, Conflict, NoError, NotFound, Refused
from domain.streams import Given


@dataclass(frozen=True)
class Finding:
    """One thing that stands against a decision as it is drafted: which clause, which field, what would be accepted."""

    clause: str
    reason: str
    field: str | None
    accepted: str | None


@Check
def check_from_draft(case: Case, command: Deciding, given: Given) -> Iterator[NoError]:
    """Check the draft that a decision says it is made of: one's own, as one has read it. Raises Refused (3.1, 7.2).

    What it says was asked, or has happened, was so by the day on which it was last saved.
    """
    if command.draft is None:
        return
    draft: Draft | None = given.others.get(command.draft)
    if draft is None or draft.case != case.id:
        yield NotFound(command.draft)
        return
    if draft.drafted_by != given.by.id:
        yield Refused("7.2", "a manager decides on what they have considered", accepted="a draft of your own")
    if draft.discarded_at:
        yield Conflict("this draft has been discarded", version=draft.version)
    if made := decided_from(case, command.draft):
        yield Conflict("the decision has been made of this draft", version=case.version, by=made.by, on=made.decided_on)
    if draft.version != command.draft_version:
        yield ChangedMeanwhile("the draft has changed since you read it", version=draft.version)
    if COMMANDS[draft.what] is not type(command):
        yield Refused("7.2", "the draft is of another decision", field="what", accepted=str(draft.what))
    written = local_day(draft.saved_at)
    yield from check_lie_behind.each(command.measures, written)
    if command.adjustments_asked_on and command.adjustments_asked_on > written:
        yield Refused(
            "3.1",
            "what a draft says was asked had been asked when it was written",
            field="adjustments_asked_on",
            accepted=f"a day up to {written}, on which the draft was saved; or the draft saved once it has been asked",
        )


def decision_of(name: DraftId, draft: Draft, says: Unfinished) -> Deciding:
    """Return the command that a draft amounts to as it stands. What it lacks is blank, and refused for that."""
    said = {f.name: getattr(says, f.name) for f in fields(Unfinished)}
    blank = dict.fromkeys((each for each in _REQUIRED_WORDS if said[each] is None), "")
    known = {"characteristic": says.characteristic or Characteristic.NONE_KNOWN}
    return COMMANDS[draft.what](**{**said, **blank, **known}, draft=name, draft_version=draft.version)


@Check
def check_answered(says: Unfinished) -> Iterator[NoError]:
    """Check that what has no blank is answered. Raises Refused (3.1)."""
    if says.characteristic is None:
        yield Refused(
            "3.1",
            "whether a protected characteristic is known or suspected is recorded",
            field="characteristic",
            accepted="known, suspected or none-known",
        )


def findings(command: Deciding, says: Unfinished, refusals: Iterator[NoError]) -> tuple[Finding, ...]:
    """Return everything that stands against a draft, in the order of the rules, each once."""
    found = [_told(no, command) for no in (*check_answered.each(says), *refusals)]
    return tuple(dict.fromkeys(found))


def _told(no: NoError, command: Deciding) -> Finding:
    match no:
        case Refused():
            return Finding(no.clause, no.reason, no.field, no.accepted)
        case NotFound():
            return Finding("7.2", str(no), _field_of(no.what, command), "one that is there")
        case Conflict():
            who = f": by {no.by}, on {no.on}" if no.by else ""
            return Finding("7.2", f"{no.reason}{who}", None, None)
    raise TypeError(no)


def _field_of(what: str, command: Deciding) -> str | None:
    """Return the field that names something."""
    basis = (f"basis.{number}" for number, incident in enumerate(command.basis) if incident == what)
    through = (f"measures.{n}.representative" for n, m in enumerate(command.measures) if m.representative == what)
    return next(chain(basis, through), None)


_REQUIRED_WORDS = (
    *("reasons", "circumstances", "seriousness"),
    *("adjustments_considered", "adjustments_made", "why_still"),
)
