"""The tree over the whole record (RFC 6962), as a compact range: log n hashes of memory, one leaf at a time."""

from collections.abc import Sequence
from hashlib import sha256

HASH = 32


class Tree:
    """A tree of `size` leaves. `frontier` holds the roots of its full subtrees, largest first."""

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        if len(frontier) != size.bit_count():
            raise ValueError("a frontier has one hash for each bit of the size")
        self.size, self.frontier = size, list(frontier)

    def add(self, leaf: bytes) -> None:
        """Append a leaf's hash."""
        level, below = self.size, self.frontier
        while level & 1:
            leaf = sha256(b"\x01" + below.pop() + leaf).digest()
            level >>= 1
        below.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the tree's root."""
        if not self.frontier:
            return sha256(b"").digest()
        root = self.frontier[-1]
        for subtree in reversed(self.frontier[:-1]):
            root = sha256(b"\x01" + subtree + root).digest()
        return root


def joined(frontier: Sequence[bytes]) -> bytes:
    """Return a frontier as one text of bytes."""
    return b"".join(frontier)


def parted(frontier: bytes) -> list[bytes]:
    """Return the hashes of a joined frontier."""
    return [frontier[i : i + HASH] for i in range(0, len(frontier), HASH)]
