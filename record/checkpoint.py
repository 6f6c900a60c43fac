"""A signed head of the record's tree: what an auditor keeps, and holds against the record later."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from record.errors import Damaged
from record.files import write_whole
from record.merkle import Tree, joined, parted


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The record's first `tree_size` events had this root at `sealed_at`, says the holder of key `key_id`."""

    tree_size: int
    root: bytes
    frontier: bytes
    sealed_at: datetime
    key_id: str
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What is signed."""
        return statement(self.tree_size, self.root, self.sealed_at, self.key_id)

    def check(self, keys: Iterable[Ed25519PublicKey]) -> None:
        """Check the signature, and that the frontier makes the root. Raises Damaged."""
        known = {key_id(key): key for key in keys}
        if self.key_id not in known:
            raise Damaged(f"the checkpoint at {self.tree_size} is signed with an unknown key, {self.key_id}")
        try:
            known[self.key_id].verify(self.signature, self.statement)
        except InvalidSignature as error:
            raise Damaged(f"the checkpoint at {self.tree_size} has a false signature") from error
        if self.tree().root() != self.root:
            raise Damaged(f"the checkpoint at {self.tree_size} has a frontier of another tree")

    def tree(self) -> Tree:
        """Return the tree as it was. Raises Damaged."""
        try:
            return Tree(self.tree_size, parted(self.frontier))
        except ValueError as error:
            raise Damaged(f"the checkpoint at {self.tree_size} has a frontier of another size") from error

    def save(self, folder: Path) -> None:
        """Write it into a folder, named by its size."""
        values = {
            "tree_size": self.tree_size,
            "root": self.root.hex(),
            "frontier": self.frontier.hex(),
            "sealed_at": self.sealed_at.isoformat(),
            "key_id": self.key_id,
            "signature": self.signature.hex(),
        }
        write_whole(folder / f"{self.tree_size:020}.json", json.dumps(values, indent=1).encode())


def statement(tree_size: int, root: bytes, sealed_at: datetime, key: str) -> bytes:
    """Return the text that a sealer signs."""
    return f"evenhand checkpoint 1\n{tree_size}\n{root.hex()}\n{sealed_at.isoformat()}\n{key}\n".encode()


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of a sealing key."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign(tree: Tree, sealed_at: datetime, key: Ed25519PrivateKey) -> Checkpoint:
    """Seal a tree."""
    name, root = key_id(key.public_key()), tree.root()
    signature = key.sign(statement(tree.size, root, sealed_at, name))
    return Checkpoint(tree.size, root, joined(tree.frontier), sealed_at, name, signature)


def files(folder: Path) -> list[Path]:
    """Return the files of the checkpoints in a folder, smallest first."""
    return sorted(folder.glob("[0-9]*.json"))


def read(path: Path) -> Checkpoint:
    """Read a checkpoint. Raises Damaged for a file that is none."""
    try:
        values = json.loads(path.read_bytes())
        return Checkpoint(
            tree_size=values["tree_size"],
            root=bytes.fromhex(values["root"]),
            frontier=bytes.fromhex(values["frontier"]),
            sealed_at=datetime.fromisoformat(values["sealed_at"]),
            key_id=values["key_id"],
            signature=bytes.fromhex(values["signature"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{path.name} is no checkpoint") from error


def saved(folder: Path) -> list[Checkpoint]:
    """Return the checkpoints in a folder, smallest first. Raises Damaged for a file that is none."""
    return [read(path) for path in files(folder)]
