"""A whole case, from the first incident to the end of its restriction, on the real servers and virtual time."""

import pytest

from domain.case.stage import Stage, stage_of
from domain.case.state import Outcome
from tests.process.checks import THE_WHOLE_CASE, letters_went_once, milestones
from tests.process.conftest import House
from tests.process.story import WRITING_ONLY, at


@pytest.mark.clause("7.2", "7.3", "8.2", "8.5", "8.6", "9.2")
async def test_a_case_goes_its_whole_way(whole: House) -> None:
    story, time = await whole.a_story(), whole.time
    stages: list[Stage] = []

    async def stage() -> None:
        stages.append(stage_of(await story.case(), whole.book))

    await story.refers(await story.an_incident(), await story.an_incident())
    await stage()
    await story.warns()
    await stage()
    await time.quiet()
    assert "21 December 2026" in whole.words(), "the warning period ends 20 working days after the warning left"

    await time.until(at("2026-12-10"))
    await story.adds(await story.an_incident())
    await time.quiet()
    await stage()
    await time.until(at("2026-12-11"))
    await story.restricts(days=80)
    await stage()
    await time.quiet()
    await stage()
    last_day = (await story.case()).decisions[0].appeal_by
    assert f"{last_day:%-d %B %Y}" in whole.words(), "appeals are due on the tenth working day after the notice left"

    await time.until(at("2026-12-24"))
    await story.appeals()
    await time.quiet()
    await stage()
    await story.assigns()
    await time.until(at("2026-12-29"))
    await story.reviews(Outcome.VARY, measures=(WRITING_ONLY,))
    await time.quiet()
    await stage()
    await time.until(at("2027-02-28"))
    assert (await story.events()).count("ReviewOpened") == 1
    await stage()
    await time.until(at("2027-03-03"))
    await stage()

    assert milestones(await whole.record.history(story.case_id)) == THE_WHOLE_CASE
    assert stages == [
        Stage.MANAGER_DECISION,
        Stage.WARNING_PERIOD,
        Stage.MANAGER_DECISION,
        Stage.WRITTEN_NOTICE,
        Stage.APPEAL_WINDOW,
        Stage.INDEPENDENT_REVIEW,
        Stage.APPEAL_WINDOW,
        Stage.REVIEW_AND_EXPIRY,
        Stage.CLOSED,
    ]
    letters_went_once(await story.case(), whole.letters)
