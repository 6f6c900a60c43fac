"""The heartbeat of an activity that waits for somebody else's server: that its worker died is noticed soon."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

BEAT = 3  # seconds between heartbeats


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Beat the activity's heart in the background."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(BEAT)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
