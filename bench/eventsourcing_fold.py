"""What `eventsourcing` needs to select and fold a whole record: a program of its own, set by its environment."""

import sys
import time
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

BATCH = 5_000


class Note(Aggregate):
    @event("Taken")
    def __init__(self, about: str, has_witnesses: bool) -> None:
        self.about, self.has_witnesses, self.count = about, has_witnesses, 0

    @event("Counted")
    def add(self, by: int) -> None:
        self.count += by


def fill(application: Application[UUID], events: int) -> float:
    """Store as many events, ten to an aggregate, through the recorder in large batches."""
    stored = []
    for _ in range(events // 10):
        note = Note(about=f"customer/{uuid4()}", has_witnesses=False)
        for n in range(9):
            note.add(by=n % 7)
        stored += [application.mapper.to_stored_event(e) for e in note.collect_events()]
        if len(stored) >= BATCH:
            application.recorder.insert_events(stored)
            stored = []
    if stored:
        application.recorder.insert_events(stored)
    return float(events)


def fold(application: Application[UUID], events: int) -> float:
    """Select every notification and fold it; return events a second."""
    start = time.perf_counter()
    notes: dict[UUID, Note] = {}
    after = 0
    while notifications := application.recorder.select_notifications(
        start=after, limit=BATCH, inclusive_of_start=False
    ):
        for notification in notifications:
            happened = application.mapper.to_domain_event(notification)
            assert isinstance(happened, Aggregate.Event)  # noqa: S101 - the library's own type says less
            note = happened.mutate(notes.get(happened.originator_id))
            assert note is not None  # noqa: S101
            notes[happened.originator_id] = note
        after = notifications[-1].id
    assert len(notes) == events // 10  # noqa: S101
    return events / (time.perf_counter() - start)


if __name__ == "__main__":
    what = {"fill": fill, "fold": fold}[sys.argv[1]]
    print(what(Application(), int(sys.argv[2])))
