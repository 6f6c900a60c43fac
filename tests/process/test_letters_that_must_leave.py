"""Letters that once could not be printed: whatever happened before, what is owed must leave (7.2, 7.3, 4.7)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from activities import notices
from domain.case.notice import NoticeKind
from domain.criteria import Criterion
from domain.incident import AssessIncident, Assessment, RecordIncident
from domain.names import Channel, IncidentId, named
from tests.process.conftest import House
from tests.process.story import ASHA, BRYN, at
from workflows import patience


@pytest.mark.clause("4.7")
@pytest.mark.parametrize("recorded", [Criterion.SWEARING, Criterion.OTHER_UNREASONABLE_DEMAND])
async def test_what_another_unreasonable_demand_was_is_told_where_it_was_found(
    whole: House, recorded: Criterion
) -> None:
    story = await whole.a_story()
    incident = IncidentId(named("incident", uuid4()))
    other = "Asked us to close the office." if recorded is Criterion.OTHER_UNREASONABLE_DEMAND else None
    happened = RecordIncident(
        customer=story.customer,
        channel=Channel.TELEPHONE,
        criteria=(recorded,),
        happened_at=at("2026-11-23 09:00"),
        narrative="What happened.",
        other_criterion=other,
        reporter=ASHA.id,
    )
    await story.act(incident, happened, ASHA)
    found = AssessIncident(
        assessment=Assessment.UNACCEPTABLE,
        criteria=(Criterion.OTHER_UNREASONABLE_DEMAND,),
        impact="An hour of it.",
        circumstances="None known.",
        seriousness="Slight.",
        other_criterion=None if other else "Asked us to close the office.",
    )
    await story.act(incident, found, BRYN)
    await story.refers(incident)
    await story.warns()
    await whole.time.quiet()
    assert await story.owed() == []
    assert "(Asked us to close the office.)" in whole.words()


@pytest.mark.clause("7.2", "7.3")
async def test_a_decision_is_told_though_the_letter_of_the_warning_has_come_back_since(whole: House) -> None:
    story = await whole.a_story()
    await story.refers(await story.an_incident())
    await story.warns()
    await whole.time.until(at("2026-11-30"))
    await story.adds(await story.an_incident())
    await whole.mail.stop()
    await story.restricts()
    await story.bounces("notice/1")
    await whole.mail.start()
    await whole.time.until(at("2026-11-30 12:00"))
    assert NoticeKind.DECISION not in [notice.kind for notice in await story.owed()]
    told = next(words for n in range(len(whole.message_ids)) if "Our decision" in (words := whole.words(n)))
    assert (
        "We warned you about your conduct on Monday 23 November 2026. That letter has come back to us."
        in told.replace("\u00a0", " ")
    )


@pytest.mark.clause("7.3", "reading.md, Never: the customer's loss")
async def test_a_letter_that_cannot_be_printed_for_days_is_escalated_all_the_same(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_letter: Any) -> Any:
        raise RuntimeError("a mistake that is being mended")

    assert "schedule_to_close_timeout" in patience.PRINTING, "without, it would be tried in one go until it works"
    monkeypatch.setattr(notices, "render", broken)
    monkeypatch.setitem(patience.PRINTING, "schedule_to_close_timeout", timedelta(seconds=1))
    monkeypatch.setattr(patience, "AFTER_A_FAILURE", timedelta(hours=6))  # each stop on virtual time takes its own
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.until(at("2026-11-26 09:00"))
    events = await story.events()
    assert "DutyReminded" in events
    assert "DutyEscalated" in events
    monkeypatch.undo()
    await whole.time.until(at("2026-11-26 16:00"))
    assert "NoticeLeft" in await story.events()
