"""Passages that several kinds of letter share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.criteria import Criterion
from domain.measures import MeasureKind
from domain.names import Channel
from letters.content import Block, Bullets, Heading, Paragraph
from letters.letter import Letter
from letters.phrases import Phrases
from letters.told import IncidentTold, MeasureTold, Terms

# Kinds whose extreme form has words of its own; the justification is added to every extreme one.
_EXTREME_WORDS = frozenset({MeasureKind.RETURN_DOCUMENTS, MeasureKind.SUSPEND_COMPLAINT, MeasureKind.END_COMPLAINT})
_SHORT = 16  # characters
NO_BREAK = "\u00a0"
_UNBROKEN = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\(?\+?\d[\d ()]{6,}\d")
# Every right of 1.6 and 6.2; the appeal is added where there is one.
_RIGHTS = ("emergency", "disrepair", "safeguarding", "data", "adjustment", "tenancy")


@dataclass(frozen=True)
class Routes:
    """How the organisation is reached, as it is filled into sentences."""

    phone: str
    email: str
    address: str
    out_of_hours: str  # answered at any hour

    @classmethod
    def of(cls, letter: Letter) -> "Routes":
        """Return the organisation's routes."""
        organisation = letter.organisation
        return cls(
            phone=_held_together(organisation.phone),
            email=organisation.email,
            address=_in_one_line(organisation.address),
            out_of_hours=_held_together(organisation.out_of_hours),
        )


def _in_one_line(lines: Iterable[str]) -> str:
    return ", ".join(_held_together(line) for line in lines)


def _held_together(text: str) -> str:
    """Keep what is short, and a postcode or a telephone number wherever it stands, from being broken over two lines."""
    if len(text) <= _SHORT:
        return text.replace(" ", NO_BREAK)
    return _UNBROKEN.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def incidents(told: Iterable[IncidentTold], words: Phrases) -> Bullets:
    """List what happened: day, channel, criteria; 2.4, 7.3."""
    return Bullets(
        tuple(
            words.say(
                "incident.line",
                day=incident.day,
                channel=words.say(f"channel.{incident.channel}"),
                criteria="; ".join(_criterion(criterion, incident, words) for criterion in incident.criteria),
            )
            for incident in told
        )
    )


def _criterion(criterion: Criterion, incident: IncidentTold, words: Phrases) -> str:
    said = words.say(f"criterion.{criterion}")
    if criterion is Criterion.OTHER_UNREASONABLE_DEMAND and incident.other:
        return words.say("incident.described", criterion=said, description=incident.other)
    return said


def measures(told: Iterable[MeasureTold], letter: Letter, words: Phrases) -> Bullets:
    """List the measures, each in plain words with its particulars; 6.1."""
    return Bullets(tuple(_measure(measure, letter, words) for measure in told))


def _measure(measure: MeasureTold, letter: Letter, words: Phrases) -> str:
    extreme = measure.extreme and measure.kind in _EXTREME_WORDS
    said = words.say(
        f"measure.{measure.kind}-extreme" if extreme else f"measure.{measure.kind}",
        **_particulars(measure, letter, words),
        **_of_an_act(measure, words),
    )
    if measure.why_extreme is None:
        return said
    return f"{said} {words.say('measure.because', why=measure.why_extreme)}"


def _particulars(measure: MeasureTold, letter: Letter, words: Phrases) -> dict[str, str]:
    texts = {
        name: text
        for name in ("staff", "stand_in", "representative", "description", "reference", "procedure")
        if (text := getattr(measure, name)) is not None
    }
    if measure.kind is MeasureKind.ONE_METHOD_ONLY and measure.method is not None:
        texts["route"] = _route(measure.method, letter, words)
    if measure.times is not None and measure.per is not None:
        texts["times"] = words.how_often(measure.times)
        texts["per"] = words.say(f"per.{measure.per}")
        texts["period"] = words.say(f"period.{measure.per}")
        texts["counted"] = words.say(f"counted.{measure.method or 'all'}")
    return texts


def _of_an_act(measure: MeasureTold, words: Phrases) -> dict[str, str | date]:
    """Say what was done, to whom and when, where a measure is an act and lasts no time (6.1)."""
    said: dict[str, str | date] = {}
    if measure.authority is not None:
        said["authority"] = words.say(f"authority.{measure.authority}", name=measure.description or "")
    for name in ("acted_on", "final_answer_on"):
        day: date | None = getattr(measure, name)
        if day is not None:
            said[name] = day
    return said


def _route(method: Channel, letter: Letter, words: Phrases) -> str:
    to = Routes.of(letter)
    return words.say(f"route.{method}", phone=to.phone, email=to.email, address=to.address)


def how_long(terms: Terms, words: Phrases) -> tuple[Block, ...]:
    """Say how long it lasts, what a longer time would need, and that it may be asked for sooner; 7.3, 9.2."""
    said: list[Block] = []
    if terms.expires_on is not None:
        said.append(Paragraph(words.say("terms.expires", day=terms.expires_on)))
    if terms.review_on is not None:
        said.append(Paragraph(words.say("terms.review", day=terms.review_on)))
    said.append(Paragraph(f"{words.say('terms.continuing')} {words.say('terms.sooner')}"))
    return tuple(said)


def provisional(day: date, letter: Letter, words: Phrases) -> tuple[Block, ...]:
    """Say of a customer's date that lies beyond the known bank holidays that it may still become later (*Time*)."""
    return (Paragraph(words.say("frame.provisional")),) if day > letter.known_to else ()


def what_stays_open(letter: Letter, words: Phrases, *, with_appeal: bool = False) -> tuple[Block, ...]:
    """List the rights that no restriction touches, each with a route that can be used; 1.6, 6.2."""
    to = Routes.of(letter)
    items = [words.say(f"open.{right}", **vars(to)) for right in _RIGHTS]
    if with_appeal:
        items.append(words.say("open.appeal"))
    items.append(words.say("open.ombudsman", ombudsman=ombudsman(words), contact=ombudsman_contact(letter)))
    return Heading(words.say("open.heading")), Paragraph(words.say("open.intro")), Bullets(tuple(items))


def free(letter: Letter, words: Phrases) -> tuple[Block, ...]:
    """Say that contact is free again, or that another decision limits it still (9.3)."""
    if letter.limited:
        return Paragraph(words.say("change.elsewhere")), *what_stays_open(letter, words)
    return (Paragraph(f"{words.say('change.free')} {rights(letter, words)}"),)


def rights(letter: Letter, words: Phrases) -> str:
    """Say that legal rights are not affected, and the route that is open at any hour; 1.6, 6.2."""
    return words.say("frame.rights", out_of_hours=Routes.of(letter).out_of_hours)


def ombudsman(words: Phrases) -> str:
    """Return the Ombudsman's name in the letter's language; 8.6."""
    return words.say("open.ombudsman-name")


def ombudsman_contact(letter: Letter) -> str:
    """Return how the Ombudsman is reached; the first line of the organisation's entry is the name."""
    return _in_one_line(letter.organisation.ombudsman[1:])


def another_way(letter: Letter, words: Phrases) -> tuple[Block, ...]:
    """End every letter: other means, adjustments, the policy and its equality assessment; 3.1, 7.3, 11.1."""
    to = Routes.of(letter)
    other = "en" if words.language == "cy" else "cy"
    return (
        Heading(words.say("frame.another-way-heading")),
        Paragraph(words.say("frame.another-way", phone=to.phone, email=to.email)),
        Paragraph(words.say("frame.other-language", phone=to.phone), language=other),
        Paragraph(words.say("frame.adjustments")),
        Paragraph(
            f"{words.say('frame.policy')} "
            f"{words.say('frame.equality', reference=letter.organisation.equality_assessment)}"
        ),
    )
