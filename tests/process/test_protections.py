"""What would be noticed if a protection were missing: each check fails when the thing it checks is taken away."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from activities import notices
from activities.notices import NoticeActivities
from domain.case.notices import RecordHandOverDeferred, RecordHandOverUncertain
from tests.process.checks import acknowledged_actions_are_recorded_once, eventually, letters_went_once
from tests.process.conftest import House
from tests.process.story import Story
from workflows.processes import Processes
from workflows.relay import Relay


def killed_after_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first hand-over die between the mail server's yes and its record."""
    real: Callable[..., Awaitable[None]] = NoticeActivities._surely
    died = False

    async def surely(self: NoticeActivities, *arguments: Any) -> None:
        nonlocal died
        if not died:
            died = True
            raise RuntimeError("killed here")
        await real(self, *arguments)

    monkeypatch.setattr(NoticeActivities, "_surely", surely)


@pytest.mark.clause("8.2")
async def test_killed_between_the_servers_yes_and_its_record_a_letter_is_called_uncertain(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after_data(monkeypatch)
    story = await a_case_whose_letter_left_in_the_end(whole)
    assert len(whole.message_ids) == 2
    letters_went_once(await story.case(), whole.letters)


async def test_another_message_id_at_the_second_attempt_would_be_noticed(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after_data(monkeypatch)
    monkeypatch.setattr(notices, "message_id", lambda *_: f"<{uuid4()}@example.org>")
    story = await a_case_whose_letter_left_in_the_end(whole)
    with pytest.raises(AssertionError):
        letters_went_once(await story.case(), whole.letters)


async def test_keeping_quiet_about_an_uncertain_hand_over_would_be_noticed(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after_data(monkeypatch)
    real: Callable[..., Awaitable[Any]] = NoticeActivities._act

    async def deferred_instead(self: NoticeActivities, part: Any, version: int, command: Any) -> Any:
        quiet = isinstance(command, RecordHandOverUncertain)
        told = RecordHandOverDeferred(notice=command.notice) if quiet else command
        return await real(self, part, version, told)

    monkeypatch.setattr(NoticeActivities, "_act", deferred_instead)
    story = await a_case_whose_letter_left_in_the_end(whole)
    with pytest.raises(AssertionError):
        letters_went_once(await story.case(), whole.letters)


async def a_case_whose_letter_left_in_the_end(whole: House) -> Story:
    story = await whole.a_story()
    await story.a_restriction()
    await until_the_letter_left(story)
    return story


async def test_an_action_that_was_recorded_twice_would_be_noticed(whole: House) -> None:
    story = await whole.a_story()
    await story.refers(await story.an_incident())
    await whole.time.quiet()
    history = await whole.record.history(story.case_id)
    acknowledged_actions_are_recorded_once(history, [])
    with pytest.raises(AssertionError):
        acknowledged_actions_are_recorded_once([*history, *history], [])


async def test_a_relay_that_ended_goes_on_where_it_was(whole: House) -> None:
    story = await while_no_relay_runs(whole)
    task = asyncio.create_task(another_relay(whole).run())
    await until_the_letter_left(story)
    await end(task)


async def test_a_relay_that_forgot_where_it_was_would_be_noticed_but_for_the_reconciler(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await while_no_relay_runs(whole)
    head = await whole.record.position()

    async def forgotten(_relay: Relay) -> int:
        return head

    monkeypatch.setattr(Relay, "_remembered", forgotten)
    task = asyncio.create_task(another_relay(whole).run())
    with pytest.raises(TimeoutError):
        await until_the_letter_left(story, seconds=2)
    assert await whole.reconciler.reconcile() == 3, "the case, its letter and its entries"
    await until_the_letter_left(story)
    await end(task)


async def while_no_relay_runs(whole: House) -> Story:
    story = await whole.a_story()
    await whole.time.quiet()
    await end(whole.tasks[0])
    await story.a_restriction()
    return story


def another_relay(whole: House) -> Relay:
    processes = Processes(whole.environment.client, whole.settings.temporal_task_queue)
    return Relay(whole.record, whole.record.book, processes)


async def until_the_letter_left(story: Story, seconds: float = 20) -> None:
    async def it_left() -> bool:
        return not await story.owed()

    await eventually(it_left, seconds)


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
