"""The kinds of referral, what may come of one, and whom one may be made to (3.2, 4.5, 5.6, 5.9, 6.1, 10.1)."""

from enum import StrEnum


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


MAY_GIVE_CAUSE = frozenset({"incident", "contact", "case"})  # kinds of stream that a referral may be about
