"""Connections: kept where that is safe, never trusted further, and watched by every limit."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import trustme

from cozewf import (
    ConnectionFailed,
    CozewfError,
    CozeWorkflow,
    InvalidInput,
    Limits,
    OutcomeUnknown,
    TimeLimitPassed,
)

from ..conftest import Cozewf
from ..server import GO_ON, RawServer, Received, Script, receive

EVENTS = b'event: Message\ndata: {"content":"x"}\n\n' + b"event: Done\ndata: {}\n\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(EVENTS), EVENTS)
WHOLE = CHUNKED + b"0\r\n\r\n"
SIZED = HEAD + b"Content-Length: %d\r\n\r\n" % len(EVENTS) + EVENTS
Serve = Callable[..., RawServer]


def keep(data: bytes) -> Script:
    """Send *data*, and wait for another request."""

    def send(connection: socket.socket) -> str:
        connection.sendall(data)
        return GO_ON

    return send


def _stream(client: CozeWorkflow) -> list[str]:
    return [event.type for event in client.workflows.run(workflow_id="1", stream=True)]


@pytest.mark.parametrize("reply", [WHOLE, SIZED], ids=["chunked", "with a length"])
def test_a_connection_is_kept_for_the_next_run(reply: bytes, serve: Serve) -> None:
    server = serve(keep(reply))
    with CozeWorkflow("pat_x", server.url) as client:
        assert [_stream(client) for _ in range(3)] == [["message", "done"]] * 3
    assert (server.connections, len(server.requests)) == (1, 3)


def test_a_connection_in_tls_is_kept_too(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = serve(keep(WHOLE), tls=context)
    with authority.cert_pem.tempfile() as path, CozeWorkflow("pat_x", server.url) as client:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        assert [_stream(client) for _ in range(2)] == [["message", "done"]] * 2
    assert (server.connections, len(server.requests)) == (1, 2)


@pytest.mark.parametrize(
    "reply",
    [
        WHOLE + b"HTTP/1.1 500 surplus",
        CHUNKED,
        WHOLE.replace(b"\r\nTransfer", b"\r\nConnection: close\r\nTransfer"),
        WHOLE.replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
    ids=["more than the reply", "less than the reply", "Connection: close", "HTTP/1.0"],
)
def test_a_connection_whose_reply_is_not_cleanly_over_is_not_kept(
    reply: bytes, serve: Serve
) -> None:
    server = serve(keep(reply))
    with CozeWorkflow("pat_x", server.url) as client:
        assert [_stream(client) for _ in range(2)] == [["message", "done"]] * 2
    assert (server.connections, len(server.requests)) == (2, 2)


def test_a_kept_connection_that_the_server_has_closed_is_not_tried(serve: Serve) -> None:
    server = serve(lambda connection: connection.sendall(WHOLE))
    with CozeWorkflow("pat_x", server.url) as client:
        assert _stream(client) == ["message", "done"]
        time.sleep(0.05)
        assert _stream(client) == ["message", "done"]
    assert (server.connections, len(server.requests)) == (2, 2)


def test_a_run_lost_on_a_kept_connection_is_not_sent_again(serve: Serve) -> None:
    server = serve(keep(WHOLE), lambda connection: None)
    with CozeWorkflow("pat_x", server.url) as client:
        assert _stream(client) == ["message", "done"]
        with pytest.raises(OutcomeUnknown):
            client.workflows.run(workflow_id="1", stream=True)
    assert (server.connections, len(server.requests)) == (1, 2)


def test_two_streams_at_once_have_a_connection_each(serve: Serve) -> None:
    server = serve(keep(WHOLE))
    with CozeWorkflow("pat_x", server.url) as client:
        first = client.workflows.run(workflow_id="1", stream=True)
        second = client.workflows.run(workflow_id="2", stream=True)
        assert [[e.type for e in s] for s in (second, first)] == [["message", "done"]] * 2
    assert server.connections == 2


def test_a_connection_is_kept_once_however_often_its_stream_is_closed(serve: Serve) -> None:
    server = serve(keep(WHOLE))
    with CozeWorkflow("pat_x", server.url) as client:
        with client.workflows.run(workflow_id="1", stream=True) as events:
            assert [event.type for event in events] == ["message", "done"]
            events.close()
        again = [client.workflows.run(workflow_id=str(n), stream=True) for n in (2, 3)]
        assert [[e.type for e in events] for events in again] == [["message", "done"]] * 2
    assert server.connections == 2


def test_a_program_may_bring_a_transport_of_httpx() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, headers={"X-Log-Id": "log-1"}, content=EVENTS)

    with CozeWorkflow(
        "pat_x", "http://coze.invalid", transport=httpx.MockTransport(answer)
    ) as client:
        events = client.workflows.run(workflow_id="1", stream=True)
        assert (events.log_id, [event.type for event in events]) == ("log-1", ["message", "done"])
    assert [(r.method, str(r.url)) for r in sent] == [
        ("POST", "http://coze.invalid/v1/workflow/stream_run")
    ]
    assert sent[0].headers["authorization"] == "Bearer pat_x"


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (httpx.ConnectError("no"), ConnectionFailed),
        (httpx.ConnectTimeout("no"), TimeLimitPassed),
        (httpx.ReadTimeout("no"), TimeLimitPassed),
        (httpx.ReadError("no"), OutcomeUnknown),
        (httpx.RemoteProtocolError("no"), OutcomeUnknown),
        (httpx.ProxyError("no"), ConnectionFailed),
        (httpx.UnsupportedProtocol("no"), InvalidInput),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else "",
)
def test_what_httpx_runs_into_is_told_as_on_a_direct_connection(
    error: httpx.HTTPError, raised: type[CozewfError]
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    transport = httpx.MockTransport(fail)
    with (
        CozeWorkflow("pat_x", "http://h", transport=transport, retries=0) as client,
        pytest.raises(raised),
    ):
        client.workflows.run(workflow_id="1", stream=True)


def test_the_total_limit_holds_on_a_kept_connection(serve: Serve) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"1\r\n:\r\n")
            time.sleep(0.02)

    server = serve(keep(WHOLE), drip)
    with CozeWorkflow("pat_x", server.url, limits=Limits(total=0.4)) as client:
        assert _stream(client) == ["message", "done"]
        begun = time.monotonic()
        with pytest.raises(TimeLimitPassed):
            _stream(client)
    assert time.monotonic() - begun < 5
    assert server.connections == 1


def test_provisional_replies_are_passed_over(serve: Serve) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    server = serve(keep(hints + b"HTTP/1.1 102 Processing\r\n\r\n" + WHOLE))
    with CozeWorkflow("pat_x", server.url) as client:
        assert _stream(client) == ["message", "done"]


def test_an_answer_before_all_was_sent_is_read() -> None:
    """A server may refuse a large request after its head, and hang up."""
    refusal = b'{"code":4000,"msg":"too large"}'
    head = b"HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(refusal)
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        connection, _ = listener.accept()
        connection.recv(100)
        connection.sendall(head + refusal)
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.2)
        connection.close()

    thread = threading.Thread(target=refuse)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with CozeWorkflow("pat_x", url) as client, pytest.raises(Exception, match="too large"):
        client.workflows.run(workflow_id="1", parameters={"x": "y" * 8_000_000})
    thread.join()
    listener.close()


def test_other_hosts_are_reached_through_the_proxy_that_is_set(
    cozewf: Cozewf, serve: Serve
) -> None:
    proxy = serve(lambda connection: connection.sendall(WHOLE))
    ran = cozewf(
        *("stream", "1", "--base-url", "http://coze.invalid"), env={"HTTP_PROXY": proxy.url}
    )
    assert (ran.code, ran.text) == (0, "x\n")
    assert proxy.requests[0].path == "http://coze.invalid/v1/workflow/stream_run"


@pytest.mark.parametrize(
    ("says", "code"),
    [(b"200 Connection established", 0), (b"407 Proxy Authentication Required", 1)],
    ids=["that lets through", "that refuses"],
)
def test_https_goes_through_a_tunnel_of_the_proxy(
    says: bytes, code: int, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("coze.invalid").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    inner: list[Received | None] = []

    def tunnel(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 %b\r\n\r\n" % says)
        if says.startswith(b"200"):
            with context.wrap_socket(connection, True) as inside:
                inner.append(receive(inside))
                inside.sendall(SIZED)

    proxy = serve(tunnel)
    env = {"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": str(tmp_path / "ca.pem")}
    ran = cozewf("stream", "1", "--base-url", "https://coze.invalid", env=env)
    refusal = "cozewf: The proxy refused: 407 Proxy Authentication Required.\n"
    assert (ran.code, ran.text, ran.err) == ((0, "x\n", "") if code == 0 else (1, "", refusal))
    request = proxy.requests[0]
    assert (request.method, request.path) == ("CONNECT", "coze.invalid:443")
    assert "authorization" not in request.headers
    assert [bool(its and its.headers["authorization"]) for its in inner] == [True] * (code == 0)
