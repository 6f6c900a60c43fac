"""TCP ports on this machine."""

import argparse
import socket

LAST = 65536


def first_of_six(word: str) -> int:
    """Return the first of six ports in a row that somebody chose, as `argparse` wants it."""
    if word.isdecimal() and 0 < int(word) <= LAST - 6:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word} is not from 1 to {LAST - 6}: it is the first of six ports in a row")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1 at this port now."""
    return obstacle(port) is None


def obstacle(port: int) -> OSError | None:
    """Return why a server could not listen on 127.0.0.1 at this port now."""
    with socket.socket() as probe:
        # As servers do: a port on which only closed connections linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error
        return None


def free_ports(number: int) -> int:
    """Return the first of so many free ports in a row."""
    while True:
        first = free_port()
        if first + number < LAST and all(is_free(port) for port in range(first, first + number)):
            return first
