"""What `./run up` starts on its two servers: the product, and stand-ins for what an organisation has already.

What takes long to load is loaded where it is used: by then the servers are starting.
"""

import sys
from collections.abc import Callable, Mapping, Sequence

from local.parts import Program, answers, listens
from local.place import ROOT, Place
from local.up import Environment, Household


def _helpers(place: Place, environment: Environment) -> Sequence[Program]:
    """Return the servers that stand in for what an organisation has already: its identities, its mail, its homes."""
    housing = place.port_of("housing system")
    issuer, mail = place.port_of("token issuer"), place.port_of("mail catcher")
    discovery = f"{place.url('token issuer')}/.well-known/openid-configuration"

    def helper(name: str, ready: Callable[[], bool], module: str, *words: str) -> Program:
        folder = place.folder / module
        command = [sys.executable, "-m", f"local.{module}", *words, "--folder", str(folder)]
        return Program(name, command, environment, place.folder / f"logs/{module}.log", ready, ROOT)

    return [
        helper("token issuer", lambda: answers(discovery), "issuer", "--development", "--port", str(issuer)),
        helper("housing system", lambda: answers(place.url("housing system")), "housing", "--port", str(housing)),
        helper("mail catcher", lambda: listens(mail), "mail", "--port", str(mail)),
    ]


def _programs(place: Place, environment: Environment | None) -> Sequence[Program]:
    """Return the product: the process and the API."""

    def program(name: str, module: str, part: str) -> Program:
        log = place.folder / f"logs/{module.partition('.')[0]}.log"
        command = [sys.executable, "-m", "local.early", module]
        ready = f"{place.url(part)}/health/ready"
        return Program(name, command, environment, log, lambda: answers(ready), ROOT, listens_first=True)

    return [program("worker", "worker", "worker's health"), program("API", "api.__main__", "API")]


async def _prepare(environment: Environment) -> None:
    from local.enter_staff import enter_demo_staff  # noqa: PLC0415 - see above

    await enter_demo_staff(environment)


def _search_attributes() -> Mapping[str, str]:
    from workflows.visible import SEARCH_ATTRIBUTES  # noqa: PLC0415 - see above

    return SEARCH_ATTRIBUTES


EVENHAND = Household(_helpers, _programs, _prepare, _search_attributes)
