"""Bodies that are right; a test changes what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.calendar import LONDON


def a_moment_ago(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**(ago or {"minutes": 5}))).isoformat()


def a_customer(**changes: Any) -> dict[str, Any]:
    return {
        "customer_kind": "tenant",
        "identified": True,
        "name": "Gwen Prys",
        "phones": ["01792 000111"],
        "emails": ["gwen@example.org"],
        "address": ["1 Stryd Fawr", "Abertawe"],
        "tenancy_number": "T-10042",
    } | changes


def an_incident(customer: str, **changes: Any) -> dict[str, Any]:
    return {
        "customer": customer,
        "channel": "telephone",
        "criteria": ["swearing", "personal-abuse"],
        "happened_at": a_moment_ago(hours=1),
        "narrative": "Shouted at the adviser.",
    } | changes


def an_assessment(**changes: Any) -> dict[str, Any]:
    return {
        "assessment": "unacceptable",
        "criteria": ["personal-abuse"],
        "impact": "The adviser ended her shift early.",
        "circumstances": "The heating had failed twice.",
        "seriousness": "The repair was urgent.",
    } | changes


def a_refusal_to_cooperate(**changes: Any) -> dict[str, Any]:
    found = {
        "criteria": ["refusal-to-cooperate"],
        "evidence": refused_twice(),
        "why_reasonable": "The leak could not be found without it.",
    }
    return an_assessment(**found | changes)


def refused_twice(**changes: Any) -> dict[str, Any]:
    return {
        "requests_made": [{"day": in_days(-21), "words": "Which rooms are damp?"}],
        "refusals": [{"day": in_days(-18), "words": "Would not say."}, {"day": in_days(-11), "words": "Hung up."}],
        "difficulty": {"day": in_days(-7), "words": "None, when asked."},
    } | changes


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def terms(*incidents: str, **changes: Any) -> dict[str, Any]:
    return {
        "measures": [{"kind": "one-method-only", "method": "writing"}],
        "basis": list(incidents),
        "review_on": in_days(120),
        "lesser": ["contact-frequency"],
        "why_not_lesser": ["The calls were abusive however few there were."],
        "characteristic": "none-known",
        "adjustments_asked_on": datetime.now(UTC).astimezone(LONDON).date().isoformat(),
        "reasons": "Three abusive calls.",
        "circumstances": "No difficulty with writing.",
        "seriousness": "The repair has been done.",
        "adjustments_considered": "Large print.",
        "adjustments_made": "None were needed.",
        "why_still": "The calls went on.",
    } | changes


def an_appeal(**changes: Any) -> dict[str, Any]:
    return {
        "decision": 1,
        "received_on": datetime.now(UTC).astimezone(LONDON).date().isoformat(),
        "grounds": ["disproportionate"],
        "points": ["One bad day."],
    } | changes
