"""Who asks, and whether their role admits it: the first things a route stands behind."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.parts import Given
from api.problems import No
from domain import permissions
from domain.event import Command
from domain.names import Actor

bearer = HTTPBearer(
    bearerFormat="JWT", description="A token of the OIDC issuer: ES256 or RS256, for this audience.", auto_error=False
)


async def caller(
    request: Request, parts: Given, shown: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Actor:
    """Return who asks. Raises No (unauthenticated, stranger), Unavailable."""
    if shown is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="evenhand"'}
        raise No("unauthenticated", "the request carries no bearer token", headers=challenge)
    actor = await parts.staffing.actor(await parts.authenticator.subject(shown.credentials))
    request.state.actor = actor.id
    return actor


Caller = Annotated[Actor, Depends(caller)]


def may(what: type[Command] | permissions.Reading) -> Callable[[Actor], Awaitable[None]]:
    """Return the check that an actor may ask for something, by the one table. It raises NotAllowed."""

    async def check(by: Caller) -> None:
        permissions.check(what, by)

    return check
