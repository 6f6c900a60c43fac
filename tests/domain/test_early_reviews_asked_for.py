"""An early review that somebody asks for: answered in five working days, or opened by itself (9.2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.duties import Act, DutyKind, agenda
from domain.case.early import AskedBy, OpenEarlyReview, RefuseEarlyReview
from domain.case.looking_again import EarlyAnswer
from domain.case.state import End, Outcome
from domain.case.verdict import Answer
from domain.names import Channel, EarlyReviewId
from domain.refusal import Conflict, NotFound
from tests.clauses import clause
from tests.domain.cast import BRYN, CARYS, DELYTH, EMRYS, READ_AND_FILE
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_early_reviews import a_long_restriction, healthy, proposed_on


@clause("9.2")
@pytest.mark.parametrize(
    ("received", "answer_by"),
    [
        ("2026-11-27", "2026-12-04"),
        ("2026-12-18", "2026-12-29"),  # over Christmas; 24 December counts against us
        ("2027-03-23", "2027-04-01"),  # over Easter and the clocks going forward
        ("2026-10-23", "2026-10-30"),  # over the clocks going back
        ("2028-02-25", "2028-03-03"),  # over 29 February
        ("2022-09-13", "2022-09-21"),  # over the late Queen's funeral
        ("2023-05-02", "2023-05-10"),  # over the coronation
    ],
)
def test_a_request_is_answered_within_five_working_days_of_its_receipt(received: str, answer_by: str) -> None:
    day = date.fromisoformat(received)
    story, case = a_long_restriction((day - timedelta(days=4)).isoformat())
    story.until(received)
    story.ask_early(case)
    duty = next(d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.ANSWER_EARLY_REVIEW_REQUEST)
    assert (str(duty.due_on), duty.person) == (answer_by, BRYN.id)
    story.until(f"{answer_by} 23:59")
    assert story.tries(case, DutyKind.ANSWER_EARLY_REVIEW_REQUEST, Act.ESCALATE) == "not yet"
    story.until((duty.due_on + timedelta(days=1)).isoformat() + " 00:01")
    assert story.events(case)[-2:] == ["DutyReminded", "DutyEscalated"]


@clause("9.2")
@pytest.mark.parametrize("by", [AskedBy.CUSTOMER, AskedBy.REPRESENTATIVE, AskedBy.STAFF])
def test_a_customer_may_ask_at_any_time_and_staff_for_them(by: AskedBy) -> None:
    story, case = a_long_restriction()
    story.ask_early(case, asked_by=by)
    assert story.events(case)[-1] == "EarlyReviewRequested"


@clause("9.2", "reading.md, Never: back-dating")
@pytest.mark.parametrize(
    ("received", "accepted"),
    [("2026-11-22", False), ("2026-11-23", True), ("2026-12-01", True), ("2026-12-02", False)],
)
def test_the_day_of_receipt_counts_whenever_it_is_typed_in(received: str, accepted: bool) -> None:
    story, case = a_long_restriction()
    story.until("2026-12-01")
    if not accepted:
        with refused("9.2", "received_on"):
            story.ask_early(case, received)
        return
    story.ask_early(case, received)
    within = {"2026-11-23": date(2026, 11, 30), "2026-12-01": date(2026, 12, 8)}
    assert story.case(case).early_reviews[-1].answer_by == within[received]


@clause("9.2", "9.3")
def test_a_request_is_answered_with_a_review_and_the_customer_is_told() -> None:
    story, case = a_long_restriction()
    story.ask_early(case)
    story.open_early(case, by=CARYS)
    assert story.told(case)[-1] == "early-review"
    assert story.case(case).early_reviews[-1].conclude_by == date(2026, 12, 21)
    with pytest.raises(Conflict):
        story.refuse_early(case)
    story.continue_(case, expires_on=story.decision(case).lapses_on)
    assert story.case(case).early_reviews[-1].answer is EarlyAnswer.CONTINUED
    story.until("2027-01-10")
    assert healthy(story)


@clause("9.2", "7.2")
def test_a_request_is_refused_with_reasons_by_a_manager_who_did_not_suffer_or_report_it() -> None:
    story = a_story("2026-11-23")
    case = story.refer(story.an_assessed_incident(targets=(CARYS.id,)))
    story.dispense(case)
    story.restrict(case, expires_on=date(2027, 9, 1))
    story.post_all()
    story.ask_early(case)
    with refused("9.2", "reasons"):
        story.refuse_early(case, reasons=" ")
    with refused("7.2"):
        story.refuse_early(case, by=CARYS)
    story.refuse_early(case)
    assert (story.told(case)[-1], story.case(case).early_reviews[-1].answer) == ("early-review", EarlyAnswer.REFUSED)
    with pytest.raises(Conflict):
        story.open_early(case)
    with pytest.raises(NotFound):
        story.do(case, OpenEarlyReview(early_review=EarlyReviewId("early-review/9")), BRYN)


@clause("9.2")
def test_after_a_refusal_the_customer_may_ask_again_and_good_conduct_is_not_reset() -> None:
    story, case = a_long_restriction()
    story.until("2027-02-10")
    story.ask_early(case)
    story.refuse_early(case)
    story.ask_early(case)
    assert [e.id for e in story.case(case).early_reviews] == ["early-review/1", "early-review/2"]
    story.refuse_early(case)
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"
    assert healthy(story)


@clause("9.2", "8.5")
def test_who_refused_a_request_does_not_review_an_appeal_in_the_case() -> None:
    story, case = a_long_restriction()
    story.ask_early(case)
    story.refuse_early(case, by=CARYS)
    story.appeal(case)
    with refused("8.5"):
        story.assign(case, CARYS)


@clause("9.2")
def test_a_repeated_request_joins_the_one_that_waits_and_its_answer_is_owed_no_later() -> None:
    story, case = a_long_restriction()
    story.ask_early(case)
    story.until("2026-11-26")
    story.ask_early(case)
    assert story.events(case)[-1] == "EarlyReviewRequestJoined"
    assert [e.answer_by for e in story.case(case).early_reviews] == [date(2026, 11, 30)]
    assert "early-review" not in story.told(case)
    story.open_early(case)
    assert story.told(case).count("early-review") == 1


@clause("9.2", "9.3")
@pytest.mark.parametrize(
    ("expires_on", "today", "by"),
    [
        (date(2027, 9, 19), "2027-02-25", "2027-03-24"),  # proposed by the process
        (date(2027, 2, 26), "2027-02-10", "2027-02-26"),  # the review that opens anyway
    ],
)
def test_a_request_while_a_review_is_open_joins_it_and_the_customer_is_told_by_when(
    expires_on: date, today: str, by: str
) -> None:
    story, case = a_long_restriction(expires_on=expires_on)
    story.until(today)
    event = story.ask_early(case)[0]
    assert event.TOPIC == "EarlyReviewRequestJoined"
    assert str(event.decide_by) == by  # type: ignore[attr-defined]
    assert story.told(case)[-1] == "early-review"


@clause("9.2", "reading.md, Never: the customer's loss")
def test_a_request_that_nobody_answers_escalates_and_ten_working_days_later_the_review_opens_by_itself() -> None:
    story, case = a_long_restriction()
    story.ask_early(case)
    story.until("2026-12-14 23:59")
    assert "EarlyReviewOpened" not in story.events(case)
    story.until("2026-12-15 00:01")
    opened = next(f for f in story.record if f.event.TOPIC == "EarlyReviewOpened")
    assert opened.event.opened_by == opened.actor  # type: ignore[attr-defined]
    assert {str(role) for role in opened.roles} == {"system"}
    assert story.told(case)[-1] == "early-review"
    story.until("2027-02-20")
    assert story.ask().answer is Answer.ALLOW  # nobody concluded it either, and it rests
    assert healthy(story)


@clause("9.2")
@pytest.mark.parametrize("ending", ["lift", "lapse", "quash"])
def test_an_early_review_is_over_once_the_restriction_has_ended(ending: str) -> None:
    story, case = a_long_restriction(expires_on=date(2027, 2, 26))
    story.ask_early(case)
    if ending == "lift":
        story.lift(case)
    elif ending == "quash":
        story.an_appeal_under_review(case)
        story.decide_appeal(case, Outcome.QUASH)
    else:
        story.on("2027-02-27")
        story.step(case, DutyKind.LAPSE)
    early = story.case(case).early_reviews[-1]
    assert early.answer is (EarlyAnswer.LIFTED if ending == "lift" else EarlyAnswer.ENDED)
    with pytest.raises(Conflict):
        story.ask_early(case)
    with pytest.raises(Conflict):
        story.do(case, RefuseEarlyReview(early_review=early.id, reasons="Too late."), BRYN)


@clause("9.2")
def test_a_case_keeps_the_figures_of_an_early_review_that_it_began_under() -> None:
    story, case = a_long_restriction()
    later = replace(
        story.book.policies[-1],
        version="2026-12",
        effective=date(2026, 12, 1),
        figures=replace(story.book.policies[-1].figures, good_conduct_months=6),
    )
    story.book = replace(story.book, policies=(*story.book.policies, later))
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"


@clause("9.2")
def test_what_restricts_in_another_case_has_an_early_review_of_its_own() -> None:
    story, case = a_long_restriction()
    story.until("2026-12-23")
    other = story.a_restriction(measures=(READ_AND_FILE,), expires_on=date(2027, 10, 1))
    story.until("2027-03-24 00:01")
    # What the second decision rests on happened under the first, and counts there too.
    assert (proposed_on(story, case), proposed_on(story, other)) == ("2027-03-24", "2027-03-24")
    assert story.case(other).decisions[0].ended is not End.LAPSED


@clause("9.2", "6.1")
def test_a_head_of_service_or_director_concludes_one_too() -> None:
    for by in (DELYTH, EMRYS):
        story, case = a_long_restriction()
        story.ask_early(case)
        story.open_early(case, by=by)
        story.continue_(case, by=by, expires_on=story.decision(case).lapses_on)
        assert story.ask(channel=Channel.TELEPHONE).answer is Answer.REFUSE
