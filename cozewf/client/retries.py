"""When a request may be sent once more, and after how long (design: Faults)."""

from __future__ import annotations

from ..errors import ConnectionFailed, CozewfError, OutcomeUnknown, RateLimited
from ..wire.requests import ApiRequest

_REPEATS = 2
_OCCUPIED = 4016  # the conversation is busy with another turn: this one was not begun
_BUSY_REPEATS = 5


def may_repeat(request: ApiRequest, error: CozewfError, failures: int, retries: int | None) -> bool:
    """Whether *request*, which has failed *failures* times, may be sent once more.

    A POST only when no byte of it can have reached the server, or, where asked for with
    *retries*, when the server refused to take it yet: a conversation that is still busy is waited
    for anyway. A GET also after network errors, 408, 429 and 5xx.
    """
    busy = error.code == _OCCUPIED
    default = _BUSY_REPEATS if busy else _REPEATS
    if failures >= (default if retries is None else retries):
        return False
    if busy:
        return True
    match error:
        case ConnectionFailed(may_pass=may_pass):
            return may_pass
        case RateLimited():
            return retries is not None or request.method == "GET"
        case _ if request.method == "GET":
            status = error.http_status or 0
            return status == 408 or status >= 500 or isinstance(error, OutcomeUnknown)
        case _:
            return False


def delay(error: CozewfError, failures: int) -> float:
    """Seconds to wait: what the server asked for, else exponential with jitter, at most 30."""
    asked = error.retry_after if isinstance(error, RateLimited) else None
    if asked is not None:
        return min(asked, 300.0)
    import random  # noqa: PLC0415  2 ms that a request which goes well need not wait

    base = 1.0 if isinstance(error, RateLimited) else 0.5 if error.code == _OCCUPIED else 0.2
    return min(30.0, base * float(2 ** (failures - 1))) * random.uniform(0.75, 1.25)
