"""Bodies that are right; a test changes what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any


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
