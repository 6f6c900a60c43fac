"""A timer that fires early, late or twice changes nothing that is not so."""

import pytest

from activities.messages import Ahead, Part, Taken, Taking
from activities.steps import StepActivities
from domain.case.stage import Stage
from domain.names import StreamId
from record.entry import Receipt
from tests.process.conftest import House
from tests.process.story import at


async def the_warning_period(whole: House) -> tuple[StepActivities, Part, Ahead]:
    story = await whole.a_story()
    await story.refers(await story.an_incident())
    await story.warns()
    await whole.time.quiet()
    steps = StepActivities(whole.record)
    part = Part(story.case_id)
    return steps, part, await steps.look(part)


@pytest.mark.clause("7.2")
async def test_an_early_timer_is_told_the_moment(whole: House) -> None:
    steps, part, ahead = await the_warning_period(whole)
    assert ahead.step is not None
    answer = await steps.take_step(Taking(part, ahead.step, ahead.version))
    assert (answer.taken, answer.at) == (Taken.NOT_YET, at("2026-12-22 00:00"))
    assert (await steps.look(part)).version == ahead.version


@pytest.mark.clause("7.2")
async def test_a_timer_that_fires_twice_and_late_acts_once(whole: House) -> None:
    steps, part, ahead = await the_warning_period(whole)
    assert ahead.step is not None
    await whole.time.set(at("2027-01-20"))
    first = await steps.take_step(Taking(part, ahead.step, ahead.version))
    again = await steps.take_step(Taking(part, ahead.step, ahead.version))
    later = await steps.take_step(Taking(part, ahead.step, ahead.version + 1))
    assert (first.taken, again.taken, later.taken) == (Taken.DONE, Taken.DONE, Taken.ALREADY_SO)
    history = [entry.type for entry in await whole.record.history(part.case)]
    assert history.count("WarningPeriodEnded") == 1


async def test_a_step_that_is_due_and_changes_nothing_is_an_error_and_is_not_taken_as_done(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, part, ahead = await the_warning_period(whole)
    assert ahead.step is not None

    async def changes_nothing(*_: object) -> Receipt:
        return Receipt(StreamId(part.case), ahead.version, 1, await whole.record.now(), (), replayed=False)

    monkeypatch.setattr("activities.steps.act", changes_nothing)
    with pytest.raises(RuntimeError, match="is due and changed nothing"):
        await steps.take_step(Taking(part, ahead.step, ahead.version))


async def test_signals_that_come_twice_or_from_the_past_change_nothing(whole: House) -> None:
    _, part, ahead = await the_warning_period(whole)
    handle = whole.environment.client.get_workflow_handle(part.workflow_id)
    for version in (1, ahead.version, ahead.version, ahead.version + 100):
        await handle.signal("record_moved", version)
    await whole.time.quiet()
    assert (await whole.record.load(part.case)).version == ahead.version


async def test_what_temporal_shows_of_a_case_is_readable_and_not_personal(whole: House) -> None:
    _, part, _ = await the_warning_period(whole)
    described = await whole.environment.client.get_workflow_handle(part.workflow_id).describe()
    shown = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    assert shown["EvenhandStage"] == Stage.WARNING_PERIOD
    assert shown["EvenhandNextDate"] == at("2026-12-22 00:00")
    history = (await whole.environment.client.get_workflow_handle(part.workflow_id).fetch_history()).to_json()
    for personal in ("Siân", "sian@", "Heol", "Two calls", "A Name"):
        assert personal not in history
