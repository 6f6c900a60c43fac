"""What comes into the heads of random staff and customers: mostly sense, now and then a mistake."""

import os

from hypothesis import strategies as st

from domain.measures import Measure, MeasureKind, Per
from tests.domain.cast import (
    BRYN,
    CARYS,
    DELYTH,
    DIGITAL_ONLY,
    EMRYS,
    EVERYBODY,
    NAMED_ONLY,
    NO_CONTACT,
    OUTSIDER,
    READ_AND_FILE,
    WRITING_ONLY,
)

ANYBODY = st.sampled_from((*EVERYBODY, OUTSIDER))
MANAGER = st.sampled_from((BRYN, BRYN, CARYS, DELYTH, EMRYS))
WEEKLY = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)
MEASURES = st.sampled_from(
    (
        (WRITING_ONLY,),
        (WRITING_ONLY,),
        (DIGITAL_ONLY,),
        (READ_AND_FILE,),
        (READ_AND_FILE,),
        (WEEKLY,),
        (WEEKLY,),
        (WRITING_ONLY, READ_AND_FILE),
        (WRITING_ONLY, READ_AND_FILE),
        (NAMED_ONLY,),
        (),
        (NO_CONTACT,),
    )
)
HOW_MANY = int(os.environ.get("RANDOM_LIVES", "60"))
STEPS = int(os.environ.get("RANDOM_STEPS", "1000"))
ANY = st.integers(0, 20)
WORDS = st.sampled_from((*["Said."] * 20, ""))
TERMS = st.tuples(
    st.sampled_from(("expires_on", "review_on")),
    st.sampled_from((5, 14, 30, 60, 60, 90, 90, 90, 120, 120, 400, 0)),
    st.fixed_dictionaries(
        {
            "reasons": WORDS,
            "measures": MEASURES,
            "safety_reason": st.sampled_from((None, None, "Danger.")),
            "agreed_by": st.sampled_from((None, DELYTH.id)),
            "our_handling": st.just("Weighed."),
            "extreme_reason": WORDS,
            "ends_all_contact": st.sampled_from((False, False, False, True)),
        }
    ),
)
