"""What several letters tell of a case: its terms, its incidents; nobody is named but whom a measure names."""

from datetime import date

from activities.told import Told, ToldOfCase, words
from domain.calendar import local_day
from domain.case.deciding import Decided
from domain.case.reviewing import DecisionVaried
from domain.case.state import Decision as Made
from domain.measures import Measure, MeasureKind
from domain.names import IncidentId
from letters.told import IncidentTold, MeasureTold, Terms


def terms_of(told: ToldOfCase, decision: Made) -> Terms:
    """Return what a decision now says: its own terms, or those of the appeal that varied it."""
    said = [
        event
        for event in told.events
        if (isinstance(event, Decided) or (isinstance(event, DecisionVaried) and not event.finding_only))
        and event.decision == decision.id
    ]
    decided = next(event for event in said if isinstance(event, Decided))
    spoken = said[-1].measure_words if isinstance(said[-1].measure_words, tuple) else ()
    return Terms(
        measures=tuple(
            _measure(told, measure, spoken[number] if number < len(spoken) else "", decided)
            for number, measure in enumerate(decision.measures)
        ),
        expires_on=decision.expires_on,
        review_on=decision.review_on,
    )


def _measure(told: ToldOfCase, measure: Measure, spoken: str, decided: Decided) -> MeasureTold:
    by_representative = measure.kind is MeasureKind.THROUGH_REPRESENTATIVE
    return MeasureTold(
        kind=measure.kind,
        method=measure.method,
        times=measure.times,
        per=measure.per,
        staff=told.names[measure.staff] if measure.staff else None,
        stand_in=told.names[measure.stand_in] if measure.stand_in else None,
        representative=spoken or None if by_representative else None,
        description=spoken or None if not by_representative else None,
        reference=measure.reference,
        extreme=measure.is_extreme,
        authority=measure.authority,
        acted_on=measure.acted_on,
        procedure=measure.procedure,
        final_answer_on=measure.final_answer_on,
        why_extreme=_why_extreme(measure, decided) if measure.is_extreme else None,
    )


def _why_extreme(measure: Measure, decided: Decided) -> str:
    """Return the justification of an extreme measure, by the decision that first named it; an appeal adds none (8.6).

    Of a measure that an appeal put in the place of another (a complaint suspended, that was ended) it is the other's.
    """
    if not isinstance(decided.why_extreme, tuple):
        return words(decided.why_extreme)
    like = [(was, said) for was, said in zip(decided.measures, decided.why_extreme, strict=False) if was.is_extreme]
    order = (lambda was: was == measure, lambda was: was.reference == measure.reference, lambda _was: True)
    return next(said for alike in order for was, said in like if alike(was))


def incidents_of(told: Told, names: tuple[IncidentId, ...]) -> tuple[IncidentTold, ...]:
    """Return incidents as a customer is told of them: day, channel, what was found; nobody who was there."""
    found = sorted((told.incidents[name] for name in names), key=lambda incident: incident.happened_at)
    return tuple(
        IncidentTold(
            day=local_day(incident.happened_at),
            channel=incident.channel,
            criteria=incident.criteria,
            other=told.descriptions.get(incident.id),
        )
        for incident in found
    )


def fixed(day: date | None) -> date:
    """Return a date that this kind of letter always has."""
    if day is None:
        raise TypeError("this letter tells a date that nothing has fixed")
    return day
