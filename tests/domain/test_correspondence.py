import pytest

from domain.criteria import Criterion
from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps
from domain.handling import Shortfall, StepKind
from domain.names import Channel
from tests.clauses import clause
from tests.domain.cast import BRYN, FFION, steps
from tests.domain.desk import at
from tests.domain.incidents import handle, judged, outside
from tests.domain.refusing import refused
from tests.domain.story import a_story

SAFE, UNSAFE = StepKind.JUDGED_SAFE_TO_CHALLENGE, StepKind.NOT_SAFE_TO_CHALLENGE
CHALLENGED, WRITTEN, POLICE = StepKind.CHALLENGED, StepKind.WRITTEN_TO, StepKind.POLICE_TOLD
ANSWERED, ADVISED = StepKind.REQUEST_ANSWERED, StepKind.ADVICE_SENT
LETTERS = (Channel.WRITING, Channel.DIGITAL, Channel.SOCIAL_MEDIA)


@clause("5.9", "5.10")
@pytest.mark.parametrize("channel", LETTERS)
@pytest.mark.parametrize(
    ("holds", "taken", "missing"),
    [
        (True, (ANSWERED, ADVISED), set()),
        (True, (ADVISED, ANSWERED), set()),
        (True, (ANSWERED,), {Shortfall.NO_ADVICE_GIVEN}),
        (True, (ADVISED,), {Shortfall.REQUEST_NOT_ANSWERED}),
        (True, (ADVISED, StepKind.NOT_ANSWERED), {Shortfall.REQUEST_NOT_ANSWERED}),
        (True, (), {Shortfall.REQUEST_NOT_ANSWERED, Shortfall.NO_ADVICE_GIVEN}),
        (False, (), set()),
        (False, (StepKind.NOT_ANSWERED,), set()),
        (False, (ADVISED,), set()),
        (None, (), {Shortfall.REQUEST_NOT_LOOKED_FOR}),
        (None, (ADVISED,), {Shortfall.REQUEST_NOT_LOOKED_FOR}),
    ],
)
def test_a_legitimate_request_is_answered_and_advice_is_given_and_without_one_no_reply_is_required(
    channel: Channel, holds: bool | None, taken: tuple[StepKind, ...], missing: set[Shortfall]
) -> None:
    assert judged(channel, *taken, holds_request=holds) == missing


@clause("5.9")
@pytest.mark.parametrize("channel", sorted(set(Channel) - set(LETTERS)))
def test_whether_it_holds_a_request_is_asked_of_correspondence_alone(channel: Channel) -> None:
    assert Shortfall.REQUEST_NOT_LOOKED_FOR not in judged(channel)
    with refused("5.9", "holds_legitimate_request"):
        a_story().an_incident(channel=channel, holds_legitimate_request=False)


@clause("5.9")
def test_a_legitimate_request_is_written_down_and_there_is_none_to_write_where_there_was_none() -> None:
    story = a_story()
    with refused("5.9", "legitimate_request"):
        story.an_incident(channel=Channel.DIGITAL, holds_legitimate_request=True, legitimate_request=" ")
    with refused("5.9", "holds_legitimate_request"):
        story.an_incident(channel=Channel.DIGITAL, legitimate_request="When is the repair?")
    story.an_incident(channel=Channel.DIGITAL, holds_legitimate_request=True, legitimate_request="When is the repair?")


@clause("5.9", "5.12")
def test_advice_sent_the_next_day_clears_what_was_not_yet_done_and_the_history_shows_both() -> None:
    story = a_story()
    incident = story.an_incident(
        channel=Channel.WRITING, holds_legitimate_request=True, legitimate_request="When is the repair?"
    )
    assert outside(story, incident) == (Shortfall.REQUEST_NOT_ANSWERED, Shortfall.NO_ADVICE_GIVEN)
    assert all(shortfall.can_still_be_done for shortfall in outside(story, incident))
    story.on("2026-11-24")
    handle(story, incident, ANSWERED)
    assert outside(story, incident) == (Shortfall.NO_ADVICE_GIVEN,)
    handle(story, incident, ADVISED, by=FFION)
    assert not story.states[incident].outside_steps
    flags = [e for e in story.streams[incident] if isinstance(e, HandlingFoundOutsideSteps | HandlingFoundWithinSteps)]
    assert [(type(flag).__name__, flag.missing.value) for flag in flags] == [
        ("HandlingFoundOutsideSteps", "request-not-answered"),
        ("HandlingFoundOutsideSteps", "no-advice-given"),
        ("HandlingFoundWithinSteps", "request-not-answered"),
        ("HandlingFoundWithinSteps", "no-advice-given"),
    ]


@clause("5.9")
def test_that_a_letter_holds_a_request_may_be_found_later_and_then_it_is_owed_an_answer() -> None:
    story = a_story()
    incident = story.an_incident(channel=Channel.WRITING, holds_legitimate_request=None)
    assert outside(story, incident) == (Shortfall.REQUEST_NOT_LOOKED_FOR,)
    handle(story, incident, holds_legitimate_request=True, legitimate_request="A copy of the tenancy.")
    assert outside(story, incident) == (Shortfall.REQUEST_NOT_ANSWERED, Shortfall.NO_ADVICE_GIVEN)


@clause("5.11")
@pytest.mark.parametrize(
    ("criterion", "declined"),
    [
        (Criterion.THREATS, True),
        (Criterion.VIOLENCE, True),
        (Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE, True),
        (Criterion.SWEARING, False),
        (Criterion.OFFENSIVE_REMARKS, False),
    ],
)
def test_physical_threats_and_serious_allegations_in_correspondence_are_not_accepted(
    criterion: Criterion, declined: bool
) -> None:
    for channel in Channel:
        found = judged(channel, criteria=(criterion,), holds_request=False)
        assert (Shortfall.NOT_DECLINED in found) is (declined and channel in LETTERS)
        told = judged(channel, StepKind.NOT_ACCEPTED, criteria=(criterion,), holds_request=False)
        assert Shortfall.NOT_DECLINED not in told


@clause("5.11", "5.9")
def test_a_threat_in_a_letter_takes_nothing_from_the_request_beside_it() -> None:
    found = judged(Channel.WRITING, StepKind.NOT_ACCEPTED, criteria=(Criterion.THREATS,), holds_request=True)
    assert found == {Shortfall.REQUEST_NOT_ANSWERED, Shortfall.NO_ADVICE_GIVEN}


@clause("5.13")
@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        ((SAFE, CHALLENGED), set()),
        ((CHALLENGED,), {Shortfall.SAFETY_NOT_JUDGED}),
        ((CHALLENGED, SAFE), {Shortfall.SAFETY_NOT_JUDGED}),
        ((UNSAFE, CHALLENGED, WRITTEN), {Shortfall.CHALLENGED_THOUGH_UNSAFE}),
        ((SAFE, UNSAFE, CHALLENGED, WRITTEN), {Shortfall.CHALLENGED_THOUGH_UNSAFE}),
        ((UNSAFE, SAFE, CHALLENGED, WRITTEN), set()),
        ((SAFE, CHALLENGED, UNSAFE, WRITTEN), set()),
        ((SAFE,), set()),
        ((), set()),
    ],
)
def test_behaviour_is_challenged_at_the_time_only_where_that_was_judged_safe(
    taken: tuple[StepKind, ...], missing: set[Shortfall]
) -> None:
    assert judged(Channel.FACE_TO_FACE, *taken) == missing


@clause("5.14")
@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        ((UNSAFE,), {Shortfall.NEITHER_WRITTEN_NOR_POLICE}),
        ((UNSAFE, WRITTEN), set()),
        ((UNSAFE, ADVISED), set()),
        ((UNSAFE, POLICE), set()),
        ((SAFE, CHALLENGED), set()),
    ],
)
def test_where_it_was_not_safe_to_challenge_the_customer_is_written_to_or_the_police_are_told(
    taken: tuple[StepKind, ...], missing: set[Shortfall]
) -> None:
    assert judged(Channel.FACE_TO_FACE, *taken) == missing


@clause("5.14")
def test_the_letter_that_follows_a_visit_clears_the_flag() -> None:
    story = a_story()
    visit = at("2026-11-23 09:00")
    incident = story.an_incident(channel=Channel.FACE_TO_FACE, steps=steps(UNSAFE, since=visit))
    assert outside(story, incident) == (Shortfall.NEITHER_WRITTEN_NOR_POLICE,)
    story.on("2026-11-25")
    handle(story, incident, WRITTEN, by=BRYN)
    assert outside(story, incident) == ()
