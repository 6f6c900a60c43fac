"""A person is identified later; what is adjusted for them is recorded, and before whoever decides (1.3, 3.1)."""

from datetime import date
from typing import Any

import pytest

from domain.adjustments import MakeAdjustment, WithdrawAdjustment, in_place
from domain.case.deciding import InPlace
from domain.customer import CustomerKind, IdentifyCustomer
from domain.event import Event
from domain.names import AdjustmentId, CustomerId, Means
from domain.refusal import Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def identify(story: Story, customer: CustomerId, **said: Any) -> tuple[Event, ...]:
    given = {"customer_kind": CustomerKind.APPLICANT, "name": "Gwen Prys", "address": ("1 Road",)}
    return story.do(customer, IdentifyCustomer(**{**given, **said}), ASHA)


def adjust(story: Story, **said: Any) -> tuple[Event, ...]:
    given = {"what": "Calls are followed by a letter in large print.", "since": story.today}
    return story.do(story.customer, MakeAdjustment(**{**given, **said}), ASHA)


def withdraw(story: Story, number: int = 1, reason: str = "Asked for by the customer.") -> tuple[Event, ...]:
    command = WithdrawAdjustment(adjustment=AdjustmentId(f"adjustment/{number}"), reason=reason)
    return story.do(story.customer, command, BRYN)


@clause("1.3")
def test_a_person_who_was_described_is_identified_by_name_once() -> None:
    story = a_story()
    caller = story.a_customer(identified=False, name=None, description="A man with a red scarf.", address=())
    with refused("1.3", "name"):
        identify(story, caller, name=" ")
    identify(story, caller)
    known = story.states[caller]
    assert (known.identified, known.customer_kind, known.has_address) == (True, CustomerKind.APPLICANT, True)
    with pytest.raises(Conflict):
        identify(story, caller)
    with pytest.raises(Conflict):
        identify(story, story.customer)
    assert story.events(caller) == ["CustomerEntered", "CustomerIdentified"]


@clause("1.3", "7.3")
def test_whoever_is_identified_is_still_reached_as_they_ask() -> None:
    story = a_story()
    caller = story.a_customer(
        identified=False, name=None, description="Writes at night.", emails=("a@example.org",), means=Means.EMAIL
    )
    with refused("7.3", "emails"):
        identify(story, caller)
    identify(story, caller, emails=("a@example.org",))


@clause("3.1")
def test_an_adjustment_is_in_place_from_its_first_day_to_its_last_or_until_it_is_withdrawn() -> None:
    story = a_story()
    adjust(story, since=date(2026, 11, 24), until=date(2026, 12, 1))
    adjust(story)

    def there(day: str) -> list[str]:
        return [a.id for a in in_place(story.states[story.customer].adjustments, date.fromisoformat(day))]

    assert there("2026-11-23") == ["adjustment/2"]
    assert there("2026-11-24") == there("2026-12-01") == ["adjustment/1", "adjustment/2"]
    assert there("2026-12-02") == ["adjustment/2"]
    story.on("2026-12-10")
    withdraw(story, 2)
    assert there("2026-12-09") == ["adjustment/2"]
    assert there("2026-12-10") == []


@clause("3.1")
def test_an_adjustment_says_what_is_done_and_ends_with_a_reason() -> None:
    story = a_story()
    with refused("3.1", "what"):
        adjust(story, what=" ")
    with refused("3.1", "until"):
        adjust(story, until=date(2026, 11, 22))
    adjust(story, until=story.today)
    with refused("3.1", "reason"):
        withdraw(story, reason="")
    with pytest.raises(NotFound):
        withdraw(story, 2)
    command = WithdrawAdjustment(adjustment=AdjustmentId("adjustment/1"), reason="Why.")
    with pytest.raises(NotAllowed):
        story.do(story.customer, command, ASHA)
    withdraw(story)
    with pytest.raises(Conflict):
        withdraw(story)
    adjust(story, until=story.today)
    story.on("2026-11-24")
    with pytest.raises(Conflict):
        withdraw(story, 2)


@clause("3.1")
def test_a_decision_records_which_adjustments_were_in_place_for_any_record_of_the_person() -> None:
    story = a_story()
    adjust(story)
    adjust(story)
    withdraw(story, 2)
    other, own = story.a_customer(), story.customer
    story.link(own, other)
    story.customer = other
    adjust(story)
    story.customer = own
    case = story.a_restriction()
    (decided,) = [event for event in story.streams[case] if event.TOPIC == "RestrictionImposed"]
    said = AdjustmentId("adjustment/1")
    assert set(decided.adjusted) == {InPlace(own, said), InPlace(other, said)}  # type: ignore[attr-defined]
