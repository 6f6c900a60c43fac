"""Every kind of stream there is, and every command and event with it."""

from typing import Any

from domain.attachment import ATTACHMENT_DECIDER
from domain.case.decider import CASE_DECIDER
from domain.contacting import CONTACT_DECIDER
from domain.drafting import DRAFT_DECIDER
from domain.entering import CUSTOMER_DECIDER
from domain.letter import LETTER_DECIDER
from domain.linking import LINK_DECIDER
from domain.people import PEOPLE_DECIDER, READING_DECIDER
from domain.policy_changes import POLICY_DECIDER
from domain.recording import INCIDENT_DECIDER
from domain.referral.rules import REFERRAL_DECIDER
from domain.representing import REPRESENTATIVE_DECIDER
from domain.staff import DIRECTORY_DECIDER
from domain.streams import Decider

DECIDERS: tuple[Decider[Any], ...] = (
    CUSTOMER_DECIDER,
    LINK_DECIDER,
    REPRESENTATIVE_DECIDER,
    CONTACT_DECIDER,
    INCIDENT_DECIDER,
    ATTACHMENT_DECIDER,
    PEOPLE_DECIDER,
    READING_DECIDER,
    CASE_DECIDER,
    DRAFT_DECIDER,
    DIRECTORY_DECIDER,
    REFERRAL_DECIDER,
    LETTER_DECIDER,
    POLICY_DECIDER,
)
