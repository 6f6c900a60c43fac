"""What a housing system does in random lives: it is away for a time, and people enter by hand or leave out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid5

from hypothesis import strategies as st

from domain.attachment import AttachFile, EraseAttachment, ErasureGround, MediaType
from domain.case.entering import LeaveOutOfHousingSystem, RecordEntered
from domain.names import Actor, CaseId, EntryId, IncidentId, StreamId, named
from tests.domain.cast import GWEN, NAMES
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, WORDS


class LivesEntering:
    """Rules to be added to the random lives."""

    story: Story
    case_of: Callable[[int], CaseId]
    incident_of: Callable[[int], IncidentId]
    here: Callable[[Callable[[], Any]], None]

    @rule(
        n=ANY,
        days=st.sampled_from((0, 1, 3, 8, 21)),
        how=st.sampled_from(("back", "back", "by-hand", "left-out")),
        why=WORDS,
        of=st.sampled_from(("a_restriction", "lift", "suspend", "continue_", "nothing")),
    )
    def the_housing_system_is_away(self, n: int, days: int, how: str, why: str, of: str) -> None:
        case = self.case_of(n)
        self.story.entering = False
        if of == "a_restriction":
            self.here(lambda: self.story.restrict(case))
        elif of != "nothing":
            self.here(lambda: getattr(self.story, of)(case))
        self.story.until_moment(self.story.now + timedelta(days=days))
        for entry in self.story.case(case).entries:
            if entry.is_outstanding and how != "back":
                by_hand = RecordEntered(entry=entry.id, reference=why)
                left_out = LeaveOutOfHousingSystem(entry=entry.id, reason=why)
                command = by_hand if how == "by-hand" else left_out
                self.here(lambda command=command: self.story.do(case, command, GWEN))  # type: ignore[misc]
        self.story.entering = True
        self.story.enter_all()

    @rule(n=ANY, m=ANY)
    def enters_what_is_entered(self, n: int, m: int) -> None:
        command = RecordEntered(entry=EntryId(f"entry/{m % 4 + 1}"), reference="H-9")
        self.here(lambda: self.story.do(self.case_of(n), command, GWEN))

    @rule(n=ANY, by=ANYBODY, whole=st.booleans(), size=st.sampled_from((0, 1, 1000)), erased=st.booleans())
    def attaches(self, n: int, by: Actor, whole: bool, size: int, erased: bool) -> None:
        attachment: StreamId = named("attachment", uuid5(NAMES, f"attachment {len(self.story.record)}"))
        about = self.case_of(n) if whole else self.incident_of(n)
        file = AttachFile(about=about, document="0" * 64, size=size, media_type=MediaType.PDF, name="letter.pdf")
        self.here(lambda: self.story.do(attachment, file, by))
        if erased:
            command = EraseAttachment(ground=ErasureGround.RETENTION_ENDED)
            self.here(lambda: self.story.do(attachment, command, GWEN))
