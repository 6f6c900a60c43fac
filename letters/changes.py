"""Letters about a change of a restriction that is no new decision: lifted, lapsed, suspended, resumed, moved (9.3)."""

from domain.case.state import HoldReason
from letters import passages
from letters.content import Block, Box, Heading, Paragraph, paragraphs
from letters.letter import (
    DateMoved,
    Lapsed,
    Letter,
    Lifted,
    MovedBecause,
    MovedDate,
    PeriodMoved,
    RepresentativeGone,
    Resumed,
    Suspended,
)
from letters.phrases import Phrases


def lifted(matter: Lifted, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that a manager ended the restriction (9.2)."""
    return words.say("lifted.title"), (
        Paragraph(words.say("change.on", decision_day=matter.decision_day)),
        Paragraph(words.say("lifted.opening", decided=matter.decided)),
        *((Paragraph(words.say("lifted.good-conduct")),) if matter.good_conduct else ()),
        *((Paragraph(words.say("lifted.asked", asked=matter.asked)),) if matter.asked else ()),
        *_reason(matter.reason, words),
        *_free(letter, words),
    )


def lapsed(matter: Lapsed, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that the restriction ended by time (9.2)."""
    return words.say("lapsed.title"), (
        Paragraph(words.say("change.on", decision_day=matter.decision_day)),
        Paragraph(words.say("lapsed.opening", last_day=matter.last_day)),
        *((Paragraph(words.say("lapsed.review-missed")),) if matter.review_missed else ()),
        *_free(letter, words),
    )


def suspended(matter: Suspended, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that the restriction does not bite for now, and why (8.2, 8.6)."""
    return words.say("suspended.title"), (
        Paragraph(words.say("change.on", decision_day=matter.decision_day)),
        Paragraph(words.say("suspended.opening", day=matter.day)),
        Paragraph(words.say(f"suspended-because.{_why_suspended(matter)}")),
        *_reason(matter.reason, words),
        *_free(letter, words),
        Paragraph(words.say("suspended.until")),
    )


def representative_gone(matter: RepresentativeGone, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that the customer writes directly, until a manager has varied what was to go through somebody else (6.1)."""
    return words.say("representative-gone.title"), (
        Paragraph(words.say("representative-gone.opening", decision_day=matter.decision_day)),
        Paragraph(words.say("representative-gone.free")),
        Paragraph(words.say("representative-gone.next")),
        *passages.what_stays_open(letter, words),
    )


def _why_suspended(matter: Suspended) -> str:
    by_a_manager = matter.because is HoldReason.BY_A_MANAGER  # else we were late, and say so
    return "until-appeal" if by_a_manager and matter.until_appeal else matter.because


def resumed(matter: Resumed, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that a suspended restriction applies again, and what it says."""
    opening = words.say("resumed.waits") if matter.waits else words.say("resumed.opening", day=matter.day)
    return words.say("resumed.title-waits" if matter.waits else "resumed.title"), (
        Paragraph(words.say("change.on", decision_day=matter.decision_day)),
        Paragraph(opening),
        *_reason(matter.reason, words),
        Heading(words.say("change.now")),
        passages.measures(matter.terms.measures, letter, words),
        *passages.how_long(matter.terms, words),
        *passages.what_stays_open(letter, words),
    )


def moved(matter: DateMoved, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell a date that replaces one told before (*Time*)."""
    note = words.say("appeal.whole-day") if matter.which is MovedDate.APPEAL else ""
    return words.say("moved.title"), (
        Paragraph(words.say("change.on", decision_day=matter.decision_day)),
        Paragraph(f"{words.say(f'moved.{matter.which}')} {words.say('moved.was', was=matter.was)}"),
        Box(words.say("moved.now"), words.day(matter.now), note),
        *passages.provisional(matter.now, letter, words),
        *((Paragraph(words.say(f"moved.{matter.because}")),) if matter.because else ()),
        *_reason(matter.reason, words),
        *passages.what_stays_open(letter, words),
    )


def period_moved(matter: PeriodMoved, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that a warning gives longer to change than was told (7.2, *Time*)."""
    because = "left-later-warning" if matter.because is MovedBecause.LEFT_LATER else matter.because
    return words.say("moved.title"), (
        Paragraph(words.say("moved.warning", warned=matter.warned)),
        Paragraph(words.say("moved.was", was=matter.was)),
        Box(words.say("moved.now"), words.day(matter.now), words.say("moved.whole-day")),
        *passages.provisional(matter.now, letter, words),
        Paragraph(f"{words.say(f'moved.{because}')} {words.say('moved.counts')}"),
        *passages.what_stays_open(letter, words),
    )


def _reason(text: str | None, words: Phrases) -> tuple[Block, ...]:
    return (Paragraph(words.say("change.reason")), *paragraphs(text)) if text else ()


def _free(letter: Letter, words: Phrases) -> tuple[Block, ...]:
    return Heading(words.say("change.now")), *passages.free(letter, words)
