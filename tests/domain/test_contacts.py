"""What a contact brings during a restriction, and what becomes of it (1.6, 5.9, 6.1, 10.1)."""

import pytest

from domain.case.verdict import STATUTORY, Answer, Purpose, RouteKind
from domain.measures import Measure, MeasureKind
from domain.names import Channel
from domain.referral.kinds import ReferralKind
from domain.refusal import Refused
from domain.triage import Departure, Done, Matter, Said, Triage, triage_of
from tests.clauses import clause
from tests.domain.cast import (
    NO_CONTACT,
    READ_AND_FILE,
    WRITING_ONLY,
)
from tests.domain.contacts import PROHIBITED, a_contact, a_restricted_customer, contact, matter, only_matter
from tests.domain.story import a_story

NO_NEW_COMPLAINTS = Measure(kind=MeasureKind.END_COMPLAINT, reference="C", extreme=True)


# 1.6: statutory matters


@clause("1.6", "6.2")
@pytest.mark.parametrize("purpose", sorted(STATUTORY))
@pytest.mark.parametrize("done", [Done.FILED, Done.ROUTE_TOLD])
def test_a_statutory_matter_is_never_filed_nor_turned_away(purpose: Purpose, done: Done) -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    with pytest.raises(Refused) as refused:
        a_contact(story, matter(purpose, done))
    assert (refused.value.clause, refused.value.field) == ("1.6", "matters.0.done")


@clause("1.6", "6.2")
@pytest.mark.parametrize("purpose", sorted(STATUTORY))
@pytest.mark.parametrize("done", [Done.ANSWERED, Done.REFERRED])
def test_a_statutory_matter_is_received_and_acted_on_by_whatever_route(purpose: Purpose, done: Done) -> None:
    story = a_restricted_customer(WRITING_ONLY)
    found = only_matter(story, a_contact(story, matter(purpose, done)))
    assert (found.triage, found.departs) == (Triage.STATUTORY, None)
    assert found.said == Said("allow", "1.6", RouteKind.ANY)


@clause("1.6")
@pytest.mark.parametrize("note", [None, "  "])
def test_what_was_done_about_a_statutory_matter_is_written_down(note: str | None) -> None:
    story = a_story()
    with pytest.raises(Refused) as refused:
        a_contact(story, matter(Purpose.DISREPAIR), note=note)
    assert (refused.value.clause, refused.value.field) == ("1.6", "note")
    a_contact(story, matter(), note=note)


@clause("1.6", "5.9")
def test_a_request_inside_an_abusive_e_mail_is_referred_and_the_rest_is_filed() -> None:
    story = a_restricted_customer(READ_AND_FILE)
    request, rest = Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED), Matter(Purpose.GENERAL, Done.FILED)
    recorded = contact(story, a_contact(story, request, rest, channel=Channel.DIGITAL))
    assert [m.triage for m in recorded.matters] == [Triage.STATUTORY, Triage.NEITHER]
    assert [m.raises for m in recorded.matters] == [ReferralKind.SUBJECT_ACCESS, None]
    assert not recorded.departs


@clause("4.5", "5.9")
@pytest.mark.parametrize("purpose", Purpose)
def test_whatever_asks_for_data_raises_a_referral_to_governance_and_nothing_else_does(purpose: Purpose) -> None:
    found = only_matter(story := a_story(), a_contact(story, matter(purpose)))
    assert found.raises is (ReferralKind.SUBJECT_ACCESS if purpose is Purpose.DATA_SUBJECT_REQUEST else None)


# 6.1: the four sorts, and read and file


@clause("6.1")
def test_each_purpose_is_of_one_of_four_sorts() -> None:
    assert {purpose for purpose in Purpose if triage_of(purpose) is Triage.STATUTORY} == STATUTORY
    assert {purpose: triage_of(purpose) for purpose in Purpose if purpose not in STATUTORY} == {
        Purpose.NEW_ISSUE: Triage.NEW_MATTER,
        Purpose.NEW_COMPLAINT: Triage.NEW_MATTER,
        Purpose.NEW_INFORMATION: Triage.NEW_INFORMATION,
        Purpose.EXISTING_COMPLAINT: Triage.NEITHER,
        Purpose.GENERAL: Triage.NEITHER,
    }


@clause("6.1")
@pytest.mark.parametrize("purpose", [Purpose.NEW_COMPLAINT, Purpose.NEW_ISSUE, Purpose.NEW_INFORMATION])
def test_under_read_and_file_a_new_complaint_or_new_information_is_answered(purpose: Purpose) -> None:
    story = a_restricted_customer(READ_AND_FILE)
    for done in (Done.FILED, Done.ROUTE_TOLD):
        with pytest.raises(Refused) as refused:
            a_contact(story, matter(purpose, done), channel=Channel.WRITING)
        assert (refused.value.clause, refused.value.field) == ("6.1", "matters.0.done")
    assert only_matter(story, a_contact(story, matter(purpose), channel=Channel.WRITING)).departs is None


@clause("6.1")
@pytest.mark.parametrize("purpose", [Purpose.GENERAL, Purpose.EXISTING_COMPLAINT])
def test_under_read_and_file_what_is_neither_is_filed(purpose: Purpose) -> None:
    story = a_restricted_customer(READ_AND_FILE)
    found = only_matter(story, a_contact(story, matter(purpose, Done.FILED), channel=Channel.WRITING))
    assert (found.triage, found.departs) == (Triage.NEITHER, None)
    assert found.said is not None
    assert found.said.answer == "read-and-file"


@clause("6.1")
def test_under_read_and_file_a_call_is_turned_away_where_another_measure_closes_the_phone() -> None:
    story = a_restricted_customer(READ_AND_FILE, WRITING_ONLY)
    found = only_matter(story, a_contact(story, matter(Purpose.NEW_INFORMATION, Done.ROUTE_TOLD)))
    assert found.departs is None


# 10.1: a prohibited customer


@clause("10.1")
@pytest.mark.parametrize("purpose", [Purpose.NEW_ISSUE, Purpose.NEW_COMPLAINT])
def test_a_new_complaint_or_issue_of_a_prohibited_customer_is_referred(purpose: Purpose) -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    for done in (Done.FILED, Done.ROUTE_TOLD):
        with pytest.raises(Refused) as refused:
            a_contact(story, matter(purpose, done))
        assert (refused.value.clause, refused.value.accepted) == ("10.1", "referred")
    found = only_matter(story, a_contact(story, matter(purpose, Done.REFERRED)))
    assert (found.raises, found.departs) == (ReferralKind.SUBSEQUENT_CONTACT, None)


@clause("10.1")
def test_a_new_issue_that_was_answered_all_the_same_is_recorded_flagged_and_still_referred() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    found = only_matter(story, a_contact(story, matter(Purpose.NEW_ISSUE)))
    assert (found.done, found.departs, found.raises) == (
        Done.ANSWERED,
        Departure.MORE_OPEN,
        ReferralKind.SUBSEQUENT_CONTACT,
    )


@clause("10.1")
def test_a_prohibited_customer_who_chases_an_old_matter_is_not_referred() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    call = only_matter(story, a_contact(story, matter(Purpose.EXISTING_COMPLAINT, Done.ROUTE_TOLD)))
    letter = matter(Purpose.EXISTING_COMPLAINT, Done.FILED)
    filed = only_matter(story, a_contact(story, letter, channel=Channel.WRITING))
    assert (call.raises, call.departs, filed.raises, filed.departs) == (None, None, None, None)


@clause("10.1")
def test_a_new_complaint_is_referred_where_future_complaints_are_refused_and_a_new_issue_is_not() -> None:
    story = a_restricted_customer(NO_NEW_COMPLAINTS, extreme_reason="A hundred complaints.")
    with pytest.raises(Refused) as refused:
        a_contact(story, matter(Purpose.NEW_COMPLAINT, Done.FILED))
    assert refused.value.clause == "10.1"
    referred = only_matter(story, a_contact(story, matter(Purpose.NEW_COMPLAINT, Done.REFERRED)))
    issue = only_matter(story, a_contact(story, matter(Purpose.NEW_ISSUE)))
    assert (referred.raises, issue.raises, issue.departs) == (ReferralKind.SUBSEQUENT_CONTACT, None, None)


@clause("10.1")
def test_with_all_contact_ended_a_new_issue_is_referred_whatever_route_another_restriction_names() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    story.a_restriction(measures=(NO_CONTACT,), **PROHIBITED)
    verdict = story.ask(purpose=Purpose.NEW_ISSUE)
    assert (verdict.answer, verdict.clause) == (Answer.REFER, "10.1")
    assert story.ask(purpose=Purpose.GENERAL).answer is Answer.REFUSE
