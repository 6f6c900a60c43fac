"""The letter that tells a decision to restrict, to continue or to vary (2.4, 7.3, 8.1)."""

from domain.case.appealing import Ground
from domain.case.state import DecisionKind
from domain.measures import MeasureKind
from letters import passages
from letters.content import Block, Box, Bullets, Heading, Paragraph, paragraphs
from letters.letter import Decision, Letter, Start
from letters.passages import Routes
from letters.phrases import Phrases

_ENDED = frozenset({Start.OVER, Start.REPLACED})


def decision(matter: Decision, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell the decision, how long it lasts, its reasons and basis, what stays open, and the right to appeal."""
    return _title(matter, words), (
        _opening(matter, words),
        Heading(words.say("decision.measures")),
        passages.measures(matter.terms.measures, letter, words),
        Heading(words.say("terms.heading")),
        *_start(matter, letter, words),
        *_why(matter, words),
        *passages.what_stays_open(letter, words, with_appeal=True),
        *_appeal(matter, letter, words),
    )


def _title(matter: Decision, words: Phrases) -> str:
    ended = any(measure.kind is MeasureKind.END_ALL_CONTACT for measure in matter.terms.measures)
    if ended and matter.kind is DecisionKind.RESTRICT:
        return words.say("decision.title-ended")
    return words.say(f"decision.title-{matter.kind}")


def _opening(matter: Decision, words: Phrases) -> Paragraph:
    previous = {} if matter.previous is None else {"previous": matter.previous}
    return Paragraph(words.say(f"decision.opening-{matter.kind}", decided=matter.decided, **previous))


def _start(matter: Decision, letter: Letter, words: Phrases) -> tuple[Block, ...]:
    """Say from when it applies and how long; where it has ended before its letter leaves, only that (7.3, 8.2)."""
    if matter.start in _ENDED:
        return (Paragraph(words.say(f"terms.{matter.start}")),)
    said = []
    if matter.safety is not None:
        said.append(words.say("terms.started", decided=matter.decided, why=matter.safety))
    elif matter.start is Start.AT_ONCE:
        said.append(words.say("terms.eased", decided=matter.decided))
    elif matter.start is Start.WITH_THE_LETTER:
        said.append(words.say("terms.starts", printed=letter.printed))
    if matter.start is Start.SUSPENDED:
        said.append(words.say("terms.suspended"))
    return *(Paragraph(text) for text in said), *passages.how_long(matter.terms, words)


def _why(matter: Decision, words: Phrases) -> tuple[Block, ...]:
    said: list[Block] = [Heading(words.say("decision.reasons")), *paragraphs(matter.reasons)]
    for key, text in (("lesser", matter.lesser), ("circumstances", matter.circumstances)):
        if text:
            said += [Paragraph(words.say(f"decision.{key}")), *paragraphs(text)]
    said += [
        Heading(words.say("decision.basis")),
        Paragraph(words.say("decision.incidents")),
        passages.incidents(matter.incidents, words),
    ]
    if matter.warned_on is not None:
        back = f" {words.say('decision.warned-back')}" if matter.warned_back else ""
        said.append(Paragraph(words.say("decision.warned", day=matter.warned_on) + back))
    if matter.unwarned is not None:
        said.append(Paragraph(words.say("decision.unwarned", why=words.say(f"no-warning.{matter.unwarned}"))))
        said += paragraphs(matter.unwarned_words or "")
    return tuple(said)


def _appeal(matter: Decision, letter: Letter, words: Phrases) -> tuple[Block, ...]:
    """Tell of the right to appeal; no argument leaves it out (8.1)."""
    to, right = Routes.of(letter), matter.appeal
    how = words.say("appeal.writing", organisation=letter.organisation.name, address=to.address, email=to.email)
    review = words.say(
        "appeal.review", review=words.working_days(right.review_wd), outcome=words.working_days(right.outcome_wd)
    )
    return (
        Heading(words.say("appeal.heading")),
        Paragraph(words.say("appeal.right")),
        Box(words.say("appeal.last-day"), words.day(right.last_day), words.say("appeal.whole-day")),
        *passages.provisional(right.last_day, letter, words),
        Paragraph(words.say("appeal.window", days=words.working_days(right.window_wd))),
        Heading(words.say("appeal.how")),
        Bullets((how, words.say("appeal.phone", phone=to.phone), words.say("appeal.representative"))),
        Heading(words.say("appeal.grounds")),
        Paragraph(words.say("appeal.grounds-intro")),
        Bullets(tuple(words.say(f"ground.{ground}") for ground in Ground)),
        Paragraph(words.say("appeal.scope")),
        Heading(words.say("appeal.next")),
        Paragraph(review),
        *(() if matter.start in _ENDED else (Paragraph(words.say("appeal.meanwhile")),)),
    )
