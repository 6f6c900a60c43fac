"""What people do in a life from its beginning to its end in one go: chance alone would seldom string it together.

Each begins wherever the life stands and goes on with whatever others have done to it; a no on the way ends it there.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case.notices import Proof, RecordNoticeLeft, StartHandOver
from domain.case.state import Appeal, Case, Outcome
from domain.case.verdict import Purpose
from domain.measures import Measure, MeasureKind
from domain.names import THE_SYSTEM, Actor, CaseId, Channel, ContactId, CustomerId
from domain.policy_changes import POLICY
from domain.policy_words import ProclaimBankHoliday
from domain.refusal import NoError
from domain.triage import Done, Matter
from tests.domain.cast import BRYN, CARYS, DELYTH, EMRYS, GWEN, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.contacts import PROHIBITED, a_contact, retract
from tests.domain.lives_policy import MEGAN
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, MEASURES

PHONE_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
MANAGERS = (CARYS, DELYTH, EMRYS, BRYN)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


class WholeLives:
    """Rules of their own, for `Lives` to take in."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]

    def restricted(self, n: int, *, days: int = 90, **said: Any) -> CaseId | None:
        """A case in which a decision stands, told to the customer: one that is there, or a new one."""
        cases = [CaseId(s) for s, state in self.story.states.items() if isinstance(state, Case) and state.current]
        if cases and n % 4:
            case = cases[n % len(cases)]
        else:
            case = self.story.a_case_to_decide()
            end = {"expires_on": self.story.today + timedelta(days=days), "our_handling": "Weighed."}
            self.here(lambda: self.story.restrict(case, by=BRYN, **{**end, **said}))
        self.story.post_all(case)
        return case if self.story.case(case).decisions else None

    def reviewed_by_somebody(self, case: CaseId) -> Actor | None:
        """Assign the newest appeal to the first manager who may review it."""
        for manager in MANAGERS:
            with suppress(NoError):
                self.story.assign(case, manager, by=EMRYS, reason="Nobody else is left.")
                return manager
        return None

    def open_appeal(self, case: CaseId) -> Appeal | None:
        appeals = self.story.case(case).appeals
        return appeals[-1] if appeals and appeals[-1].is_open else None

    @rule(
        n=ANY,
        outcome=st.sampled_from(Outcome),
        measures=MEASURES,
        later=st.integers(0, 20),
        sooner=st.sampled_from((None, 0, 10, 40, 100)),
        out=st.booleans(),
        back=st.booleans(),
    )
    def an_appeal_goes_its_whole_way(
        self, n: int, outcome: Outcome, measures: Any, later: int, sooner: int | None, out: bool, back: bool
    ) -> None:
        case = self.restricted(n, measures=(WRITING_ONLY, READ_AND_FILE))
        if case is None:
            return
        decision = self.story.decision(case).id
        self.here(lambda: self.story.appeal(case, decision=decision, points=("Too much.", "And my tap drips.")))
        reviewer = self.reviewed_by_somebody(case) if self.open_appeal(case) else None
        if reviewer is None:
            return
        if out:
            self.here(lambda: self.story.mark_out(case, 2, by=reviewer))
        if out and back:
            self.here(lambda: self.story.mark_in(case, 2, by=reviewer))
        self.story.until_moment(self.story.now + timedelta(days=later))
        last = None if sooner is None else self.story.today + timedelta(days=sooner)
        said: dict[str, Any] = {"measures": measures, "last_day": last} if outcome is Outcome.VARY else {}
        self.here(lambda: self.story.decide_appeal(case, outcome, by=reviewer, **said))

    @rule(n=ANY, days=st.integers(15, 40), admits=st.booleans())
    def a_late_appeal_is_judged(self, n: int, days: int, admits: bool) -> None:
        case = self.restricted(n)
        if case is None:
            return
        self.story.until_moment(self.story.now + timedelta(days=days))
        decision = self.story.decision(case).id
        self.here(lambda: self.story.appeal(case, decision=decision))
        for manager in MANAGERS if self.open_appeal(case) else ():
            self.here(lambda manager=manager: (self.story.admit if admits else self.story.refuse)(case, by=manager))  # type: ignore[misc]

    @rule(n=ANY, refuses=st.booleans(), later=st.integers(0, 12))
    def an_early_review_is_asked_for_and_answered(self, n: int, refuses: bool, later: int) -> None:
        case = self.restricted(n, days=200, agreed_by=DELYTH.id)
        if case is None:
            return
        self.here(lambda: self.story.ask_early(case))
        self.story.until_moment(self.story.now + timedelta(days=later))
        for manager in MANAGERS if self.story.case(case).early_reviews else ():
            self.here(
                lambda manager=manager: (self.story.refuse_early if refuses else self.story.open_early)(
                    case, by=manager
                )  # type: ignore[misc]
            )

    @rule(n=ANY, months=st.sampled_from((2, 4, 5)), concludes=st.sampled_from(("continue_", "vary", "nothing")))
    def a_long_one_and_good_conduct(self, n: int, months: int, concludes: str) -> None:
        case = self.restricted(n - n % 4, days=300, measures=(READ_AND_FILE,))
        if case is None:
            return
        self.story.until_moment(self.story.now + timedelta(days=31 * months))
        decision = self.story.decision(case)
        said: dict[str, Any] = {"measures": decision.measures, "expires_on": decision.lapses_on}
        if concludes != "nothing":
            self.here(lambda: getattr(self.story, concludes)(case, by=CARYS, our_handling="Weighed.", **said))

    @rule(n=ANY, waits=st.integers(0, 10), told=st.booleans())
    def it_is_suspended_and_resumed(self, n: int, waits: int, told: bool) -> None:
        case = self.restricted(n)
        if case is None:
            return
        decision = self.story.decision(case).id
        self.here(lambda: self.story.suspend(case, decision))
        self.story.until_moment(self.story.now + timedelta(days=waits), posting=told)
        for manager in MANAGERS:
            self.here(lambda manager=manager: self.story.resume(case, decision, by=manager))  # type: ignore[misc]

    @rule(n=ANY, back=st.booleans())
    def a_prohibited_customer_brings_something_and_nobody_answers(self, n: int, back: bool) -> None:
        case = self.restricted(n - n % 4, measures=(NO_CONTACT,), **PROHIBITED)
        brought: list[ContactId] = []
        issue = Matter(Purpose.NEW_ISSUE, Done.REFERRED)
        if case is not None:
            self.here(lambda: brought.append(a_contact(self.story, issue)))
        for contact in brought if back else ():
            self.here(lambda contact=contact: retract(self.story, contact))  # type: ignore[misc]
        self.story.until_moment(self.story.now + timedelta(days=21))

    @rule(n=ANY, apart=st.booleans(), days=st.integers(0, 12))
    def two_records_leave_no_route_together(self, n: int, apart: bool, days: int) -> None:
        if self.restricted(n - n % 4, measures=(WRITING_ONLY,)) is None:
            return
        own, self.story.customer = self.story.customer, self.story.a_customer()
        theirs = self.restricted(0, measures=(PHONE_ONLY,))
        one, other = own, self.story.customer
        self.story.customer = own
        if theirs is None:
            return
        self.here(lambda: self._together(one, other, apart=apart, days=days))

    def _together(self, one: CustomerId, other: CustomerId, *, apart: bool, days: int) -> None:
        link = self.story.link(one, other)
        self.story.now += A_MINUTE
        self.story.until_moment(self.story.now + timedelta(days=days))
        if apart:
            self.story.unlink(link)
            self.story.until_moment(self.story.now + A_DAY)

    @rule(
        n=ANY,
        waits=st.sampled_from((1, 5, 20, 27, 28, 35)),
        then=st.sampled_from(("again", "again", "quiet", "a holiday")),
        by=st.sampled_from(MANAGERS),
    )
    def a_warning_and_what_came_of_it(self, n: int, waits: int, then: str, by: Actor) -> None:
        story = self.story
        customer, story.customer = story.customer, story.a_customer() if n % 2 else story.customer
        case = story.a_referred_case()
        story.customer = customer
        self.here(lambda: story.warn(case, by=by))
        story.post_all(case)
        if then == "a holiday":
            holiday = ProclaimBankHoliday(day=story.today + timedelta(days=n + 1), name="A wedding", source="Said.")
            self.here(lambda: story.do(POLICY, holiday, MEGAN))
        story.until_moment(story.now + timedelta(days=waits))
        if then == "again" and not story.case(case).closed:
            again = story.an_assessed_incident(customer=story.case(case).customer)
            self.here(lambda: story.add(case, again))
            self.here(lambda: story.restrict(case, by=by, basis=(again,), our_handling="Weighed."))

    @rule(days=st.integers(1, 3), how=st.sampled_from(("lift", "lapse", "posted", "posted")))
    def a_letter_left_that_nobody_knew_had_left(self, days: int, how: str) -> None:
        """It is on its way, the restriction ends, and only then is it recorded that it left."""
        case = self.story.a_case_to_decide()
        end = self.story.today + timedelta(days=days)
        self.here(lambda: self.story.restrict(case, by=BRYN, expires_on=end, our_handling="Weighed."))
        if not self.story.case(case).decisions:
            return
        printed_on: date = self.story.today
        letter = self.story.print_(case, self.story.decision(case).notice)
        if how != "posted":
            self.here(lambda: self.story.do(case, StartHandOver(notice=letter), THE_SYSTEM))
        if how == "lapse":
            self.story.until_moment(self.story.now + timedelta(days=days + 1), posting=False)
        else:
            self.here(lambda: self.story.lift(case))
        proof, by = (Proof.POSTING_RECORDED, GWEN) if how == "posted" else (Proof.MAIL_SERVER_ACCEPTED, THE_SYSTEM)
        left = RecordNoticeLeft(notice=letter, proof=proof, on=printed_on)
        self.here(lambda: self.story.do(case, left, by))
