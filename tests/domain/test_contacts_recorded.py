"""A contact as it is recorded, with what the verdict said at its moment (1.4, 6.1, 9.1)."""

from datetime import timedelta

import pytest

from domain.case.state import Outcome
from domain.case.verdict import Answer, Purpose, RouteKind
from domain.contact import RecordContact, page_of
from domain.invariants import breaches
from domain.measures import Measure, MeasureKind
from domain.names import Channel, CustomerId, StaffId
from domain.refusal import NotFound, Refused
from domain.triage import Departure, Done, Matter, Said
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    FFION,
    NAMED_ONLY,
    READ_AND_FILE,
    WRITING_ONLY,
)
from tests.domain.contacts import (
    a_contact,
    a_restricted_customer,
    contact,
    matter,
    only_matter,
)
from tests.domain.desk import at
from tests.domain.story import a_story

# what the verdict said


@clause("6.1", "9.1")
@pytest.mark.parametrize(
    ("measure", "channel", "done", "departs"),
    [
        (WRITING_ONLY, Channel.TELEPHONE, Done.ROUTE_TOLD, None),
        (WRITING_ONLY, Channel.TELEPHONE, Done.ANSWERED, Departure.MORE_OPEN),
        (WRITING_ONLY, Channel.TELEPHONE, Done.REFERRED, Departure.MORE_OPEN),
        (WRITING_ONLY, Channel.WRITING, Done.ANSWERED, None),
        (WRITING_ONLY, Channel.WRITING, Done.REFERRED, None),
        (WRITING_ONLY, Channel.WRITING, Done.FILED, Departure.LESS_OPEN),
        (WRITING_ONLY, Channel.WRITING, Done.ROUTE_TOLD, Departure.LESS_OPEN),
        (NAMED_ONLY, Channel.TELEPHONE, Done.REFERRED, None),
        (NAMED_ONLY, Channel.TELEPHONE, Done.ANSWERED, Departure.MORE_OPEN),
        (NAMED_ONLY, Channel.TELEPHONE, Done.ROUTE_TOLD, Departure.LESS_OPEN),
        (READ_AND_FILE, Channel.WRITING, Done.FILED, None),
        (READ_AND_FILE, Channel.WRITING, Done.ANSWERED, Departure.MORE_OPEN),
        (READ_AND_FILE, Channel.WRITING, Done.ROUTE_TOLD, Departure.LESS_OPEN),
    ],
)
def test_a_contact_handled_otherwise_than_the_verdict_says_is_flagged_and_not_refused(
    measure: Measure, channel: Channel, done: Done, departs: Departure | None
) -> None:
    story = a_restricted_customer(measure)
    found = only_matter(story, a_contact(story, matter(done=done), channel=channel))
    assert found.departs is departs


@clause("6.1", "9.1")
def test_what_the_verdict_said_is_kept_with_the_event_it_rests_on() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    (case,) = [stream for stream in story.streams if stream.startswith("case/")]
    said = only_matter(story, a_contact(story, matter(done=Done.ROUTE_TOLD))).said
    assert said is not None
    assert (said.answer, said.clause, said.route, said.case) == ("refuse", "6.1", RouteKind.METHOD, case)
    assert said.event is not None
    assert story.streams[case][said.event - 1].TOPIC == "RestrictionImposed"


@clause("6.1")
def test_the_named_staff_member_may_speak_and_whoever_records_it_does_not_matter() -> None:
    story = a_restricted_customer(NAMED_ONLY)
    found = contact(story, a_contact(story, staff=FFION.id))
    assert (found.recorded_by, found.staff, found.departs) == (ASHA.id, FFION.id, False)


@clause("6.1")
def test_a_representative_is_spoken_to_where_contact_goes_through_one() -> None:
    story = a_restricted_customer(
        Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE), measure_words=("The customer's sister.",)
    )
    assert only_matter(story, a_contact(story, by_representative=True)).departs is None
    assert only_matter(story, a_contact(story)).departs is Departure.MORE_OPEN


@clause("6.1")
def test_of_a_contact_that_we_made_nothing_is_asked_and_nothing_flagged() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    found = only_matter(story, a_contact(story, by_us=True))
    assert (found.said, found.departs) == (None, None)


@clause("8.6")
def test_what_was_said_under_a_decision_that_was_quashed_afterwards_is_what_staff_were_told() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    (case,) = [stream for stream in story.streams if stream.startswith("case/")]
    moment = story.now + timedelta(hours=1)
    story.until("2026-11-26")
    story.an_appeal_under_review(case)  # type: ignore[arg-type]
    story.decide_appeal(case, Outcome.QUASH)  # type: ignore[arg-type]
    story.now += timedelta(hours=1)
    late = only_matter(story, a_contact(story, matter(done=Done.ROUTE_TOLD), happened_at=moment))
    assert late.said is not None
    assert (late.said.answer, late.departs) == ("refuse", None)
    assert story.ask(moment).answer is Answer.ALLOW, "asked now, it was never so"


@clause("6.1", "8.6")
@pytest.mark.parametrize(("done", "departs"), [(Done.ROUTE_TOLD, None), (Done.ANSWERED, Departure.MORE_OPEN)])
def test_a_contact_before_an_appeal_eased_it_is_judged_as_it_was_also_when_it_is_typed_in_after(
    done: Done, departs: Departure | None
) -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.until("2026-11-26")
    moment = story.now
    story.until("2026-11-27")
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(READ_AND_FILE,))
    late = only_matter(story, a_contact(story, matter(done=done), happened_at=moment))
    assert late.said is not None
    assert (late.said.answer, late.departs) == ("refuse", departs)
    assert breaches(story.record, story.book, now=story.now) == []


@clause("6.1")
def test_without_a_restriction_a_contact_that_is_not_answered_is_flagged() -> None:
    story = a_story()
    filed = only_matter(story, a_contact(story, matter(done=Done.FILED)))
    assert (filed.said, filed.departs) == (Said("allow", "2.2"), Departure.LESS_OPEN)


# what is recorded


@clause("1.4", "9.1")
@pytest.mark.parametrize("channel", Channel)
def test_a_contact_by_any_channel_is_recorded(channel: Channel) -> None:
    story = a_story()
    found = contact(story, a_contact(story, channel=channel))
    assert (found.channel, found.page) == (channel, page_of(story.customer, story.today))


@clause("1.3")
def test_nobody_can_be_in_contact_who_was_never_entered() -> None:
    with pytest.raises(NotFound):
        a_contact(a_story(), customer=CustomerId("customer/00000000-0000-0000-0000-00000000000f"))


@clause("reading.md, Never: back-dating")
def test_a_contact_keeps_the_day_it_happened_and_lies_in_the_past() -> None:
    story = a_story("2026-11-25")
    with pytest.raises(Refused) as refused:
        a_contact(story, happened_at=story.now + timedelta(seconds=1))
    assert refused.value.field == "happened_at"
    found = contact(story, a_contact(story, happened_at=at("2026-10-31 23:59")))
    assert found.page == page_of(story.customer, at("2026-10-31").date())


@clause("6.1")
@pytest.mark.parametrize("matters", [(), (Matter(Purpose.GENERAL, Done.ANSWERED), Matter(Purpose.GENERAL, Done.FILED))])
def test_a_contact_is_about_something_and_each_purpose_is_named_once(matters: tuple[Matter, ...]) -> None:
    story = a_story()
    command = RecordContact(
        customer=story.customer, channel=Channel.OTHER, happened_at=story.now, staff=ASHA.id, matters=matters
    )
    with pytest.raises(Refused) as refused:
        story.do("contact/00000000-0000-0000-0000-00000000000f", command, ASHA)
    assert refused.value.field == "matters"


@clause("6.1")
def test_whoever_had_the_contact_works_here_or_did() -> None:
    with pytest.raises(Refused) as refused:
        a_contact(a_story(), staff=StaffId("staff/00000000-0000-0000-0000-00000000000f"))
    assert refused.value.field == "staff"


@clause("4.5")
def test_asking_is_no_misconduct_no_incident_comes_of_a_contact() -> None:
    story = a_story()
    a_contact(story, matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED))
    assert [fact.event.TOPIC for fact in story.record[-2:]] == ["ContactRecorded", "ReferralOpened"]
    assert not [stream for stream in story.streams if stream.startswith("incident/")]


# asked of another moment


@clause("6.1", "8.6")
def test_an_instant_before_a_restriction_began_says_when_it_began() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    began = story.now
    past = story.ask(began - timedelta(days=1))
    assert past.answer is Answer.ALLOW
    assert past.next_change is not None
    assert abs(past.next_change - began) < timedelta(minutes=1)


@clause("6.1", "9.2")
def test_a_future_instant_answers_what_is_known_of_it() -> None:
    story = a_restricted_customer(WRITING_ONLY, expires_on=at("2027-02-26").date())
    for moment, answer in (("2027-02-26 23:59", Answer.REFUSE), ("2027-02-27 00:00", Answer.ALLOW)):
        assert story.ask(moment).answer is answer
    assert story.ask("2027-02-27 00:00").next_change is None
