"""A server that does not say that a workflow has moved stops no story: the one clock leads."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from tests.process.conftest import House


async def test_a_move_that_is_never_answered_is_made_good_by_reading_the_one_clock(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=40)
    await whole.time.quiet()
    moves: list[str] = []

    async def lost(handle: Any, _by: timedelta) -> bool:
        moves.append(handle.id)
        await asyncio.sleep(3600)
        return True

    monkeypatch.setattr(whole.time._time._skipper, "fast_forward", lost)
    monkeypatch.setattr(whole.time._time, "_move_within", 1.0)
    await whole.time.until(await whole.record.now() + timedelta(days=45))
    assert "RestrictionLapsed" in await story.events()
    assert len(moves) > 3


async def test_a_move_that_goes_on_past_its_aim_is_stopped(whole: House, monkeypatch: pytest.MonkeyPatch) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=40)
    await whole.time.quiet()
    skipper: TimeSkipper = whole.time._time._skipper
    endless = TimeSkippingConfig(enabled=True, disable_propagation=True, max_session_skip_count=10_000)

    async def without_end(handle: Any, _by: timedelta) -> bool:
        await skipper._update_time_skipping_config(handle, endless)
        await asyncio.sleep(3600)
        return True

    monkeypatch.setattr(skipper, "fast_forward", without_end)
    monkeypatch.setattr(whole.time._time, "_move_within", 2.0)
    at = await whole.record.now() + timedelta(days=30)
    await whole.time.until(at)
    assert "RestrictionLapsed" not in await story.events()
    await whole.time.until(at + timedelta(days=15))
    assert "RestrictionLapsed" in await story.events()
