"""What random customers ask for and tell of themselves, and how their letters and entries go astray on the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.adjustments import MakeAdjustment, WithdrawAdjustment
from domain.case.entering import RecordNotTaken
from domain.case.entry import NotTaken
from domain.case.notices import Proof, RecordHandOverDeferred, RecordHandOverUncertain, RecordNoticeLeft, StartHandOver
from domain.case.state import Case
from domain.customer import ChangeContactDetails, Customer, CustomerKind, IdentifyCustomer, PreferMeans
from domain.event import Command
from domain.names import THE_SYSTEM, Actor, AdjustmentId, CaseId, CustomerId, Language, Means, Role
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.domain.cast import ASHA, an_entry, someone
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, WORDS

ADDRESSES = st.sampled_from((("2 Road",), ("3 Road", "Town"), ()))
E_MAILS = st.sampled_from((("a@example.org",), ("b@example.org",), ()))


class CustomerLives:
    """Rules of their own, for `Lives` to take in."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]

    def some_customer(self, number: int) -> CustomerId:
        found = [CustomerId(s) for s, state in self.story.states.items() if isinstance(state, Customer)]
        return found[number % len(found)]

    def tells(self, customer: CustomerId, command: Command, by: Actor = ASHA) -> None:
        self.here(lambda: self.story.do(customer, command, by))

    @rule(n=ANY, means=st.sampled_from(Means), language=st.sampled_from(Language))
    def asks_for_letters_in_another_way(self, n: int, means: Means, language: Language) -> None:
        self.tells(self.some_customer(n), PreferMeans(means=means, language=language))

    @rule(n=ANY, address=ADDRESSES, emails=E_MAILS)
    def moves_house(self, n: int, address: tuple[str, ...], emails: tuple[str, ...]) -> None:
        said = ChangeContactDetails(name="A Tenant", address=address, emails=emails)
        self.tells(self.some_customer(n), said)

    @rule(n=ANY, name=WORDS, address=ADDRESSES)
    def says_who_they_are(self, n: int, name: str, address: tuple[str, ...]) -> None:
        unknown = [CustomerId(s) for s, c in self.story.states.items() if isinstance(c, Customer) and not c.identified]
        whom = unknown[n % len(unknown)] if unknown else self.some_customer(n)
        self.tells(whom, IdentifyCustomer(customer_kind=CustomerKind.TENANT, name=name, address=address))

    @rule(n=ANY, by=ANYBODY, what=WORDS, days=st.sampled_from((None, -1, 0, 40)))
    def something_is_done_differently(self, n: int, by: Actor, what: str, days: int | None) -> None:
        until = None if days is None else self.story.today + timedelta(days=days)
        self.tells(self.some_customer(n), MakeAdjustment(what=what, since=self.story.today, until=until), by)

    @rule(n=ANY, by=ANYBODY, why=WORDS)
    def it_is_done_differently_no_longer(self, n: int, by: Actor, why: str) -> None:
        made = [
            (CustomerId(stream), adjustment.id)
            for stream, state in self.story.states.items()
            for adjustment in (state.adjustments if isinstance(state, Customer) else ())
        ]
        whom, which = made[n % len(made)] if made else (self.some_customer(n), AdjustmentId("adjustment/1"))
        self.tells(whom, WithdrawAdjustment(adjustment=which, reason=why), by)

    @rule(n=ANY, ends=st.sampled_from(("left", "left", "deferred", "uncertain", "unknown")), twice=st.booleans())
    def a_letter_goes_by_e_mail(self, n: int, ends: str, twice: bool) -> None:
        waiting = [
            CaseId(s)
            for s, state in self.story.states.items()
            if isinstance(state, Case) and self.story.owed(CaseId(s))
        ]
        case = waiting[n % len(waiting)] if waiting else self.case_of(n)
        for notice in self.story.owed(case)[:1]:
            letter = self.story.print_(case, notice.id)
            for _ in range(1 + twice):
                self.here(lambda: self.story.do(case, StartHandOver(notice=letter), THE_SYSTEM))  # noqa: B023
            came = {
                "left": RecordNoticeLeft(notice=letter, proof=Proof.MAIL_SERVER_ACCEPTED, on=self.story.today),
                "deferred": RecordHandOverDeferred(notice=letter),
                "uncertain": RecordHandOverUncertain(notice=letter),
            }
            if ends in came:
                self.here(lambda: self.story.do(case, came[ends], THE_SYSTEM))  # noqa: B023

    @rule(n=ANY, why=st.sampled_from(NotTaken), lift=st.booleans())
    def the_housing_system_does_not_take_it(self, n: int, why: NotTaken, lift: bool) -> None:
        case, self.story.entering = self.case_of(n), False
        self.here(lambda: self.story.lift(case) if lift else self.story.suspend(case))
        for entry in self.story.case(case).entries:
            if entry.is_outstanding:
                said = RecordNotTaken(entry=entry.id, why=why, status=422 if why is NotTaken.REFUSED else None)
                self.here(lambda said=said: self.story.do(case, said, THE_SYSTEM))  # type: ignore[misc]
        self.story.entering = True
        self.story.enter_all()

    @rule(n=ANY)
    def somebody_comes_and_goes(self, n: int) -> None:
        newcomer = someone(f"Newcomer {n}", Role.STAFF)
        self.here(lambda: self.story.do(DIRECTORY, an_entry(newcomer), THE_SYSTEM))
        self.here(lambda: self.story.an_incident(by=newcomer, targets=(newcomer.id,)))
        self.here(lambda: self.story.do(DIRECTORY, RemoveStaffMember(staff=newcomer.id), THE_SYSTEM))
