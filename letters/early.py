"""Letters about looking again before or at the date: the answer to a request, and that the limits will end (9.2)."""

from letters import passages
from letters.content import Block, Box, Heading, Paragraph, paragraphs
from letters.letter import EarlyReviewAnswered, LeftToLapse, Letter
from letters.phrases import Phrases
from letters.told import Meanwhile


def answered(matter: EarlyReviewAnswered, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Answer a request to look again: yes, and by when; or no, and why."""
    told: list[Block] = [
        Paragraph(words.say("early-review.asked", asked=matter.asked, decision_day=matter.decision_day))
    ]
    if matter.decide_by is not None:
        said = "early-review.review" if matter.at_its_review else "early-review.early"
        told += [Paragraph(words.say("early-review.unanswered"))] if matter.unanswered else []
        told.append(Paragraph(words.say(said, decide_by=matter.decide_by)))
    else:
        told.append(Paragraph(words.say("early-review.refused")))
        told += _reason(matter.reason, words)
        told.append(Paragraph(words.say("early-review.again")))
    title = "early-review.title-refused" if matter.decide_by is None else "early-review.title-opened"
    how_long = () if matter.now is Meanwhile.ENDED else passages.how_long(matter.terms, words)
    return words.say(title), (
        *told,
        *_now("early-review", matter, letter, words),
        *how_long,
        *passages.what_stays_open(letter, words),
    )


def left_to_lapse(matter: LeftToLapse, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell that a manager has looked again and lets the limits end on their date."""
    review = matter.review_day
    return words.say("left-to-lapse.title"), (
        Paragraph(words.say("change.on", decision_day=matter.decision_day)),
        Paragraph(words.say("left-to-lapse.opening", decided=matter.decided)),
        Box(words.say("left-to-lapse.last-day"), words.day(matter.last_day), words.say("left-to-lapse.note")),
        *((Paragraph(words.say("left-to-lapse.review", day=review)),) if review else ()),
        *_reason(matter.reason, words),
        *_now("left-to-lapse", matter, letter, words),
        *passages.what_stays_open(letter, words),
    )


def _now(kind: str, matter: EarlyReviewAnswered | LeftToLapse, letter: Letter, words: Phrases) -> tuple[Block, ...]:
    """Say what applies as the letter leaves; at the midnight that ends it, nothing of that decision does any more."""
    heading = Heading(words.say("change.now"))
    if matter.now is Meanwhile.ENDED:
        return heading, Paragraph(words.say("outcome.ended")), *passages.free(letter, words)
    said = Paragraph(words.say(f"{kind}.{matter.now}", printed=letter.printed))
    return heading, said, passages.measures(matter.terms.measures, letter, words)


def _reason(text: str | None, words: Phrases) -> tuple[Block, ...]:
    return (Paragraph(words.say("change.reason")), *paragraphs(text)) if text else ()
