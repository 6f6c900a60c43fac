"""Where encrypted files lie, each named by the SHA-256 of its bytes: a folder, or a bucket that speaks S3."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from record.errors import Unavailable
from record.files import sync_file, sync_folder
from record.vault import Missing

NAME_LENGTH = 64
PORTION = 256 * 1024  # bytes read at a time
PART = 8 * 1024 * 1024  # bytes of a part of a large upload
PARTS_AT_ONCE = 2


class Shelf(Protocol):
    """A place for files. Methods raise Unavailable where it cannot be used."""

    async def put(self, name: str, file: Path) -> None:
        """Keep a file for good before returning; one that is there is left as it is. `file` itself may be moved."""

    def read(self, name: str) -> AsyncIterator[bytes]:
        """Return a file's bytes in portions. Raises Missing, at the first of them."""

    async def erase(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""

    def names(self) -> AsyncIterator[tuple[str, datetime]]:
        """Return what lies here and since when (UTC), in no order."""


def checked(name: str) -> str:
    """Return a name that is one. Raises Missing."""
    if len(name) != NAME_LENGTH or not set(name) <= set("0123456789abcdef"):
        raise Missing(name)
    return name


async def hash_of(shelf: Shelf, name: str) -> str:
    """Return the SHA-256 of what lies under a name. Raises Missing, Unavailable."""
    found = sha256()
    async for portion in shelf.read(name):
        found.update(portion)
    return found.hexdigest()


class FolderShelf:
    """Files in a folder of this machine, or of a volume."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, name: str, file: Path) -> None:
        """Sync a file to the disk and give it its name; both must be on one file system."""
        with _usable():
            await asyncio.to_thread(self._put, self._path(name), file)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Read a file."""
        with _usable():
            try:
                file = await asyncio.to_thread(self._path(name).open, "rb")
            except FileNotFoundError as error:
                raise Missing(name) from error
            with file:
                while portion := await asyncio.to_thread(file.read, PORTION):
                    yield portion

    async def erase(self, name: str) -> None:
        """Remove a file."""
        path = self._path(name)
        with _usable():
            await asyncio.to_thread(path.unlink, missing_ok=True)
            if await asyncio.to_thread(path.parent.exists):
                await asyncio.to_thread(sync_folder, path.parent)

    async def names(self) -> AsyncIterator[tuple[str, datetime]]:
        """List the folder."""
        with _usable():
            for path in await asyncio.to_thread(lambda: list(self._folder.glob("[0-9a-f][0-9a-f]/*"))):
                with contextlib.suppress(FileNotFoundError):
                    yield path.name, datetime.fromtimestamp((await asyncio.to_thread(path.stat)).st_mtime, UTC)

    def _path(self, name: str) -> Path:
        return self._folder / checked(name)[:2] / name

    def _put(self, path: Path, file: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        sync_file(file)
        file.replace(path)
        sync_folder(path.parent)
        sync_folder(self._folder)


class BucketShelf:
    """Files in a bucket of a store that speaks S3."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    async def put(self, name: str, file: Path) -> None:
        """Upload a file, in parts where it is large."""
        with _reachable():
            with contextlib.suppress(FileNotFoundError):
                await obstore.head_async(self._store, checked(name))
                return
            await obstore.put_async(self._store, name, file, chunk_size=PART, max_concurrency=PARTS_AT_ONCE)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Download a file."""
        with _reachable():
            try:
                found = await obstore.get_async(self._store, checked(name))
            except FileNotFoundError as error:
                raise Missing(name) from error
            async for portion in found.stream(min_chunk_size=PORTION):
                yield bytes(portion)

    async def erase(self, name: str) -> None:
        """Remove a file."""
        with _reachable(), contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, checked(name))

    async def names(self) -> AsyncIterator[tuple[str, datetime]]:
        """List the bucket."""
        with _reachable():
            async for batch in obstore.list(self._store):
                for each in batch:
                    yield each["path"], each["last_modified"]


@contextlib.contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the store of attachments cannot be used: {error.strerror}") from error


@contextlib.contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise Unavailable(f"the store of attachments does not answer: {type(error).__name__}") from error
