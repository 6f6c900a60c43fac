"""Attachments of incidents and cases: what is taken, what is said of it, and that it goes only by erasure (9.1)."""

from typing import Any
from uuid import uuid4

import pytest

from domain.attachment import (
    AttachFile,
    Attachment,
    AttachmentErased,
    EraseAttachment,
    ErasureGround,
    FileAttached,
    Limits,
    MediaType,
    check_file,
)
from domain.case.independence import candidates, needs_for_independence
from domain.case.state import Involvement
from domain.names import Actor, CaseId, StreamId, named
from domain.refusal import Conflict, NotAllowed, NotFound
from domain.staff import DIRECTORY
from tests.clauses import clause
from tests.domain.cast import ASHA, CARYS, DELYTH, GWEN
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def reasons_of(story: Story, case: CaseId, who: Actor) -> set[Involvement]:
    needs = needs_for_independence(story.case(case), {})
    tagged = [stream for tag in needs.tags for stream in story.tags[tag]]
    others = {stream: story.states.get(stream) for stream in (*needs.streams, *tagged)}
    judged = candidates(story.case(case), story.last_appeal(case), story.states[DIRECTORY], others)
    return set(next(c.reasons for c in judged if c.staff == who.id))


def attach(story: Story, about: str, by: Actor = ASHA, stream: StreamId | None = None, **said: Any) -> StreamId:
    given = {
        "about": about,
        "document": "0" * 64,
        "size": 1000,
        "media_type": MediaType.MP3,
        "name": "call.mp3",
    }
    attachment = stream or named("attachment", uuid4())
    story.do(attachment, AttachFile(**{**given, **said}), by)
    return attachment


@clause("9.1")
def test_a_recording_is_attached_to_its_incident_and_found_by_it() -> None:
    story = a_story()
    incident = story.an_incident()
    attachment = attach(story, incident, description="The whole call.")
    assert story.tags[incident].count(attachment) == 1
    (event,) = story.streams[attachment]
    assert isinstance(event, FileAttached)
    assert (event.customer, event.attached_by, event.size) == (story.customer, ASHA.id, 1000)


@clause("9.1")
def test_a_letter_is_attached_to_its_appeal_and_to_no_other() -> None:
    story = a_story()
    case = story.a_restriction()
    story.appeal(case)
    attach(story, case, appeal=story.last_appeal(case).id, media_type=MediaType.PDF)
    with pytest.raises(NotFound):
        attach(story, case, appeal="appeal/2")
    with pytest.raises(NotFound):
        attach(story, story.case(case).incidents[0], appeal="appeal/1")


@clause("9.1")
def test_a_file_is_attached_to_what_is_there_and_to_nothing_else() -> None:
    story = a_story()
    for nothing in (named("incident", uuid4()), named("case", uuid4()), story.customer):
        with pytest.raises(NotFound):
            attach(story, nothing)


@clause("9.1")
def test_evidence_may_come_after_a_case_has_closed() -> None:
    story = a_story()
    case = story.a_restriction()
    story.until("2027-06-01")
    assert story.case(case).closed
    attach(story, case)


@clause("9.1")
@pytest.mark.parametrize(
    ("size", "media_type", "taken"),
    [
        (1, MediaType.PDF, True),
        (0, MediaType.PDF, False),
        (1000, MediaType.PDF, True),
        (1001, MediaType.PDF, False),
        (10, MediaType.PNG, False),
        (10, None, False),
    ],
)
def test_a_file_is_taken_that_is_not_empty_nor_too_large_and_of_a_kind_that_is_kept(
    size: int, media_type: MediaType | None, taken: bool
) -> None:
    limits = Limits(1000, frozenset({MediaType.PDF}))
    if taken:
        check_file(size, media_type, limits)
        return
    with refused("9.1", "body"):
        check_file(size, media_type, limits)


@clause("9.1")
@pytest.mark.parametrize("wrong", [{"size": 0}, {"media_type": None}, {"name": " "}])
def test_the_record_itself_takes_no_attachment_without_content_kind_or_name(wrong: dict[str, Any]) -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("9.1"):
        attach(story, incident, **wrong)


@clause("9.1", "reading.md, Never")
def test_an_attachment_goes_only_by_erasure_which_governance_certifies_once() -> None:
    story = a_story()
    attachment = attach(story, story.an_incident())
    command = EraseAttachment(ground=ErasureGround.ATTACHED_BY_MISTAKE)
    with pytest.raises(NotAllowed):
        story.do(attachment, command, CARYS)
    (event,) = story.do(attachment, command, GWEN)
    assert isinstance(event, AttachmentErased)
    assert (event.document, event.erased_by) == ("0" * 64, GWEN.id)
    with pytest.raises(Conflict):
        story.do(attachment, command, GWEN)
    state = story.states[attachment]
    assert isinstance(state, Attachment)
    assert state.erased


@clause("9.1")
def test_a_file_is_attached_once_and_only_what_is_there_is_erased() -> None:
    story = a_story()
    incident = story.an_incident()
    attachment = attach(story, incident)
    with pytest.raises(Conflict):
        attach(story, incident, stream=attachment)
    with pytest.raises(NotFound):
        story.do(named("attachment", uuid4()), EraseAttachment(ground=ErasureGround.RETENTION_ENDED), GWEN)


@clause("8.5")
@pytest.mark.parametrize("to_the_case", [True, False])
def test_whoever_attached_a_file_knows_of_it_and_does_not_review(to_the_case: bool) -> None:
    story = a_story()
    case = story.a_restriction()
    attach(story, case if to_the_case else story.case(case).incidents[0], by=CARYS)
    story.appeal(case)
    assert Involvement.READER in reasons_of(story, case, CARYS)
    with refused("8.5"):
        story.assign(case, CARYS)
    story.assign(case, DELYTH)
