"""The rules of how an incident was handled: told whatever it was, flagged where outside the steps (5.4-5.14, 7.1)."""

from datetime import datetime

from domain.calendar import local_day
from domain.event import Event
from domain.frozen import changed
from domain.handled import (
    HandlingFoundOutsideSteps,
    HandlingFoundWithinSteps,
    HandlingNoted,
    HandlingRecorded,
    NoteHandling,
    RecordHandling,
)
from domain.handling import AT_ONCE, CORRESPONDENCE, Handling, Shortfall, StepKind, StepTaken, shortfalls
from domain.incident import Incident
from domain.names import Channel, CustomerId, IncidentId, Personal, PersonalList, StaffId, is_said, same_id
from domain.people import People
from domain.refusal import Conflict, Refused
from domain.staff import DIRECTORY, Directory, check_known
from domain.streams import Given


def flags(
    incident: IncidentId,
    customer: CustomerId,
    before: tuple[Shortfall, ...],
    handling: Handling,
    reporter: StaffId | None,
    given: Given,
) -> tuple[Event, ...]:
    """Flag to the reporter's manager what is outside the steps and was not before; say what is within them again."""
    now = shortfalls(handling)
    flagged_to = _manager_of(reporter, given)
    outside = [
        HandlingFoundOutsideSteps(
            incident=incident, customer=customer, missing=missing, outside=missing.clause, flagged_to=flagged_to
        )
        for missing in now
        if missing not in before
    ]
    within = [
        HandlingFoundWithinSteps(incident=incident, customer=customer, missing=missing, outside=missing.clause)
        for missing in before
        if missing not in now
    ]
    return (*outside, *within)


def record_handling(incident: Incident, command: RecordHandling, given: Given) -> tuple[Event, ...]:
    """Add to how it was handled, and judge the whole anew. Raises Refused (5.9, 7.1, 9.1)."""
    if not command.steps and command.holds_legitimate_request is None:
        raise Refused(
            "9.1",
            "something is said of the handling",
            field="steps",
            accepted="a step or more, or whether it holds a legitimate request",
        )
    check_request(incident.channel, command.holds_legitimate_request, command.legitimate_request)
    check_steps(command.steps, incident.happened_at, given)
    event = HandlingRecorded(
        incident=incident.id,
        customer=incident.customer,
        steps=tuple(taken.step for taken in command.steps),
        holds_legitimate_request=command.holds_legitimate_request,
        told_by=given.by.id,
        step_words=words_of(command.steps),
        legitimate_request=command.legitimate_request,
    )
    request = command.holds_legitimate_request
    handling = changed(
        incident.handling,
        steps=incident.steps + event.steps,
        holds_request=incident.holds_legitimate_request if request is None else request,
    )
    return (event, *flags_of(incident, handling, given))


def flags_of(incident: Incident, handling: Handling, given: Given) -> tuple[Event, ...]:
    """Judge the handling of a recorded incident as it is now told."""
    people: People | None = given.others.get(same_id("people", incident.id))
    reporter = people.reporter if people else None
    return flags(incident.id, incident.customer, incident.outside, handling, reporter, given)


def note_handling(incident: Incident, command: NoteHandling, given: Given) -> tuple[Event, ...]:
    """Say that a manager has looked at it. Raises Refused (5.4-5.14), Conflict."""
    if not incident.outside or incident.noted:
        raise Conflict("no handling of this incident waits to be looked at")
    people: People | None = given.others.get(same_id("people", incident.id))
    if given.by.id in {*(step.by for step in incident.steps), people.reporter if people else None}:
        raise Refused("5.3", "nobody looks at their own handling", accepted="a manager who did not handle or report it")
    if not is_said(command.what_follows):
        raise Refused(
            "5.3",
            "what follows for us is said",
            field="what_follows",
            accepted="what was found and what follows from it, in words",
        )
    return (
        HandlingNoted(
            incident=incident.id,
            customer=incident.customer,
            missing=incident.outside,
            noted_by=given.by.id,
            what_follows=command.what_follows,
        ),
    )


def check_request(channel: Channel, holds: bool | None, request: Personal | None) -> None:
    """Check that a request is one in correspondence, and is described where there is one. Raises Refused (5.9)."""
    if (holds is not None or request is not None) and channel not in CORRESPONDENCE:
        raise Refused(
            "5.9",
            "whether it holds a legitimate request is asked of correspondence",
            field="holds_legitimate_request",
            accepted=f"nothing, or one of the channels {', '.join(sorted(CORRESPONDENCE))}",
        )
    if holds and not is_said(request):
        raise Refused(
            "5.9",
            "what was legitimately asked for is said",
            field="legitimate_request",
            accepted="the request, in words",
        )
    if request is not None and not holds:
        raise Refused(
            "5.9",
            "what was asked for stands with a request that there is",
            field="holds_legitimate_request",
            accepted="true",
        )


def check_steps(steps: tuple[StepTaken, ...], happened_at: datetime, given: Given) -> None:
    """Check that each step has its time, its person and, where its kind says nothing, its words. Raises Refused."""
    check_known([taken.by for taken in steps], given, field="steps.{}.by", clause="9.1")
    day = local_day(happened_at)
    for number, taken in enumerate(steps):
        if taken.at > given.as_of:
            raise Refused("9.1", "a step lies in the past", field=f"steps.{number}.at", accepted="up to now")
        if local_day(taken.at) < day:
            raise Refused(
                "9.1", "a step answers what happened", field=f"steps.{number}.at", accepted=f"{day} or later, up to now"
            )
        if taken.kind is StepKind.ACTED_AT_ONCE and not is_said(taken.words):
            raise Refused(
                "7.1",
                "what was done at once is said",
                field=f"steps.{number}.words",
                accepted="what was done, in words",
            )
        if taken.went_on_until is not None and (taken.kind not in AT_ONCE or taken.went_on_until <= taken.at):
            raise Refused(
                "7.1",
                "what outlasts a contact is an immediate action, and ends after it began",
                field=f"steps.{number}.went_on_until",
                accepted=f"a moment after the step, of one of {', '.join(sorted(AT_ONCE))}; or nothing",
            )


def words_of(steps: tuple[StepTaken, ...]) -> PersonalList:
    """Return what was said of each step, in their order."""
    return tuple(taken.words if isinstance(taken.words, str) else "" for taken in steps)


def _manager_of(reporter: StaffId | None, given: Given) -> StaffId | None:
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    return next(iter(directory.above(reporter)), None) if reporter else None
