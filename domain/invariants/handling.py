"""Where handling fell outside the steps, reckoned apart from the rules (5.4-5.14, 7.1)."""

from collections.abc import Iterator
from datetime import datetime

from domain.criteria import Criterion
from domain.handling import Shortfall, Step, StepKind
from domain.invariants.account import Told
from domain.names import Channel

LETTERS = {Channel.WRITING, Channel.DIGITAL, Channel.SOCIAL_MEDIA}
DECLINED = {Criterion.VIOLENCE, Criterion.THREATS, Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE}
# What each shortfall is flagged under, said again.
CLAUSE = {
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


def outside(told: Told) -> Iterator[Shortfall]:
    """Yield where the handling of an incident, as it is told, fell outside the steps."""
    kinds = {step.kind for step in told.steps}
    if any(step.went_on_until is not None for step in told.steps):
        yield Shortfall.OUTLASTED_THE_CONTACT
    if told.channel is Channel.TELEPHONE and not told.extreme and (ended := told.first(StepKind.ENDED)):
        yield from _left_out(told.steps, ended)
    if told.channel in LETTERS:
        if told.request is None:
            yield Shortfall.REQUEST_NOT_LOOKED_FOR
        if told.request and StepKind.REQUEST_ANSWERED not in kinds:
            yield Shortfall.REQUEST_NOT_ANSWERED
        if told.request and not told.advised and StepKind.ADVICE_SENT not in kinds:
            yield Shortfall.NO_ADVICE_GIVEN
        if DECLINED & set(told.criteria) and StepKind.NOT_ACCEPTED not in kinds:
            yield Shortfall.NOT_DECLINED
    if told.channel is Channel.FACE_TO_FACE:
        yield from _confronted(told, kinds)


def _left_out(steps: list[Step], ended: datetime) -> Iterator[Shortfall]:
    """Walk the call once in time: each of the three may only come once those before it, if taken, have come."""
    since = datetime.min.replace(tzinfo=ended.tzinfo)
    for kind, shortfall in (
        (StepKind.TOLD_WHY, Shortfall.NOT_TOLD_WHY),
        (StepKind.CHANCE_GIVEN, Shortfall.NO_CHANCE_GIVEN),
        (StepKind.TOLD_IT_WILL_END, Shortfall.NOT_TOLD_IT_WILL_END),
    ):
        in_time = sorted(step.at for step in steps if step.kind is kind and since <= step.at <= ended)
        if in_time:
            since = in_time[0]
        else:
            yield shortfall


def _confronted(told: Told, kinds: set[StepKind]) -> Iterator[Shortfall]:
    challenged = told.first(StepKind.CHALLENGED)
    if challenged is not None:
        safe = [s.at for s in told.steps if s.kind is StepKind.JUDGED_SAFE_TO_CHALLENGE and s.at <= challenged]
        unsafe = [s.at for s in told.steps if s.kind is StepKind.NOT_SAFE_TO_CHALLENGE and s.at <= challenged]
        if not safe and not unsafe:
            yield Shortfall.SAFETY_NOT_JUDGED
        if unsafe and (not safe or max(unsafe) >= max(safe)):
            yield Shortfall.CHALLENGED_THOUGH_UNSAFE
    if (
        StepKind.NOT_SAFE_TO_CHALLENGE in kinds
        and not told.advised
        and not kinds
        & {
            StepKind.WRITTEN_TO,
            StepKind.ADVICE_SENT,
            StepKind.POLICE_TOLD,
        }
    ):
        yield Shortfall.NEITHER_WRITTEN_NOR_POLICE
