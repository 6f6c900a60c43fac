"""The nouns that every rule shares: who, which, by what route, at what moment."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

# An identifier is the name of the stream that tells the thing's history: "customer/4f0c…". The part behind the
# stroke is a random pseudonym; nothing in it says whom it names.
StreamId = NewType("StreamId", str)
CustomerId = NewType("CustomerId", str)
IncidentId = NewType("IncidentId", str)
CaseId = NewType("CaseId", str)
ContactId = NewType("ContactId", str)
StaffId = NewType("StaffId", str)
AttachmentId = NewType("AttachmentId", str)
ReferralId = NewType("ReferralId", str)
LetterId = NewType("LetterId", str)
# These live inside a case and are named by it: "decision/1", "notice/3", "appeal/1", counted from the first.
WarningId = NewType("WarningId", str)
DecisionId = NewType("DecisionId", str)
NoticeId = NewType("NoticeId", str)
AppealId = NewType("AppealId", str)
TellingId = NewType("TellingId", str)
EntryId = NewType("EntryId", str)
EarlyReviewId = NewType("EarlyReviewId", str)
AdjustmentId = NewType("AdjustmentId", str)  # lives inside a customer: "adjustment/1"
LinkId = NewType("LinkId", str)
RepresentativeId = NewType("RepresentativeId", str)
DraftId = NewType("DraftId", str)

SYSTEM = StaffId("staff/00000000-0000-0000-0000-000000000000")  # what the process itself does is recorded as this


def kind_of(stream: str) -> str:
    """Return the kind of a stream: "case" of "case/4f0c…"."""
    return stream.partition("/")[0]


def same_id(kind: str, stream: str) -> StreamId:
    """Return the stream of another kind that shares the pseudonym: a people/… beside its incident/…."""
    return StreamId(f"{kind}/{stream.partition('/')[2]}")


def named(kind: str, uuid: UUID) -> StreamId:
    """Return the stream of a kind for a pseudonym."""
    return StreamId(f"{kind}/{uuid}")


class Role(StrEnum):
    """What somebody is in the organisation; reading.md, *Who*."""

    STAFF = "staff"
    MANAGER = "manager"
    HEAD_OF_SERVICE = "head-of-service"
    DIRECTOR = "director"
    GOVERNANCE = "governance"
    POLICY_ADMINISTRATOR = "policy-administrator"
    AUDITOR = "auditor"
    SERVICE = "service"  # a machine outside: print house, housing system
    SYSTEM = "system"  # the process itself


class Channel(StrEnum):
    """How a person made contact; 1.4."""

    FACE_TO_FACE = "face-to-face"
    TELEPHONE = "telephone"
    WRITING = "writing"
    DIGITAL = "digital"  # e-mail, web form, text message
    SOCIAL_MEDIA = "social-media"
    OTHER = "other"


SPOKEN = frozenset({Channel.TELEPHONE, Channel.FACE_TO_FACE})


class Means(StrEnum):
    """How the organisation writes to a customer; 7.3."""

    POST = "post"
    EMAIL = "email"
    LARGE_PRINT = "large-print"  # by post
    READ_BY_PHONE = "read-by-phone"


class Language(StrEnum):
    """The language of letters; 7.3."""

    ENGLISH = "en"
    WELSH = "cy"


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for something: a pseudonym, and every role the staff directory gives it now."""

    id: StaffId
    roles: frozenset[Role]

    def has(self, *roles: Role) -> bool:
        """Say whether the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)


THE_SYSTEM = Actor(SYSTEM, frozenset({Role.SYSTEM}))


@dataclass(frozen=True)
class Sealed:
    """Stands where personal text is not shown: not opened for this reader, or erased for ever."""

    erased: bool = False


SEALED = Sealed()
ERASED = Sealed(erased=True)

# Text about a person. Stored encrypted; a rule never reads it; erasure leaves `ERASED` in its place.
Personal = str | Sealed
PersonalList = tuple[str, ...] | Sealed


def is_said(text: Personal | None) -> bool:
    """Say whether somebody wrote something down: text that is more than blank, and there to be read."""
    return isinstance(text, str) and bool(text.strip())
