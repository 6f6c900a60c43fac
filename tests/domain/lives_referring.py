"""Random referrals, advice and closings: what comes into the heads of staff beside the cases."""

from typing import Any

from hypothesis import strategies as st

from domain.conclusion import AdviseCustomer, CloseIncident
from domain.incident import Incident
from domain.letter import Letter
from domain.measures import Authority
from domain.names import Actor, IncidentId, StreamId
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import AnswerReferral, AssignReferral, CorrectReferral, OpenReferral
from domain.referral.state import Referral
from domain.retraction import RetractIncident, WhyRetracted
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, WORDS

KIND = st.sampled_from(ReferralKind)


class ReferringLives:
    """Rules of a random life; what a life is, `Lives` says."""

    story: Any
    here: Any

    def streams(self, kind: type[Any]) -> list[StreamId]:
        return [StreamId(stream) for stream, state in self.story.states.items() if isinstance(state, kind)]

    @rule(kind=KIND, by=ANYBODY, n=ANY, days=st.integers(-1, 40), concern=WORDS)
    def something_is_referred(self, kind: ReferralKind, by: Actor, n: int, days: int, concern: str) -> None:
        incidents = self.streams(Incident)
        about = incidents[n % len(incidents)] if n % 3 else None
        command = OpenReferral(
            customer=self.story.customer,
            referral_kind=kind,
            about=about,
            received_on=self.story.days_ago(days),
            concern=concern,
        )
        self.here(lambda: self.story.do(self.story._new("referral"), command, by))

    @rule(
        n=ANY,
        by=ANYBODY,
        outcome=st.sampled_from(Outcome),
        reference=st.sampled_from(("R-1", None)),
        authority=st.sampled_from((None, Authority.POLICE)),
        words=st.sampled_from((None, "What we say.")),
    )
    def a_referral_is_answered(
        self, n: int, by: Actor, outcome: Outcome, reference: str | None, authority: Authority | None, words: str | None
    ) -> None:
        referrals = self.streams(Referral)
        if referrals:
            referral = referrals[n % len(referrals)]
            possible = sorted(self.story.states[referral].sort.outcomes)
            chosen = outcome if n % 4 == 0 else possible[n % len(possible)]
            exhausted = self.story.today if chosen is Outcome.CUSTOMER_REFERRED else None
            command = AnswerReferral(
                outcome=chosen,
                reasons="Why.",
                reference=reference,
                authority=authority,
                exhausted_on=exhausted,
                to_customer=words,
            )
            self.here(lambda: self.story.do(referral, command, by))

    @rule(n=ANY, by=ANYBODY, to=ANYBODY)
    def a_referral_is_given_to_somebody(self, n: int, by: Actor, to: Actor) -> None:
        referrals = self.streams(Referral)
        if referrals:
            self.here(lambda: self.story.do(referrals[n % len(referrals)], AssignReferral(person=to.id), by))

    @rule(n=ANY, by=ANYBODY, days=st.integers(-1, 40), reference=st.sampled_from((None, None, "R-2")), reason=WORDS)
    def a_referral_is_corrected(self, n: int, by: Actor, days: int, reference: str | None, reason: str) -> None:
        referrals = self.streams(Referral)
        if referrals:
            day = None if reference else self.story.days_ago(days)
            command = CorrectReferral(reason=reason, received_on=day, reference=reference)
            self.here(lambda: self.story.do(referrals[n % len(referrals)], command, by))

    @rule(n=ANY, by=ANYBODY, closing=st.booleans())
    def an_incident_is_concluded(self, n: int, by: Actor, closing: bool) -> None:
        incidents = self.streams(Incident)
        incident = IncidentId(incidents[n % len(incidents)])
        command = CloseIncident() if closing else AdviseCustomer(why="Why.", what_must_change="What.")
        self.here(lambda: self.story.do(incident, command, by))

    @rule(n=ANY, m=ANY, by=ANYBODY, why=st.sampled_from(WhyRetracted), reason=WORDS, instead=st.booleans())
    def an_incident_is_taken_back(
        self, n: int, m: int, by: Actor, why: WhyRetracted, reason: str, instead: bool
    ) -> None:
        incidents = [IncidentId(incident) for incident in self.streams(Incident)]
        which, other = incidents[n % len(incidents)], incidents[m % len(incidents)]
        command = RetractIncident(why=why, reason=reason, instead=other if instead else None)
        self.here(lambda: self.story.do(which, command, by))

    @rule(n=ANY)
    def a_letter_outside_a_case_comes_back(self, n: int) -> None:
        letters = self.streams(Letter)
        if letters:
            letter = letters[n % len(letters)]
            notices = self.story.states[letter].notices
            self.here(lambda: self.story.bounce(letter, notices[-1].id))
