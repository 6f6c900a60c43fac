"""Who asks, and whether their role admits it: the first things a route stands behind."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.authentication import A_TOKEN
from api.parts import parts_of
from api.problems import No
from domain import permissions
from domain.event import Command
from domain.names import Actor

bearer = HTTPBearer(
    bearerFormat="JWT", description="A token of the OIDC issuer: ES256 or RS256, for this audience.", auto_error=False
)


Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def may(what: type[Command] | permissions.Reading) -> Callable[[Request, HTTPAuthorizationCredentials | None], Any]:
    """Return the check that whoever asks may ask for something, by the one table; a route stands behind it.

    It raises No (unauthenticated, stranger), NotAllowed, Unavailable. After it, `caller_of` says who asks.
    """

    async def check(request: Request, shown: Shown) -> None:
        if shown is None:
            challenge = {"WWW-Authenticate": 'Bearer realm="evenhand"'}
            raise No("unauthenticated", "the request carries no bearer token", headers=challenge, accepted=A_TOKEN)
        parts = parts_of(request)
        by = await parts.staffing.actor(await parts.authenticator.subject(shown.credentials))
        request.state.by, request.state.actor = by, by.id
        permissions.check(what, by)

    return check


def caller_of(request: Request) -> Actor:
    """Return who asks, on a route that stands behind `may`.

    Not a dependency of its own: FastAPI would walk the tree of them again for each, which costs more than the rules do.
    """
    by: Actor = request.state.by
    return by
