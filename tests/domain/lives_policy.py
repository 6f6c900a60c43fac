"""What comes into a policy administrator's head, and into the heads of those who are none (*Time*)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.files_read import DayKept, reading_of
from domain.names import THE_SYSTEM, Actor, Role
from domain.policy_changes import POLICY
from domain.policy_words import (
    ChangeFigure,
    DeclareClosureDay,
    ExtendKnownDays,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)
from tests.domain.cast import BRYN, someone
from tests.domain.desk import BOOK
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import WORDS

MEGAN = someone("Megan", Role.POLICY_ADMINISTRATOR)
WHO = st.sampled_from((MEGAN, MEGAN, MEGAN, BRYN))
FIGURES = st.sampled_from(("appeal_window_wd", "warning_period_wd", "appeal_review_wd", "decide_within_wd", "nonsense"))


class PolicyLives:
    """Rules of their own, for `Lives` to take in."""

    story: Story
    here: Callable[[Callable[[], Any]], None]

    @rule(by=WHO, days=st.integers(-5, 30), name=WORDS)
    def a_holiday_is_proclaimed(self, by: Actor, days: int, name: str) -> None:
        day = self.story.today + timedelta(days=days)
        self.here(lambda: self.story.do(POLICY, ProclaimBankHoliday(day=day, name=name, source="Said."), by))

    @rule(by=WHO, n=st.integers(0, 5))
    def a_holiday_is_withdrawn(self, by: Actor, n: int) -> None:
        heard = sorted(self.story.book.calendar.heard)
        if heard:
            day = heard[n % len(heard)]
            self.here(lambda: self.story.do(POLICY, WithdrawBankHoliday(day=day, source="Said."), by))

    @rule(by=WHO, days=st.integers(-5, 30))
    def we_are_closed(self, by: Actor, days: int) -> None:
        day = self.story.today + timedelta(days=days)
        self.here(lambda: self.story.do(POLICY, DeclareClosureDay(day=day, name="Snow"), by))

    @rule(by=WHO, figure=FIGURES, value=st.sampled_from((1, 4, 8, 12, 15, 30, 0)), days=st.integers(-1, 20))
    def a_figure_is_changed(self, by: Actor, figure: str, value: int, days: int) -> None:
        day = self.story.today + timedelta(days=days)
        command = ChangeFigure(figure=figure, values=(value,), effective=day, reason="The Board.")
        self.here(lambda: self.story.do(POLICY, command, by))

    @rule(days=st.lists(st.integers(-5, 30), max_size=3), closed=st.booleans())
    def a_process_starts_with_other_files(self, days: list[int], closed: bool) -> None:
        more = [self.story.today + timedelta(days=n) for n in days]
        self.here(lambda: self.story.do(POLICY, reading_of(BOOK), THE_SYSTEM))
        read = reading_of(BOOK)
        kept = tuple(DayKept(day, "A wedding") for day in dict.fromkeys(more))
        if closed:
            read = replace(read, closures=(*read.closures, *kept))
        else:
            read = replace(read, bank_holidays=(*read.bank_holidays, *kept))
        self.here(lambda: self.story.do(POLICY, read, THE_SYSTEM))

    @rule(by=WHO, years=st.integers(0, 3))
    def days_are_known(self, by: Actor, years: int) -> None:
        known_to = self.story.book.calendar.known_to + timedelta(days=365 * years)
        self.here(lambda: self.story.do(POLICY, ExtendKnownDays(known_to=known_to, source="Said."), by))
