from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.duties import Act, DutyKind, agenda
from domain.case.early import AskedBy, OpenEarlyReview, RefuseEarlyReview
from domain.case.looking_again import EarlyAnswer
from domain.case.state import End, Outcome
from domain.case.verdict import Answer
from domain.incident import Assessment, CorrectIncident
from domain.invariants import breaches
from domain.names import CaseId, Channel, EarlyReviewId
from domain.refusal import Conflict, NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

A_SECOND = timedelta(seconds=1)
BOTH = (WRITING_ONLY, READ_AND_FILE)


def a_long_restriction(decided: str = "2026-11-23", **said: Any) -> tuple[Story, CaseId]:
    """A restriction of ten months, so that its review opens long after three months of good conduct."""
    story = a_story(decided)
    end = story.today + timedelta(days=300)
    return story, story.a_restriction(**{"expires_on": end, **said})


def proposed_on(story: Story, case: CaseId) -> str | None:
    facts = [f for f in story.record if str(f.stream) == case and f.event.TOPIC == "EarlyReviewProposed"]
    return str(facts[-1].event.proposed_on) if facts else None  # type: ignore[attr-defined]


def healthy(story: Story) -> bool:
    found = breaches(story.record, story.book, now=story.now)
    assert found == [], "\n".join(f"{b.position} {b.clause} {b.what}" for b in found)
    return True


@clause("9.2")
@pytest.mark.parametrize(
    ("decided", "moment"),
    [
        ("2026-11-23", datetime(2027, 2, 24, tzinfo=UTC)),
        ("2026-11-30", datetime(2027, 3, 1, tzinfo=UTC)),  # February has no thirtieth
        ("2027-11-29", datetime(2028, 3, 1, tzinfo=UTC)),  # the corresponding day is 29 February
        ("2027-11-30", datetime(2028, 3, 1, tzinfo=UTC)),
        ("2026-07-25", datetime(2026, 10, 26, tzinfo=UTC)),  # the day of twenty-five hours
        ("2026-12-28", datetime(2027, 3, 28, 23, tzinfo=UTC)),  # the day of twenty-three
        ("2026-09-25", datetime(2026, 12, 26, tzinfo=UTC)),  # Christmas Day: months end on closed days too
        ("2026-12-26", datetime(2027, 3, 26, 0, tzinfo=UTC) + timedelta(days=1)),  # Good Friday
        ("2022-06-19", datetime(2022, 9, 19, 23, tzinfo=UTC)),  # the late Queen's funeral
        ("2023-02-08", datetime(2023, 5, 8, 23, tzinfo=UTC)),  # the coronation
    ],
)
def test_an_early_review_is_proposed_after_three_months_of_good_conduct(decided: str, moment: datetime) -> None:
    story, case = a_long_restriction(decided)
    story.until_moment(moment - A_SECOND)
    assert story.tries(case, DutyKind.PROPOSE_EARLY_REVIEW) == "not yet"
    story.until_moment(moment)
    assert "EarlyReviewProposed" in story.events(case)
    assert story.tries(case, DutyKind.PROPOSE_EARLY_REVIEW) == "already so"
    assert healthy(story)


@clause("9.2")
def test_the_three_months_run_from_the_last_incident_assessed_as_unacceptable_by_the_day_it_happened() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    incident = story.an_incident()
    story.until("2027-01-20")
    story.assess(incident)
    story.until("2027-04-10 23:59")
    assert proposed_on(story, case) is None
    story.until("2027-04-11 00:01")
    assert proposed_on(story, case) == "2027-04-11"
    assert healthy(story)


@clause("9.2", "4.1")
@pytest.mark.parametrize("what", ["upset", "not yet judged", "more to be known", "before the decision"])
def test_what_was_not_found_unacceptable_since_the_decision_resets_nothing(what: str) -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    happened: dict[str, Any] = {"happened_at": story.now - timedelta(days=90)} if what == "before the decision" else {}
    incident = story.an_incident(**happened)
    if what != "not yet judged":
        findings = {"upset": Assessment.NOT_UNACCEPTABLE, "more to be known": Assessment.NEEDS_INFORMATION}
        story.assess(incident, assessment=findings.get(what, Assessment.UNACCEPTABLE))
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"
    assert healthy(story)


@clause("9.2", "4.5")
def test_a_referral_of_the_customer_resets_nothing() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    incident = story.an_incident()
    story.refer(incident)
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"


@clause("9.2", "4.1")
def test_an_incident_found_not_unacceptable_after_all_no_longer_stands_in_the_way() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    incident = story.an_assessed_incident()
    story.until("2027-03-15")
    assert proposed_on(story, case) is None
    story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, anew=True)
    story.until("2027-03-15 10:01")
    assert proposed_on(story, case) == "2027-03-15"
    assert healthy(story)


@clause("9.2")
def test_an_incident_of_which_the_case_has_not_heard_yet_is_found_as_the_moment_comes() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    story.following = False
    story.an_assessed_incident()
    story.until("2027-02-24 00:01")
    assert story.events(case)[-1] == "IncidentLinked"
    assert proposed_on(story, case) is None
    story.until("2027-04-11 00:01")
    assert proposed_on(story, case) == "2027-04-11"


@clause("9.2", "9.1")
def test_a_corrected_day_moves_the_three_months() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-20")
    incident = story.an_assessed_incident()
    earlier = story.now - timedelta(days=10)
    story.do(incident, CorrectIncident(reason="It was the Sunday before.", happened_at=earlier), ASHA)
    story.until("2027-04-11 00:01")
    assert proposed_on(story, case) == "2027-04-11"


@clause("9.2")
def test_another_customers_incident_resets_nothing() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    story.an_assessed_incident(customer=story.a_customer())
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"


@clause("9.2")
@pytest.mark.parametrize(("expires_on", "proposes"), [(date(2027, 3, 24), True), (date(2027, 3, 23), False)])
def test_none_is_proposed_where_the_review_itself_opens_by_then(expires_on: date, proposes: bool) -> None:
    story, case = a_long_restriction(expires_on=expires_on)
    assert story.decision(case).review_opens_on == (date(2027, 2, 24) if proposes else date(2027, 2, 23))
    story.until("2027-02-25")
    assert ("EarlyReviewProposed" in story.events(case)) is False
    story, case = a_long_restriction(expires_on=expires_on + timedelta(days=1))
    story.until("2027-02-25")
    assert ("EarlyReviewProposed" in story.events(case)) is proposes


@clause("9.2")
def test_none_is_proposed_of_what_a_manager_has_left_to_lapse() -> None:
    story, case = a_long_restriction()
    story.leave_to_lapse(case)
    story.until("2027-03-24")
    assert proposed_on(story, case) is None
    assert healthy(story)


@clause("9.2")
def test_a_proposed_review_is_a_managers_to_conclude_within_twenty_working_days() -> None:
    story, case = a_long_restriction()
    story.until("2027-02-24 09:00")
    duty = next(d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.CONCLUDE_EARLY_REVIEW)
    assert (duty.due_on, duty.person, duty.clause) == (date(2027, 3, 24), BRYN.id, "9.2")


@clause("9.2", "3.1", "8.1")
def test_continuing_at_an_early_review_is_a_new_decision_with_its_own_right_to_appeal() -> None:
    story, case = a_long_restriction()
    end = story.decision(case).lapses_on
    with refused("9.2"):
        story.continue_(case, expires_on=end)
    story.until("2027-02-24 09:00")
    with refused("3.1", "adjustments_made"):
        story.continue_(case, expires_on=end, adjustments_made="")
    story.continue_(case, expires_on=end)
    story.post_all()
    assert story.decision(case).appeal_by == date(2027, 3, 10)
    assert story.case(case).early_reviews[-1].answer is EarlyAnswer.CONTINUED
    story.until("2027-05-24 23:59")
    assert story.events(case).count("EarlyReviewProposed") == 1
    story.until("2027-05-25 00:01")  # after another three months of good conduct
    assert story.events(case).count("EarlyReviewProposed") == 2
    assert healthy(story)


@clause("9.2")
@pytest.mark.parametrize("how", ["harsher", "longer", "a later date told"])
def test_at_an_early_review_a_restriction_goes_on_nowhere_harsher_and_no_longer(how: str) -> None:
    if how == "a later date told":  # its lapse is no later, but the customer was told of an earlier review
        story, case = a_long_restriction(review_on=date(2027, 9, 1), expires_on=None)
        said: dict[str, Any] = {"measures": (WRITING_ONLY,), "expires_on": date(2027, 9, 2)}
    else:
        story, case = a_long_restriction()
        end = story.decision(case).lapses_on
        said = {"measures": BOTH, "expires_on": end}
        if how == "longer":
            said = {"measures": (WRITING_ONLY,), "expires_on": end + timedelta(days=1)}
    story.until("2027-02-24 09:00")
    with refused("9.2", "measures"):
        story.continue_(case, **said)
    story.continue_(case, measures=(WRITING_ONLY,), expires_on=date(2027, 9, 1))
    assert story.events(case)[-1] == "RestrictionContinued"


@clause("9.2", "9.3")
@pytest.mark.parametrize(
    ("how", "answer", "told"),
    [
        ("vary", EarlyAnswer.VARIED, "decision"),
        ("lift", EarlyAnswer.LIFTED, "change:lifted"),
        ("leave_to_lapse", EarlyAnswer.LEFT_TO_LAPSE, "change:left-to-lapse"),
    ],
)
def test_an_early_review_is_concluded_by_easing_lifting_or_letting_it_lapse(
    how: str, answer: EarlyAnswer, told: str
) -> None:
    story, case = a_long_restriction(measures=BOTH)
    story.until("2027-02-24 09:00")
    said = {"measures": (WRITING_ONLY,), "expires_on": story.decision(case).lapses_on} if how == "vary" else {}
    getattr(story, how)(case, **said)
    assert story.case(case).early_reviews[-1].answer is answer
    assert story.told(case)[-1] == told
    assert not [d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.CONCLUDE_EARLY_REVIEW]
    story.until("2027-03-25")
    assert healthy(story)


@clause("9.2", "reading.md, Never: the customer's loss")
def test_one_that_nobody_concludes_is_reminded_of_and_escalated_and_then_the_restriction_rests() -> None:
    story, case = a_long_restriction()
    story.until("2027-03-22 00:01")
    assert story.events(case)[-1] == "DutyReminded"
    story.until("2027-03-24 23:59")
    assert story.tries(case, DutyKind.CONCLUDE_EARLY_REVIEW, Act.ESCALATE) == "not yet"
    story.until("2027-03-25 00:01")
    assert story.events(case)[-1] == "DutyEscalated"
    story.until("2027-04-09 23:59")  # ten working days on, over Easter
    assert story.ask().answer is Answer.REFUSE
    story.until("2027-04-10 00:01")
    assert story.ask().answer is Answer.ALLOW
    assert story.told(case)[-1] == "change:suspended"
    to = [f.event.to for f in story.record if f.event.TOPIC == "DutyEscalated"]  # type: ignore[attr-defined]
    assert to == ["line-manager", "head-of-service", "director"]
    with refused("9.2", "decision"):
        story.resume(case)
    story.continue_(case, expires_on=story.decision(case).lapses_on)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert healthy(story)


@clause("9.2", "8.2")
def test_what_eases_a_restriction_that_rests_for_its_early_review_bites_once_told_and_not_at_once() -> None:
    story, case = a_long_restriction(measures=BOTH)
    story.until("2027-04-12")
    assert story.ask().answer is Answer.ALLOW
    story.vary(case, measures=(WRITING_ONLY,), expires_on=story.decision(case).lapses_on)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert healthy(story)


@clause("9.2", "9.3")
def test_left_to_lapse_what_rests_for_its_early_review_bites_again_once_that_is_told() -> None:
    story, case = a_long_restriction()
    story.until("2027-04-12")
    story.leave_to_lapse(case)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    story.bounce(case, story.case(case).notices[-1].id)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert healthy(story)


@clause("9.2")
def test_for_threats_time_lets_nothing_rest_and_the_director_has_been_told() -> None:
    story, case = a_long_restriction(violent=True)
    story.until("2027-04-30")
    assert story.ask().answer is Answer.REFUSE
    assert "RestrictionSuspended" not in story.events(case)
    assert "director" in {getattr(f.event, "to", None) for f in story.record}
    assert healthy(story)


@clause("9.2")
def test_what_has_been_decided_anew_is_no_longer_left_to_lapse() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.until("2027-02-10")
    story.continue_(case, expires_on=date(2027, 5, 28))
    with pytest.raises(Conflict):
        story.leave_to_lapse(case)
    story.lift(case, "decision/2")  # before the customer had met it: the first stands again, alone
    story.leave_to_lapse(case)
    assert [str(notice.change) for notice in story.owed(case)] == ["left-to-lapse"]
    story.until("2027-04-01")
    assert healthy(story)


# a customer's request


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
