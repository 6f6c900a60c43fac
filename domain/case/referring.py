"""The rules before a decision: a case is referred, an incident comes in, a warning is given or dispensed with (7.2)."""

from domain.calendar import local_day
from domain.case.basis import check_basis, check_not_a_party, other_records, records_of
from domain.case.deadlines import decide_by, notice_leave_by
from domain.case.force import standing
from domain.case.notice import next_notice
from domain.case.once import check_in_no_other_case
from domain.case.referral import (
    AddIncident,
    CaseReferred,
    DispenseWithWarning,
    IncidentAdded,
    IssueWarning,
    ReferCase,
    WarningDispensedWith,
    WarningIssued,
)
from domain.case.state import Case
from domain.event import Event
from domain.incident import Incident
from domain.names import CaseId, CustomerId, IncidentId, WarningId, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


def refer(case: Case | None, command: ReferCase, given: Given) -> tuple[Event, ...]:
    """Bring what happened, once or repeatedly, before a manager (5.7). Raises Refused (7.2), NotFound, Conflict."""
    if case is not None:
        raise Conflict("this case has been referred")
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    if not command.incidents:
        raise Refused(
            "7.2",
            "a case rests on at least one incident",
            field="incidents",
            accepted="at least one incident of this customer",
        )
    if len(set(command.incidents)) != len(command.incidents):
        raise Refused("7.2", "an incident is named once", field="incidents", accepted="each incident once")
    for number, incident in enumerate(command.incidents):
        _check_belongs(incident, command.customer, given)
        check_in_no_other_case(incident, given, f"incidents.{number}")
    today = local_day(given.as_of)
    policy = given.book.on(today)
    return (
        CaseReferred(
            case=CaseId(given.stream),
            customer=command.customer,
            incidents=command.incidents,
            referred_by=given.by.id,
            referred_on=today,
            decide_by=decide_by(today, policy.figures.decide_within_wd, given),
            policy=policy.version,
            calendar=given.book.calendar.version,
            reason=command.reason,
        ),
    )


def add_incident(case: Case, command: AddIncident, given: Given) -> tuple[Event, ...]:
    """Bring an incident in. Where nothing stands or is owed, it makes a decision due. Raises Refused, NotFound."""
    _check_belongs(command.incident, case.customer, given)
    if command.incident in case.incidents:
        raise Conflict("this incident is in the case", version=case.version)
    check_in_no_other_case(command.incident, given, "incident")
    figures = given.book.version(case.policy).figures
    makes_it_due = case.decide_by is None and standing(case, given.as_of) is None
    return (
        IncidentAdded(
            case=case.id,
            customer=case.customer,
            incident=command.incident,
            added_by=given.by.id,
            decide_by=decide_by(local_day(given.as_of), figures.decide_within_wd, given) if makes_it_due else None,
        ),
    )


def warn(case: Case, command: IssueWarning, given: Given) -> tuple[Event, ...]:
    """Warn. Raises Refused (7.2, 4.1)."""
    if standing(case, given.as_of):
        raise Refused(
            "7.2",
            "a warning comes before a decision",
            field="incidents",
            accepted="a warning once the restriction has ended",
        )
    if case.decide_by is None:
        raise Conflict("what was referred has been warned about or decided", version=case.version)
    basis = check_basis(case, command.incidents, given, field="incidents")
    check_not_a_party(command.incidents, given)
    for name in ("reasons", "what_must_change"):
        if not is_said(getattr(command, name)):
            raise Refused("7.2", "a warning says why, and what must change", field=name, accepted="this, in words")
    return (
        WarningIssued(
            case=case.id,
            customer=case.customer,
            warning=WarningId(f"warning/{len(case.warnings) + 1}"),
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
            incidents=command.incidents,
            issued_by=given.by.id,
            rests_on=other_records(case, basis),
            reasons=command.reasons,
            what_must_change=command.what_must_change,
        ),
    )


def dispense(case: Case, command: DispenseWithWarning, given: Given) -> tuple[Event, ...]:
    """Record why no warning comes before the decision that is owed. Raises Refused (7.2), Conflict."""
    check_not_a_party(case.incidents, given)
    if case.decide_by is None:
        raise Conflict("no decision is owed in this case now", version=case.version)
    if not is_said(command.explanation):
        raise Refused(
            "7.2", "without a warning, the reason is recorded", field="explanation", accepted="the reason, in words"
        )
    return (
        WarningDispensedWith(
            case=case.id,
            customer=case.customer,
            reason=command.reason,
            dispensed_by=given.by.id,
            explanation=command.explanation,
        ),
    )


def _check_belongs(name: IncidentId, customer: CustomerId, given: Given) -> None:
    """*Never* a household: what is held against somebody is what they did themselves, under whichever record; 1.3."""
    incident: Incident | None = given.others.get(name)
    if incident is None:
        raise NotFound(name)
    if incident.customer not in records_of(customer, given):
        accepted = "incidents of this customer, or of a record that is linked"
        raise Refused("1.3", "a case is about one person", field="incidents", accepted=accepted)
    if incident.retracted:
        raise Refused(
            "9.1", "what was taken back comes into no case", field="incidents", accepted="an incident that stands"
        )
