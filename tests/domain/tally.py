"""What random lives really did: every step that was taken, which rules did something, and which events came of them."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import stateful

from domain.event import Event
from domain.register import DECIDERS
from tests.domain.story import Story

STEPS: Counter[str] = Counter()  # by rule: it was played to its end
DEEDS: Counter[str] = Counter()  # by rule: and something came to be recorded
EVENTS: Counter[type[Event]] = Counter()  # over all lives
KINDS: frozenset[type[Event]] = frozenset(event for decider in DECIDERS for event in decider.events)
MANY = 200_000  # steps, in which whatever can happen has happened to somebody
# What no random life holds, and why.
NOT_IN_LIVES: dict[type[Event], str] = {}
# Rules of which nothing is ever recorded: what they do is refused, or is nothing that is recorded.
ONLY_MISTAKES = {"enters_what_is_entered", "the_process_is_down"}


def rule(**drawn: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hypothesis's own `rule`, of which each step is counted once it has been taken."""

    def mark(act: Callable[..., None]) -> Callable[..., None]:
        STEPS[act.__name__] += 0
        DEEDS[act.__name__] += 0

        @wraps(act)
        def counted(life: Any, **said: Any) -> None:
            before = len(life.story.record)
            act(life, **said)
            STEPS[act.__name__] += 1
            DEEDS[act.__name__] += len(life.story.record) > before

        marked: Callable[..., None] = stateful.rule(**drawn)(counted)  # type: ignore[no-untyped-call]
        return marked

    return mark


def is_over(story: Story) -> None:
    """Count what came of a life."""
    EVENTS.update(type(fact.event) for fact in story.record)
