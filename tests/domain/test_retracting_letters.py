"""A letter of advice about what was taken back does not go, or is taken back by another (5.12, 9.3)."""

from domain.case.notices import NoticePrepared
from domain.conclusion import AdviseCustomer
from domain.letter import Letter
from domain.names import IncidentId, NoticeId, StreamId, same_id
from tests.clauses import clause
from tests.domain.cast import BRYN
from tests.domain.story import Story, a_story
from tests.domain.test_retracting import retract

ADVICE = AdviseCustomer(why="You swore.", what_must_change="Please do not.")


def advised(story: Story) -> tuple[IncidentId, StreamId]:
    incident = story.an_assessed_incident()
    story.do(incident, ADVICE, BRYN)
    return incident, StreamId(same_id("letter", incident))


@clause("9.3", "5.12")
def test_a_letter_of_advice_that_has_not_left_does_not_go() -> None:
    story = a_story()
    incident, letter = advised(story)
    retract(story, incident)
    story.post_all()
    assert story.events(letter) == ["LetterOwed", "LetterTakenBack"]
    assert story.states[letter].closed


@clause("9.3", "5.12")
def test_whoever_had_a_letter_of_advice_is_told_that_it_was_a_mistake() -> None:
    story = a_story()
    incident, letter = advised(story)
    story.post_all()
    retract(story, incident)
    known = story.states[letter]
    assert isinstance(known, Letter)
    assert (known.notices[-1].kind, known.notices[-1].is_owed) == ("advice-taken-back", True)
    story.post_all()
    assert story.events(letter)[-3:] == ["LetterTakenBack", "NoticePrepared", "NoticeLeft"]


@clause("9.3", "8.2")
def test_of_two_letters_that_come_back_the_one_that_is_still_so_goes_again() -> None:
    story = a_story()
    incident, letter = advised(story)
    story.post_all()
    retract(story, incident)
    story.post_all()
    story.bounce(letter, NoticeId("notice/1"))
    assert len(story.states[letter].notices) == 2
    story.bounce(letter, NoticeId("notice/2"))
    assert [n.kind for n in story.states[letter].notices] == ["advice", *["advice-taken-back"] * 2]


@clause("9.3")
def test_a_letter_that_came_back_before_reached_nobody_and_is_not_followed_by_another() -> None:
    story = a_story()
    incident, letter = advised(story)
    story.post_all()
    story.bounce(letter, NoticeId("notice/1"))
    retract(story, incident)
    assert story.states[letter].closed
    printed = [e for e in story.record if isinstance(e.event, NoticePrepared)]
    story.post_all()
    assert [e for e in story.record if isinstance(e.event, NoticePrepared)] == printed
