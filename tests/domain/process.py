"""The process at the desk: time passes, steps are taken at their moments, letters leave or come back."""

from datetime import date, datetime
from typing import Any, Self

from domain.calendar import local_day
from domain.case.duties import Act, DutyKind, Timer, timers
from domain.case.entering import EntryEvent, RecordEntered
from domain.case.notices import Failure, PrepareNotice, Proof, RecordNoticeFailed, RecordNoticeLeft, StartHandOver
from domain.case.state import Appeal, Case, Decision, Notice
from domain.case.steps import TakeStep
from domain.case.verdict import Asked, Purpose, Verdict, verdict
from domain.event import Event
from domain.names import THE_SYSTEM, CaseId, Channel, Means, NoticeId, StreamId
from domain.refusal import AlreadySo, NotYet
from tests.domain.cast import GWEN
from tests.domain.desk import Desk, at


class Process(Desk):
    """A desk with the clockwork, and with eyes for a case."""

    def on(self, day: str) -> Self:
        """Set the clock to a local day or moment, doing nothing on the way."""
        self.now = at(day)
        return self

    def until(self, day: str, *, posting: bool = True) -> Self:
        """Let time pass: at each moment the process takes its steps; letters leave at once, unless they are kept."""
        return self.until_moment(at(day), posting=posting)

    def until_moment(self, end: datetime, *, posting: bool = True) -> Self:
        """Let time pass to a moment in UTC."""
        if posting:
            self.post_all()
        while (first := self._next_step(end)) is not None:
            moment, case, timer = first
            self.now = max(self.now, moment)
            self.step(case, timer.duty.kind, timer.act, timer.duty.about)
            if posting:
                self.post_all()
        self.now = max(self.now, end)
        return self

    def _next_step(self, end: datetime) -> tuple[datetime, CaseId, Timer] | None:
        due = [(t.at, CaseId(stream), t) for stream, t in self.all_timers() if t.at <= end]
        return min(due, key=lambda entry: (entry[0], entry[2].duty.name), default=None)

    def all_timers(self) -> list[tuple[StreamId, Timer]]:
        cases = [(StreamId(s), state) for s, state in self.states.items() if isinstance(state, Case)]
        return [(stream, timer) for stream, case in cases for timer in timers(case, self.book)]

    def step(self, case: CaseId, duty: DutyKind, act: Act = Act.PERFORM, about: str | None = None) -> tuple[Event, ...]:
        if about is None:
            found = [t.duty.about for t in timers(self.case(case), self.book) if (t.duty.kind, t.act) == (duty, act)]
            about = found[0] if found else ""
        return self.do(case, TakeStep(duty=duty, about=about, act=act), THE_SYSTEM)

    def tries(self, case: CaseId, duty: DutyKind, act: Act = Act.PERFORM) -> str:
        """Say what the record answers to the process: "done", "not yet" or "already so"."""
        try:
            self.step(case, duty, act)
        except NotYet:
            return "not yet"
        except AlreadySo:
            return "already so"
        return "done"

    def print_(self, case: CaseId, notice: NoticeId | None = None) -> NoticeId:
        owed = notice or self.owed(case)[0].id
        document = f"{owed} of {self.today}"
        printed = {n.id: n.printed_on for n in self.case(case).notices}.get(owed)
        if printed != self.today:
            self.do(case, PrepareNotice(notice=owed, document=document, means=Means.POST), THE_SYSTEM)
        return owed

    def post(self, case: CaseId, notice: NoticeId | None = None) -> NoticeId:
        """Print a letter and record its posting, now."""
        owed = self.print_(case, notice)
        self.do(case, RecordNoticeLeft(notice=owed, proof=Proof.POSTING_RECORDED, on=self.today), GWEN)
        return owed

    def e_mail(self, case: CaseId, notice: NoticeId | None = None) -> NoticeId:
        owed = self.print_(case, notice)
        self.do(case, StartHandOver(notice=owed), THE_SYSTEM)
        self.do(case, RecordNoticeLeft(notice=owed, proof=Proof.MAIL_SERVER_ACCEPTED, on=self.today), THE_SYSTEM)
        return owed

    def post_all(self, case: CaseId | None = None) -> None:
        for stream, state in list(self.states.items()):
            if isinstance(state, Case) and case in (None, stream) and not state.closed:
                for notice in self.owed(CaseId(stream)):
                    self.post(CaseId(stream), notice.id)

    def enter_all(self) -> None:
        """The housing management system takes what is outstanding."""
        for stream in list(self.states):
            while entry := self.next_entry(stream):
                self._act(stream, RecordEntered(entry=entry.id, reference=f"H-{entry.id}"), THE_SYSTEM)

    def bounce(self, case: CaseId, notice: NoticeId | None = None) -> tuple[Event, ...]:
        which = notice or self.decision(case).notice
        return self.do(case, RecordNoticeFailed(notice=which, failure=Failure.BOUNCED), THE_SYSTEM)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def case(self, case: CaseId) -> Case:
        state = self.states[case]
        assert isinstance(state, Case)
        return state

    def decision(self, case: CaseId, number: int = -1) -> Decision:
        return self.case(case).decisions[number]

    def last_appeal(self, case: CaseId) -> Appeal:
        return self.case(case).appeals[-1]

    def owed(self, case: CaseId) -> list[Notice]:
        return [notice for notice in self.case(case).notices if notice.is_owed]

    def told(self, case: CaseId) -> list[str]:
        """What letters have been owed to the customer, in order."""
        return [f"{n.kind}:{n.change}" if n.change else str(n.kind) for n in self.case(case).notices]

    def events(self, stream: str) -> list[str]:
        """What happened, in order; but for the entries in the housing management system."""
        return [event.TOPIC for event in self.streams[stream] if not isinstance(event, EntryEvent)]

    def ask(self, moment: str | datetime | None = None, **asked: Any) -> Verdict:
        """Ask what the front line asks, about a general phone call unless something else is said."""
        when = at(moment) if isinstance(moment, str) else (moment or self.now)
        question = Asked(**{"channel": Channel.TELEPHONE, "purpose": Purpose.GENERAL, **asked})
        return verdict([s for s in self.states.values() if isinstance(s, Case)], question, when)
