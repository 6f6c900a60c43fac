"""Letters before and without a restriction: advice and warning, and what takes either back."""

from letters import passages
from letters.content import Block, Bullets, Heading, Paragraph, paragraphs
from letters.letter import Advice, AdviceTakenBack, Letter, WarningTakenBack, WarningTold
from letters.passages import Routes
from letters.phrases import Phrases

_MAY_FOLLOW = ("method", "often", "staff", "representative", "file")


def advice(matter: Advice, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say why it is unacceptable and what must change; answer a legitimate request all the same (5.9, 5.12)."""
    return words.say("advice.title"), (
        Paragraph(words.say("advice.opening")),
        *((Paragraph(words.say("advice.request")),) if matter.request_answered else ()),
        Heading(words.say("advice.happened")),
        passages.incidents(matter.incidents, words),
        Heading(words.say("advice.why")),
        *paragraphs(matter.why),
        Heading(words.say("advice.change")),
        *paragraphs(matter.change),
        Paragraph(f"{words.say('advice.next')} {passages.rights(letter, words)}"),
    )


def advice_taken_back(matter: AdviceTakenBack, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say that our letter of advice rested on a mistake of ours, and counts for nothing (9.1, 9.3)."""
    return words.say("advice-taken-back.title"), (
        Paragraph(words.say("advice-taken-back.opening", sent=matter.sent)),
        Paragraph(words.say("advice-taken-back.nothing")),
        Paragraph(words.say("advice-taken-back.sorry")),
        Paragraph(passages.rights(letter, words)),
    )


def warning(matter: WarningTold, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Warn: what happened, what must change, for how long, what may follow (7.2)."""
    to = Routes.of(letter)
    return words.say("warning.title"), (
        Paragraph(words.say("warning.opening")),
        Heading(words.say("warning.happened")),
        passages.incidents(matter.incidents, words),
        Heading(words.say("warning.why")),
        *paragraphs(matter.why),
        Heading(words.say("warning.change")),
        *paragraphs(matter.change),
        Heading(words.say("warning.period")),
        Paragraph(words.say("warning.runs", period_ends=matter.period_ends)),
        *passages.provisional(matter.period_ends, letter, words),
        Paragraph(words.say("warning.counts", counts_until=matter.counts_until)),
        Heading(words.say("warning.follow")),
        Paragraph(words.say("warning.not-yet")),
        Bullets(tuple(words.say(f"warning.{kind}") for kind in _MAY_FOLLOW)),
        Paragraph(words.say("warning.more")),
        Heading(words.say("warning.differ")),
        Paragraph(words.say("warning.tell", phone=to.phone, email=to.email, address=to.address)),
        *passages.what_stays_open(letter, words),
    )


def warning_taken_back(matter: WarningTakenBack, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say that a warning counts no longer, and why (1.3, 4.1, 9.3)."""
    opening = words.say("warning-taken-back.opening", warned=matter.warned)
    return words.say("warning-taken-back.title"), (
        Paragraph(f"{opening} {words.say(f'warning-taken-back.{matter.why}')}"),
        Paragraph(words.say("warning-taken-back.nothing")),
        Paragraph(words.say("warning-taken-back.sorry")),
        Paragraph(passages.rights(letter, words)),
    )
