"""The process at the desk: time passes, steps are taken at their moments, letters leave or come back."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Self

from domain.calendar import local_day
from domain.case.around import seen
from domain.case.duties import Act, DutyKind, Timer
from domain.case.entering import EntryEvent, RecordEntered
from domain.case.new_incidents import LinkIncident
from domain.case.notice import Notice
from domain.case.notices import Failure, PrepareNotice, Proof, RecordNoticeFailed, RecordNoticeLeft, StartHandOver
from domain.case.reviewing import AppealDecided
from domain.case.state import Appeal, Case, Decision
from domain.case.steps import TakeStep
from domain.case.telling import EmployeeReached, EmployeesTold
from domain.case.together import verdict_together
from domain.case.verdict import Asked, Purpose, Verdict, verdict
from domain.case.withdrawing import WithdrawWarning
from domain.event import Command, Event
from domain.incident import IncidentAssessed
from domain.letter import Letter, TakeBackLetter
from domain.linking import CustomersUnlinked, links_in, person
from domain.names import (
    THE_SYSTEM,
    Actor,
    CaseId,
    Channel,
    CustomerId,
    IncidentId,
    Means,
    NoticeId,
    StreamId,
    kind_of,
    same_id,
)
from domain.owed import Owes, timers
from domain.refusal import AlreadySo, NoError, NotYet
from domain.retraction import IncidentRetracted
from tests.domain.cast import GWEN
from tests.domain.desk import Desk, at


class Process(Desk):
    """A desk with the clockwork, and with eyes for a case."""

    following = True  # whoever follows the record links new incidents to the cases; False: it lags behind

    def do(self, stream: str, command: Command, by: Actor) -> tuple[Event, ...]:
        events = super().do(stream, command, by)
        if self.following and kind_of(stream) == "incident":
            self.follows(IncidentId(stream))
            if any(isinstance(event, IncidentRetracted) for event in events):
                with suppress(NoError):
                    super().do(same_id("letter", stream), TakeBackLetter(), THE_SYSTEM)
        if self.following:
            self._withdraws_for(events)
        if self.following and kind_of(stream) == "link":
            for incident in self._of_the_person(self.states[stream].customer, "incident"):
                self.follows(IncidentId(incident))
        return events

    def follows(self, incident: IncidentId) -> None:
        """Link an incident to the cases of every record of the person, as the relay does."""
        said = max(fact.recorded_at for fact in self.record if str(fact.stream) == incident)
        for case in self._of_the_person(self.states[incident].customer, "case"):
            with suppress(NoError):
                super().do(case, LinkIncident(incident=incident, recorded_at=said), THE_SYSTEM)

    def _withdraws_for(self, events: tuple[Event, ...]) -> None:
        for event in events:
            match event:
                case IncidentAssessed() | IncidentRetracted():
                    self.withdraws(event.incident)
                case CustomersUnlinked():  # also of whoever was one person with them through others
                    for customer in [s for s in self.states if kind_of(s) == "customer"]:
                        self.withdraws(customer)
                case AppealDecided():
                    for incident in event.not_unacceptable:
                        self.withdraws(incident)

    def withdraws(self, stream: str) -> None:
        """Take back every warning in the cases that carry a stream of which nothing is left, as the relay does."""
        for case in [s for s in self.tags[stream] if kind_of(s) == "case"]:
            for warning in self.states[case].warnings:
                with suppress(NoError):
                    super().do(case, WithdrawWarning(warning=warning.id), THE_SYSTEM)

    def _of_the_person(self, customer: CustomerId, kind: str) -> list[str]:
        records = sorted(person(customer, links_in(self.states)))
        return [s for record in records for s in self.tags[record] if kind_of(s) == kind]

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
            moment, stream, timer = first
            self.now = max(self.now, moment)
            done = self.step(stream, timer.duty.kind, timer.act, timer.duty.about)
            assert done, f"{timer.duty.name} is due and changes nothing"
            if posting:
                self.post_all()
        self.now = max(self.now, end)
        return self

    def _next_step(self, end: datetime) -> tuple[datetime, StreamId, Timer] | None:
        due = [(t.at, stream, t) for stream, t in self.all_timers() if t.at <= end]
        return min(due, key=lambda entry: (entry[0], entry[2].duty.name), default=None)

    def all_timers(self) -> list[tuple[StreamId, Timer]]:
        owing = [(StreamId(s), state) for s, state in self.states.items() if isinstance(state, Owes)]
        return [(stream, timer) for stream, each in owing for timer in timers(self.as_seen(each), self.book)]

    def as_seen(self, owing: Any) -> Any:
        """What owes something, in the light of what other streams say."""
        return seen(owing, self.states) if isinstance(owing, Case) else owing

    def step(
        self, stream: StreamId | CaseId, duty: DutyKind, act: Act = Act.PERFORM, about: str | None = None
    ) -> tuple[Event, ...]:
        if about is None:
            ahead = timers(self.as_seen(self.states[stream]), self.book)
            found = [t.duty.about for t in ahead if (t.duty.kind, t.act) == (duty, act)]
            about = found[0] if found else ""
        return self.do(stream, TakeStep(duty=duty, about=about, act=act), THE_SYSTEM)

    def tries(self, case: CaseId, duty: DutyKind, act: Act = Act.PERFORM) -> str:
        """Say what the record answers to the process: "done", "not yet" or "already so"."""
        try:
            self.step(case, duty, act)
        except NotYet:
            return "not yet"
        except AlreadySo:
            return "already so"
        return "done"

    def print_(self, stream: StreamId | CaseId, notice: NoticeId | None = None) -> NoticeId:
        owed = notice or self.owed(stream)[0].id
        document = f"{owed} of {self.today}"
        printed = {n.id: n.printed_on for n in self.states[stream].notices}.get(owed)
        if printed != self.today:
            self.do(stream, PrepareNotice(notice=owed, document=document, means=Means.POST), THE_SYSTEM)
        return owed

    def post(self, stream: StreamId | CaseId, notice: NoticeId | None = None) -> NoticeId:
        """Print a letter and record its posting, now."""
        owed = self.print_(stream, notice)
        self.do(stream, RecordNoticeLeft(notice=owed, proof=Proof.POSTING_RECORDED, on=self.today), GWEN)
        return owed

    def e_mail(self, case: CaseId, notice: NoticeId | None = None) -> NoticeId:
        owed = self.print_(case, notice)
        self.do(case, StartHandOver(notice=owed), THE_SYSTEM)
        self.do(case, RecordNoticeLeft(notice=owed, proof=Proof.MAIL_SERVER_ACCEPTED, on=self.today), THE_SYSTEM)
        return owed

    def post_all(self, case: CaseId | None = None) -> None:
        for stream, state in list(self.states.items()):
            if isinstance(state, Case | Letter) and case in (None, stream) and not state.closed:
                for notice in self.owed(StreamId(stream)):
                    if notice.id in {n.id for n in self.owed(StreamId(stream))}:  # one that left may make it needless
                        self.post(StreamId(stream), notice.id)

    def tell_all(self) -> None:
        """Everybody who is to be told is told, and e-mailed."""
        for stream in list(self.states):
            while telling := self.next_telling(stream):
                self.tell(stream, telling)

    def enter_all(self) -> None:
        """The housing management system takes what is outstanding."""
        for stream in list(self.states):
            while entry := self.next_entry(stream):
                self._act(stream, RecordEntered(entry=entry.id, reference=f"H-{entry.id}"), THE_SYSTEM)

    def bounce(self, case: CaseId | StreamId, notice: NoticeId | None = None) -> tuple[Event, ...]:
        which = notice or self.decision(CaseId(case)).notice
        return self.do(case, RecordNoticeFailed(notice=which, failure=Failure.BOUNCED), THE_SYSTEM)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def days_ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def case(self, case: CaseId) -> Case:
        state = self.states[case]
        assert isinstance(state, Case)
        return state

    def decision(self, case: CaseId, number: int = -1) -> Decision:
        return self.case(case).decisions[number]

    def last_appeal(self, case: CaseId) -> Appeal:
        return self.case(case).appeals[-1]

    def owed(self, stream: StreamId | CaseId) -> list[Notice]:
        return [notice for notice in self.states[stream].notices if notice.is_owed]

    def told(self, case: CaseId) -> list[str]:
        """What letters have been owed to the customer, in order."""
        return [f"{n.kind}:{n.change}" if n.change else str(n.kind) for n in self.case(case).notices]

    def events(self, stream: str) -> list[str]:
        """What happened, in order; but for entries in the housing system, and what employees were told."""
        aside = (EntryEvent, EmployeesTold, EmployeeReached)
        return [event.TOPIC for event in self.streams[stream] if not isinstance(event, aside)]

    def ask(self, moment: str | datetime | None = None, *, of: CustomerId | None = None, **asked: Any) -> Verdict:
        """Ask what the front line asks, about a general phone call unless something else is said.

        `of`: about one person, whatever their records; otherwise about everybody's cases.
        """
        when = at(moment) if isinstance(moment, str) else (moment or self.now)
        question = Asked(**{"channel": Channel.TELEPHONE, "purpose": Purpose.GENERAL, **asked})
        cases = [s for s in self.states.values() if isinstance(s, Case)]
        if of is None:
            return verdict([self.as_seen(case) for case in cases], question, when)
        records = person(of, links_in(self.states))
        return verdict_together([self.as_seen(c) for c in cases if c.customer in records], question, when)
