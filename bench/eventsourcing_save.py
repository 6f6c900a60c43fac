"""What `eventsourcing`'s Application.save gets done in threads: a program of its own, set by its environment."""

import sys
import threading
import time
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.appending import TEXT


class Note(Aggregate):
    @event("Started")
    def __init__(self) -> None:
        self.text = ""

    @event("Taken")
    def take(self, text: str) -> None:
        self.text = text


def main(threads: int, seconds: float) -> float:
    """Return saves a second of one event each."""
    application: Application[UUID] = Application()
    until = time.perf_counter() + seconds
    done: list[int] = []

    def work() -> None:
        note, count = Note(), 0
        while time.perf_counter() < until:
            note.take(TEXT)
            application.save(note)
            count += 1
        done.append(count)

    start = time.perf_counter()
    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done) / (time.perf_counter() - start)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), float(sys.argv[2])))
