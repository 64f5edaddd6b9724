"""The API as methods. HTTP and httpx live in this package, and nothing of the terminal.

Nothing that starts or resumes a run is ever sent twice: see `retries.may_repeat`.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from ..errors import CozewfError, InvalidInput
from ..events import Event
from ..language import _, reason_of
from ..wire import requests, workflow
from ..wire.frames import Frame, read_frames
from ..wire.replies import Reply, is_cut_off, read_log_id, read_reply, read_run
from ..wire.requests import ApiRequest, RunOptions
from ..wire.values import dump_json
from .address import check_base_url, is_loopback, login_headers, names_proxy
from .direct import DirectTransport
from .exchange import Channel, Exchange, lost_reply
from .inspection import Inspection
from .limits import Deadline, Limits
from .retries import delay, may_repeat

__all__ = ["CozeWorkflow", "EventStream", "Limits", "RunOptions", "Workflows"]

if TYPE_CHECKING:
    import ssl

    import httpx

    from ..models import RunResult
    from .chatflow import Chatflow, Conversations
    from .transport import Transport

_Decode: TypeAlias = Callable[[Iterable[Frame], str], Iterator[Event]]


class CozeWorkflow:
    """A client of the Coze workflow API, the same for every kind of server.

    Its parts hold the calls: `workflows` (`Workflows`), `chatflow` (`Chatflow`) and
    `conversations` (`Conversations`). Use it in a ``with`` statement, or `close` it.

    *api_key* logs in with ``Authorization: Bearer``, *session_key* with a cookie. *limits* are
    in seconds. *retries* is how often a request may be repeated where that is safe; also after a
    rate limit when given. *insecure* leaves the server's certificate unchecked. *transport* is one
    of httpx's, to send everything through it. *trace* gets the lines of ``--verbose``, no secrets.
    *on_wait* is called before the server is waited for: the time to flush what is shown. *sleep*
    waits between retries. Raises InvalidInput for an address or a key that cannot be one.
    """

    def __init__(
        self,
        api_key: str = "",
        base_url: str = "",
        *,
        session_key: str = "",
        limits: Limits | None = None,
        retries: int | None = None,
        insecure: bool = False,
        transport: httpx.BaseTransport | None = None,
        trace: Callable[[str], None] | None = None,
        on_wait: Callable[[], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = check_base_url(base_url)
        self._headers = login_headers(api_key, session_key)
        self._limits = limits or Limits()
        self._retries = retries
        self._insecure = insecure
        self._transport = transport
        self._trace = trace
        self._on_wait = on_wait or (lambda: None)
        self._sleep = sleep
        self._channel: Channel | None = None
        self.workflows = Workflows(self)

    @cached_property
    def chatflow(self) -> Chatflow:
        """Chatting with ChatFlows."""
        from .chatflow import Chatflow  # noqa: PLC0415  10 ms that a run has no use for

        return Chatflow(self)

    @cached_property
    def conversations(self) -> Conversations:
        """The conversations of ChatFlows."""
        from .chatflow import Conversations  # noqa: PLC0415  as above

        return Conversations(self)

    def close(self) -> None:
        """Close the connections."""
        if self._channel is not None:
            self._channel.transport.close()
            self._channel = None

    def __enter__(self) -> CozeWorkflow:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def send(
        self, request: ApiRequest, *, timeout: float | None = None, retries: int | None = None
    ) -> tuple[Mapping[str, Any], str]:
        """Send a request whose reply is JSON; return its body and the log id.

        *timeout* and *retries* replace the client's own. Raises the error that the reply stands
        for, ConnectionFailed, TimeLimitPassed, and OutcomeUnknown where a run may have been
        started all the same.
        """
        exchange = self._exchange(request, timeout, self._retries if retries is None else retries)
        exchange.close()
        reply = exchange.read_all()
        if request.starts_run and is_cut_off(reply):
            raise lost_reply(read_log_id(reply.headers))
        return read_reply(reply), read_log_id(reply.headers)

    def open(
        self, request: ApiRequest, decode: _Decode, on_bytes: Callable[[bytes], None] | None = None
    ) -> EventStream:
        """Send a request whose reply is an event stream. Raises as `send`, also later on.

        *on_bytes* gets the server's bytes untouched, before they are read.
        """
        return EventStream(self._exchange(request, None, self._retries), decode, on_bytes)

    def probe(self, request: ApiRequest) -> Reply:
        """Send a GET once and return its reply as it is, a refusal too.

        Raises ConnectionFailed, TimeLimitPassed, and ServerRefused for a redirect elsewhere.
        """
        exchange = Exchange(self._open_channel(), request, Deadline(self._limits.total))
        try:
            exchange.start()
            return exchange.read_all()
        finally:
            exchange.close()

    def _exchange(
        self, request: ApiRequest, timeout: float | None, retries: int | None
    ) -> Exchange:
        """Send *request* and return the open reply, after the repeats that are allowed."""
        deadline = Deadline(self._limits.total if timeout is None else timeout)
        failures = 0
        while True:
            exchange = Exchange(self._open_channel(), request, deadline)
            try:
                exchange.start()
                if request.streams:
                    exchange.check_stream()
                elif exchange.read_all().status in (408, 429) or exchange.status >= 500:
                    read_reply(exchange.read_all())
                return exchange
            except CozewfError as error:
                exchange.discard()
                seconds = delay(error, failures + 1)
                in_time = seconds < (deadline.left() or math.inf)
                if not in_time or not may_repeat(request, error, failures, retries):
                    deadline.cancel()
                    raise
                failures += 1
                self._sleep(seconds)
            except BaseException:
                exchange.close()
                raise

    def _open_channel(self) -> Channel:
        """The connections, opened at the first request and kept."""
        if self._channel is None:
            self._channel = Channel(
                transport=self._connections(),
                base_url=self.base_url,
                headers=self._headers,
                limits=self._limits,
                trace=self._trace,
                on_wait=self._on_wait,
            )
        return self._channel

    def _connections(self) -> Transport:
        try:
            # Loopback never goes through a proxy, as in browsers: the proxy's is another one.
            direct = is_loopback(self.base_url) or not names_proxy(os.environ)
            if direct and self._transport is None:
                return DirectTransport(self._context())
            from .through_httpx import HttpxTransport  # noqa: PLC0415  half of a run's start

            return HttpxTransport(self._transport, insecure=self._insecure)
        except OSError as error:  # an ssl.SSLError too
            raise InvalidInput(
                _("The certificates cannot be read: {reason}.").format(reason=reason_of(error)),
                hint=_("SSL_CERT_FILE and SSL_CERT_DIR name them."),
            ) from None

    def _context(self) -> ssl.SSLContext | None:
        if self.base_url.startswith("http:"):
            return None
        from .trust import trusting_context  # noqa: PLC0415  TLS: 10 ms that http has no use for

        return trusting_context(insecure=self._insecure)


class Workflows(Inspection):
    """Running, resuming and inspecting workflows."""

    @overload
    def run(
        self,
        *,
        workflow_id: str,
        parameters: Mapping[str, Any] | None = ...,
        stream: Literal[False] = ...,
        is_async: bool = ...,
        options: RunOptions | None = ...,
    ) -> RunResult: ...

    @overload
    def run(
        self,
        *,
        workflow_id: str,
        parameters: Mapping[str, Any] | None = ...,
        stream: Literal[True],
        options: RunOptions | None = ...,
        on_bytes: Callable[[bytes], None] | None = ...,
    ) -> EventStream: ...

    def run(
        self,
        *,
        workflow_id: str,
        parameters: Mapping[str, Any] | None = None,
        stream: bool = False,
        is_async: bool = False,
        options: RunOptions | None = None,
        on_bytes: Callable[[bytes], None] | None = None,
    ) -> RunResult | EventStream:
        """Run a workflow: POST /v1/workflow/run, or /v1/workflow/stream_run with *stream*.

        *is_async* only starts it. *on_bytes* gets the stream's bytes untouched. It is sent once.
        Raises InvalidInput before anything is sent, RunFailed, NotAvailable, NotAllowed,
        RateLimited, ServerRefused and ReplyUnreadable for what the server answers, and
        ConnectionFailed, TimeLimitPassed and OutcomeUnknown for what the network does.

        >>> result = client.workflows.run(workflow_id="wf_123", parameters={"topic": "AI"})
        >>> result.output["output"].splitlines()[0]
        '# AI in three minutes 🚀'
        """
        options = options or RunOptions()
        cloud = requests.is_cloud(self._client.base_url)
        if stream:
            request = requests.build_stream_run(workflow_id, parameters or {}, options, cloud=cloud)
            return self._client.open(request, workflow.decode, on_bytes)
        request = requests.build_run(
            workflow_id, parameters or {}, options, cloud=cloud, is_async=is_async
        )
        return read_run(*self._client.send(request))

    def resume(
        self,
        *,
        workflow_id: str,
        event_id: str,
        resume_data: str | Mapping[str, Any],
        interrupt_type: int = 2,
        on_bytes: Callable[[bytes], None] | None = None,
    ) -> EventStream:
        """Answer a paused run and go on streaming: POST /v1/workflow/stream_resume.

        *event_id* and *interrupt_type* are the Interrupt's. *resume_data* is sent as it is: for a
        question the plain text, or the exact name of an option; for a form (type 5) the object of
        its fields. The answer is sent at most once. Raises OutcomeUnknown where nobody knows
        whether it arrived, and ServerRefused where the run does not wait for it (any more); the
        stream raises as that of `run`.

        >>> *_, asked = client.workflows.run(workflow_id="wf_ask", stream=True)
        >>> asked.prompt, asked.options[1]
        ('这次想去哪里玩?', '山里 & 古镇')
        >>> events = client.workflows.resume(
        ...     workflow_id="wf_ask", event_id=asked.event_id, resume_data="山里 & 古镇"
        ... )
        >>> [event.type for event in events][-1]
        'interrupt'
        """
        if not workflow_id or not event_id:
            raise InvalidInput(
                _("An answer needs the workflow_id and the event_id of the question.")
            )
        text = resume_data if isinstance(resume_data, str) else dump_json(dict(resume_data))
        request = requests.build_stream_resume(workflow_id, event_id, text, interrupt_type)
        return self._client.open(request, workflow.decode, on_bytes)


class EventStream(Iterator[Event]):
    """The events of one run or chat turn, as they arrive. Close it to stop watching.

    *log_id* is known at once. Iterating raises OutcomeUnknown when the stream ends before the
    run does, and TimeLimitPassed when an own limit passes.
    """

    def __init__(
        self, exchange: Exchange, decode: _Decode, on_bytes: Callable[[bytes], None] | None
    ) -> None:
        self._exchange = exchange
        self.log_id = exchange.log_id
        self._events = decode(read_frames(exchange.chunks(on_bytes)), self.log_id)

    def __next__(self) -> Event:
        try:
            return next(self._events)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop reading. The run at the server goes on."""
        self._exchange.close()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
