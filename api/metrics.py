"""Figures for Prometheus, by route and never by person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})


class Metrics:
    """The counters of one application; each application has its own register of them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "evenhand_answers_total", "Answers, by route.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "evenhand_answer_seconds", "How long they took.", ["route"], buckets=BUCKETS, registry=self._registry
        )
        self._refusals = Counter(
            "evenhand_refusals_total", "What the policy refused, by clause.", ["clause"], registry=self._registry
        )
        self._position = Gauge("evenhand_position", "The last position answered.", registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; whatever anybody may call a method is counted as one."""
        method = method if method in METHODS else "other"
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def refused(self, clause: str) -> None:
        """Count a refusal."""
        self._refusals.labels(clause).inc()

    def reached(self, position: int) -> None:
        """Note how far the record is."""
        self._position.set(position)

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
