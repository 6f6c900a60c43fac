"""What the routes work with: handed to `create_app`, and to a route through its request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.authentication import Authenticator
from api.metrics import Metrics
from api.staffing import Staffing
from record.attachments import Attachments
from record.people import PeopleIndex
from record.queue import WorkQueue
from record.store import Record
from record.vault import Vault
from record.views import Views


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that one application stands on."""

    record: Record
    views: Views
    people: PeopleIndex
    queue: WorkQueue
    vault: Vault
    attachments: Attachments
    authenticator: Authenticator
    staffing: Staffing
    metrics: Metrics


def parts_of(request: Request) -> Parts:
    """Return the application's parts."""
    parts: Parts = request.app.state.parts
    return parts


async def _given(request: Request) -> Parts:
    return parts_of(request)


Given = Annotated[Parts, Depends(_given)]
