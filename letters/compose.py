"""From what a letter knows to what stands in it: the frame that every letter has, around the passages of its kind."""

from collections.abc import Callable
from typing import Any

from letters import answers, appeals, changes, conduct, decisions, early, passages
from letters.appeal_told import AppealAcknowledged, AppealNotReached, AppealOutcome, AppealOutOfTime
from letters.content import Block, Document
from letters.letter import (
    Advice,
    AdviceTakenBack,
    ContactAnswered,
    DateMoved,
    Decision,
    EarlyReviewAnswered,
    Lapsed,
    LeftToLapse,
    Letter,
    Lifted,
    PeriodMoved,
    RepresentativeGone,
    Resumed,
    Suspended,
    ToOmbudsman,
    WarningTakenBack,
    WarningTold,
)
from letters.phrases import Phrases


def compose(letter: Letter, words: Phrases) -> Document:
    """Put a letter into words. Raises KeyError where a measure lacks a particular that its wording names."""
    organisation = letter.organisation
    title, blocks = _body(letter, words)
    return Document(
        language=letter.language,
        large_print=letter.large_print,
        sender=organisation.name,
        sender_lines=(
            *organisation.address,
            words.say("frame.phone", phone=organisation.phone),
            words.say("frame.email", email=organisation.email),
        ),
        recipient=(letter.addressee.name, *letter.addressee.lines),
        reference=words.say("frame.reference", reference=letter.reference),
        date=words.day(letter.printed),
        title=title,
        salutation=words.say("frame.dear", name=letter.addressee.name),
        blocks=(*blocks, *passages.another_way(letter, words)),
        closing=words.say("frame.sincerely"),
        signature=organisation.name,
        page=words.say("frame.page", page="{page}", pages="{pages}"),
    )


def subject(letter: Letter, words: Phrases) -> str:
    """Return the e-mail's subject: who writes and the reference, nothing of the matter."""
    return words.say("frame.subject", organisation=letter.organisation.name, reference=letter.reference)


def _body(letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    return _BODIES[type(letter.matter)](letter.matter, letter, words)


_BODIES: dict[type, Callable[[Any, Letter, Phrases], tuple[str, tuple[Block, ...]]]] = {
    Advice: conduct.advice,
    AdviceTakenBack: conduct.advice_taken_back,
    WarningTakenBack: conduct.warning_taken_back,
    WarningTold: conduct.warning,
    Decision: decisions.decision,
    AppealAcknowledged: appeals.acknowledged,
    AppealNotReached: appeals.not_reached,
    AppealOutOfTime: appeals.out_of_time,
    AppealOutcome: appeals.outcome,
    Lifted: changes.lifted,
    Lapsed: changes.lapsed,
    EarlyReviewAnswered: early.answered,
    LeftToLapse: early.left_to_lapse,
    Suspended: changes.suspended,
    Resumed: changes.resumed,
    RepresentativeGone: changes.representative_gone,
    DateMoved: changes.moved,
    ContactAnswered: answers.contact,
    ToOmbudsman: answers.ombudsman,
    PeriodMoved: changes.period_moved,
}
