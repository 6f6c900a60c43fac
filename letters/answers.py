"""Letters that answer what was referred: a prohibited customer's new matter; the way to the Ombudsman (6.1, 10.1)."""

from letters import passages
from letters.content import Block, Heading, Paragraph, paragraphs
from letters.letter import ContactAnswered, Letter, ToOmbudsman
from letters.phrases import Phrases


def contact(matter: ContactAnswered, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say whether we deal with it, and why; or that we do since nobody decided in time (10.1)."""
    sentences = [words.say("contact-answered.opening", received=matter.received)]
    if letter.limited:
        sentences.append(words.say("contact-answered.limited"))
    if matter.answer is not None:
        sentences.append(words.say("contact-answered.decided"))
    opening = Paragraph(" ".join(sentences))
    if matter.answer is None:
        said: tuple[Block, ...] = (Paragraph(words.say("contact-answered.unanswered")),)
    else:
        said = (*_outcome(matter, words), Heading(words.say("contact-answered.answer")), *paragraphs(matter.answer))
    return words.say("contact-answered.title"), (opening, *said, *passages.what_stays_open(letter, words))


def _outcome(matter: ContactAnswered, words: Phrases) -> tuple[Block, ...]:
    if matter.engage is None:
        return ()
    return (Paragraph(words.say("contact-answered.engage" if matter.engage else "contact-answered.not-engage")),)


def ombudsman(matter: ToOmbudsman, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say that our procedure is exhausted, that we write no more about it, and where to go (6.1)."""
    return words.say("to-ombudsman.title"), (
        Paragraph(words.say("to-ombudsman.opening", exhausted=matter.exhausted, complaint=matter.complaint)),
        *paragraphs(matter.answer),
        Paragraph(words.say("to-ombudsman.no-more")),
        *(() if letter.limited else (Paragraph(words.say("to-ombudsman.else")),)),
        Heading(words.say("to-ombudsman.heading")),
        Paragraph(
            words.say(
                "to-ombudsman.go", ombudsman=passages.ombudsman(words), contact=passages.ombudsman_contact(letter)
            )
        ),
        Paragraph(passages.rights(letter, words)),
    )
