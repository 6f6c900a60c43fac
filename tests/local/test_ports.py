from pathlib import Path

from local.ports import free_port, free_ports, is_free

OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_a_server_gets_no_port_that_the_kernel_gives_to_outgoing_connections() -> None:
    first, last = (int(word) for word in OUTGOING.read_text().split())
    given = [free_port() for _ in range(50)] + [free_ports(6) + 5 for _ in range(50)]
    assert [port for port in given if first <= port <= last] == []


def test_ports_in_a_row_are_free() -> None:
    first = free_ports(6)
    assert all(is_free(port) for port in range(first, first + 6))
