"""What is told to a letter, from a story at the desk: as `activities.told` reads it from the record."""

from typing import Any

from activities.letters import letter_of
from activities.told import ToldOfCase
from domain.case.notice import Notice
from domain.case.notices import NoticeEvent
from domain.case.state import Case
from domain.customer import CustomerEntered
from domain.incident import Incident
from domain.names import THE_SYSTEM, CaseId, IncidentId, StreamId
from domain.streams import Given
from letters.letter import Letter
from tests.domain.desk import COMMAND_IDS
from tests.domain.story import Story


def told(story: Story, case: CaseId, notice: Notice) -> ToldOfCase:
    events = tuple(story.streams[case])
    first: Any = notice.id
    again = {getattr(e, "again", None): getattr(e, "notice", None) for e in events if hasattr(e, "again")}
    while first in again:
        first = again[first]
    because = next(e for e in events if getattr(e, "notice", None) == first and not isinstance(e, NoticeEvent))
    entered = story.streams[story.customer][0]
    assert isinstance(entered, CustomerEntered)
    return ToldOfCase(
        version=story.case(case).version,
        case=story.case(case),
        notice=notice,
        because=because,
        events=events,
        cases=tuple(state for state in story.states.values() if isinstance(state, Case)),
        customer=story.states[story.customer],
        details=entered,
        incidents={IncidentId(s): state for s, state in story.states.items() if isinstance(state, Incident)},
        descriptions={},
        names={},
        given=Given(stream=StreamId(case), as_of=story.now, by=THE_SYSTEM, book=story.book, command_id=COMMAND_IDS),
    )


def the_letter(story: Story, case: CaseId, which: str) -> Letter:
    """The letter of a kind (or of a change) that is owed now, as it would leave."""
    owed = [notice for notice in story.owed(case) if which in {str(notice.kind), str(notice.change)}]
    return letter_of(told(story, case, owed[-1]))
