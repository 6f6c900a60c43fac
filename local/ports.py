"""TCP ports on this machine."""

import argparse
import secrets
import socket
from pathlib import Path

LOWEST, LAST = 10000, 65536  # what servers of ours are given, where nobody chose


def first_of_seven(word: str) -> int:
    """Return the first of seven ports in a row that somebody chose, as `argparse` wants it."""
    if word.isdecimal() and 0 < int(word) <= LAST - 7:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word} is not from 1 to {LAST - 7}: it is the first of seven ports in a row")


def free_port() -> int:
    """Return a port that nobody uses now."""
    return free_ports(1)


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
    """Return the first of so many free ports in a row.

    Not from those that the kernel gives to outgoing connections: one of these may take a port before its server does,
    and a client that keeps asking for a server that has died may even be connected with itself.
    """
    while True:
        first = secrets.choice(range(LOWEST, _first_of_outgoing() - number))
        if all(is_free(port) for port in range(first, first + number)):
            return first


def _first_of_outgoing() -> int:
    """Return the first port that the kernel gives to outgoing connections; the last of all where it leaves no room."""
    try:
        first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 49152  # as it is registered
    return first if first >= 2 * LOWEST else LAST
