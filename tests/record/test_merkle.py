"""The tree is RFC 6962's, so that any other program that knows it can verify what we sealed."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from record.chain import leaf_hash
from record.merkle import Tree, joined, parted

# The inputs and the roots that implementations of RFC 6962 test themselves with.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaves(number: int) -> list[bytes]:
    return [sha256(b"\x00" + bytes([n])).digest() for n in range(number)]


def by_definition(hashes: Sequence[bytes]) -> bytes:
    """Section 2.1, as it stands there, over the hashes of leaves."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + by_definition(hashes[:half]) + by_definition(hashes[half:])).digest()


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_that_others_compute(size: int) -> None:
    tree = Tree()
    for text in INPUTS[:size]:
        tree.add(sha256(b"\x00" + bytes.fromhex(text)).digest())
    assert tree.root().hex() == ROOTS[size]


def test_a_tree_of_any_size_has_the_root_of_the_definition_also_where_it_is_gone_on_with() -> None:
    tree = Tree()
    for size in range(70):
        assert tree.root() == by_definition(leaves(size))
        tree = Tree(size, parted(joined(tree.frontier)))
        tree.add(leaves(70)[size])


def test_a_leaf_is_position_moment_and_content_behind_a_zero() -> None:
    moment, content = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=7), bytes(range(32))
    assert leaf_hash(5, moment, content) == sha256(b"\x00" + struct.pack(">qq", 5, 7) + content).digest()
