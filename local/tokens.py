"""`./run token NAME`: a token for one of the demo people, from the development issuer of a running `./run up`."""

import argparse
import http.client
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from local.people import everybody
from local.place import DEFAULT_PORT, ROOT, Place
from local.ports import first_of_seven


def main(arguments: Sequence[str]) -> int:
    """Print a token. Returns the exit code."""
    options = argparse.ArgumentParser("./run token", description="Print a token for one of the demo people.")
    who = ", ".join(f"{short} ({person.role})" for short, person in everybody().items())
    options.add_argument("person", choices=sorted(everybody()), help=who, metavar="person")
    options.add_argument(
        "--port", type=first_of_seven, default=DEFAULT_PORT, help="the first port of the running ./run up"
    )
    given = options.parse_args(arguments)
    issuer = Place(Path(ROOT), given.port).url("token issuer")
    asked = urllib.request.Request(  # noqa: S310 - loopback
        f"{issuer}/token", json.dumps({"person": given.person}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=5) as reply:  # noqa: S310 - loopback
            print(json.load(reply)["access_token"])
    except urllib.error.HTTPError as error:
        print(f"The issuer refused: {error.read().decode(errors='replace')}", file=sys.stderr)
        return 1
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):  # nobody, or another program
        print(f"No issuer answers at {issuer}: is ./run up running? (--port names its first port)", file=sys.stderr)
        return 1
    return 0
