"""Drafts, told of a story: begun, saved again, looked over, made or discarded."""

from dataclasses import fields
from typing import Any

from domain.case.decider import needs, stands_against
from domain.case.deciding import ContinueRestriction, Deciding, Restrict, VaryRestriction
from domain.case.drafted import Finding, decision_of, findings
from domain.drafting import BeginDraft, ChangeDraft, DiscardDraft, Draft, Drafted, DraftSaved, Unfinished
from domain.event import Event
from domain.names import Actor, CaseId, DraftId, StreamId
from domain.streams import Given, Needs
from tests.domain.cast import BRYN
from tests.domain.desk import COMMAND_IDS
from tests.domain.story import Story

KINDS: dict[Drafted, type[Deciding]] = {
    Drafted.RESTRICT: Restrict,
    Drafted.CONTINUE: ContinueRestriction,
    Drafted.VARY: VaryRestriction,
}


def drafts(story: Story, case: CaseId, by: Actor = BRYN, what: Drafted = Drafted.RESTRICT, **said: Any) -> DraftId:
    """Begin a draft that says this, and nothing else."""
    stream = story._new("draft")
    story.do(stream, BeginDraft(case=case, what=what, says=Unfinished(**said)), by)
    return DraftId(stream)


def drafts_a_whole_one(
    story: Story, case: CaseId, by: Actor = BRYN, what: Drafted = Drafted.RESTRICT, **said: Any
) -> DraftId:
    return drafts(story, case, by, what, **whole(story, case, what, **said))


def whole(story: Story, case: CaseId, what: Drafted = Drafted.RESTRICT, **said: Any) -> dict[str, Any]:
    """Every term of a decision in which everything was considered."""
    terms = story.terms(KINDS[what], case, **said)
    return {f.name: getattr(terms, f.name) for f in fields(Unfinished)}


def saves(
    story: Story, draft: DraftId, by: Actor = BRYN, what: Drafted = Drafted.RESTRICT, **said: Any
) -> tuple[Event, ...]:
    return story.do(draft, ChangeDraft(what=what, says=Unfinished(**said)), by)


def discards(story: Story, draft: DraftId, by: Actor = BRYN) -> tuple[Event, ...]:
    return story.do(draft, DiscardDraft(), by)


def the_draft(story: Story, draft: DraftId) -> Draft:
    state: Draft = story.states[draft]
    return state


def says(story: Story, draft: DraftId) -> Unfinished:
    """What it said when it was last saved."""
    saved = [event for event in story.streams[draft] if isinstance(event, DraftSaved)][-1].says()
    assert saved is not None
    return saved


def command_of(story: Story, draft: DraftId) -> Deciding:
    return decision_of(draft, the_draft(story, draft), says(story, draft))


def makes(story: Story, draft: DraftId, by: Actor = BRYN, **changes: Any) -> tuple[Event, ...]:
    """Make the decision of it."""
    command = command_of(story, draft)
    return story.do(the_draft(story, draft).case, type(command)(**{**vars(command), **changes}), by)


def missing(story: Story, draft: DraftId, by: Actor = BRYN) -> tuple[Finding, ...]:
    """Everything that stands against a draft now, in the order of the rules."""
    command, case = command_of(story, draft), story.case(the_draft(story, draft).case)
    asked, others = Needs(), dict[str, Any]()
    while (more := asked | needs(case, command, others)) != asked:
        asked = more
        tagged = [stream for tag in asked.tags for stream in story.tags[tag]]
        others = {stream: story.states.get(stream) for stream in (*asked.streams, *tagged)}
    given = Given(
        stream=StreamId(case.id), as_of=story.now, by=by, book=story.book, command_id=COMMAND_IDS, others=others
    )
    return findings(command, says(story, draft), stands_against(case, command, given))


def fields_missing(story: Story, draft: DraftId, by: Actor = BRYN) -> list[str | None]:
    return [finding.field for finding in missing(story, draft, by)]
