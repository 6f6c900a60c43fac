"""Documents beside the record: letters, attachments. Encrypted in a folder, named by what the record can cite.

A document's name is the SHA-256 of its file (key id ‖ ciphertext). So anybody can check, with `sha256sum` and no key,
that a document is the one that an event cites; and nobody can find out from the record whose letter it was by writing
the likely letters and hashing them, as they could with a hash of the text (our letters are templates: all but the name
can be guessed). The encryption is deterministic (AES-SIV under a key derived from the people's data key): the same
document about the same people has one name, so putting it again after a crash changes nothing.

Destroying the people's key erases a document wherever copies of it are; `erase` removes the file here.
"""

import asyncio
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from record.errors import Damaged
from record.files import sync_folder, write_whole
from record.keys import DataKey, Keys, people

ID_BYTES = 16
NAME_LENGTH = 64


class Missing(Exception):  # noqa: N818
    """There is no such document."""


class Erased(Exception):  # noqa: N818
    """The key of a document was destroyed."""


class Vault:
    """A folder of encrypted documents. All methods raise OSError where the folder cannot be used."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder, self._keys = folder, keys

    async def put(self, document: bytes, concerns: Iterable[str]) -> str:
        """Keep a document (not empty) about some people; return its name. Raises Unavailable, ValueError."""
        whom = people(concerns)
        if not document or not whom:
            raise ValueError("a document has content, and concerns somebody")
        key = await self._keys.key_for(whom)
        data = key.id.bytes + _cipher(key).encrypt(document, [key.id.bytes])
        name = sha256(data).hexdigest()
        path = self._path(name)
        if not await asyncio.to_thread(path.exists):
            await asyncio.to_thread(write_whole, path, data)
        return name

    async def get(self, name: str) -> bytes:
        """Return a document. Raises Missing, Erased, Damaged, Unavailable."""
        try:
            data = await asyncio.to_thread(self._path(name).read_bytes)
        except FileNotFoundError as error:
            raise Missing(name) from error
        if sha256(data).hexdigest() != name:
            raise Damaged(f"the document {name} is not what was put")
        key_id = UUID(bytes=data[:ID_BYTES])
        key = (await self._keys.keys_by_id([key_id]))[key_id]
        if key is None:
            raise Erased(name)
        try:
            return _cipher(key).decrypt(data[ID_BYTES:], [key.id.bytes])
        except InvalidTag as error:
            raise Damaged(f"the document {name} does not open") from error

    async def erase(self, name: str) -> None:
        """Remove a document; one that is not there is no error."""
        path = self._path(name)
        await asyncio.to_thread(path.unlink, missing_ok=True)
        if await asyncio.to_thread(path.parent.exists):
            await asyncio.to_thread(sync_folder, path.parent)

    def _path(self, name: str) -> Path:
        if len(name) != NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
            raise Missing(name)
        return self._folder / name[:2] / name


def _cipher(key: DataKey) -> AESSIV:
    return AESSIV(HKDF(algorithm=SHA256(), length=64, salt=None, info=b"evenhand document").derive(key.bytes))
