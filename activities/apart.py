"""From what is recorded to what a letter outside any case says: advice, answers to referrals (5.12, 6.1, 10.1)."""

from datetime import date

from activities.terms import fixed, incidents_of
from activities.told import ToldApart, words
from domain.conclusion import CustomerAdvised
from domain.referral.kinds import Outcome
from domain.referral.said import EngagedUnanswered, ReferralAnswered
from domain.retraction import IncidentRetracted
from letters.letter import Advice, AdviceTakenBack, ContactAnswered, Matter, ToOmbudsman

ENGAGES = {Outcome.ENGAGE: True, Outcome.DO_NOT_ENGAGE: False}  # else it was no such matter


def matter_of(told: ToldApart) -> Matter:
    """Return what the letter is about, by the event that made it owed. Raises Refused where a text was erased."""
    match told.because:
        case CustomerAdvised():
            return Advice(
                incidents=incidents_of(told, (told.because.incident,)),
                why=words(told.because.why),
                change=words(told.because.what_must_change),
                request_answered=told.because.request_answered,
            )
        case IncidentRetracted():
            return AdviceTakenBack(sent=fixed(told.advised_on))
        case EngagedUnanswered():
            return ContactAnswered(received=_received(told), engage=True, answer=None)
        case ReferralAnswered() if told.because.outcome is Outcome.CUSTOMER_REFERRED:
            return ToOmbudsman(
                complaint=told.because.reference or "",
                exhausted=fixed(told.because.exhausted_on),
                answer=words(told.because.to_customer),
            )
        case ReferralAnswered():
            return ContactAnswered(
                received=_received(told),
                engage=ENGAGES.get(told.because.outcome),
                answer=words(told.because.to_customer),
            )
    raise TypeError(told.because)


def _received(told: ToldApart) -> date:
    return fixed(told.referral.received_on if told.referral else None)
