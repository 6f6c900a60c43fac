"""Whether contacts were sorted, answered and counted as the restrictions in force said (1.6, 4.5, 6.1, 10.1)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations

from domain.case.deciding import Decided
from domain.case.following import RepresentativeNoLongerActs
from domain.case.reviewing import DecisionVaried
from domain.contact import ContactRecorded, ContactRetracted, TriageCorrected
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces
from domain.invariants.history import CaseHistory, World, world_of
from domain.invariants.openness import OPEN, REFERRED, Contact, closed, leaves_a_way
from domain.invariants.persons import apart_at, gone_at, records, strangers, world_end
from domain.invariants.reckoning import Reckoning, day_of
from domain.measures import Measure, MeasureKind
from domain.names import Channel, kind_of
from domain.referral.said import ReferralOpened
from domain.triage import Triaged

SORTS = {
    # what it is about → its sort; and, for the ordinary ones, what `openness` calls it
    "data-subject-request": ("statutory", ""),
    "emergency-or-safety": ("statutory", ""),
    "disrepair": ("statutory", ""),
    "safeguarding": ("statutory", ""),
    "adjustment-request": ("statutory", ""),
    "tenancy-notice": ("statutory", ""),
    "legal-proceedings": ("statutory", ""),
    "appeal": ("statutory", ""),
    "ombudsman": ("statutory", ""),
    "new-issue": ("new-complaint-or-issue", "issue"),
    "new-complaint": ("new-complaint-or-issue", "complaint"),
    "new-information": ("new-information", "information"),
    "existing-complaint": ("neither", "running complaint"),
    "general": ("neither", "anything"),
}
ANSWERS = ("allow", "refer", "read-and-file", "refuse")  # by how far closed
AS_SAID = {  # what was done → the answers it follows
    "answered": {"allow"},
    "referred": {"allow", "refer"},
    "filed": {"read-and-file"},
    "route-told": {"refuse"},
}
LEFT = {"filed", "route-told"}
ORDER = ("answered", "referred", "filed", "route-told")


@dataclass
class Logged:
    """One contact: what was recorded, and what was said of it later, in order."""

    facts: list[Fact] = field(default_factory=list)

    @property
    def recorded(self) -> ContactRecorded:
        """Return how it was recorded. Raises TypeError where it begins otherwise."""
        event = self.facts[0].event
        if not isinstance(event, ContactRecorded):
            raise TypeError(event)
        return event

    def matters(self, before: int) -> tuple[Triaged, ...] | None:
        """Return what it was about as known before a position; None where it was not known, or taken back."""
        known = [fact.event for fact in self.facts if fact.position < before]
        if not known or any(isinstance(event, ContactRetracted) for event in known):
            return None
        said = [event for event in known if isinstance(event, ContactRecorded | TriageCorrected)]
        return said[-1].matters

    def uses_one_up(self, before: int) -> bool:
        """Say whether, as known before a position, it was one of the contacts that a customer may have."""
        matters = self.matters(before)
        if not matters or self.recorded.by_us or any(_sort(matter) == "statutory" for matter in matters):
            return False
        return {matter.done for matter in matters} != {"route-told"}


def every_contact(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """Check each contact of the record."""
    log = [Logged(facts) for stream, facts in world.others.items() if stream.startswith("contact/")]
    by_customer: dict[str, list[Logged]] = {}
    for logged in log:
        by_customer.setdefault(logged.recorded.customer, []).append(logged)
    opened = _referred(world)
    for logged in log:
        yield from _kept(logged)
        yield from _before_whom_it_must_be(logged, opened)
        before: dict[str, Triaged] = {}
        for fact in logged.facts:
            if isinstance(fact.event, ContactRecorded | TriageCorrected):
                for matter in fact.event.matters:
                    person = records(world, logged.recorded.customer, fact.position)
                    theirs = [each for record in sorted(person) for each in by_customer.get(record, [])]
                    yield from _matter(world, theirs, logged, fact, matter, before.get(matter.purpose))
                before = {str(matter.purpose): matter for matter in fact.event.matters}


def _kept(logged: Logged) -> Iterator[Breach]:
    """*Never* edited history, never back-dated; and on its page, where the next count finds it."""
    recorded, first = logged.recorded, logged.facts[0]
    if recorded.happened_at > first.recorded_at:
        yield breach("reading.md, Never", "a contact was recorded before it was had", first)
    spoke_of = 1
    for number, fact in enumerate(logged.facts, 1):
        event = fact.event
        page = f"contact-log/{day_of(recorded.happened_at):%Y-%m}/{recorded.customer.partition('/')[2]}"
        if getattr(event, "page", "") != page or getattr(event, "customer", "") != recorded.customer:
            yield breach("6.1", "a contact stands on another page than its month's", fact)
        if isinstance(event, TriageCorrected | ContactRetracted) and event.corrects != spoke_of:
            yield breach("reading.md, Never", "a correction of a contact does not say what it corrects", fact)
        if number > 1 and isinstance(logged.facts[number - 2].event, ContactRetracted):
            yield breach("reading.md, Never", "a contact that was taken back was corrected", fact)
        spoke_of = number if isinstance(event, TriageCorrected) else spoke_of


def _referred(world: World) -> dict[tuple[str, str], date]:
    """From which day the clock runs of what was referred because of something, by what, and of which kind."""
    found: dict[tuple[str, str], date] = {}
    for fact in (f for stream, facts in world.others.items() if stream.startswith("referral/") for f in facts):
        if isinstance(fact.event, ReferralOpened):
            key = (str(fact.event.about), str(fact.event.referral_kind))
            found[key] = min(fact.event.received_on, found.get(key, date.max))
    return found


def _before_whom_it_must_be(logged: Logged, opened: Mapping[tuple[str, str], date]) -> Iterator[Breach]:
    """4.5, 10.1: what calls for a referral has been referred, from the day on which it came in."""
    for fact in logged.facts:
        matters = getattr(fact.event, "matters", ())
        for raised in sorted({str(matter.raises) for matter in matters if matter.raises}):
            since = opened.get((fact.stream, raised))
            clause = "10.1" if raised == "subsequent-contact" else "4.5"
            if since is None:
                yield breach(clause, f"the referral {raised} of a contact was never opened", fact)
            elif since > day_of(logged.recorded.happened_at):
                yield breach(clause, f"the clock of the referral {raised} runs from a later day", fact)


def _matter(
    world: World, log: Iterable[Logged], logged: Logged, fact: Fact, matter: Triaged, before: Triaged | None
) -> Iterator[Breach]:
    yield from _law(matter, fact)
    if (matter.said is None) != logged.recorded.by_us:
        yield breach("6.1", "a verdict was kept of a contact that we made, or none of one that they made", fact)
    if matter.said is None:
        return
    answer = matter.said.answer
    if before is None:
        by_record = _biting(world, logged.recorded, fact)
        measures = [measure for each in by_record.values() for measure in each]
        open_ways = [_answer(log, logged, way, matter, fact.position) for way in _together(by_record)]
        answer = min(open_ways, key=ANSWERS.index)
        if matter.said.answer != answer:
            yield breach("6.1", f"the verdict said {matter.said.answer} where the record says {answer}", fact)
        yield from _new_ones(measures, matter, answer, fact)
    elif before.said != matter.said:
        yield breach("reading.md, Never", "what the verdict had said was changed by a correction", fact)
    departs = None
    if answer not in AS_SAID[matter.done]:
        departs = "more-open" if ORDER.index(matter.done) < ANSWERS.index(answer) else "less-open"
    if matter.departs != departs:
        yield breach("9.1", f"{matter.done} where the verdict said {answer} was not flagged as it was", fact)


def _law(matter: Triaged, fact: Fact) -> Iterator[Breach]:
    """1.6, 4.5: what the law keeps open is acted on, and a request for data goes to Governance."""
    if matter.triage != _sort(matter):
        yield breach("6.1", f"{matter.purpose} was sorted as {matter.triage}", fact)
    if _sort(matter) == "statutory" and matter.done in LEFT:
        yield breach("1.6", "a statutory matter was filed or turned away", fact)
    if (matter.purpose == "data-subject-request") != (matter.raises == "subject-access"):
        yield breach("4.5", "a request for data raised no referral to Governance, or something else did", fact)


def _new_ones(measures: list[Measure], matter: Triaged, answer: str, fact: Fact) -> Iterator[Breach]:
    """10.1, 6.1: what is new of a prohibited customer is referred, and under read-and-file it is answered."""
    left = matter.done in LEFT
    prohibited = answer == "refer" and any(_refers_what_is_new(measure, matter) for measure in measures)
    if prohibited and (left or matter.raises != "subsequent-contact"):
        yield breach("10.1", "a new complaint or issue of a prohibited customer was not referred", fact)
    if not prohibited and matter.raises == "subsequent-contact":
        yield breach("10.1", "a matter that calls for no referral raised one", fact)
    filing = any(measure.kind is MeasureKind.READ_AND_FILE for measure in measures)
    if filing and answer == "allow" and left and _sort(matter) in {"new-complaint-or-issue", "new-information"}:
        yield breach("6.1", "a new complaint or new information was not answered", fact)


def _refers_what_is_new(measure: Measure, matter: Triaged) -> bool:
    if measure.kind is MeasureKind.END_ALL_CONTACT:
        return matter.purpose in {"new-issue", "new-complaint"}
    ends_complaints = measure.kind in {MeasureKind.END_COMPLAINT, MeasureKind.SUSPEND_COMPLAINT} and measure.extreme
    return ends_complaints and matter.purpose == "new-complaint"


def _answer(log: Iterable[Logged], logged: Logged, measures: list[Measure], matter: Triaged, before: int) -> str:
    """Return what the verdict had to say, by the second table and a second count."""
    recorded, (sort, issue) = logged.recorded, SORTS[matter.purpose]
    if sort == "statutory":
        return ANSWERS[OPEN]
    if any(measure.kind is MeasureKind.END_ALL_CONTACT for measure in measures) and issue in {"issue", "complaint"}:
        return ANSWERS[REFERRED]

    def had(measure: Measure) -> Contact:
        count = _count(log, logged, before, measure.method) if measure.per else (0, 0, 0)
        return Contact(recorded.channel, issue, recorded.staff, recorded.by_representative, count)

    return ANSWERS[max((closed(measure, had(measure)) for measure in measures), default=OPEN)]


def _biting(world: World, recorded: ContactRecorded, fact: Fact) -> dict[str, list[Measure]]:
    """The measures in force at a contact's moment, by what had been recorded until it was itself; by the records."""
    person = records(world, recorded.customer, fact.position)
    facts = [f for record in sorted(person) for case in world.by_customer.get(record, []) for f in case.facts]
    told = (each for stream, each in world.others.items() if kind_of(stream) in {"link", "representative"})
    beside = [f for each in told for f in each]
    known = sorted((f for f in (*facts, *beside) if f.position < fact.position), key=lambda f: f.position)
    then, moment = world_of(known, fact.recorded_at) if known else World(fact.recorded_at), recorded.happened_at
    found: dict[str, list[Measure]] = {}
    for case in then.cases.values():
        for (place, decided), force in zip(case.of(Decided), forces(case).values(), strict=True):
            if force.at(moment) and not apart_at(then, case, place, decided, moment):
                binding = [m for m in _measures_at(case, decided, moment) if not _is_idle(then, case, place, m, moment)]
                found.setdefault(case.opening.customer, []).extend(binding)
    return {record: measures for record, measures in found.items() if measures}


def _measures_at(case: CaseHistory, decided: Decided, moment: datetime) -> tuple[Measure, ...]:
    """Return the measures of a decision as appeals had eased them by a moment, and not backwards (8.6)."""
    eased = [e for _, e in case.of(DecisionVaried) if e.decision == decided.decision and not e.finding_only]
    return next((e.measures for e in reversed(eased) if e.decided_at <= moment), decided.measures)


def _is_idle(world: World, case: CaseHistory, made: Fact, measure: Measure, moment: datetime) -> bool:
    """Say whether a measure sends the customer through somebody who no longer acts: then it asks nothing (6.1)."""
    if measure.representative is None:
        return False
    gone = gone_at(world, measure.representative, world_end(world))
    freed = [e.freed_at for _, e in case.of(RepresentativeNoLongerActs) if e.representative == measure.representative]
    apart = (since for since, until in strangers(world, case, made, measure.representative) if moment < until)
    return any(since <= moment for since in (*([gone] if gone else []), *freed, *apart))


def _together(by_record: dict[str, list[Measure]]) -> list[list[Measure]]:
    """How linked records' measures are read: at once, unless each leaves a way and all together none (6.1)."""
    everything = [measure for measures in by_record.values() for measure in measures]
    if len(by_record) < 2 or leaves_a_way(everything) or not all(map(leaves_a_way, by_record.values())):  # noqa: PLR2004
        return [everything]
    some = [set(c) for size in range(1, len(by_record)) for c in combinations(sorted(by_record), size)]
    ways = [way for way in some if leaves_a_way([m for record in way for m in by_record[record]])]
    return [[m for r in sorted(way) for m in by_record[r]] for way in ways if not any(way < other for other in ways)]


def _sort(matter: Triaged) -> str:
    return SORTS[matter.purpose][0]


def _count(log: Iterable[Logged], of: Logged, before: int, method: Channel | None) -> tuple[int, int, int]:
    moment = of.recorded.happened_at
    today = day_of(moment)
    days = [
        day_of(other.recorded.happened_at)
        for other in log
        if other is not of
        and other.recorded.happened_at <= moment
        and method in {None, other.recorded.channel}
        and other.uses_one_up(before)
    ]
    return (
        sum(day == today for day in days),
        sum(day.isocalendar()[:2] == today.isocalendar()[:2] for day in days),
        sum((day.year, day.month) == (today.year, today.month) for day in days),
    )
