"""Random contacts: whatever comes to the desk during a life, by whatever way, and what was done about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case.verdict import Purpose
from domain.contact import Contact
from domain.names import Actor, Channel, ContactId
from domain.triage import Done, Matter
from tests.domain.contacts import a_contact, correct, retract
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, WORDS

MATTERS = st.lists(
    st.builds(Matter, st.sampled_from((*Purpose, Purpose.GENERAL, Purpose.NEW_ISSUE)), st.sampled_from(Done)),
    min_size=1,
    max_size=2,
)


class Contacts:
    """Rules of the contact log, for whatever life has a story, and is `here`."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    other: Any

    @rule(
        by=ANYBODY,
        channel=st.sampled_from((Channel.TELEPHONE, Channel.WRITING, Channel.DIGITAL)),
        matters=MATTERS,
        minutes=st.sampled_from((0, 0, 0, 5, 2000, 20_000, -1)),
        by_us=st.sampled_from((False, False, False, True)),
        through=st.booleans(),
        elsewhere=st.sampled_from((False, False, False, True)),
        note=WORDS,
    )
    def somebody_makes_contact(
        self,
        by: Actor,
        channel: Channel,
        matters: list[Matter],
        minutes: int,
        by_us: bool,
        through: bool,
        elsewhere: bool,
        note: str,
    ) -> None:
        said: dict[str, Any] = {"channel": channel, "by_us": by_us, "by_representative": through, "note": note}
        said["happened_at"] = self.story.now - timedelta(minutes=minutes)
        said["customer"] = self.other if elsewhere else self.story.customer
        self.here(lambda: a_contact(self.story, *matters, by=by, **said))

    @rule(by=ANYBODY, times=st.integers(1, 3))
    def somebody_calls_and_calls(self, by: Actor, times: int) -> None:
        for _ in range(times):
            self.story.now += timedelta(minutes=1)
            self.here(lambda: a_contact(self.story, by=by))

    @rule(n=ANY, by=ANYBODY, matters=MATTERS, why=WORDS, back=st.sampled_from((False, False, True)))
    def a_contact_is_corrected(self, n: int, by: Actor, matters: list[Matter], why: str, back: bool) -> None:
        had = [ContactId(stream) for stream, state in self.story.states.items() if isinstance(state, Contact)]
        if not had:
            return
        which = had[n % len(had)]
        if back:
            self.here(lambda: retract(self.story, which, reason=why, by=by))
        else:
            self.here(lambda: correct(self.story, which, *matters, reason=why, by=by))
