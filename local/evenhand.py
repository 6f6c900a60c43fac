"""What `./run up` starts on its two servers: the product, and stand-ins for what an organisation has already."""

import sys
from collections.abc import Callable, Sequence

from local.enter_staff import enter_demo_staff
from local.parts import Program, answers, listens
from local.place import ROOT, Place
from local.up import Environment, Household
from workflows.visible import SEARCH_ATTRIBUTES


def _program(place: Place, environment: Environment, name: str, ready: Callable[[], bool], *words: str) -> Program:
    log = place.folder / "logs" / f"{words[0].rpartition('.')[2]}.log"
    return Program(name, [sys.executable, "-m", *words], environment, log, ready, ROOT)


def _helpers(place: Place, environment: Environment) -> Sequence[Program]:
    """Return the servers that stand in for what an organisation has already: its identities and its mail."""
    issuer, mail = place.port_of("token issuer"), place.port_of("mail catcher")
    discovery = f"{place.url('token issuer')}/.well-known/openid-configuration"
    return [
        _program(place, environment, "token issuer", lambda: answers(discovery), "local.issuer", "--development",
                 "--port", str(issuer), "--folder", str(place.folder / "issuer")),
        _program(place, environment, "mail catcher", lambda: listens(mail), "local.mail",
                 "--port", str(mail), "--folder", str(place.folder / "mail")),
    ]  # fmt: skip


def _programs(place: Place, environment: Environment) -> Sequence[Program]:
    """Return the product: the process and the API."""
    health = {part: f"{place.url(part)}/health/ready" for part in ("worker's health", "API")}
    return [
        _program(place, environment, "worker", lambda: answers(health["worker's health"]), "worker"),
        _program(place, environment, "API", lambda: answers(health["API"]), "api"),
    ]


EVENHAND = Household(_helpers, _programs, enter_demo_staff, SEARCH_ATTRIBUTES)
