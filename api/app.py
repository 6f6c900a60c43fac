"""The application, put together from its parts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from api import openapi, problems
from api.authentication import Authenticator
from api.doorway import Doorway
from api.metrics import Metrics
from api.parts import Parts
from api.routes import customers, incidents
from api.staffing import Staffing
from domain.policy import PolicyBook
from record.finders import FINDERS
from record.people import PeopleIndex
from record.queue import WorkQueue
from record.store import Record
from record.vault import Vault
from record.views import Views

VERSION = "1"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    record: Record,
    authenticator: Authenticator,
    *,
    vault: Vault,
    book: Callable[[], PolicyBook],
    start_record: bool = True,
) -> FastAPI:
    """Make the application. Its lifespan starts and closes the record, unless somebody else does (`start_record`)."""
    people, queue = PeopleIndex(record, FINDERS), WorkQueue(record, book)
    metrics = Metrics()
    app = FastAPIOffline(
        title="Evenhand",
        version=VERSION,
        summary="An unacceptable customer conduct policy, kept to the letter",
        description=openapi.DESCRIPTION,
        lifespan=_lifespan(record) if start_record else None,
        separate_input_output_schemas=True,
    )
    app.state.parts = Parts(
        record=record,
        views=Views(record, [people, queue]),
        people=people,
        queue=queue,
        vault=vault,
        book=book,
        authenticator=authenticator,
        staffing=Staffing(record),
        metrics=metrics,
    )
    problems.install(app)
    for module in (customers, incidents):
        app.include_router(module.router)
    app.add_middleware(Doorway, metrics=metrics)
    app.openapi = openapi.finished(app)  # type: ignore[method-assign]  # FastAPI's own way to extend the document
    return app


def _lifespan(record: Record) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with record:
            yield

    return lifespan
