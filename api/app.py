"""The application, put together from its parts."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api import openapi, problems
from api.authentication import Authenticator
from api.doorway import Doorway
from api.metrics import Metrics
from api.parts import Parts
from api.routes import (
    appeals,
    cases,
    contacts,
    customers,
    decisions,
    drafts,
    early_reviews,
    entries,
    handling,
    health,
    hearing,
    incidents,
    letters,
    notices,
    persons,
    policy,
    referrals,
    staff,
    told,
    verdicts,
    why,
)
from api.routes import (
    attachments as attachment_routes,
)
from api.routes import missed as missed_routes
from api.routes import queue as queue_routes
from api.staffing import Staffing
from record.attachments import Attachments
from record.errors import Unavailable
from record.flagged import FlaggedHandling
from record.learning import FilesContradict, learn_files
from record.people import PeopleIndex
from record.queue import WorkQueue
from record.store import Record
from record.vault import Vault
from record.views import Views

VERSION = "1"
MODULES = (
    *(
        customers,
        persons,
        verdicts,
        contacts,
        incidents,
        handling,
        referrals,
        cases,
        decisions,
        notices,
        appeals,
        letters,
    ),
    *(attachment_routes, entries, hearing, queue_routes, missed_routes, told, staff, policy, why, health),
)
PAUSE = 0.25  # seconds between attempts to reach the databases at the start
log = structlog.get_logger()
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    record: Record,
    authenticator: Authenticator,
    *,
    people: PeopleIndex,
    queue: WorkQueue,
    vault: Vault,
    attachments: Attachments,
) -> FastAPI:
    """Make the application. Its lifespan starts the record and closes it; the views are somebody else's to run."""
    metrics = Metrics()
    app = FastAPIOffline(
        title="Evenhand",
        version=VERSION,
        summary="An unacceptable customer conduct policy, kept to the letter",
        description=openapi.DESCRIPTION,
        lifespan=_lifespan(record, authenticator),
        redirect_slashes=False,  # an address that is not one is told so
    )
    app.state.parts = Parts(
        record=record,
        views=Views(record, [people, queue, FlaggedHandling()]),
        people=people,
        queue=queue,
        vault=vault,
        attachments=attachments,
        authenticator=authenticator,
        staffing=Staffing(record),
        metrics=metrics,
    )
    problems.install(app)
    for module in MODULES:
        app.include_router(module.router)
    app.include_router(early_reviews.router)
    app.include_router(drafts.router)
    app.add_middleware(Doorway, metrics=metrics)
    app.openapi = openapi.finished(app)  # type: ignore[method-assign]  # FastAPI's own way to extend the document
    return app


def _lifespan(record: Record, authenticator: Authenticator) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(authenticator.close)
            stack.push_async_callback(record.close)
            starting = asyncio.create_task(_start(record, tried := asyncio.Event()))
            stack.push_async_callback(_given_up, starting)
            await tried.wait()
            if starting.done():
                await _no_failure(starting)
            yield

    return lifespan


async def _start(record: Record, tried: asyncio.Event) -> None:
    """Start the record as soon as its databases are there, and let it know the policy's files. Until then: 503."""
    while True:
        try:
            await record.start()
            await learn_files(record)
        except Unavailable as away:
            log.info("api.waits_for_the_record", error=str(away)[:200])
        else:
            return
        finally:
            tried.set()
        await asyncio.sleep(PAUSE)


async def _no_failure(starting: asyncio.Task[None]) -> None:
    """End the start where no waiting mends its failure; of files that contradict the record, tell it plainly."""
    try:
        await starting
    except FilesContradict as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - for whoever starts it, as the other mistakes of the files
        logging.getLogger("uvicorn.error").disabled = True  # which would add how we came here
        raise


async def _given_up(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
