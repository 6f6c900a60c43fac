"""Attachments beside the record: taken in a stream, sealed for the people they are about, found again by their hash.

A stored file is `key id ‖ mark ‖ pieces`. The mark is a keyed hash of the attachment's identifier and the file; the key
of the pieces is derived from the people's data key and the mark. So the same file sent again for the same attachment,
as after a crash, is stored as the same bytes under the same name; no key ever seals two contents; and from what is
stored or recorded nobody can tell a likely file from another without the people's key. The plaintext touches no disk:
what has come in waits, encrypted under a key of this moment, until the mark is known.

Bytes are stored before the event that cites them. A file that no event cites is what a crash between the two has left:
harmless, and `unclaimed` finds it.
"""

import asyncio
import hmac
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.attachment import Limits, MediaType
from record.errors import Damaged, Unavailable
from record.keys import DataKey, Keys, people
from record.pieces import PIECE, Cipher
from record.shelf import Shelf, hash_of
from record.sniffing import HEAD, media_type_of
from record.vault import Erased, Missing

ID_BYTES = 16
MARK_BYTES = 32
INCOMING = "incoming"


class TooLarge(Exception):  # noqa: N818
    """More came than is taken; it was not read to its end."""


@dataclass(frozen=True)
class Received:
    """A file that has come in, and waits encrypted under a key of this moment."""

    size: int
    media_type: MediaType | None
    mark: bytes
    key: DataKey
    cipher: Cipher
    file: IO[bytes]


class Attachments:
    """Takes files and gives them back. `folder`: where what comes in waits; `limits`: what is taken."""

    def __init__(self, shelf: Shelf, keys: Keys, folder: Path, limits: Limits) -> None:
        self.shelf, self.limits = shelf, limits
        self._keys, self._waiting = keys, folder / INCOMING

    @asynccontextmanager
    async def received(
        self, body: AsyncIterator[bytes], attachment: str, concerns: Iterable[str]
    ) -> AsyncIterator[Received]:
        """Take a file in, in bounded memory; it is gone afterwards unless `keep` has kept it.

        Raises TooLarge, Unavailable.
        """
        key = await self._keys.key_for(people(concerns))
        cipher = Cipher(secrets.token_bytes(32))
        marked = hmac.new(_derived(key, b"evenhand attachment mark"), attachment.encode() + b"\n", "sha256")
        size, head, held = 0, b"", bytearray()
        with await asyncio.to_thread(self._nameless) as file:

            def write(number: int, piece: bytes, *, last: bool) -> None:
                marked.update(piece)
                file.write(cipher.seal(number, piece, last=last))

            number = 0
            async for portion in body:
                size += len(portion)
                if size > self.limits.largest:
                    raise TooLarge
                head += portion[: HEAD - len(head)]
                held += portion
                while len(held) > PIECE:
                    await asyncio.to_thread(write, number, bytes(held[:PIECE]), last=False)
                    del held[:PIECE]
                    number += 1
            await asyncio.to_thread(write, number, bytes(held), last=True)
            whole = size == len(head)
            yield Received(size, media_type_of(head, whole=whole), marked.digest(), key, cipher, file)

    async def keep(self, received: Received) -> str:
        """Seal a file for the people it is about and store it for good; return its name. Raises Unavailable."""
        path, name = await asyncio.to_thread(self._sealed, received)
        try:
            await self.shelf.put(name, path)
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        return name

    async def opened(self, name: str) -> AsyncIterator[bytes]:
        """Open a file, piece by piece. Raises, before anything is given: Missing, Erased, Damaged, Unavailable."""
        pieces = self._pieces(name)
        first = await anext(pieces)

        async def all_of_it() -> AsyncIterator[bytes]:
            yield first
            async for piece in pieces:
                yield piece

        return all_of_it()

    async def erase(self, name: str) -> None:
        """Remove a file; one that is not there is no error. Raises Unavailable."""
        await self.shelf.erase(name)

    async def wrong_with(self, name: str) -> str | None:
        """Say what is wrong with a stored file: missing, or not what was stored. Raises Unavailable."""
        try:
            return None if await hash_of(self.shelf, name) == name else "its bytes are not what was recorded"
        except Missing:
            return "its bytes are missing"

    async def unclaimed(self, cited: frozenset[str], before: datetime) -> int:
        """Count the files that were stored before a moment and that no event cites. Raises Unavailable."""
        return sum([name not in cited and since < before async for name, since in self.shelf.names()])

    async def _pieces(self, name: str) -> AsyncIterator[bytes]:
        stored = self.shelf.read(name)
        head = bytearray()
        async for portion in stored:
            head += portion
            if len(head) >= ID_BYTES + MARK_BYTES:
                break
        if len(head) < ID_BYTES + MARK_BYTES:
            raise Damaged(f"the attachment {name} is cut short")
        key_id, mark = UUID(bytes=bytes(head[:ID_BYTES])), bytes(head[ID_BYTES : ID_BYTES + MARK_BYTES])
        key = (await self._keys.keys_by_id([key_id]))[key_id]
        if key is None:
            raise Erased(name)

        async def sealed() -> AsyncIterator[bytes]:
            yield bytes(head[ID_BYTES + MARK_BYTES :])
            async for portion in stored:
                yield portion

        async for piece in _cipher(key, mark).opening(sealed()):
            yield piece

    def _sealed(self, received: Received) -> tuple[Path, str]:
        """Seal what has come in into a file of its own, not yet under its name."""
        cipher, name = _cipher(received.key, received.mark), sha256()
        path = self._waiting / secrets.token_hex(16)
        received.file.flush()
        received.file.seek(0)
        try:
            with path.open("xb") as file:

                def write(data: bytes) -> None:
                    name.update(data)
                    file.write(data)

                write(received.key.id.bytes + received.mark)
                for number, (piece, last) in enumerate(received.cipher.opened(received.file)):
                    write(cipher.seal(number, piece, last=last))
        except OSError as error:
            path.unlink(missing_ok=True)
            raise Unavailable(f"an attachment could not be written: {error.strerror}") from error
        return path, name.hexdigest()

    def _nameless(self) -> IO[bytes]:
        """Make a file that is gone with its process."""
        try:
            self._waiting.mkdir(parents=True, exist_ok=True)
            self._waiting.chmod(0o700)
            return tempfile.TemporaryFile(dir=self._waiting)
        except OSError as error:
            raise Unavailable(f"an attachment could not be taken in: {error.strerror}") from error


def _derived(key: DataKey, purpose: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key.bytes)


def _cipher(key: DataKey, mark: bytes) -> Cipher:
    return Cipher(_derived(key, b"evenhand attachment", mark))
