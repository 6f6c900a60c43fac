"""Links and representatives, as they come into the heads of random staff and customers (1.3, 6.1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.authority import CorrectRepresentative, ExtendAuthority, ShortenAuthority
from domain.customer import Customer
from domain.linking import Link
from domain.measures import Measure, MeasureKind
from domain.names import Actor, CaseId, CustomerId, LinkId, RepresentativeId
from domain.representing import Representative
from tests.domain.cast import ASHA, DIGITAL_ONLY, READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, MANAGER, WORDS

THROUGH = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE)


class PersonLives:
    """Rules of their own, for `Lives` to take in."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]

    def customer_of(self, number: int) -> CustomerId:
        found = [CustomerId(s) for s, state in self.story.states.items() if isinstance(state, Customer)]
        return found[number % len(found)]

    def some(self, kind: type[Any], number: int) -> str | None:
        found = [stream for stream, state in self.story.states.items() if isinstance(state, kind)]
        return found[number % len(found)] if found else None

    @rule(n=ANY, m=ANY, by=MANAGER)
    def links(self, n: int, m: int, by: Actor) -> None:
        self.here(lambda: self.story.link(self.customer_of(n), self.customer_of(m), by=by))

    @rule(n=ANY, by=ANYBODY)
    def unlinks(self, n: int, by: Actor) -> None:
        if link := self.some(Link, n):
            self.here(lambda: self.story.unlink(LinkId(link), by=by))

    @rule()
    def somebody_calls_whom_nobody_knows(self) -> None:
        if len([s for s in self.story.states.values() if isinstance(s, Customer)]) < 4:
            self.story.a_customer(identified=False, name=None, description="A caller.")

    @rule(n=ANY, m=ANY, by=MANAGER, together=st.booleans(), measure=st.sampled_from((READ_AND_FILE, DIGITAL_ONLY)))
    def restricts_for_what_is_recorded_of_another(
        self, n: int, m: int, by: Actor, together: bool, measure: Measure
    ) -> None:
        story, customer = self.story, self.customer_of(n)
        cases = [s for s in story.states if s.startswith("case/")]
        incidents = [story.an_assessed_incident(customer=self.customer_of(m))]
        incidents += [story.an_assessed_incident(customer=customer)] if together else []
        before, story.customer = story.customer, customer
        if len(cases) < 4:
            self.here(lambda: story.refer(*incidents))
            fresh = [CaseId(s) for s in story.states if s.startswith("case/") and s not in cases]
            for case in fresh:
                self.here(lambda case=case: story.dispense(case, by=by))  # type: ignore[misc]
                self.here(lambda case=case: story.restrict(case, by=by, measures=(measure,)))  # type: ignore[misc]
        story.customer = before

    @rule(n=ANY, days=st.sampled_from((None, 0, 3, 20)))
    def somebody_acts(self, n: int, days: int | None) -> None:
        until = None if days is None else self.story.today + timedelta(days=days)
        self.here(lambda: self.story.a_representative(customer=self.customer_of(n), until=until))

    @rule(n=ANY, days=st.none() | st.integers(-3, 60))
    def an_authority_is_extended(self, n: int, days: int | None) -> None:
        if who := self.some(Representative, n):
            until = None if days is None else self.story.today + timedelta(days=days)
            self.here(lambda: self.story.do(who, ExtendAuthority(until=until, authority="A new letter."), ASHA))

    @rule(n=ANY, days=st.integers(-3, 60))
    def an_authority_is_to_end_sooner(self, n: int, days: int) -> None:
        if who := self.some(Representative, n):
            until = self.story.today + timedelta(days=days)
            self.here(lambda: self.story.do(who, ShortenAuthority(until=until, reason="Said so."), ASHA))

    @rule(n=ANY, name=st.sampled_from((None, "A Sister", " ")), reason=WORDS)
    def a_representative_is_corrected(self, n: int, name: str | None, reason: str) -> None:
        if who := self.some(Representative, n):
            command = CorrectRepresentative(reason=reason, name=name, phones=None if name else ("1",))
            self.here(lambda: self.story.do(who, command, ASHA))

    @rule(n=ANY)
    def somebody_acts_no_longer(self, n: int) -> None:
        if who := self.some(Representative, n):
            self.here(lambda: self.story.ends_authority(RepresentativeId(who)))

    @rule(n=ANY, m=ANY, by=MANAGER, beside=st.booleans())
    def restricts_to_whoever_acts(self, n: int, m: int, by: Actor, beside: bool) -> None:
        case, who = self.case_of(n), self.some(Representative, m)
        if who is None:
            return
        through = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=RepresentativeId(who))
        said: dict[str, Any] = {
            "measures": (through, WRITING_ONLY) if beside else (through,),
            "measure_words": ("A Sister", "") if beside else ("A Sister",),
            "our_handling": "Weighed.",
        }
        if self.story.case(case).decide_by:
            self.here(lambda: self.story.dispense(case, by=by))
            self.here(lambda: self.story.restrict(case, by=by, **said))
        elif current := self.story.case(case).current:
            end = current.expires_on or self.story.today + timedelta(days=10)
            self.here(lambda: self.story.vary(case, by=by, expires_on=end, **said))
