"""How often somebody has been in contact, and what is corrected afterwards (4.8, 6.1)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.case.verdict import Purpose
from domain.contact import ContactRecorded, TriageCorrected
from domain.counting import counts_between, months_between, pages_now, so_far
from domain.measures import Measure, MeasureKind, Per
from domain.names import Channel
from domain.referral.kinds import ReferralKind
from domain.refusal import Conflict, Refused
from domain.triage import Departure, Done, Matter, Triage
from tests.clauses import clause
from tests.domain.cast import (
    BRYN,
    READ_AND_FILE,
    WRITING_ONLY,
)
from tests.domain.contacts import (
    TWICE_A_WEEK,
    a_contact,
    a_restricted_customer,
    contact,
    correct,
    matter,
    only_matter,
    retract,
)
from tests.domain.desk import at
from tests.domain.story import a_story

# counting


@clause("6.1")
def test_how_often_is_counted_from_the_record() -> None:
    story = a_restricted_customer(TWICE_A_WEEK)
    first = only_matter(story, a_contact(story))
    story.now += timedelta(minutes=10)
    second = only_matter(story, a_contact(story))
    story.now += timedelta(minutes=10)
    third = only_matter(story, a_contact(story))
    assert [m.said and m.said.answer for m in (first, second, third)] == ["allow", "allow", "refuse"]
    assert [m.departs for m in (first, second, third)] == [None, None, Departure.MORE_OPEN]


@clause("6.1")
@pytest.mark.parametrize(
    ("per", "contact_at", "asked_at", "counted"),
    [
        (Per.DAY, "2026-11-25 00:00", "2026-11-25 23:59", 1),
        (Per.DAY, "2026-11-24 23:59", "2026-11-25 00:00", 0),
        (Per.WEEK, "2026-11-23 00:00", "2026-11-29 23:59", 1),  # Monday to Sunday
        (Per.WEEK, "2026-11-22 23:59", "2026-11-23 00:00", 0),
        (Per.WEEK, "2026-11-30 09:00", "2026-12-02 09:00", 1),  # a week over two months
        (Per.MONTH, "2026-11-01 00:00", "2026-11-30 23:59", 1),
        (Per.MONTH, "2026-10-31 23:59", "2026-11-01 00:00", 0),
        (Per.MONTH, "2026-11-30 23:59", "2026-12-01 00:00", 0),
        (Per.DAY, "2026-10-25 00:30", "2026-10-25 23:30", 1),  # the day of 25 hours
        (Per.DAY, "2026-03-29 00:30", "2026-03-29 23:30", 1),  # the day of 23 hours
        (Per.WEEK, "2026-12-31 12:00", "2027-01-03 12:00", 1),
        (Per.MONTH, "2028-02-29 12:00", "2028-02-29 13:00", 1),
    ],
)
def test_contacts_are_counted_in_the_local_day_the_week_from_monday_and_the_calendar_month(
    per: Per, contact_at: str, asked_at: str, counted: int
) -> None:
    story = a_story(contact_at)
    had = contact(story, a_contact(story))
    assert so_far([had], at(asked_at))(None).over(per) == counted
    on_a_page = had.page in pages_now((story.customer,), at(asked_at))
    assert on_a_page or not counted, "what is counted stands on a page that is read"


@clause("6.1")
def test_a_contact_after_the_moment_asked_about_does_not_count_yet() -> None:
    story = a_story("2026-11-25 12:00")
    had = contact(story, a_contact(story))
    assert so_far([had], at("2026-11-25 11:59"))(None).day == 0
    assert so_far([had], at("2026-11-25 12:00"))(None).day == 1


@clause("1.6", "6.1")
@pytest.mark.parametrize(
    ("matters", "said", "counts"),
    [
        ([matter()], {}, True),
        ([matter(done=Done.FILED)], {}, True),
        ([matter(done=Done.REFERRED)], {}, True),
        ([matter(Purpose.EMERGENCY_OR_SAFETY)], {}, False),
        ([matter(Purpose.DISREPAIR), matter()], {}, False),
        ([matter(done=Done.ROUTE_TOLD)], {}, False),
        ([matter(done=Done.ROUTE_TOLD), matter(Purpose.NEW_ISSUE)], {}, True),
        ([matter()], {"by_us": True}, False),
        ([matter()], {"by_representative": True}, True),
    ],
)
def test_statutory_contacts_those_we_made_and_those_turned_away_do_not_count(
    matters: list[Matter], said: dict[str, Any], counts: bool
) -> None:
    story = a_story()
    had = contact(story, a_contact(story, *matters, **said))
    assert had.counts is counts
    assert so_far([had], story.now)(None).day == int(counts)


@clause("6.1")
def test_only_the_counted_method_counts() -> None:
    calls = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.DAY, method=Channel.TELEPHONE)
    story = a_restricted_customer(calls)
    a_contact(story, channel=Channel.WRITING)
    story.now += timedelta(minutes=1)
    first = only_matter(story, a_contact(story))
    story.now += timedelta(minutes=1)
    second = only_matter(story, a_contact(story))
    assert [m.said and m.said.answer for m in (first, second)] == ["allow", "refuse"]


@clause("1.6")
def test_whoever_has_used_up_their_contacts_may_still_report_disrepair() -> None:
    story = a_restricted_customer(TWICE_A_WEEK)
    for _ in range(3):
        a_contact(story)
        story.now += timedelta(minutes=1)
    found = only_matter(story, a_contact(story, matter(Purpose.DISREPAIR)))
    assert found.said is not None
    assert (found.said.answer, found.said.clause) == ("allow", "1.6")


@clause("4.8")
def test_contacts_over_a_period_are_counted_as_evidence_of_volume() -> None:
    story = a_story("2026-11-25")
    days = ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01")
    had = [contact(story, a_contact(story, happened_at=at(day))) for day in days]
    had.append(contact(story, a_contact(story, channel=Channel.WRITING, happened_at=at("2026-10-15"))))
    had.append(contact(story, a_contact(story, by_us=True, happened_at=at("2026-10-15"))))
    first, last = at("2026-10-01").date(), at("2026-10-31").date()
    assert counts_between(had, first, last, lambda c: c.channel) == {"telephone": 2, "writing": 1}
    assert [f"{m:%Y-%m}" for m in months_between(at("2026-11-30").date(), at("2027-02-01").date())] == [
        *("2026-11", "2026-12", "2027-01", "2027-02")
    ]


# corrections


@clause("reading.md, Never: edited history", "6.1")
def test_a_correction_says_what_it_corrects_and_the_first_version_stays() -> None:
    story = a_restricted_customer(READ_AND_FILE)
    had = a_contact(story, matter(done=Done.FILED), channel=Channel.WRITING)
    correct(story, had, matter(Purpose.NEW_INFORMATION))
    first, second = story.streams[had]
    assert isinstance(first, ContactRecorded)
    assert isinstance(second, TriageCorrected)
    assert second.corrects == 1
    assert first.matters[0].purpose is Purpose.GENERAL
    assert only_matter(story, had).triage is Triage.NEW_INFORMATION
    correct(story, had, matter(Purpose.NEW_COMPLAINT))
    third = story.streams[had][-1]
    assert isinstance(third, TriageCorrected)
    assert third.corrects == 2


@clause("5.9", "1.6")
def test_a_request_found_later_in_what_was_filed_is_acted_on_and_raises_its_referral() -> None:
    story = a_restricted_customer(READ_AND_FILE)
    had = a_contact(story, matter(done=Done.FILED), channel=Channel.WRITING)
    with pytest.raises(Refused) as refused:
        correct(story, had, matter(Purpose.DATA_SUBJECT_REQUEST, Done.FILED))
    assert refused.value.clause == "1.6"
    correct(story, had, matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED))
    assert only_matter(story, had).raises is ReferralKind.SUBJECT_ACCESS
    assert not contact(story, had).counts


@clause("6.1")
def test_what_the_verdict_had_said_of_a_purpose_stays_said_in_a_correction() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    (case,) = [stream for stream in story.streams if stream.startswith("case/")]
    had = a_contact(story, matter())
    before = only_matter(story, had).said
    story.until("2026-11-27")
    story.lift(case)  # type: ignore[arg-type]
    correct(story, had, matter(done=Done.ROUTE_TOLD))
    assert (only_matter(story, had).said, only_matter(story, had).departs) == (before, None)


@clause("6.1", "9.1")
def test_a_correction_says_why_and_what_is_different() -> None:
    story = a_story()
    had = a_contact(story)
    for matters, reason, field in (((matter(),), "Why.", "matters"), ((matter(Purpose.NEW_ISSUE),), " ", "reason")):
        with pytest.raises(Refused) as refused:
            correct(story, had, *matters, reason=reason)
        assert refused.value.field == field


@clause("6.1")
def test_a_contact_that_was_somebody_elses_is_retracted_and_counts_no_longer() -> None:
    story = a_restricted_customer(TWICE_A_WEEK)
    first = a_contact(story)
    story.now += timedelta(minutes=1)
    a_contact(story)
    with pytest.raises(Refused):
        retract(story, first, reason="")
    retract(story, first)
    story.now += timedelta(minutes=1)
    again = only_matter(story, a_contact(story))
    assert again.said is not None
    assert again.said.answer == "allow"
    with pytest.raises(Conflict):
        retract(story, first)
    with pytest.raises(Conflict):
        correct(story, first, matter(Purpose.NEW_ISSUE))


@clause("6.1")
def test_a_busy_customers_contacts_are_not_read_for_their_cases() -> None:
    story = a_story()
    for _ in range(5):
        a_contact(story, by=BRYN)
    assert not any(stream.startswith("contact/") for stream in story.tags[story.customer])
