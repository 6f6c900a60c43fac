"""For every check of the contact log a planted bug: a healthy log doctored in one point, and the breach found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.verdict import Purpose
from domain.contact import ContactRecorded, ContactRetracted, TriageCorrected
from domain.measures import Measure, MeasureKind
from domain.names import Channel
from domain.referral.kinds import ReferralKind
from domain.referral.said import ReferralOpened
from domain.triage import Departure, Done, Matter, Said, Triage
from tests.clauses import clause
from tests.domain.cast import NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.contacts import PROHIBITED, TWICE_A_WEEK, a_contact, a_restricted_customer, correct, matter, retract
from tests.domain.doctors import Doctor, Record, changing, finds, without
from tests.domain.story import Story

NO_NEW_COMPLAINTS = Measure(kind=MeasureKind.END_COMPLAINT, reference="C", extreme=True)


def prohibited() -> Story:
    """A request for data referred; a new issue referred; an old matter turned away."""
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    a_contact(story, Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED))
    a_contact(story, Matter(Purpose.NEW_ISSUE, Done.REFERRED))
    a_contact(story, Matter(Purpose.GENERAL, Done.ROUTE_TOLD))
    return story


def no_new_complaints() -> Story:
    story = a_restricted_customer(NO_NEW_COMPLAINTS, extreme_reason="A hundred.")
    a_contact(story, Matter(Purpose.NEW_COMPLAINT, Done.REFERRED))
    return story


def filing() -> Story:
    """New information answered; a general letter filed, in which a request is found later."""
    story = a_restricted_customer(READ_AND_FILE)
    a_contact(story, matter(Purpose.NEW_INFORMATION), channel=Channel.WRITING)
    general = a_contact(story, matter(done=Done.FILED), channel=Channel.WRITING)
    story.now += timedelta(days=1)
    correct(story, general, matter(done=Done.FILED), matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED))
    return story


def limited() -> Story:
    """Twice a week: one general call, one report of disrepair, two general calls more."""
    story = a_restricted_customer(TWICE_A_WEEK)
    for purpose in (Purpose.GENERAL, Purpose.DISREPAIR, Purpose.GENERAL, Purpose.GENERAL):
        story.now += timedelta(minutes=1)
        a_contact(story, matter(purpose))
    return story


def writing() -> Story:
    """A call turned away; one answered; one that we made; one taken back."""
    story = a_restricted_customer(WRITING_ONLY)
    a_contact(story, matter(done=Done.ROUTE_TOLD))
    a_contact(story, matter())
    a_contact(story, by_us=True)
    retract(story, a_contact(story, matter(done=Done.ROUTE_TOLD)))
    return story


def with_matter(which: int, kind: type[Any] = ContactRecorded, number: int = 0, **fields: Any) -> Doctor:
    """Change one matter of the n-th contact that was recorded, or corrected."""

    def doctor(record: Record) -> Record:
        fact = [fact for fact in record if isinstance(fact.event, kind)][which]
        matters = list(fact.event.matters)  # type: ignore[attr-defined]
        matters[number] = replace(matters[number], **fields)
        return changing(kind, which, matters=tuple(matters))(record)

    return doctor


def before_it_was_taken_back(record: Record) -> Record:
    """Correct a contact after it was taken back: the retraction's place goes to it, and the version moves on."""
    last = record[-1]
    recorded = [f.event for f in record if isinstance(f.event, ContactRecorded)][-1]
    again = TriageCorrected(
        contact=recorded.contact,
        customer=recorded.customer,
        page=recorded.page,
        corrects=1,
        matters=recorded.matters,
        corrected_by=recorded.recorded_by,
        reason="",
    )
    return [*record, replace(last, position=last.position + 1, version=3, event=again)]


def had_the_day_after(record: Record) -> Record:
    return changing(ContactRecorded, happened_at=record[-1].recorded_at + timedelta(days=1))(record)


REFUSE = Said("refuse", "6.1")
PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("1.6", "filed or turned away", prohibited, with_matter(0, done=Done.FILED)),
    ("1.6", "filed or turned away", prohibited, with_matter(0, done=Done.ROUTE_TOLD)),
    ("4.5", "no referral to Governance", prohibited, with_matter(0, raises=None)),
    ("4.5", "or something else did", prohibited, with_matter(2, raises=ReferralKind.SUBJECT_ACCESS)),
    ("6.1", "was sorted as", prohibited, with_matter(0, triage=Triage.NEITHER)),
    ("6.1", "was sorted as", prohibited, with_matter(1, triage=Triage.NEW_INFORMATION)),
    ("10.1", "was not referred", prohibited, with_matter(1, raises=None)),
    ("10.1", "was not referred", prohibited, with_matter(1, done=Done.FILED)),
    ("10.1", "was not referred", no_new_complaints, with_matter(0, raises=None)),
    ("10.1", "calls for no referral", prohibited, with_matter(2, raises=ReferralKind.SUBSEQUENT_CONTACT)),
    ("6.1", "was not answered", filing, with_matter(0, done=Done.FILED)),
    ("6.1", "the verdict said refuse where the record says allow", limited, with_matter(2, said=REFUSE)),
    ("6.1", "the verdict said allow where the record says refuse", limited, with_matter(3, said=Said("allow", "6.1"))),
    ("6.1", "the verdict said refuse where the record says allow", limited, with_matter(1, said=REFUSE)),
    ("6.1", "the record says", writing, with_matter(0, said=Said("allow", "2.2"))),
    ("9.1", "was not flagged", writing, with_matter(1, departs=None)),
    ("9.1", "was not flagged", writing, with_matter(1, departs=Departure.LESS_OPEN)),
    ("9.1", "was not flagged", writing, with_matter(0, departs=Departure.MORE_OPEN)),
    ("6.1", "or none of one that they made", writing, with_matter(0, said=None)),
    ("6.1", "of a contact that we made", writing, with_matter(2, said=REFUSE)),
    ("reading.md, Never", "changed by a correction", filing, with_matter(0, TriageCorrected, said=REFUSE)),
    ("reading.md, Never", "before it was had", writing, had_the_day_after),
    ("reading.md, Never", "what it corrects", filing, changing(TriageCorrected, corrects=2)),
    ("reading.md, Never", "what it corrects", writing, changing(ContactRetracted, corrects=0)),
    ("reading.md, Never", "was taken back was corrected", writing, before_it_was_taken_back),
    ("4.5", "subject-access of a contact was never opened", filing, without(ReferralOpened)),
    ("10.1", "subsequent-contact of a contact was never opened", no_new_complaints, without(ReferralOpened)),
    ("10.1", "runs from a later day", no_new_complaints, changing(ReferralOpened, received_on=date(2026, 11, 26))),
    ("6.1", "another page", writing, changing(ContactRecorded, page="contact-log/2026-10/x")),
    ("6.1", "another page", filing, changing(TriageCorrected, page="contact-log/2026-10/x")),
]


@clause("1.6", "4.5", "6.1", "10.1", "reading.md, Never")
@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_in_the_contact_log_is_found(
    number: str, what: str, life: Callable[[], Story], doctor: Doctor
) -> None:
    finds(life(), doctor, number, what)
