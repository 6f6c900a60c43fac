"""What letters about an appeal tell where the restriction has meanwhile gone on under another decision (8.6, 9.3)."""

from datetime import date
from typing import Any

import pytest

from activities.letters import matter_of
from activities.told import Told
from domain.case.state import Outcome
from domain.customer import CustomerEntered
from domain.names import THE_SYSTEM, NoticeId, StreamId
from domain.streams import Given
from letters.letter import AppealOutcome
from tests.domain.cast import READ_AND_FILE, WRITING_ONLY
from tests.domain.desk import COMMAND_IDS
from tests.domain.story import a_story


@pytest.mark.clause("8.6")
@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.VARY])
def test_an_outcome_tells_the_terms_under_which_the_restriction_goes_on(outcome: Outcome) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2027, 2, 11))
    varied: dict[str, Any] = (
        {"measures": (WRITING_ONLY,), "last_day": date(2027, 1, 29)} if outcome is Outcome.VARY else {}
    )
    decided = story.decide_appeal(case, outcome, **varied)[0]
    entered = story.streams[story.customer][0]
    assert isinstance(entered, CustomerEntered)
    told = Told(
        version=story.case(case).version,
        case=story.case(case),
        notice=story.case(case).notice(NoticeId(decided.notice)),  # type: ignore[attr-defined]
        because=decided,
        events=tuple(story.streams[case]),
        others=(story.case(case),),
        customer=story.states[story.customer],
        details=entered,
        incidents={},
        descriptions={},
        names={},
        given=Given(stream=StreamId(case), as_of=story.now, by=THE_SYSTEM, book=story.book, command_id=COMMAND_IDS),
    )
    matter = matter_of(told)
    assert isinstance(matter, AppealOutcome)
    assert matter.terms is not None
    assert [measure.kind for measure in matter.terms.measures] == [WRITING_ONLY.kind]
    assert matter.terms.expires_on == (date(2027, 1, 29) if varied else date(2027, 2, 11))
