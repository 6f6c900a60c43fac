"""Contacts, as they are recorded, corrected and listed."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.words import (
    SOMEBODY,
    Body,
    CustomerRef,
    Id,
    MaybeText,
    Moment,
    Number,
    Shown,
    StaffRef,
    Text,
    YesOrNo,
    example,
)
from domain.case.verdict import Purpose, RouteKind
from domain.names import Channel
from domain.referral.kinds import ReferralKind
from domain.triage import Departure, Done, Matter, Triage


class AMatter(Body):
    """One thing that the contact was about, and what was done about it."""

    purpose: Purpose
    done: Done = Field(
        description="`answered`; `referred` to whoever decides or acts; `filed`: read and not answered; `route-told`: "
        "not taken this way, and told which way is open."
    )

    def matter(self) -> Matter:
        """Return it in the domain's words."""
        return Matter(self.purpose, self.done)


Matters = Annotated[tuple[AMatter, ...], Field(max_length=len(Purpose))]


class NewContact(Body):
    """A contact that was had. `staff` had it: you, unless you type it in for somebody."""

    model_config = example(
        customer=str(SOMEBODY),
        channel="digital",
        happened_at="2026-11-24T10:15:00Z",
        matters=[{"purpose": "data-subject-request", "done": "referred"}, {"purpose": "general", "done": "filed"}],
        note="Asks for every e-mail about the damp, sent on to Governance. The rest repeats what has been answered.",
    )

    customer: CustomerRef
    channel: Channel
    happened_at: Moment
    staff: StaffRef | None = None
    by_representative: YesOrNo = False
    by_us: YesOrNo = Field(False, description="We made the contact: it is not counted, and no verdict applies.")
    matters: Matters
    note: MaybeText | None = Field(None, description="In words; needed where a matter is statutory (1.6).")

    def said(self) -> dict[str, Any]:
        """Return the command's fields; who had the contact is the caller's to fill in where nobody is named."""
        return super().said() | {"matters": tuple(each.matter() for each in self.matters)}


class TriageCorrection(Body):
    """What it was about after all, and what has been done: the whole as it now is. The first version stays."""

    model_config = example(
        matters=[{"purpose": "data-subject-request", "done": "referred"}],
        reason="Read again: it asks for his file, without calling it that.",
    )

    matters: Matters
    reason: Text

    def said(self) -> dict[str, Any]:
        """Return the command's fields."""
        return super().said() | {"matters": tuple(each.matter() for each in self.matters)}


class Retraction(Body):
    """Why the contact is taken back: it was not this customer's, or it stands twice."""

    model_config = example(reason="It was her brother who called.")

    reason: Text


class Said(Shown):
    """What the verdict said at the moment of the contact."""

    answer: str = Field(description="`allow`, `refer`, `read-and-file` or `refuse`.")
    clause: str
    route: RouteKind | None
    case: Id | None
    decision: Number | None
    event: int | None = Field(description="The version, in the case's history, of the event that rests on.")


class MatterShown(Shown):
    """A matter, with its triage."""

    purpose: Purpose
    triage: Triage
    done: Done
    said: Said | None
    departs: Departure | None = Field(description="How what was done departs from what the verdict said.")
    raises: ReferralKind | None = Field(description="The referral that it calls for, whatever was done about it.")


class Contact(Shown):
    """A contact in codes. What was said in words is read apart, and reading it is recorded."""

    id: Id
    customer: Id
    channel: Channel
    happened_at: datetime
    staff: Id
    by_representative: bool
    by_us: bool
    matters: tuple[MatterShown, ...]
    recorded_by: Id
    counts: bool = Field(description="Whether it uses up how often the customer may be in contact.")
    departs: bool = Field(description="Whether any of it was handled otherwise than the verdict said.")
    retracted: bool
    referrals: tuple[Id, ...] = Field((), description="What was referred because of it; told of a contact read alone.")


class ContactLog(Shown):
    """A customer's contacts from one local day to another, newest first, and how many they made in that time."""

    customer: Id
    since: date
    until: date
    contacts: tuple[Contact, ...]
    next_after: str | None = Field(description="Asks for what follows; null: nothing does.")
    by_channel: dict[Channel, int] = Field(description="Made by the customer, by channel: evidence of volume (4.8).")
    by_triage: dict[Triage, int] = Field(description="The same, by the weightiest of their matters.")
