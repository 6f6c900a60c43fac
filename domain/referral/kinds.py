"""The kinds of referral: whose each is, how long they have, what may come of it (3.2, 4.5, 5.6, 5.9, 6.1, 10.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendar import Counts, months_after
from domain.case.state import NoticeKind
from domain.names import Role
from domain.policy import Policy, PolicyBook


class ReferralKind(StrEnum):
    """What is referred."""

    SUBJECT_ACCESS = "subject-access"  # 4.5, 5.9: anything that may be one, even if nobody calls it that
    VULNERABILITY = "vulnerability-indicator"  # 3.2: a regime of its own, never misconduct
    POLICE = "police"  # 5.6, 5.11, 6.1: the police or another authority
    ANTI_SOCIAL_BEHAVIOUR = "anti-social-behaviour"  # 6.1: under the procedure of that name
    OMBUDSMAN = "ombudsman"  # 6.1: the internal complaints procedure is exhausted
    SUBSEQUENT_CONTACT = "subsequent-contact"  # 10.1: a new complaint or issue of a prohibited customer


class Outcome(StrEnum):
    """What came of a referral."""

    PROVIDED = "provided"
    REFUSED_IN_LAW = "refused-in-law"
    INDICATOR_SET = "indicator-set"
    INDICATOR_NOT_SET = "indicator-not-set"
    REPORTED = "reported"
    NOT_REPORTED = "not-reported"
    TAKEN_UP = "taken-up"
    NOT_TAKEN_UP = "not-taken-up"
    CUSTOMER_REFERRED = "customer-referred"
    NOT_EXHAUSTED = "not-exhausted"
    ENGAGE = "engage"
    DO_NOT_ENGAGE = "do-not-engage"
    NOT_ONE = "not-one"  # it turned out to be no such matter


class Authority(StrEnum):
    """Whom an incident may be reported to; 6.1."""

    POLICE = "police"
    LOCAL_AUTHORITY = "local-authority"
    SOCIAL_SERVICES = "social-services"
    HEALTH_AND_SAFETY = "health-and-safety-executive"
    OTHER = "other"


MAY_GIVE_CAUSE = frozenset({"incident", "contact", "case"})  # kinds of stream that a referral may be about


@dataclass(frozen=True, kw_only=True)
class Sort:
    """What a kind of referral asks. `within` names the figure that gives its time: working days, or calendar months.

    `outcomes` are what may come of it; `referenced` the ones that name a reference; `letters` what the customer is
    written, by outcome.
    """

    clause: str
    owner: Role
    answered_by: frozenset[Role]
    within: str
    outcomes: frozenset[Outcome]
    referenced: frozenset[Outcome] = frozenset()
    letters: Mapping[Outcome, NoticeKind]

    def due_on(self, received_on: date, policy: Policy, book: PolicyBook) -> date:
        """Return the last day to answer. Our own deadline: closure days give us no more (*Time*)."""
        number = getattr(policy.figures, self.within)
        if self.within.endswith("_months"):
            return months_after(received_on, number)
        return book.calendar.working_days_after(received_on, number, Counts.AGAINST_US)


_MANAGERS = frozenset({Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR})
_SENIOR = frozenset({Role.HEAD_OF_SERVICE, Role.DIRECTOR})
SORTS: dict[ReferralKind, Sort] = {
    ReferralKind.SUBJECT_ACCESS: Sort(
        clause="4.5",
        owner=Role.GOVERNANCE,
        answered_by=frozenset({Role.GOVERNANCE}),
        within="subject_access_months",
        outcomes=frozenset({Outcome.PROVIDED, Outcome.REFUSED_IN_LAW, Outcome.NOT_ONE}),
        referenced=frozenset({Outcome.PROVIDED, Outcome.REFUSED_IN_LAW}),
        letters={},
    ),
    ReferralKind.VULNERABILITY: Sort(
        clause="3.2",
        owner=Role.MANAGER,
        answered_by=_MANAGERS | {Role.GOVERNANCE},
        within="vulnerability_wd",
        outcomes=frozenset({Outcome.INDICATOR_SET, Outcome.INDICATOR_NOT_SET, Outcome.NOT_ONE}),
        referenced=frozenset({Outcome.INDICATOR_SET}),
        letters={},
    ),
    ReferralKind.POLICE: Sort(
        clause="5.6",
        owner=Role.MANAGER,
        answered_by=_MANAGERS,
        within="police_decision_wd",
        outcomes=frozenset({Outcome.REPORTED, Outcome.NOT_REPORTED}),
        referenced=frozenset({Outcome.REPORTED}),
        letters={},
    ),
    ReferralKind.ANTI_SOCIAL_BEHAVIOUR: Sort(
        clause="6.1",
        owner=Role.MANAGER,
        answered_by=_MANAGERS,
        within="anti_social_behaviour_wd",
        outcomes=frozenset({Outcome.TAKEN_UP, Outcome.NOT_TAKEN_UP, Outcome.NOT_ONE}),
        referenced=frozenset({Outcome.TAKEN_UP}),
        letters={},
    ),
    ReferralKind.OMBUDSMAN: Sort(
        clause="6.1",
        owner=Role.GOVERNANCE,
        answered_by=_MANAGERS | {Role.GOVERNANCE},
        within="ombudsman_wd",
        outcomes=frozenset({Outcome.CUSTOMER_REFERRED, Outcome.NOT_EXHAUSTED, Outcome.NOT_ONE}),
        referenced=frozenset({Outcome.CUSTOMER_REFERRED}),
        letters={Outcome.CUSTOMER_REFERRED: NoticeKind.OMBUDSMAN},
    ),
    ReferralKind.SUBSEQUENT_CONTACT: Sort(
        clause="10.1",
        owner=Role.HEAD_OF_SERVICE,
        answered_by=_SENIOR,
        within="subsequent_contact_wd",
        outcomes=frozenset({Outcome.ENGAGE, Outcome.DO_NOT_ENGAGE, Outcome.NOT_ONE}),
        letters={
            Outcome.ENGAGE: NoticeKind.CONTACT_ANSWERED,
            Outcome.DO_NOT_ENGAGE: NoticeKind.CONTACT_ANSWERED,
            Outcome.NOT_ONE: NoticeKind.CONTACT_ANSWERED,
        },
    ),
}
