"""A server that does not say that a workflow has moved stops no story: the one clock leads."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

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
    monkeypatch.setattr(whole.time._time, "_patience", 1.0)
    await whole.time.until(await whole.record.now() + timedelta(days=45))
    assert "RestrictionLapsed" in await story.events()
    assert len(moves) > 3
