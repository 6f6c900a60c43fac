"""The sealer: signs the head of the record's tree, and keeps the checkpoints in the database and outside it.

A chain of hashes alone proves nothing against somebody who may rewrite all of it; a signed head that they cannot reach
does. `folder` is meant to be copied to where no administrator of the database can write.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from record.checkpoint import Checkpoint, files, read, sign
from record.errors import Damaged, Unavailable
from record.merkle import Tree
from record.store import Record

BATCH = 10_000
log = structlog.get_logger()


class Sealer:
    """Seals what there is; goes on from the last checkpoint in the folder, without reading what that one covers.

    `earlier`: keys that have been replaced, and that the last checkpoint may be signed with.
    """

    def __init__(
        self, record: Record, key: Ed25519PrivateKey, folder: Path, *, earlier: Sequence[Ed25519PublicKey] = ()
    ) -> None:
        self._record, self._key, self._folder = record, key, folder
        self._known = (key.public_key(), *earlier)
        self._tree: Tree | None = None

    async def run(self, every: float) -> None:
        """Seal every so many seconds, without end. What is damaged is not sealed, and said each time."""
        while True:
            try:
                await self.seal()
            except Unavailable:
                log.info("record.sealer_waits")
            except Damaged as error:
                log.error("record.not_sealed", error=str(error))  # noqa: TRY400 - it says what
            await asyncio.sleep(every)

    async def seal(self) -> Checkpoint | None:
        """Seal the record as it stands; None where nothing has come since. Raises Unavailable, Damaged.

        Damaged: the record holds fewer events than have been sealed, or the folder holds a false checkpoint.
        """
        if self._tree is None:
            self._tree = await self._last()
        tree = Tree(self._tree.size, self._tree.frontier)
        await self._grow(tree)
        if tree.size == self._tree.size:
            return None
        checkpoint = sign(tree, await self._record.now(), self._key)
        await asyncio.to_thread(checkpoint.save, self._folder)
        await self._record.database.execute(
            "select record.add_checkpoint($1, $2, $3, $4, $5, $6)",
            checkpoint.tree_size,
            checkpoint.root,
            checkpoint.frontier,
            checkpoint.sealed_at,
            checkpoint.key_id,
            checkpoint.signature,
        )
        self._tree = tree
        return checkpoint

    async def _last(self) -> Tree:
        """Return the tree of the last checkpoint. One that a stranger's key signed is not taken on trust."""
        for path in reversed(await asyncio.to_thread(files, self._folder)):
            checkpoint = await asyncio.to_thread(read, path)
            checkpoint.check(self._known)
            return checkpoint.tree()
        return Tree()

    async def _grow(self, tree: Tree) -> None:
        head = await self._record.position()
        if head < tree.size:
            raise Damaged(f"{tree.size} events have been sealed, {head} are there")
        while tree.size < head:
            rows = await self._record.database.fetch(
                "select position, leaf_hash from record.event where position > $1 and position <= $2 order by position",
                tree.size,
                min(head, tree.size + BATCH),
            )
            for row in rows:
                if row["position"] != tree.size + 1:
                    raise Damaged(f"the event at {tree.size + 1} is missing")
                tree.add(row["leaf_hash"])
            if not rows:
                raise Damaged(f"the event at {tree.size + 1} is missing")
