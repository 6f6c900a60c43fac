"""The process: runs the workflows and their activities, the relay, the reconciler, the views and the sealer.

`python -m worker` serves until SIGTERM or SIGINT. It starts and stays up while Temporal or the database is away, and
catches up when they are back. Any number of them may run side by side.
"""

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker

import house
import logs
from activities.entries import EntryActivities
from activities.mail import MailServer
from activities.notices import NoticeActivities, Post
from activities.steps import StepActivities
from activities.tellings import TellingActivities
from record.errors import Damaged, Unavailable
from record.learning import FilesContradict, learn_files
from record.store import Record
from settings import Settings, read_or_end
from workflows.processes import Processes
from workflows.relay import Reconciler, Relay
from workflows.running import WORKFLOWS, sandbox

# More than the live cases of one organisation: a workflow that is not in the cache is replayed when it wakes.
CACHED_WORKFLOWS = 10_000
GRACE = timedelta(seconds=10)  # for activities under way when we are told to stop
PAUSE = 0.5  # seconds between attempts to reach a server at the start
UNTIL_MENDED = 30.0  # seconds between looks at what is damaged
log = structlog.get_logger()


def temporal_worker(client: Client, settings: Settings, record: Record) -> Worker:
    """Make the worker that runs our workflows and activities; not yet started."""
    steps = StepActivities(record)
    notices = NoticeActivities(record, house.vault(settings, record), post(settings))
    entries = EntryActivities(record, house.housing_system(settings))
    tellings = TellingActivities(record, post(settings))
    return Worker(
        client,
        task_queue=settings.temporal_task_queue,
        workflows=WORKFLOWS,
        activities=[
            steps.look,
            steps.take_step,
            notices.print_letter,
            notices.hand_over,
            entries.enter,
            tellings.tell,
        ],
        workflow_runner=sandbox(),
        max_cached_workflows=CACHED_WORKFLOWS,
        graceful_shutdown_timeout=GRACE,
    )


def post(settings: Settings) -> Post:
    """Return how letters leave by e-mail."""
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user,
        password=password,
        tls=settings.smtp_tls == "tls",
        start_tls=settings.smtp_tls == "starttls",
        timeout=settings.mail_seconds,
    )
    return Post(server, settings.mail_from)


async def connect(settings: Settings) -> Client:
    """Connect to Temporal, once it is there."""
    key = settings.temporal_api_key
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                tls=settings.temporal_tls,
                api_key=key.get_secret_value() if key else None,
            )
        except RuntimeError as error:  # what the client raises where nobody listens
            log.info("worker.waits_for_temporal", error=str(error)[:200])
            await asyncio.sleep(PAUSE)


class Serving:
    """One running process, and how it is: whether the record and Temporal answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._record = house.record(settings, house.policy_or_end(settings.policy_folder))
        self._client: Client | None = None

    async def run(self) -> None:
        """Serve, without end."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._health())
            await _once_there(self._record.start)
            stack.push_async_callback(self._record.close)
            await _once_there(partial(learn_files, self._record))
            views, sealer = house.views(self._record), house.sealer(self._settings, self._record)
            await _once_there(views.prepare)  # the reconciler reads one
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_once_there(views.run))
                tasks.create_task(sealer.run(self._settings.checkpoint_seconds))
                tasks.create_task(self._process())

    async def _process(self) -> None:
        """Run what needs Temporal: the worker, the relay, the reconciler."""
        settings, client = self._settings, await connect(self._settings)
        self._client = client
        processes = Processes(client, settings.temporal_task_queue)
        relay = Relay(self._record, self._record.book, processes)
        reconciler = Reconciler(self._record, self._record.book, processes)
        worker = temporal_worker(client, settings, self._record)
        async with worker, asyncio.TaskGroup() as tasks:
            if settings.housing_system_url is None:
                log.warning("worker.no_housing_system", what="Governance enters restrictions there by hand (9.1)")
            log.info("worker.started", task_queue=settings.temporal_task_queue)
            tasks.create_task(_beside_what_is_damaged(relay.run))
            tasks.create_task(reconciler.run(settings.reconcile_seconds))

    async def state(self) -> dict[str, str]:
        """Say of each part that we need how it is: "ok", or "away"."""
        found = {"record": "ok", "temporal": "away"}
        try:
            async with asyncio.timeout(1):
                await self._record.position()
        except (Unavailable, TimeoutError):
            found["record"] = "away"
        if self._client:
            with contextlib.suppress(RPCError, RuntimeError):
                healthy = await self._client.service_client.check_health(timeout=timedelta(seconds=1))
                found["temporal"] = "ok" if healthy else "away"
        return found

    @asynccontextmanager
    async def _health(self) -> AsyncIterator[None]:
        """Answer /health/live and /health/ready on loopback, if a port is set."""
        if self._settings.worker_health_port == 0:
            yield
            return
        server = await asyncio.start_server(self._answer, "127.0.0.1", self._settings.worker_health_port)
        try:
            yield
        finally:
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(5):
                request = await reader.readuntil(b"\r\n\r\n")
                live = request.startswith(b"GET /health/live ")
                ready = request.startswith(b"GET /health/ready ")
                state = await self.state() if ready else {}
                good = live or (ready and set(state.values()) == {"ok"})
                status = "200 OK" if good else "503 Service Unavailable" if ready else "404 Not Found"
                body = json.dumps({"status": status.partition(" ")[2].lower(), **state}).encode()
                head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
                await writer.drain()
        writer.close()


async def _once_there(do: Callable[[], Awaitable[None]]) -> None:
    """Do something that needs the database, as soon as it is there."""
    while True:
        try:
            await do()
        except Unavailable as error:
            log.info("worker.waits_for_the_record", error=str(error)[:200])
            await asyncio.sleep(PAUSE)
        else:
            return


async def _beside_what_is_damaged(do: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again where the record is damaged: timers run on, and nobody loses a right by it."""
    while True:
        try:
            await do()
        except* Damaged as error:
            log.error("worker.record_is_damaged", error=[str(each) for each in error.exceptions])  # noqa: TRY400
        await asyncio.sleep(UNTIL_MENDED)


async def serve(settings: Settings) -> None:
    """Serve until told to stop. Raises what no waiting mends: an event that this program does not know."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = asyncio.create_task(Serving(settings).run())
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        stopped.cancel()
        await serving
    log.info("worker.stopping")
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def main() -> None:
    """Read the settings and serve."""
    settings = read_or_end()
    logs.configure(settings.log_level)
    try:
        asyncio.run(serve(settings))
    except FilesContradict as wrong:
        raise SystemExit(str(wrong)) from None
    time.sleep(0.2)  # Temporal's threads end a moment after its worker; without it the interpreter may abort at exit


if __name__ == "__main__":
    main()
