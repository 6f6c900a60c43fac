"""What staff do at the time and after, in which order, and where that fell outside the steps (5.4-5.14, 7.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.criteria import NOT_ACCEPTED, Criterion
from domain.names import Channel, Personal, StaffId


class StepKind(StrEnum):
    """What was done: the ladders of 5.4-5.6, 5.8-5.12 and 5.13-5.14, and what any employee may do at once (7.1)."""

    PUT_ON_HOLD = "put-on-hold"
    TOLD_WHY = "told-why"
    CHANCE_GIVEN = "chance-given"
    TOLD_IT_WILL_END = "told-it-will-end"
    ENDED = "ended"
    REQUEST_ANSWERED = "request-answered"
    ADVICE_SENT = "advice-sent"
    NOT_ANSWERED = "not-answered"
    NOT_ACCEPTED = "not-accepted"
    JUDGED_SAFE_TO_CHALLENGE = "judged-safe-to-challenge"
    CHALLENGED = "challenged"
    NOT_SAFE_TO_CHALLENGE = "not-safe-to-challenge"
    WRITTEN_TO = "written-to"
    POLICE_TOLD = "police-told"
    ACTED_AT_ONCE = "acted-at-once"  # anything else; what it was stands in words


@dataclass(frozen=True)
class Step:
    """One step: when (aware, UTC), and by whom (a pseudonym). `went_on_until` None: it ended with the contact (7.1)."""

    kind: StepKind
    at: datetime
    by: StaffId
    went_on_until: datetime | None = None


@dataclass(frozen=True)
class StepTaken(Step):
    """A step as it is told: with what was done or said, in words, which are kept apart from it."""

    words: Personal | None = None

    @property
    def step(self) -> Step:
        """The step without its words."""
        return Step(self.kind, self.at, self.by, self.went_on_until)


class Shortfall(StrEnum):
    """Where the handling of an incident fell outside the steps."""

    NOT_TOLD_WHY = "not-told-why"
    NO_CHANCE_GIVEN = "no-chance-given"
    NOT_TOLD_IT_WILL_END = "not-told-it-will-end"
    REQUEST_NOT_LOOKED_FOR = "request-not-looked-for"
    REQUEST_NOT_ANSWERED = "request-not-answered"
    NO_ADVICE_GIVEN = "no-advice-given"
    NOT_DECLINED = "not-declined"
    SAFETY_NOT_JUDGED = "safety-not-judged"
    CHALLENGED_THOUGH_UNSAFE = "challenged-though-unsafe"
    NEITHER_WRITTEN_NOR_POLICE = "neither-written-to-nor-police"
    OUTLASTED_THE_CONTACT = "outlasted-the-contact"

    @property
    def clause(self) -> str:
        """The clause whose steps it fell outside."""
        return SHORTFALLS[self]

    @property
    def can_still_be_done(self) -> bool:
        """Whether it is *not yet*: what is missing can still be done. The rest lies in a contact that is over."""
        return self in NOT_YET


# Each way in which handling falls outside the steps, with the clause of those steps.
SHORTFALLS: dict[Shortfall, str] = {
    Shortfall.NOT_TOLD_WHY: "5.4-5.6",
    Shortfall.NO_CHANCE_GIVEN: "5.4-5.6",
    Shortfall.NOT_TOLD_IT_WILL_END: "5.4-5.6",
    Shortfall.REQUEST_NOT_LOOKED_FOR: "5.9",
    Shortfall.REQUEST_NOT_ANSWERED: "5.9",
    Shortfall.NO_ADVICE_GIVEN: "5.9",
    Shortfall.NOT_DECLINED: "5.11",
    Shortfall.SAFETY_NOT_JUDGED: "5.13",
    Shortfall.CHALLENGED_THOUGH_UNSAFE: "5.13",
    Shortfall.NEITHER_WRITTEN_NOR_POLICE: "5.14",
    Shortfall.OUTLASTED_THE_CONTACT: "7.1",
}
NOT_YET: frozenset[Shortfall] = frozenset(
    {
        Shortfall.REQUEST_NOT_LOOKED_FOR,
        Shortfall.REQUEST_NOT_ANSWERED,
        Shortfall.NO_ADVICE_GIVEN,
        Shortfall.NOT_DECLINED,
        Shortfall.NEITHER_WRITTEN_NOR_POLICE,
    }
)
# Told why and given the chance to change (5.4); then told that the call will end (5.5).
BEFORE_ENDING_A_CALL: tuple[tuple[StepKind, Shortfall], ...] = (
    (StepKind.TOLD_WHY, Shortfall.NOT_TOLD_WHY),
    (StepKind.CHANCE_GIVEN, Shortfall.NO_CHANCE_GIVEN),
    (StepKind.TOLD_IT_WILL_END, Shortfall.NOT_TOLD_IT_WILL_END),
)
# In none of what is written to us need anybody tolerate abuse, by letter, e-mail or on social media (5.8).
CORRESPONDENCE: frozenset[Channel] = frozenset({Channel.WRITING, Channel.DIGITAL, Channel.SOCIAL_MEDIA})
# What follows behaviour that it was not safe to challenge at the time (5.14).
AFTERWARDS = frozenset({StepKind.WRITTEN_TO, StepKind.ADVICE_SENT, StepKind.POLICE_TOLD})
# What an employee does at once, on their own authority: it ends with that contact (7.1).
AT_ONCE = frozenset({StepKind.PUT_ON_HOLD, StepKind.ENDED, StepKind.CHALLENGED, StepKind.ACTED_AT_ONCE})


@dataclass(frozen=True, kw_only=True)
class Handling:
    """How an incident was handled, as far as it has been told. `holds_request` None: nobody has said.

    `advised`: a letter of advice is on its way from here, which nobody need tell of as a step (5.12).
    """

    channel: Channel
    criteria: tuple[Criterion, ...]
    steps: tuple[Step, ...] = ()
    extreme: bool = False
    holds_request: bool | None = None
    advised: bool = False


def shortfalls(handling: Handling) -> tuple[Shortfall, ...]:
    """Return where the handling fell outside the steps of its channel, and of 7.1; nothing where it kept to them."""
    found = [shortfall for shortfall, missing in _judged(handling) if missing]
    if any(step.went_on_until and step.went_on_until > step.at for step in handling.steps):
        found.append(Shortfall.OUTLASTED_THE_CONTACT)
    return tuple(found)


def _judged(handling: Handling) -> Iterator[tuple[Shortfall, bool]]:
    if handling.channel is Channel.TELEPHONE:
        yield from _call(handling)
    elif handling.channel in CORRESPONDENCE:
        yield from _correspondence(handling)
    elif handling.channel is Channel.FACE_TO_FACE:
        yield from _in_person(handling)


def _call(handling: Handling) -> Iterator[tuple[Shortfall, bool]]:
    """5.4-5.6: each step, in its order, before the call was ended; none of them where the behaviour was extreme."""
    ended = [step.at for step in handling.steps if step.kind is StepKind.ENDED]
    if handling.extreme or not ended:
        return
    reached: datetime | None = None
    for kind, shortfall in BEFORE_ENDING_A_CALL:
        moments = [
            step.at
            for step in handling.steps
            if step.kind is kind and step.at <= min(ended) and (reached is None or step.at >= reached)
        ]
        yield shortfall, not moments
        reached = min(moments, default=reached)


def _correspondence(handling: Handling) -> Iterator[tuple[Shortfall, bool]]:
    """5.9-5.11: a legitimate request is answered, with advice; without one no reply is owed; some is not accepted."""
    taken = {step.kind for step in handling.steps}
    yield Shortfall.REQUEST_NOT_LOOKED_FOR, handling.holds_request is None
    if handling.holds_request:
        yield Shortfall.REQUEST_NOT_ANSWERED, StepKind.REQUEST_ANSWERED not in taken
        yield Shortfall.NO_ADVICE_GIVEN, not handling.advised and StepKind.ADVICE_SENT not in taken
    if not NOT_ACCEPTED.isdisjoint(handling.criteria):
        yield Shortfall.NOT_DECLINED, StepKind.NOT_ACCEPTED not in taken


def _in_person(handling: Handling) -> Iterator[tuple[Shortfall, bool]]:
    """5.13-5.14: challenged only where that was judged safe before; otherwise written to, or the police."""
    challenged = [step.at for step in handling.steps if step.kind is StepKind.CHALLENGED]
    if challenged:
        judged = [
            (step.at, step.kind is StepKind.JUDGED_SAFE_TO_CHALLENGE)
            for step in handling.steps
            if step.kind in {StepKind.JUDGED_SAFE_TO_CHALLENGE, StepKind.NOT_SAFE_TO_CHALLENGE}
            and step.at <= min(challenged)
        ]
        yield Shortfall.SAFETY_NOT_JUDGED, not judged
        yield (
            Shortfall.CHALLENGED_THOUGH_UNSAFE,
            bool(judged) and not all(safe for at, safe in judged if at == max(judged)[0]),
        )
    taken = {step.kind for step in handling.steps}
    if StepKind.NOT_SAFE_TO_CHALLENGE in taken:
        yield Shortfall.NEITHER_WRITTEN_NOR_POLICE, not handling.advised and AFTERWARDS.isdisjoint(taken)
