"""Letters to read aloud in tests: one of every kind, and every variant of its wording."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf

from domain.case.appealing import Ground
from domain.case.hearing import PassedTo
from domain.case.referral import NoWarningReason
from domain.case.state import DecisionKind, HoldReason, Outcome
from domain.case.withdrawing import WhyWithdrawn
from domain.criteria import Criterion
from domain.measures import Authority, MeasureKind, Per
from domain.names import Channel, Language
from domain.policy import Organisation
from letters.appeal_told import AppealAcknowledged, AppealNotReached, AppealOutcome, AppealOutOfTime, PointPassedOn
from letters.letter import (
    Addressee,
    Advice,
    AdviceTakenBack,
    ContactAnswered,
    DateMoved,
    Decision,
    EarlyReviewAnswered,
    Lapsed,
    LeftToLapse,
    Letter,
    Lifted,
    Matter,
    MovedBecause,
    MovedDate,
    PeriodMoved,
    RepresentativeGone,
    Resumed,
    Start,
    Suspended,
    ToOmbudsman,
    WarningTakenBack,
    WarningTold,
)
from letters.render import Rendered
from letters.told import AppealRight, IncidentTold, Meanwhile, MeasureTold, Terms

MONDAY = date(2026, 11, 23)
LAST_DAY = date(2026, 12, 7)

ORGANISATION = Organisation(
    effective=date(2026, 1, 1),
    name="Cartrefi Enghraifft Housing Association",
    address=("1 Example Road", "Caerphilly", "CF83 0AA"),
    phone="029 2000 0000",
    out_of_hours="029 2000 0001",
    email="conduct@example.org",
    ombudsman=("Public Services Ombudsman for Wales", "1 Ffordd yr Hen Gae, Pencoed, CF35 5LJ", "0300 790 0203"),
    equality_assessment="EIA-2026-04",
)
ADDRESSEE = Addressee(name="Siân Ŵyn-Ŷoung", lines=("12 Heol y Llan", "Ynys-ddu", "Casnewydd", "NP11 7AA"))

INCIDENTS = (
    IncidentTold(day=date(2026, 9, 14), channel=Channel.TELEPHONE, criteria=(Criterion.SWEARING, Criterion.THREATS)),
    IncidentTold(day=date(2026, 10, 2), channel=Channel.DIGITAL, criteria=(Criterion.PERSISTENCE_VOLUME,)),
    IncidentTold(
        day=date(2026, 10, 20),
        channel=Channel.FACE_TO_FACE,
        criteria=(Criterion.OTHER_UNREASONABLE_DEMAND,),
        other="you asked us to close the office to others",
    ),
)
TWO_MEASURES = (
    MeasureTold(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.WRITING),
    MeasureTold(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK),
)
TERMS = Terms(measures=TWO_MEASURES, expires_on=date(2027, 5, 24))
RIGHT = AppealRight(last_day=LAST_DAY, window_wd=10, review_wd=10, outcome_wd=5)
REASONS = (
    "Your calls and messages kept two people from their work on most days in October.\n\n"
    "We asked you to write instead, and offered you a call once a week. The calls went on."
)


def a_letter(
    matter: Matter,
    *,
    language: Language = Language.ENGLISH,
    large_print: bool = False,
    addressee: Addressee = ADDRESSEE,
    reference: str = "EH-2026-0147",
    printed: date = MONDAY,
) -> Letter:
    return Letter(
        organisation=ORGANISATION,
        addressee=addressee,
        reference=reference,
        printed=printed,
        language=language,
        matter=matter,
        large_print=large_print,
    )


def a_decision(
    *,
    kind: DecisionKind = DecisionKind.RESTRICT,
    terms: Terms = TERMS,
    reasons: str = REASONS,
    safety: str | None = None,
    warned_on: date | None = date(2026, 9, 21),
    unwarned: NoWarningReason | None = None,
    unwarned_words: str | None = None,
) -> Decision:
    return Decision(
        kind=kind,
        decided=MONDAY,
        terms=terms,
        reasons=reasons,
        incidents=INCIDENTS,
        appeal=RIGHT,
        safety=safety,
        warned_on=warned_on,
        unwarned=unwarned,
        unwarned_words=unwarned_words,
        lesser="A limit on calls alone would only have moved the contact to e-mail.",
        circumstances="You told us that long letters are hard for you to read. We write shorter ones now.",
        previous=None if kind is DecisionKind.RESTRICT else date(2026, 5, 25),
    )


PASSED_ON = tuple(
    PointPassedOn(
        point="My kitchen tap still drips.",
        to=to,
        reference=f"R-10{number}",
        reason="It is about a repair.",
    )
    for number, to in enumerate(PassedTo)
)
NOT_REACHED = AppealNotReached(decision_day=MONDAY, received=date(2026, 12, 4), tried=2, decide_by=date(2026, 12, 18))


def an_outcome(
    outcome: Outcome,
    *,
    terms: Terms | None,
    now: Meanwhile = Meanwhile.STANDS,
    passed_on: tuple[PointPassedOn, ...] = (),
) -> AppealOutcome:
    return AppealOutcome(
        outcome=outcome,
        decision_day=MONDAY,
        received=date(2026, 12, 4),
        decided=date(2026, 12, 16),
        reasons="The limit on letters went further than the contact by phone called for.",
        grounds=(Ground.DISPROPORTIONATE, Ground.PERSONAL_CIRCUMSTANCES),
        terms=terms,
        now=now,
        passed_on=passed_on,
    )


def an_acknowledgement(
    meanwhile: Meanwhile, *, call_by: date | None = None, admitted_late: bool = False, undecided: bool = False
) -> AppealAcknowledged:
    return AppealAcknowledged(
        decision_day=MONDAY,
        received=date(2026, 12, 4),
        decide_by=date(2026, 12, 18),
        outcome_wd=5,
        meanwhile=meanwhile,
        call_by=call_by,
        admitted_late=admitted_late,
        undecided=undecided,
    )


ADVICE = Advice(
    incidents=INCIDENTS[:1], why="Nobody should be sworn at while they work.", change="Please speak civilly."
)
WARNING = WarningTold(
    incidents=INCIDENTS,
    why="Two people were upset, and others waited for their answers.",
    change="Please do not swear or threaten.\nPlease call once a week at most.",
    period_ends=date(2026, 12, 21),
    counts_until=date(2027, 5, 23),
)
OUT_OF_TIME = AppealOutOfTime(
    decision_day=date(2026, 12, 18),
    left=date(2026, 12, 18),
    window_wd=10,
    not_counted=(date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 29), date(2027, 1, 1)),
    last_day=date(2027, 1, 7),
    received=date(2027, 1, 12),
    reason="You told us that you had the letter on the next day and were able to answer.",
    now=Meanwhile.STANDS,
)

# One of every kind: what a reader of the letters looks at.
KINDS: dict[str, Matter] = {
    "advice": ADVICE,
    "warning": WARNING,
    "decision": a_decision(),
    "continued": a_decision(
        kind=DecisionKind.CONTINUE, terms=Terms(measures=TWO_MEASURES, review_on=date(2027, 5, 24))
    ),
    "varied": a_decision(kind=DecisionKind.VARY),
    "acknowledged": an_acknowledgement(Meanwhile.STANDS),
    "not-reached": NOT_REACHED,
    "out-of-time": OUT_OF_TIME,
    "quashed": an_outcome(Outcome.QUASH, terms=None),
    "varied-on-appeal": an_outcome(Outcome.VARY, terms=TERMS, passed_on=PASSED_ON),
    "upheld": an_outcome(Outcome.UPHOLD, terms=TERMS),
    "lifted": Lifted(decision_day=MONDAY, decided=date(2027, 3, 1), good_conduct=True, reason="All has been calm."),
    "lapsed": Lapsed(decision_day=MONDAY, last_day=date(2027, 5, 24)),
    "early-opened": EarlyReviewAnswered(
        decision_day=MONDAY, asked=date(2027, 1, 5), terms=TERMS, decide_by=date(2027, 2, 2)
    ),
    "early-refused": EarlyReviewAnswered(
        decision_day=MONDAY, asked=date(2027, 1, 5), terms=TERMS, reason="There have been two more abusive calls."
    ),
    "left-to-lapse": LeftToLapse(
        decision_day=MONDAY,
        decided=date(2027, 4, 26),
        last_day=date(2027, 5, 24),
        terms=TERMS,
        review_day=date(2027, 5, 24),
        reason="The calls have been calm for months.",
    ),
    "suspended": Suspended(
        decision_day=MONDAY, day=date(2026, 12, 9), because=HoldReason.BY_A_MANAGER, until_appeal=True
    ),
    "resumed": Resumed(decision_day=MONDAY, day=date(2026, 12, 21), terms=TERMS, reason="The appeal was withdrawn."),
    "representative-gone": RepresentativeGone(decision_day=MONDAY),
    "moved": DateMoved(
        decision_day=MONDAY,
        which=MovedDate.APPEAL,
        was=LAST_DAY,
        now=date(2026, 12, 8),
        because=MovedBecause.NEW_HOLIDAY,
    ),
    "warning-taken-back": WarningTakenBack(warned=MONDAY, why=WhyWithdrawn.UNLINKED),
    "advice-taken-back": AdviceTakenBack(sent=MONDAY),
    "contact-answered": ContactAnswered(
        received=MONDAY, engage=False, answer="The new complaint is about the same repair, which was done in May."
    ),
    "to-ombudsman": ToOmbudsman(
        complaint="CP-881", exhausted=date(2026, 10, 30), answer="We found that the repair was late, and said sorry."
    ),
    "period-moved": PeriodMoved(warned=MONDAY, was=LAST_DAY, now=date(2026, 12, 8), because=MovedBecause.NEW_HOLIDAY),
}

# Every measure of 6.1 with its particulars, its extreme form included.
MEASURES = (
    *(MeasureTold(kind=MeasureKind.ONE_METHOD_ONLY, method=channel) for channel in Channel),
    *(MeasureTold(kind=MeasureKind.CONTACT_FREQUENCY, times=n, per=per) for n, per in zip((1, 2, 3), Per, strict=True)),
    *(
        MeasureTold(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.DAY, method=channel, why_extreme="Told why.")
        for channel in Channel
    ),
    MeasureTold(kind=MeasureKind.NAMED_STAFF_ONLY, staff="Asha Rees", stand_in="Huw Parry"),
    MeasureTold(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative="Mair Lewis"),
    MeasureTold(kind=MeasureKind.READ_AND_FILE),
    MeasureTold(kind=MeasureKind.OTHER, description="You may not come to the sheltered housing lounge."),
    *(
        MeasureTold(kind=kind, reference="CP-881", description="the floor plans.", extreme=extreme)
        for kind in (MeasureKind.RETURN_DOCUMENTS, MeasureKind.SUSPEND_COMPLAINT, MeasureKind.END_COMPLAINT)
        for extreme in (False, True)
    ),
    MeasureTold(kind=MeasureKind.END_ALL_CONTACT, extreme=True, why_extreme="Three people were hurt."),
    *(
        MeasureTold(
            kind=MeasureKind.POLICE_REPORT,
            reference="REF-77",
            authority=authority,
            acted_on=date(2026, 11, 20),
            description="the harbour master",
        )
        for authority in Authority
    ),
    MeasureTold(
        kind=MeasureKind.TENANCY_SANCTION,
        reference="REF-77",
        procedure="ASB-4.2",
        description="a final warning about your tenancy.",
    ),
    MeasureTold(kind=MeasureKind.OMBUDSMAN_REFERRAL, reference="REF-77", final_answer_on=date(2026, 10, 2)),
)

# What is said only now and then: together with KINDS, every phrase.
RARER: tuple[Matter, ...] = (
    Advice(
        incidents=tuple(
            IncidentTold(day=date(2026, month, 1 + month % 7), channel=channel, criteria=tuple(Criterion))
            for month in range(1, 13)
            for channel in Channel
        ),
        why="Why.",
        change="Change.",
        request_answered=True,
    ),
    *(WarningTakenBack(warned=MONDAY, why=why) for why in WhyWithdrawn),
    a_decision(terms=Terms(measures=MEASURES, expires_on=LAST_DAY, review_on=LAST_DAY), safety="A threat to life."),
    *(replace(a_decision(), start=start, warned_back=True) for start in Start),
    *(a_decision(warned_on=None, unwarned=reason, unwarned_words="There was no time.") for reason in NoWarningReason),
    an_acknowledgement(Meanwhile.SUSPENDED, call_by=date(2026, 12, 11)),
    an_acknowledgement(Meanwhile.ENDED, admitted_late=True),
    an_acknowledgement(Meanwhile.NOT_NOW, undecided=True),
    AppealOutOfTime(
        decision_day=MONDAY,
        left=MONDAY,
        window_wd=1,
        not_counted=(),
        last_day=date(2026, 11, 24),
        received=LAST_DAY,
        reason="Why.",
        now=Meanwhile.ENDED,
    ),
    an_outcome(Outcome.VARY, terms=None),
    replace(an_outcome(Outcome.UPHOLD, terms=TERMS), passed_on=PASSED_ON, nothing_in_scope=True),
    replace(an_outcome(Outcome.UPHOLD, terms=TERMS), grounds=tuple(Ground), other_ground="I was away."),
    an_outcome(Outcome.UPHOLD, terms=None),
    *(an_outcome(Outcome.UPHOLD, terms=TERMS, now=now) for now in (Meanwhile.AGAIN, Meanwhile.NOT_NOW)),
    *(replace(OUT_OF_TIME, now=now) for now in (Meanwhile.AGAIN, Meanwhile.NOT_NOW)),
    Resumed(decision_day=MONDAY, day=LAST_DAY, terms=TERMS, waits=True),
    Lapsed(decision_day=MONDAY, last_day=LAST_DAY, review_missed=True),
    *(Suspended(decision_day=MONDAY, day=LAST_DAY, because=reason) for reason in HoldReason),
    *(
        DateMoved(decision_day=MONDAY, which=which, was=MONDAY, now=LAST_DAY, because=because)
        for which in MovedDate
        for because in MovedBecause
    ),
    ContactAnswered(received=MONDAY, engage=True, answer="A surveyor will come."),
    ContactAnswered(received=MONDAY, engage=True, answer=None),
    Lifted(decision_day=MONDAY, decided=LAST_DAY, asked=MONDAY),
    EarlyReviewAnswered(
        decision_day=MONDAY,
        asked=MONDAY,
        terms=TERMS,
        decide_by=LAST_DAY,
        at_its_review=True,
        unanswered=True,
        now=Meanwhile.NOT_NOW,
    ),
    *(
        LeftToLapse(decision_day=MONDAY, decided=MONDAY, last_day=LAST_DAY, terms=TERMS, now=now)
        for now in (Meanwhile.AGAIN, Meanwhile.NOT_NOW)
    ),
    *(PeriodMoved(warned=MONDAY, was=MONDAY, now=LAST_DAY, because=because) for because in MovedBecause),
)


def words_of(rendered: Rendered) -> str:
    """The words on the page, in order, with single spaces."""
    pages = pypdf.PdfReader(BytesIO(rendered.pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
