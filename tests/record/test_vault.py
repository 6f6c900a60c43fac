from hashlib import sha256
from pathlib import Path

import pytest

from record.errors import Damaged
from record.keys import people
from record.store import Record
from record.vault import Erased, Missing, Vault
from tests.record.toys import somebody

LETTER = b"%PDF-1.7 Dear Mr Evans"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def the_file(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


async def test_a_document_comes_back_and_is_unreadable_where_it_lies(record: Record, tmp_path: Path) -> None:
    vault, person = Vault(tmp_path, record.keys), somebody()
    name = await vault.put(LETTER, [person])
    assert await vault.put(LETTER, [person]) == name
    assert await vault.get(name) == LETTER
    path = the_file(tmp_path)
    assert sha256(path.read_bytes()).hexdigest() == path.name == name
    assert b"Evans" not in path.read_bytes()


async def test_the_same_letter_about_another_person_has_another_name(record: Record, tmp_path: Path) -> None:
    vault = Vault(tmp_path, record.keys)
    assert await vault.put(LETTER, [somebody()]) != await vault.put(LETTER, [somebody()])
    assert sha256(LETTER).hexdigest() not in names(tmp_path)


async def test_a_document_goes_with_its_key_or_by_itself(record: Record, tmp_path: Path) -> None:
    vault, person = Vault(tmp_path, record.keys), somebody()
    name = await vault.put(LETTER, [person])
    key = await record.keys.key_for(people([person]))
    await record.keys.destroy([key.id], by="staff/x")
    with pytest.raises(Erased):
        await vault.get(name)
    for _ in range(2):
        await vault.erase(name)
    with pytest.raises(Missing):
        await vault.get(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "G" * 64, "0" * 64])
async def test_what_is_no_document_is_missing(record: Record, tmp_path: Path, name: str) -> None:
    with pytest.raises(Missing):
        await Vault(tmp_path, record.keys).get(name)


async def test_a_changed_document_is_damaged(record: Record, tmp_path: Path) -> None:
    vault = Vault(tmp_path, record.keys)
    name = await vault.put(LETTER, [somebody()])
    path = the_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Damaged):
        await vault.get(name)


async def test_an_empty_document_or_one_about_nobody_is_refused(record: Record, tmp_path: Path) -> None:
    vault = Vault(tmp_path, record.keys)
    for document, whom in ((b"", [somebody()]), (LETTER, [])):
        with pytest.raises(ValueError, match="document"):
            await vault.put(document, whom)
