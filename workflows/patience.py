"""How long each thing that a workflow asks for may take, and how it is tried again.

Refusals are answers of the policy and are never retried (activities raise them as non-retryable). Everything else, a
database or a mail server that is away, a bug that is being mended, is tried until it works: a duty to a customer does
not end because a server was down for a week.
"""

from datetime import timedelta
from typing import Any

from temporalio.common import RetryPolicy

AT_LEAST = timedelta(seconds=1)  # between two looks at the same moment: clocks that disagree must not spin
AFTER_A_REFUSAL = timedelta(hours=1)
AFTER_A_FAILURE = timedelta(minutes=1)

_UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(milliseconds=250), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)

# Local: a read is a few milliseconds, and costs no task of its own. Where the database is away for longer than the
# threshold, the next try waits on a durable timer, so that the workflow's task does not hang.
READING: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=10),
    "local_retry_threshold": timedelta(seconds=5),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=100), backoff_coefficient=2, maximum_interval=timedelta(seconds=30)
    ),
}

# One command on the record; it is answered once however often it is sent.
TAKING: dict[str, Any] = {"start_to_close_timeout": timedelta(seconds=20), "retry_policy": _UNTIL_IT_WORKS}

# Reading, opening, rendering (some 10 ms), writing to the vault, one command. A letter that cannot be printed comes
# back to its workflow now and then, so that the duty's own clock goes on and people are told.
PRINTING: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=30),
    "schedule_to_close_timeout": timedelta(minutes=10),
    "retry_policy": _UNTIL_IT_WORKS,
}

# A mail server may take a minute for each of its answers (RFC 5321 allows five). The heartbeat, beaten in the
# background, lets a worker that died be noticed long before that.
HANDING_OVER: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=5),
    "schedule_to_close_timeout": timedelta(minutes=30),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": _UNTIL_IT_WORKS,
}

# Reading, opening a number, one request, one command; the request has a time limit of its own.
ENTERING: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=2),
    "schedule_to_close_timeout": timedelta(minutes=30),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": _UNTIL_IT_WORKS,
}


def pause_before_attempt(number: int) -> timedelta:
    """Return how long to wait before attempt `number` (from 2) at a server that does not take something now."""
    return timedelta(seconds=min(15 * 2.0 ** (number - 2), 60 * 60))
