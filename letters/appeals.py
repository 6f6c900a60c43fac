"""Letters about an appeal: acknowledged, out of time, decided (8.2-8.6)."""

from domain.case.appealing import Ground
from domain.case.state import Outcome
from letters import passages
from letters.appeal_told import AppealAcknowledged, AppealNotReached, AppealOutcome, AppealOutOfTime, PointPassedOn
from letters.content import Block, Bullets, Heading, Paragraph, paragraphs
from letters.letter import Letter
from letters.passages import Routes
from letters.phrases import Phrases
from letters.told import Meanwhile


def acknowledged(matter: AppealAcknowledged, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say what came when, by when it is decided, and what holds meanwhile (8.3, 8.5, 8.6)."""
    to = Routes.of(letter)
    key = "acknowledged.received" if matter.call_by is None else "acknowledged.received-by-phone"
    said: list[Block] = [Paragraph(words.say(key, received=matter.received, decision_day=matter.decision_day))]
    if matter.admitted_late or matter.undecided:
        said.append(Paragraph(words.say("acknowledged.late-undecided" if matter.undecided else "acknowledged.late")))
    said.append(Heading(words.say("acknowledged.next")))
    if matter.call_by is not None:
        said.append(Paragraph(words.say("acknowledged.call", call_by=matter.call_by)))
    outcome = words.working_days(matter.outcome_wd)
    decide = "acknowledged.decide-if" if matter.undecided else "acknowledged.decide"
    said += [
        Paragraph(words.say(decide, decide_by=matter.decide_by, outcome=outcome)),
        Paragraph(words.say("acknowledged.more", address=to.address, email=to.email)),
        Heading(words.say("change.now")),
        Paragraph(_meanwhile(matter, words)),
        *(passages.what_stays_open if matter.meanwhile is Meanwhile.STANDS else passages.free)(letter, words),
    ]
    return words.say("acknowledged.title"), tuple(said)


def _meanwhile(matter: AppealAcknowledged, words: Phrases) -> str:
    said = words.say(f"acknowledged.{matter.meanwhile}", decision_day=matter.decision_day)
    all_the_same = matter.meanwhile is Meanwhile.ENDED and not matter.undecided
    return f"{said} {words.say('acknowledged.all-the-same')}" if all_the_same else said


def not_reached(matter: AppealNotReached, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Say that we phoned and reached nobody, that the appeal is looked at, and how to be heard all the same (8.3)."""
    to = Routes.of(letter)
    times = words.how_often(matter.tried)
    return words.say("not-reached.title"), (
        Paragraph(words.say("not-reached.opening", received=matter.received, decision_day=matter.decision_day)),
        Paragraph(words.say("not-reached.tried", times=times)),
        Paragraph(words.say("not-reached.all-the-same", decide_by=matter.decide_by)),
        Paragraph(words.say("not-reached.still", phone=to.phone, address=to.address, email=to.email)),
        Paragraph(passages.rights(letter, words)),
    )


def out_of_time(matter: AppealOutOfTime, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Refuse a late appeal: how its last day was reckoned, why no exception, what is left to the customer (8.2)."""
    opening = words.say(
        "out-of-time.opening", received=matter.received, decision_day=matter.decision_day, last_day=matter.last_day
    )
    said: list[Block] = [
        Paragraph(opening),
        Heading(words.say("out-of-time.reckoning")),
        Paragraph(words.say("out-of-time.left", left=matter.left)),
        Paragraph(words.say("out-of-time.window", days=words.working_days(matter.window_wd))),
    ]
    if matter.not_counted:
        said.append(Paragraph(words.say("out-of-time.excluded")))
        said.append(Bullets(tuple(words.day(day) for day in matter.not_counted)))
    said += [
        Paragraph(words.say("out-of-time.last", last_day=matter.last_day)),
        Heading(words.say("out-of-time.reason")),
        *paragraphs(matter.reason),
        Heading(words.say("change.now")),
    ]
    now = words.say(f"out-of-time.{matter.now}", decision_day=matter.decision_day, printed=letter.printed)
    said.append(Paragraph(now))
    if matter.now is not Meanwhile.ENDED:
        said.append(Paragraph(words.say("out-of-time.sooner")))
    bites = matter.now in {Meanwhile.STANDS, Meanwhile.AGAIN}
    said += (passages.what_stays_open if bites else passages.free)(letter, words)
    return words.say("out-of-time.title"), (*said, *_final(letter, words))


def outcome(matter: AppealOutcome, letter: Letter, words: Phrases) -> tuple[str, tuple[Block, ...]]:
    """Tell the outcome, its reasons and what applies now; name the Ombudsman, and no new appeal (8.6)."""
    opening = words.say(
        "outcome.opening", decision_day=matter.decision_day, received=matter.received, decided=matter.decided
    )
    said: list[Block] = [
        Paragraph(opening),
        Paragraph(words.say(_finding(matter))),
        Heading(words.say("outcome.reasons")),
    ]
    if matter.grounds:
        said.append(Paragraph(words.say("outcome.grounds")))
        said.append(Bullets(tuple(_ground(ground, matter, words) for ground in matter.grounds)))
    if matter.nothing_in_scope:
        said.append(Paragraph(words.say("outcome.nothing-in-scope")))
    said += paragraphs(matter.reasons)
    if matter.passed_on:
        said.append(Paragraph(words.say("outcome.passed-on")))
        said.append(Bullets(tuple(_passed_on(point, words) for point in matter.passed_on)))
    said += [Heading(words.say("outcome.now")), *_what_applies(matter, letter, words), *_final(letter, words)]
    return words.say("outcome.title"), tuple(said)


def _ground(ground: Ground, matter: AppealOutcome, words: Phrases) -> str:
    said = words.say(f"ground.{ground}")
    if ground is Ground.OTHER and matter.other_ground:
        return words.say("incident.described", criterion=said, description=matter.other_ground)
    return said


def _passed_on(point: PointPassedOn, words: Phrases) -> str:
    to = words.say(f"passed-to.{point.to}")
    return words.say("outcome.passed-on-to", point=point.point, to=to, reference=point.reference, why=point.reason)


def _finding(matter: AppealOutcome) -> str:
    if matter.outcome is Outcome.VARY and matter.terms is None:
        return "outcome.vary-ended"
    return f"outcome.{matter.outcome}"


def _what_applies(matter: AppealOutcome, letter: Letter, words: Phrases) -> tuple[Block, ...]:
    if matter.terms is None:
        ended = "outcome.free" if matter.outcome is Outcome.QUASH else "outcome.ended"
        return Paragraph(words.say(ended)), *passages.free(letter, words)
    lead = f"outcome.{matter.now}"
    if matter.outcome is Outcome.VARY and matter.now is not Meanwhile.NOT_NOW:
        lead = "outcome.from-now"
    return (
        Paragraph(words.say(lead, printed=letter.printed)),
        passages.measures(matter.terms.measures, letter, words),
        *passages.how_long(matter.terms, words),
        *passages.what_stays_open(letter, words),
    )


def _final(letter: Letter, words: Phrases) -> tuple[Block, ...]:
    contact = passages.ombudsman_contact(letter)
    return (
        Heading(words.say("outcome.final")),
        Paragraph(words.say("outcome.ombudsman", ombudsman=passages.ombudsman(words), contact=contact)),
    )
