"""Drafts of decisions: saved, found again, changed, made or discarded (7.2). A draft is no part of its case."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path

from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Look, Looking
from api.operation import change, reading
from api.problems import No, as_urls_name
from api.schemas.drafts import DecidedMeanwhile, Draft, Drafts, DraftSummary, DraftTerms, Finding, Making, Says
from api.schemas.early_reviews import Nothing
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef, DraftRef
from domain.case.decider import stands_against
from domain.case.deciding import Restrict
from domain.case.drafted import check_answered, decision_of, findings
from domain.case.state import Case
from domain.drafting import (
    BeginDraft,
    ChangeDraft,
    DiscardDraft,
    DraftSaved,
    Unfinished,
    check_may_open,
    decided_from,
    decided_meanwhile,
)
from domain.drafting import Draft as Folded
from domain.names import DraftId, StreamId
from domain.people import ReadNarrative
from domain.permissions import Reading, check
from domain.refusal import ChangedMeanwhile
from record.entry import AnyLoaded
from record.vault import Erased

router = APIRouter(prefix="/v1", tags=["drafts"])
OfCase = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[DraftRef, Path(description="The draft.")]


@router.post("/cases/{case}/drafts", **change(BeginDraft, "Begin a draft of a decision", founds=True))
async def begin(case: OfCase, body: DraftTerms, asked: AnyChange) -> Receipt:
    """Save an unfinished decision: any of its terms, also such as would be refused. Nothing is filled in for you.

    What was answered at an earlier decision is not copied: adjustments are asked about afresh (3.1).
    """
    return await asked.founding("draft", BeginDraft(case=case, what=body.what, says=body.says()))


@router.get("/cases/{case}/drafts", **reading(Reading.DRAFTS, "List a case's drafts"))
async def of_case(case: OfCase, look: Looking) -> Drafts:
    """List who drafted a decision in a case, when, and what became of it; not what it says. It is not a reading."""
    found = await look.with_tagged(case, kinds=("draft",))
    own = found[StreamId(case)]
    drafts = [loaded for loaded in found.values() if isinstance(loaded.state, Folded)]
    return Drafts(drafts=_in_order(_summary(loaded, own) for loaded in drafts))


@router.get("/drafts", **reading(Reading.MY_DRAFTS, "List my drafts", one=False))
async def mine(look: Looking) -> Drafts:
    """List the drafts that you have begun and neither made nor discarded, in cases that are open."""
    found = await look.parts.record.load_tagged(look.by.id, kinds=("draft",))
    drafts = [loaded for loaded in found.values() if loaded.state.discarded_at is None]
    cases = {loaded.state.case: await look.parts.record.load(loaded.state.case) for loaded in drafts}
    look.shows(await look.parts.record.position())
    rows = _in_order(_summary(loaded, cases[loaded.state.case]) for loaded in drafts)
    return Drafts(drafts=tuple(row for row in rows if row.decision is None and not row.case_closed))


@router.get("/drafts/{draft}", **reading(Reading.DRAFT, "Read a draft", also=("refused",)))
async def read(draft: Which, look: Looking) -> Draft:
    """Read what a draft says, and everything for which it would be refused if you decided it now.

    That you read another's is recorded first: whoever has does not review the decision (8.5). Who reviews an appeal in
    the case is refused it.
    """
    loaded = await look.at(draft)
    case = await look.parts.record.load(loaded.state.case)
    if loaded.state.drafted_by != look.by.id:
        check(ReadNarrative, look.by)
        check_may_open(loaded.state, case.state, look.by)
        await look.records_reading(draft)
    says = await _says(look, draft, loaded.version)
    summary = _summary(loaded, case)
    is_open = summary.discarded_at is None and summary.decision is None
    return Draft(
        **vars(summary),
        says=Says.model_validate(says) if says else None,
        findings=await _findings(look, loaded, says) if says and is_open else None,
    )


@router.put("/drafts/{draft}", **change(ChangeDraft, "Save a draft again", read_first=True))
async def save(draft: Which, body: DraftTerms, asked: ChangeOfWhatWasRead) -> Receipt:
    """Save it as it now is: all of it. Only whoever began it may, on the version that they have read."""
    return await asked.of(draft, ChangeDraft(what=body.what, says=body.says()))


@router.post("/drafts/{draft}/discard", **change(DiscardDraft, "Discard a draft", read_first=True))
async def discard(draft: Which, _body: Nothing, asked: ChangeOfWhatWasRead) -> Receipt:
    """Make no decision of it. That it was written stays in the record."""
    return await asked.of(draft, DiscardDraft())


@router.post(
    "/drafts/{draft}/decision", **change(Restrict, "Make the decision of a draft", read_first=True, also=("erased",))
)
async def make(draft: Which, body: Making, asked: ChangeOfWhatWasRead) -> Receipt:
    """Decide what the draft says: the same rules as for any decision. It is recorded in the case.

    `If-Match` names the draft's version, `case_version` the case's. Where another manager was first you are told who
    and on which day (409), where the case has changed otherwise that it has (412): nothing of your draft is lost.
    """
    look = Look(asked.parts, asked.by, asked.request, asked.response)
    loaded = await look.at(draft)
    if loaded.version != asked.seen:
        raise ChangedMeanwhile("the draft has changed since you read it", version=loaded.version)
    says = await _says(look, draft, loaded.version)
    if says is None:
        raise Erased(draft)
    if loaded.state.drafted_by == asked.by.id:
        check_answered(says)
    command = decision_of(draft, loaded.state, says)
    try:
        return await replace(asked, seen=body.case_version).of(loaded.state.case, command)
    except ChangedMeanwhile as moved:
        accepted = str(moved.version)
        raise No(
            "changed-meanwhile", moved.reason, version=moved.version, field="case_version", accepted=accepted
        ) from None


async def _says(look: Look, draft: str, version: int) -> Unfinished | None:
    """Open what a draft says at a version; None: it is erased."""
    entries = await look.parts.record.history(draft)
    saved = [e for e in entries if isinstance(e.event, DraftSaved) and e.version <= version]
    event = (await look.parts.record.open(saved[-1:]))[0]
    return event.says() if isinstance(event, DraftSaved) else None


async def _findings(look: Look, loaded: AnyLoaded, says: Unfinished) -> tuple[Finding, ...] | None:
    """Ask the rules what they would refuse, of whoever drafted it; nobody else decides it."""
    draft: Folded = loaded.state
    if draft.drafted_by != look.by.id:
        return None
    command = decision_of(DraftId(loaded.stream), draft, says)
    case, given = await look.parts.record.would_decide_on(StreamId(draft.case), command, by=look.by)
    found = findings(command, says, stands_against(case, command, given))
    return tuple(
        Finding(
            clause=each.clause,
            reason=as_urls_name(each.reason),
            field=each.field,
            accepted=as_urls_name(each.accepted) if each.accepted else None,
        )
        for each in found
    )


def _in_order(rows: Iterable[DraftSummary]) -> tuple[DraftSummary, ...]:
    return tuple(sorted(rows, key=lambda row: row.saved))


def _summary(loaded: AnyLoaded, case: AnyLoaded) -> DraftSummary:
    draft: Folded = loaded.state
    state: Case = case.state
    made = decided_from(state, loaded.stream)
    meanwhile = decided_meanwhile(state, loaded.stream, draft)
    return DraftSummary(
        id=loaded.stream,
        version=loaded.version,
        case=draft.case,
        what=draft.what,
        drafted_by=draft.drafted_by,
        saved=draft.saved,
        discarded_at=draft.discarded_at,
        decision=made.id if made else None,
        case_closed=state.closed,
        case_version=case.version,
        decided_meanwhile=DecidedMeanwhile(by=meanwhile[0], on=meanwhile[1]) if meanwhile else None,
    )
