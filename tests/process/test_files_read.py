"""A process that starts with other files: what is new in them is learnt once, reaches every letter, or is refused."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import house
from domain.policy_changes import POLICY
from record.learning import FilesContradict, learn_files
from tests.process.conftest import ROOT, House


def files_in(folder: Path, *, days: Iterable[str] = (), window: int = 10) -> Path:
    """Make a copy of the policy's files, with further bank holidays, or another time to appeal."""
    shutil.copytree(ROOT / "policy", folder)
    with (folder / "bank_holidays.toml").open("a", encoding="utf-8") as file:
        file.writelines(f'\n{day} = "A wedding"\n' for day in days)
    figures = folder / "figures.toml"
    text = figures.read_text("utf-8")
    assert "appeal_window_wd = { value = 10," in text
    figures.write_text(text.replace("appeal_window_wd = { value = 10,", f"appeal_window_wd = {{ value = {window},"))
    return folder


async def starts(whole: House, folder: Path) -> None:
    async with house.record(whole.settings, house.policy_book(folder)) as record:
        await learn_files(record)


async def readings(whole: House) -> list[Any]:
    return [entry.event for entry in await whole.record.history(POLICY)]


@pytest.mark.clause("8.2", "reading.md, Time")
async def test_a_day_that_a_process_starts_with_is_told_to_whoever_was_told_another(
    whole: House, tmp_path: Path
) -> None:
    story = await whole.a_story()
    await learn_files(whole.record)
    await story.a_restriction()
    await whole.time.quiet()
    assert (await story.case()).decisions[0].appeal_by == date(2026, 12, 7)
    await starts(whole, files_in(tmp_path / "policy", days=["2026-12-02"]))
    await whole.time.quiet()
    assert (await story.case()).decisions[0].appeal_by == date(2026, 12, 8)
    assert "Tuesday 8 December 2026" in whole.words()


@pytest.mark.clause("reading.md, Time")
async def test_of_processes_that_start_at_once_one_says_what_is_new(whole: House, tmp_path: Path) -> None:
    await learn_files(whole.record)
    folder = files_in(tmp_path / "policy", days=["2026-12-02"])
    await asyncio.gather(*(starts(whole, folder) for _ in range(4)), starts(whole, ROOT / "policy"))
    first, second = await readings(whole)
    assert (first.first, second.first) == (True, False)
    assert [kept.day for kept in second.bank_holidays] == [date(2026, 12, 2)]
    assert date(2026, 12, 2) in (await whole.record.book.now()).calendar.bank_holidays


@pytest.mark.clause("reading.md, Never")
@pytest.mark.parametrize("program", ["worker", "api"])
async def test_files_that_would_make_the_past_another_keep_every_program_from_starting(
    whole: House, tmp_path: Path, program: str
) -> None:
    await learn_files(whole.record)
    folder = files_in(tmp_path / "policy", window=12)
    with pytest.raises(FilesContradict):
        await starts(whole, folder)
    environment = {
        **os.environ,
        "EVENHAND_MODE": "development",
        "DATABASE_URL": whole.settings.database_url.get_secret_value(),
        "KEYS_DATABASE_URL": whole.settings.keys_database_url.get_secret_value(),
        "EVENHAND_POLICY_FOLDER": str(folder),
        "EVENHAND_API_PORT": "0",
    }
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert (
        "Cannot start: figures.toml: appeal_window_wd of the version 2026-01 is 10, and not 12: a change is a version"
        " of its own from a day to come, or is made over the API"
    ) in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert len(await readings(whole)) == 1
