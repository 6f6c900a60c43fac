"""A variation on appeal: nowhere harsher, no later end, and adjustments asked for anew (3.1, 8.6)."""

from datetime import date

from domain.calendar import local_day
from domain.case.comparing import is_not_harsher
from domain.case.considering import ASKED, check_named, check_representatives, check_words
from domain.case.force import heir, measures_at, stands
from domain.case.reviewing import DecideAppeal
from domain.case.state import Appeal, Case, Decision
from domain.contradictions import check_measures
from domain.frozen import changed
from domain.measures import Measure
from domain.names import is_said
from domain.refusal import Refused
from domain.streams import Given

# What a variation on appeal is asked about adjustments, in words.
ASKED_ANEW = tuple(name for name, (clause, _) in ASKED.items() if clause == "3.1")


def goes_on_as(case: Case, appeal: Appeal, given: Given) -> Decision:
    """Return what an appeal can still vary: the decision appealed against, or the one in which it now goes on."""
    decision = case.decision(appeal.decision)
    now = heir(case, decision)
    return now if stands(now, given.as_of) else decision


def check_variation(case: Case, decision: Decision, command: DecideAppeal, given: Given) -> date:
    """Check a variation, and return its last day. Raises Refused (3.1, 6.1, 8.6)."""
    check_measures(command.measures)
    check_named(command.measures, given, standing=decision.measures)
    check_representatives(case, command.measures, given, standing=decision.measures)
    check_words(command.measures, command.measure_words)
    last_day = command.last_day or decision.lapses_on
    if stands(decision, given.as_of):
        _check_asked_anew(command)
        if last_day < local_day(given.as_of):
            raise Refused(
                "8.6", "a last day lies ahead: nothing is back-dated", field="last_day", accepted="today or later"
            )
    told = decision.expires_on or decision.review_on or decision.lapses_on
    if command.last_day and command.last_day > told:
        raise Refused(
            "8.6",
            "a variation on appeal puts no later end in the place of the date that was told",
            field="last_day",
            accepted=f"a day up to {told}; none, where the date is to stay",
        )
    if not is_not_harsher(*_as_it_now_binds(decision, command, last_day, given)):
        raise Refused(
            "8.6",
            "a variation on appeal is nowhere harsher than the decision, and ends no later",
            field="measures",
            accepted=f"measures at every point as open, and a last day up to {decision.lapses_on}",
        )
    return last_day


def _as_it_now_binds(
    decision: Decision, command: DecideAppeal, last_day: date, given: Given
) -> tuple[tuple[Measure, ...], date, Decision]:
    """Return what is compared with what. Who writes directly because nobody acts for them goes on doing so (6.1, 8.6).

    The measure may stand as it is, and asks nothing of them; another representative's would.
    """
    binding = measures_at(decision, given.as_of)
    idle = set(decision.measures) - set(binding)
    return tuple(m for m in command.measures if m not in idle), last_day, changed(decision, measures=binding)


def _check_asked_anew(command: DecideAppeal) -> None:
    """Asked at every restriction, variation and continuation; a finding after the end restricts nobody (3.1)."""
    if command.characteristic is None:
        raise Refused(
            "3.1",
            "whether a protected characteristic is known or suspected is recorded",
            field="characteristic",
            accepted="known, suspected or none-known",
        )
    for name in ASKED_ANEW:
        if not is_said(getattr(command, name)):
            clause, reason = ASKED[name]
            raise Refused(clause, reason, field=name, accepted="this, in words, asked anew at this decision")
