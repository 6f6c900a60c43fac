"""Every kind of stream there is, and every command and event with it."""

from typing import Any

from domain.case.decider import CASE_DECIDER
from domain.customer import CUSTOMER_DECIDER
from domain.people import PEOPLE_DECIDER, READING_DECIDER
from domain.policy_changes import POLICY_DECIDER
from domain.recording import INCIDENT_DECIDER
from domain.staff import DIRECTORY_DECIDER
from domain.streams import Decider

DECIDERS: tuple[Decider[Any], ...] = (
    CUSTOMER_DECIDER,
    INCIDENT_DECIDER,
    PEOPLE_DECIDER,
    READING_DECIDER,
    CASE_DECIDER,
    DIRECTORY_DECIDER,
    POLICY_DECIDER,
)
