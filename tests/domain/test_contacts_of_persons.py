"""The contacts of every record of one person count together, and are held against all that binds them (1.3, 6.1)."""

from datetime import timedelta

from domain.measures import Measure, MeasureKind
from tests.clauses import clause
from tests.domain.cast import WRITING_ONLY
from tests.domain.contacts import TWICE_A_WEEK, a_contact, a_restricted_customer, only_matter
from tests.domain.story import a_story


@clause("1.3", "6.1")
def test_what_was_used_up_under_one_record_is_used_up_under_the_other() -> None:
    story = a_restricted_customer(TWICE_A_WEEK)
    other = story.a_customer()
    for _ in range(2):
        story.now += timedelta(minutes=5)
        a_contact(story, customer=other)
    story.now += timedelta(minutes=5)
    assert only_matter(story, a_contact(story)).said.answer == "allow"  # type: ignore[union-attr]
    story.link(story.customer, other)
    story.now += timedelta(minutes=5)
    assert only_matter(story, a_contact(story, customer=other)).said.answer == "refuse"  # type: ignore[union-attr]


@clause("1.3", "6.1")
def test_a_contact_after_an_unlinking_is_held_against_the_records_own_restrictions_alone() -> None:
    story = a_restricted_customer(WRITING_ONLY)
    other = story.a_customer()
    link = story.link(story.customer, other)
    assert only_matter(story, a_contact(story, customer=other)).said.answer == "refuse"  # type: ignore[union-attr]
    story.unlink(link)
    story.now += timedelta(minutes=5)
    assert only_matter(story, a_contact(story, customer=other)).said.answer == "allow"  # type: ignore[union-attr]


@clause("6.1")
def test_a_customer_whose_representative_is_gone_is_spoken_to() -> None:
    story = a_story("2026-11-25")
    sister = story.a_representative()
    through = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=sister)
    story.a_restriction(measures=(through,), measure_words=("A Sister",))
    assert only_matter(story, a_contact(story)).said.answer == "refuse"  # type: ignore[union-attr]
    story.now += timedelta(minutes=5)
    story.ends_authority(sister)
    story.now += timedelta(minutes=5)
    assert only_matter(story, a_contact(story)).said.answer == "allow"  # type: ignore[union-attr]
