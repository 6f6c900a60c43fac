"""What is stored for ever: the topics of all events and their fields, frozen, so that a renamed one is noticed."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.event import Event
from domain.names import Sealed
from domain.permissions import MAY
from domain.register import DECIDERS
from tests.clauses import clause

GOLDEN = Path(__file__).with_name("topics.json")
EVENTS = sorted({event for decider in DECIDERS for event in decider.events}, key=lambda event: event.TOPIC)


def is_personal(kind: Any) -> bool:
    return Sealed in get_args(kind)


def shape(event: type[Event]) -> dict[str, Any]:
    """What a stored event of a type looks like: a change here is a new class version with its upcast."""
    return {
        "version": event.class_version,
        "stream": event.kind,
        "clause": event.clause,
        "tagged": list(event.tagged),
        "concerns": list(event.concerns),
        "facts": sorted(f.name for f in fields(event) if not is_personal(f.type)),
        "personal": sorted(f.name for f in fields(event) if is_personal(f.type)),
    }


def as_told() -> str:
    return json.dumps({event.TOPIC: shape(event) for event in EVENTS}, indent=1, sort_keys=True) + "\n"


@clause("reading.md, Never: edited history")
def test_no_stored_event_changes_its_name_or_its_fields_unnoticed() -> None:
    assert as_told() == GOLDEN.read_text(encoding="utf-8"), (
        f"an event has changed: raise its class_version, write its upcast, and tell {GOLDEN.name} so"
    )


def test_every_topic_names_one_event() -> None:
    assert len({event.TOPIC for event in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TOPIC)
def test_an_event_names_its_clause_and_fields_that_it_has(event: type[Event]) -> None:
    names = {f.name for f in fields(event)}
    assert event.clause
    assert {*event.tagged, *event.concerns} <= names
    assert {event.happened or "", event.coded or ""} - {""} <= names
    personal = [f.name for f in fields(event) if is_personal(f.type)]
    assert event.concerns or not personal


@pytest.mark.parametrize("decider", DECIDERS, ids=lambda decider: decider.kind)
def test_every_command_has_its_line_in_the_table_of_permissions(decider: Any) -> None:
    assert set(decider.commands) <= set(MAY)
