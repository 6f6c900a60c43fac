"""Evidence beside an incident's account: contacts counted, requests, refusals, difficulty asked about (4.8-4.13)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.words import Body, Day, Shown, Text, Times, example
from domain import evidence
from domain.names import Channel

Days = Annotated[tuple["DayTold", ...], Field(max_length=50)]


class ContactCount(Body):
    """How often somebody made contact, from a day to a day, both included."""

    first_day: Day
    last_day: Day
    contacts: Annotated[Times, Field(ge=1, le=1_000_000)]
    channel: Channel | None = Field(None, description="Null: by all of them together.")
    minutes: Annotated[Times, Field(ge=1, le=100_000_000)] | None = Field(
        None, description="What answering them took, where that was measured (4.9)."
    )


class DayTold(Body):
    """What was asked, refused or answered on a day."""

    day: Day
    words: Text


class NewEvidence(Body):
    """Any of it. One refusal is not enough (4.12); `difficulty`: when it was asked about, and what was answered."""

    model_config = example(
        contact_counts=[{"first_day": "2026-11-02", "last_day": "2026-11-20", "contacts": 61, "channel": "telephone"}],
    )

    contact_counts: Annotated[tuple[ContactCount, ...], Field(max_length=50)] = ()
    requests_made: Days = ()
    refusals: Days = ()
    difficulty: DayTold | None = None

    def evidence(self) -> evidence.Evidence:
        """Return it in the domain's words."""
        return evidence.Evidence(
            contact_counts=tuple(evidence.ContactCount(**count.said()) for count in self.contact_counts),
            requests_made=tuple(evidence.DayTold(**told.said()) for told in self.requests_made),
            refusals=tuple(evidence.DayTold(**told.said()) for told in self.refusals),
            difficulty=evidence.DayTold(**self.difficulty.said()) if self.difficulty else None,
        )


class Withdrawal(Body):
    """Which piece of evidence was wrong, and why."""

    model_config = example(version=2, reason="They were another customer's calls.")

    version: Annotated[Times, Field(ge=1, le=2**31, description="The version of the incident that told it.")]
    reason: Text


class CountShown(Shown):
    """A count of contacts."""

    first_day: date
    last_day: date
    contacts: int
    channel: Channel | None
    minutes: int | None


class Piece(Shown):
    """A piece of evidence that stands; its words are in the account. `version` names it, to withdraw it."""

    version: int
    contact_counts: tuple[CountShown, ...]
    requests_made: tuple[date, ...]
    refusals: tuple[date, ...]
    difficulty_asked_on: date | None
