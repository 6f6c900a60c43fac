"""`python -m api`: serves the API with the settings of the environment."""

import gc
from pathlib import Path

import uvicorn
from fastapi import FastAPI

import house
import logs
from api.app import create_app
from api.authentication import Authenticator, FetchedKeys, KeysInFile, KeySource
from settings import Settings, read_or_end

FILE = "file://"
SECONDS_TO_FINISH = 10  # what is being answered when the server is told to stop


def application(settings: Settings) -> FastAPI:
    """Put the application together. Raises SystemExit, which says every mistake in the policy's files."""
    record = house.record(settings, house.policy_or_end(settings.policy_folder))
    return create_app(
        record,
        Authenticator(_keys(settings), issuer=settings.oidc_issuer, audience=settings.oidc_audience),
        people=house.people_index(record),
        queue=house.work_queue(record),
        vault=house.vault(settings, record),
        attachments=house.attachments(settings, record),
    )


def _keys(settings: Settings) -> KeySource:
    """Return where the issuer's keys are: at its address, or in a file where that is what the address names."""
    address = settings.oidc_jwks_url or ""
    if address.startswith(FILE):
        return KeysInFile(Path(address.removeprefix(FILE)))
    return FetchedKeys(issuer=settings.oidc_issuer, url=settings.oidc_jwks_url)


def _look_for_garbage_seldom() -> None:
    """Look through everything for cycles a tenth as often as Python would, and never through what was imported.

    What the record keeps folded holds no cycles, and looking through 20,000 cases holds every request up for 0.2 s.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, 100)


def main() -> None:
    """Serve until told to stop."""
    settings = read_or_end()
    logs.configure(settings.log_level)
    app = application(settings)
    _look_for_garbage_seldom()
    uvicorn.run(
        app,
        host=settings.api_host,
        port=settings.api_port,
        access_log=False,  # addresses asked for may hold anything; the doorway logs routes
        log_config=None,  # every line goes the same way
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )


if __name__ == "__main__":
    main()
