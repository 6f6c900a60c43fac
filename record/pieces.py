"""A file encrypted in pieces: one of any size is sealed and opened with one piece of it in memory.

AES-256-GCM under a key of the file's own; a piece's nonce is its number and whether it is the last. So a piece that was
changed, moved or left out does not open, nor does a file that was cut short.
"""

from collections.abc import AsyncIterator, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from record.errors import Damaged

PIECE = 256 * 1024  # bytes of plaintext
SEALED_PIECE = PIECE + 16  # with its tag


class Cipher:
    """Seals and opens the pieces of one file, under a key that nothing else is sealed with."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, number: int, piece: bytes, *, last: bool) -> bytes:
        """Encrypt a piece."""
        return self._cipher.encrypt(_nonce(number, last=last), piece, None)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        """Decrypt a piece. Raises Damaged."""
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, None)
        except InvalidTag as error:
            raise Damaged(f"piece {number} of a file does not open") from error

    def opened(self, file: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
        """Decrypt a file's pieces in order, each with whether it is the last. Raises Damaged."""
        number, sealed = 0, file.read(SEALED_PIECE)
        while True:
            following = file.read(SEALED_PIECE)
            last = not following
            yield self.open(number, sealed, last=last), last
            if last:
                return
            number, sealed = number + 1, following

    async def opening(self, stored: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Decrypt what comes in any portions. Raises Damaged; whatever reading raises."""
        number, held = 0, bytearray()
        async for portion in stored:
            held += portion
            while len(held) > SEALED_PIECE:  # more follows, so this piece is not the last
                yield self.open(number, bytes(held[:SEALED_PIECE]), last=False)
                del held[:SEALED_PIECE]
                number += 1
        yield self.open(number, bytes(held), last=True)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
