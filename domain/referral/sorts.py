"""What each kind of referral asks: whose it is, how long they have, what may come of it, what the customer is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.calendar import Counts, months_after
from domain.case.notice import NoticeKind
from domain.names import Role
from domain.policy import Policy, PolicyBook
from domain.referral.kinds import Outcome, ReferralKind


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
# Each kind of referral: to whom it falls, by when, and how it may be answered.
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
