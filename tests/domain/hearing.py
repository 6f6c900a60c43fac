"""How an appeal is heard at the desk: its call, its points, and who turns out not to be independent."""

from datetime import timedelta
from typing import Any

from domain.case.appealing import Ground
from domain.case.calling import ArrangeAppealCall, GiveUpAppealCall, RecordAppealCallMissed, TakeDownAppealPoints
from domain.case.conflicts import DeclareConflict
from domain.case.hearing import PassedTo, ReadBack, WhyMissed, WhyNoCall
from domain.case.scoping import MarkPointInScope, MarkPointOutOfScope
from domain.event import Event
from domain.names import Actor, CaseId
from tests.domain.cast import ASHA, CARYS, FFION
from tests.domain.process import Process


class Hearing(Process):
    """A desk that hears appellants."""

    def arrange_call(
        self, case: CaseId, ahead: timedelta = timedelta(days=1), by: Actor = ASHA, **said: Any
    ) -> tuple[Event, ...]:
        given = {"appeal": self.last_appeal(case).id, "at": self.now + ahead, "caller": FFION.id}
        return self.do(case, ArrangeAppealCall(**{**given, **said}), by)

    def call_missed(
        self, case: CaseId, missed: WhyMissed = WhyMissed.NOT_REACHED, reason: str = "Nobody answered."
    ) -> tuple[Event, ...]:
        command = RecordAppealCallMissed(appeal=self.last_appeal(case).id, missed=missed, reason=reason)
        return self.do(case, command, FFION)

    def take_down(self, case: CaseId, by: Actor = FFION, **said: Any) -> tuple[Event, ...]:
        given = {
            "appeal": self.last_appeal(case).id,
            "held_on": self.today,
            "grounds": (Ground.PERSONAL_CIRCUMSTANCES,),
            "points": ("Letters are hard to read.", "My tap drips."),
            "read_back": ReadBack.AGREED,
            "read_back_by": by.id,
        }
        if Ground.OTHER in said.get("grounds", ()):
            given["other_ground"] = "I was away."
        return self.do(case, TakeDownAppealPoints(**{**given, **said}), by)

    def give_up_call(
        self, case: CaseId, why: WhyNoCall = WhyNoCall.NOT_REACHED, by: Actor = CARYS, reason: str = "Twice in vain."
    ) -> tuple[Event, ...]:
        return self.do(case, GiveUpAppealCall(appeal=self.last_appeal(case).id, why=why, reason=reason), by)

    def mark_out(self, case: CaseId, point: int = 1, by: Actor = CARYS, **said: Any) -> tuple[Event, ...]:
        given = {"passed_to": PassedTo.REPAIRS, "reference": "R-1042", "reason": "It is about a repair."}
        command = MarkPointOutOfScope(appeal=self.last_appeal(case).id, point=point, **{**given, **said})
        return self.do(case, command, by)

    def mark_in(self, case: CaseId, point: int = 1, by: Actor = CARYS) -> tuple[Event, ...]:
        command = MarkPointInScope(appeal=self.last_appeal(case).id, point=point, reason="It bears on the calls.")
        return self.do(case, command, by)

    def declare_conflict(
        self,
        case: CaseId,
        staff: Actor = CARYS,
        by: Actor | None = None,
        reason: str = "The customer is her neighbour.",
    ) -> tuple[Event, ...]:
        command = DeclareConflict(appeal=self.last_appeal(case).id, staff=staff.id, reason=reason)
        return self.do(case, command, by or staff)
