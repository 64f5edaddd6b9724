"""The error tree. Every error knows the exit code that a command ends with.

CozewfError                    1  network, server or unexpected error
├── InvalidInput               2  wrong usage or invalid input, nothing was sent
├── RunFailed                  3  the workflow or chat ran and failed
├── NotAllowed                 4  not authenticated or not allowed
├── OutcomeUnknown             5  the stream ended before the run did
├── NotAvailable               6  no such workflow, not published, endpoint missing
├── RateLimited                7  rate limited, after the retries
├── AnswerNeeded               8  paused: an answer is needed
├── TimeLimitPassed          124  an own time limit passed
├── Stopped                  130  Ctrl-C
├── ConnectionFailed           1  no byte of the request can have reached the server
├── ServerRefused              1  the server answered with an error of another kind
└── ReplyUnreadable            1  the answer is not what the API sends
"""

from __future__ import annotations

from typing import ClassVar

from .language import N_

EXIT_CODES: dict[int, str] = {
    0: N_("success; also when the reader closed the pipe"),
    1: N_("network, server or unexpected error"),
    2: N_("wrong usage or invalid input, nothing was sent"),
    3: N_("the workflow or chat ran and failed"),
    4: N_("not authenticated or not allowed"),
    5: N_("outcome unknown: the stream ended before the run did"),
    6: N_("no such workflow, not published, or the server lacks the endpoint"),
    7: N_("rate limited, after the retries"),
    8: N_("paused: an answer is needed"),
    124: N_("an own time limit passed"),
    130: N_("Ctrl-C"),
}


class CozewfError(Exception):
    """What went wrong, and what to do about it.

    *message* is one line. *hint* is the next step. *code* is the API's number, *detail* the rest
    of a long server text, shown with ``--verbose`` only. *debug_url*, *log_id* and *execute_id*
    are empty where the server named none.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: int | None = None,
        http_status: int | None = None,
        log_id: str = "",
        debug_url: str = "",
        execute_id: str = "",
        detail: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.http_status = http_status
        self.log_id = log_id
        self.debug_url = debug_url
        self.execute_id = execute_id
        self.detail = detail


class InvalidInput(CozewfError):
    """Wrong usage, a broken configuration or an invalid value; nothing was sent."""

    exit_code = 2


class RunFailed(CozewfError):
    """The workflow or chat ran and failed."""

    exit_code = 3


class NotAllowed(CozewfError):
    """No login, a login that the server does not take, or one without the right."""

    exit_code = 4


class OutcomeUnknown(CozewfError):
    """The connection ended before the run did; the run may still be going."""

    exit_code = 5


class NotAvailable(CozewfError):
    """No such workflow, not published, or the server lacks the endpoint."""

    exit_code = 6


class RateLimited(CozewfError):
    """The server asks to come back later; *retry_after* is in seconds, None when not said."""

    exit_code = 7
    retry_after: float | None = None


class AnswerNeeded(CozewfError):
    """The run waits for a person, and there is nobody to ask."""

    exit_code = 8


class TimeLimitPassed(CozewfError):
    """The connect, idle or total time limit that was asked for has passed.

    *connected* is whether the request may have reached the server before.
    """

    exit_code = 124
    connected: bool = True


class Stopped(CozewfError):
    """Ctrl-C."""

    exit_code = 130


class ConnectionFailed(CozewfError):
    """The server could not be reached, or broke off; no run was started by this request.

    *may_pass* is whether trying again can help: not for a bad certificate.
    """

    def __init__(
        self, message: str, *, hint: str = "", log_id: str = "", may_pass: bool = True
    ) -> None:
        super().__init__(message, hint=hint, log_id=log_id)
        self.may_pass = may_pass


class ServerRefused(CozewfError):
    """The server answered with an error that is none of the other kinds."""


class ReplyUnreadable(CozewfError):
    """The answer is not what the API sends: no JSON, no event stream."""
