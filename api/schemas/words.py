"""The plain types that every schema shares: texts, days, moments, identifiers; and the two kinds of schema there are.

Shape is checked here, meaning by the domain: a reason that is missing where the policy asks for one is refused there,
with its clause. Blanks around a text are cut off; nothing else of it is altered.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, NoReturn
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from domain.names import (
    AdjustmentId,
    AppealId,
    AttachmentId,
    CaseId,
    ContactId,
    CustomerId,
    DecisionId,
    DraftId,
    EntryId,
    IncidentId,
    LetterId,
    NoticeId,
    Personal,
    PersonalList,
    ReferralId,
    RepresentativeId,
    Sealed,
    StaffId,
    StreamId,
)
from domain.referral.kinds import MAY_GIVE_CAUSE

LONGEST_TEXT = 20_000  # characters
LONGEST_LINE = 200
MOST_NUMBERED = 9_999  # things of one kind in a case
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

# A text holds something to see, and no control characters but tab and line ends; a line has no line end either.
_SEEN = r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2060\u3000\ufeff\ud800-\udfff]"
_IN_TEXT = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
_IN_LINE = r"[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]"


IN_WORDS: dict[str, str] = {}  # what a pattern lets through, for whoever sent something else


def in_words(pattern: str, words: str) -> str:
    """Return a pattern, and keep what it lets through in words."""
    IN_WORDS[pattern] = words
    return pattern


def _plain(pattern: str) -> str:
    """Leave out the surrogates, which Rust's patterns cannot name (and Pydantic refuses in any text)."""
    return pattern.replace(r"\ud800-\udfff", "")


def _text(allowed: str, longest: int, words: str) -> StringConstraints:
    pattern = in_words(_plain(f"^{allowed}*{_SEEN}{allowed}*$"), words)
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest, pattern=pattern)


_CODE = in_words(r"^[A-Za-z0-9][A-Za-z0-9/._-]*$", "letters, digits, strokes, dots, underscores and hyphens")
_PHONE = in_words(
    r"^\(?\+?[0-9][0-9 ()-]{4,27}[0-9]$", "a phone number: digits, with blanks, brackets and hyphens between"
)
_EMAIL = in_words(r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+$", "an e-mail address, as somebody@example.org")
_ANY_TEXT = in_words(_plain(f"^{_IN_TEXT}*$"), "text without control characters")

Text = Annotated[str, _text(_IN_TEXT, LONGEST_TEXT, "text with something to see in it, without control characters")]
Line = Annotated[str, _text(_IN_LINE, LONGEST_LINE, "a line with something to see in it, without control characters")]
MaybeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT, pattern=_ANY_TEXT)]
Reference = Annotated[str, StringConstraints(max_length=60, pattern=_CODE)]
Phone = Annotated[str, StringConstraints(max_length=30, pattern=_PHONE)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL)]
YesOrNo = Annotated[bool, Strict()]
Times = Annotated[int, Strict()]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


def _written(pattern: re.Pattern[str], read: Callable[[str], date], what: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, date):
            return value
        try:  # a number is no day, whatever it could be counted from; nor is 30 February
            return read(value) if isinstance(value, str) and pattern.fullmatch(value) else _expected(what)
        except ValueError:
            return _expected(what)

    return check


def _expected(what: str) -> NoReturn:
    raise ValueError(f"{what} is expected") from None


def _within(value: date) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day < LATEST:
        raise ValueError(f"a day from {EARLIEST} and before {LATEST} is expected")
    return value


def _as_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


A_DAY = "a day as YYYY-MM-DD"
A_MOMENT = "a moment with its offset, as 2026-11-23T09:30:00Z,"
Day = Annotated[date, BeforeValidator(_written(_DAY, date.fromisoformat, A_DAY)), AfterValidator(_within)]
Moment = Annotated[
    datetime,
    BeforeValidator(_written(_MOMENT, datetime.fromisoformat, A_MOMENT)),
    AfterValidator(_within),
    AfterValidator(_as_utc),
]


def _stream(kind: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            raise ValueError("a UUID in lower case is expected")
        return f"{kind}/{value}"

    return check


def numbered(kind: str) -> Callable[[Any], str]:
    """Return what reads the number of something inside a case. It raises ValueError."""

    def check(value: Any) -> str:
        written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(written, str) or not _NUMBER.fullmatch(written):
            raise ValueError(f"a number from 1 to {MOST_NUMBERED} is expected")
        return f"{kind}/{written}"

    return check


def _only_int(value: Any) -> Any:
    if not isinstance(value, int):
        raise ValueError(f"a number from 1 to {MOST_NUMBERED} is expected")  # noqa: TRY004 - as above
    return value


def _cause(value: Any) -> str:
    kind, _, name = value.partition("/") if isinstance(value, str) else ("", "", "")
    if kind not in MAY_GIVE_CAUSE or not _UUID.fullmatch(name):
        raise ValueError(f"one of {', '.join(sorted(MAY_GIVE_CAUSE))}, a stroke and a UUID in lower case is expected")
    return str(value)


UUID_SCHEMA = WithJsonSchema({"type": "string", "format": "uuid", "pattern": f"^{_UUID.pattern}$"})
NUMBER_SCHEMA = WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_NUMBERED})

# What is asked about is named by the part behind the stroke; the domain's identifier is the whole.
CustomerRef = Annotated[CustomerId, BeforeValidator(_stream("customer")), UUID_SCHEMA]
IncidentRef = Annotated[IncidentId, BeforeValidator(_stream("incident")), UUID_SCHEMA]
CaseRef = Annotated[CaseId, BeforeValidator(_stream("case")), UUID_SCHEMA]
AttachmentRef = Annotated[AttachmentId, BeforeValidator(_stream("attachment")), UUID_SCHEMA]
ContactRef = Annotated[ContactId, BeforeValidator(_stream("contact")), UUID_SCHEMA]
RepresentativeRef = Annotated[RepresentativeId, BeforeValidator(_stream("representative")), UUID_SCHEMA]
ReferralRef = Annotated[ReferralId, BeforeValidator(_stream("referral")), UUID_SCHEMA]
DraftRef = Annotated[DraftId, BeforeValidator(_stream("draft")), UUID_SCHEMA]
LetterRef = Annotated[LetterId, BeforeValidator(_stream("letter")), UUID_SCHEMA]
CauseRef = Annotated[
    StreamId,
    BeforeValidator(_cause),
    WithJsonSchema({"type": "string", "pattern": f"^({'|'.join(sorted(MAY_GIVE_CAUSE))})/{_UUID.pattern}$"}),
]
StaffRef = Annotated[StaffId, BeforeValidator(_stream("staff")), UUID_SCHEMA]
DecisionNumber = Annotated[DecisionId, BeforeValidator(numbered("decision")), NUMBER_SCHEMA]
AppealNumber = Annotated[AppealId, BeforeValidator(numbered("appeal")), NUMBER_SCHEMA]
AdjustmentNumber = Annotated[AdjustmentId, BeforeValidator(numbered("adjustment")), NUMBER_SCHEMA]
NoticeNumber = Annotated[NoticeId, BeforeValidator(numbered("notice")), NUMBER_SCHEMA]
EntryNumber = Annotated[EntryId, BeforeValidator(numbered("entry")), NUMBER_SCHEMA]
# The same, in a body: where a number is a number, and not its digits.
DecisionRef = Annotated[DecisionId, BeforeValidator(numbered("decision")), BeforeValidator(_only_int), NUMBER_SCHEMA]
AppealRef = Annotated[AppealId, BeforeValidator(numbered("appeal")), BeforeValidator(_only_int), NUMBER_SCHEMA]


def pseudonym(stream: str) -> str:
    """Return the part of an identifier that a URL names it by."""
    return stream.partition("/")[2]


def number(name: str) -> int:
    """Return the number of something inside a case."""
    return int(pseudonym(name))


def shown(text: Personal | PersonalList | None) -> Any:
    """Return opened text for an answer: None where it is erased, or was not opened."""
    return None if isinstance(text, Sealed) else text


Id = Annotated[str, PlainSerializer(pseudonym, return_type=str), WithJsonSchema({"type": "string", "format": "uuid"})]
Number = Annotated[str, PlainSerializer(number, return_type=int), WithJsonSchema({"type": "integer", "minimum": 1})]

MaybeNumber = Annotated[
    str | None,
    PlainSerializer(lambda name: None if name is None else number(name), return_type=int | None),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}),
]


class Body(BaseModel):
    """What somebody sends. Nothing but what it names is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def said(self) -> dict[str, Any]:
        """Return its fields by name, for the command whose fields have the same names."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Shown(BaseModel):
    """What is answered; read from whatever has attributes of the same names."""

    model_config = ConfigDict(from_attributes=True)


def example(**values: Any) -> ConfigDict:
    """Return the configuration of a body with an example in the document."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [values]})


SOMEBODY = UUID("5c3f6a52-6a3c-4e0f-9d57-0f6c1c1d2a11")  # in examples
