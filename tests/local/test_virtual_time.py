import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client, WorkflowExecution
from temporalio.worker import Worker

from local import temporal
from local.virtual_time import A_LITTLE, NoRest, VirtualTime, clock_of
from tests.local.diary import QUEUE, Chain, Diary, Due, Parent, Tries, Waits
from tests.record.servers import Server, a_place

DAY = timedelta(days=1)
NEAR = timedelta(seconds=2)  # how far from its moment a thing may be done on a busy machine


@pytest.fixture(scope="module")
def server() -> Iterator[temporal.Temporal]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-virtual-time-"))
    started = temporal.start(folder, namespace="evenhand", search_attributes={}, virtual_time=True)
    yield started
    started.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def client(server: temporal.Temporal) -> AsyncIterator[Client]:
    connected = await Client.connect(server.address, namespace="evenhand")
    yield connected
    async for left in connected.list_workflows("ExecutionStatus = 'Running'"):
        await connected.get_workflow_handle(left.id).terminate()


@pytest.fixture
async def diary(client: Client) -> AsyncIterator[Diary]:
    diary = Diary(client=client)
    activities: Sequence[Callable[..., object]] = [diary.seconds_until_due, diary.do, diary.fail, diary.begin_another]
    workflows: Sequence[type] = [Due, Chain, Waits, Parent, Tries]
    async with Worker(client, task_queue=QUEUE, workflows=workflows, activities=activities):
        yield diary


@pytest.fixture
def clock(client: Client, diary: Diary) -> VirtualTime:
    return VirtualTime(client, diary.set_offset, diary, patience=10)


async def test_what_is_due_is_done_at_its_moment_and_not_before(diary: Diary, clock: VirtualTime) -> None:
    due = clock.now + 30 * DAY
    diary.owed["review"] = due
    await diary.start("Due", "review", called="review")
    await clock.move_to(due - timedelta(seconds=5))
    assert diary.done == []
    await clock.move_to(due)
    assert timedelta() <= diary.done_at("review") - due < NEAR
    assert clock.now - due < NEAR


async def test_a_year_of_many_workflows_goes_by_from_moment_to_moment_in_order(
    diary: Diary, clock: VirtualTime
) -> None:
    began = clock.now
    owed = {f"case {n}": began + timedelta(days=53 * n % 360 + 1, hours=n) for n in range(6)}
    diary.owed |= owed
    await diary.start("Waits", called="no timer at all")
    for name in owed:
        await diary.start("Due", name, called=name)
    real = asyncio.get_running_loop().time()
    await clock.run_until(began + 365 * DAY)
    assert [name for name, _ in diary.done] == sorted(owed, key=lambda name: owed[name])
    assert all(timedelta() <= diary.done_at(name) - moment < NEAR for name, moment in owed.items())
    assert clock.now >= began + 365 * DAY
    assert asyncio.get_running_loop().time() - real < 15


async def test_a_workflow_that_begins_later_goes_by_the_one_clock_too(diary: Diary, clock: VirtualTime) -> None:
    await clock.move_to(clock.now + 100 * DAY)
    due = clock.now + 3 * DAY
    diary.owed["appeal"] = due
    await diary.start("Due", "appeal", called="appeal")
    await clock.run_until(due + DAY)
    assert timedelta() <= diary.done_at("appeal") - due < NEAR


async def test_news_between_two_moves_moves_the_date(client: Client, diary: Diary, clock: VirtualTime) -> None:
    first = clock.now + 10 * DAY
    diary.owed["lapse"] = first
    await diary.start("Due", "lapse", called="lapse")
    await clock.move_to(first - DAY)
    diary.owed["lapse"] = later = first + 20 * DAY
    await client.get_workflow_handle("lapse").signal("moved")
    await clock.run_until(later + DAY)
    assert timedelta() <= diary.done_at("lapse") - later < NEAR


async def test_new_runs_and_workflows_that_appear_on_the_way_come_along(diary: Diary, clock: VirtualTime) -> None:
    names = [f"decision {n}" for n in range(3)]
    began = clock.now
    for n, name in enumerate(names):
        diary.owed[name] = began + (n + 1) * 5 * DAY
        diary.owed[f"beside {name}"] = began + (n + 1) * 5 * DAY + 2 * DAY
    owed = dict(diary.owed)
    await diary.start("Chain", names, called="chain")
    await clock.run_until(began + 20 * DAY)
    assert [name for name, _ in diary.done] == sorted(owed, key=lambda name: owed[name])
    assert all(timedelta() <= diary.done_at(name) - owed[name] < NEAR for name in owed)


async def test_a_workflow_that_the_server_does_not_list_yet_comes_along(
    client: Client, diary: Diary, clock: VirtualTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of a busy server is behind."""
    listed = client.list_workflows
    first_seen: dict[str, datetime] = {}

    async def behind(query: str) -> AsyncIterator[WorkflowExecution]:
        async for each in listed(query):
            if datetime.now(UTC) - first_seen.setdefault(each.id, datetime.now(UTC)) > timedelta(seconds=1):
                yield each

    monkeypatch.setattr(client, "list_workflows", behind)
    due = diary.owed["notice"] = clock.now + 2 * DAY
    await diary.start("Due", "notice", called="notice")
    await clock.run_until(due + DAY)
    assert timedelta() <= diary.done_at("notice") - due < NEAR


async def test_a_machine_that_is_slow_to_begin_to_wait_does_each_thing_in_its_turn(
    diary: Diary, clock: VirtualTime
) -> None:
    diary.slow = 0.3
    began = clock.now
    for n in range(1, 4):
        diary.owed[f"thing {n}"] = began + n * DAY
        await diary.start("Due", f"thing {n}", called=f"thing {n}")
    owed = dict(diary.owed)
    await clock.run_until(began + 5 * DAY)
    assert [name for name, _ in diary.done] == sorted(owed)
    assert all(timedelta() <= diary.done_at(name) - owed[name] < NEAR for name in owed)


async def test_what_is_tried_again_later_is_no_unrest_and_is_tried_on_the_way(diary: Diary, clock: VirtualTime) -> None:
    await diary.start("Tries", called="tries")
    await clock.move_to(clock.now + timedelta(hours=3, minutes=30))
    assert diary.attempts == 4


async def test_a_move_into_the_past_moves_nothing(diary: Diary, clock: VirtualTime) -> None:
    await clock.move_to(clock.now - DAY)
    assert diary.offset == timedelta()


async def test_a_story_can_begin_on_a_day_of_its_own(diary: Diary, clock: VirtualTime) -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    await clock.begin_at(monday)
    diary.owed["window"] = due = monday + 14 * DAY
    await diary.start("Due", "window", called="window")
    await clock.run_until(due)
    assert timedelta() <= diary.done_at("window") - due < NEAR


async def test_time_stands_still_until_everything_around_is_quiet(client: Client, diary: Diary) -> None:
    looks: list[datetime] = []

    async def quiet() -> bool:
        looks.append(diary.now)
        return len(looks) > 4

    clock = VirtualTime(client, diary.set_offset, diary, quiet)
    began = clock.now
    await clock.move_to(began + DAY)
    assert all(at - began < NEAR for at in looks[:5])
    assert looks[-1] - began >= DAY


async def never_quiet() -> bool:
    return False


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        (lambda client: client.start_workflow("Waits", id="w", task_queue="nobody's"), "w has a task that a worker"),
        (lambda client: Diary(client=client).start("Parent", called="the parent"), "its child the child lives"),
    ],
)
async def test_a_workflow_that_cannot_come_along_is_named_with_the_reason(
    client: Client, diary: Diary, begin: Callable[[Client], Awaitable[object]], said: str
) -> None:
    clock = VirtualTime(client, diary.set_offset, diary, patience=1)
    await begin(client)
    with pytest.raises(NoRest, match=said):
        await clock.move_to(clock.now + DAY)


async def test_unrest_outside_is_told(client: Client, diary: Diary) -> None:
    with pytest.raises(NoRest, match="what follows the record"):
        await VirtualTime(client, diary.set_offset, diary, never_quiet, patience=0.2).rest()


class Backwards(Diary):
    async def next_moment(self, now: datetime) -> datetime | None:
        return now


async def test_an_agenda_that_goes_backwards_is_a_mistake(client: Client, diary: Diary) -> None:
    clock = VirtualTime(client, diary.set_offset, Backwards())
    with pytest.raises(ValueError, match="cannot be"):
        await clock.run_until(clock.now + DAY)


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    running = Server(folder)
    yield running
    running.stop()


async def test_the_records_clock_follows(client: Client, diary: Diary, database: Server) -> None:
    place = await a_place(database)
    clock = VirtualTime(client, clock_of(place.owner), diary)
    await clock.move_to(clock.now + 9 * DAY)
    connection = await asyncpg.connect(place.owner)
    try:
        read = await connection.fetchval("select record.now()")
    finally:
        await connection.close()
    assert timedelta() <= clock.now - read < NEAR
    assert read > datetime.now(UTC) + 9 * DAY - A_LITTLE
