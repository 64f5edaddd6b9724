"""Running the server: it starts, it stops, it leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cozewf.errors import InvalidInput
from cozewf.mock.server import Server, serve_forever

from .talk import KEY, Talk, names


class Gate:
    """A sleep that ends when the test says so."""

    def __init__(self) -> None:
        self.open = threading.Event()

    async def __call__(self, seconds: float) -> None:
        while not self.open.is_set():
            await asyncio.sleep(0.005)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def gated(gate: Gate) -> Iterator[Talk]:
    with Server(sleep=gate) as server, Talk(server.base_url) as talk:
        yield talk


def status(talk: Talk, execute_id: str) -> str:
    reply = talk.get("/v1/workflow/get_run_history", workflow_id="wf_slow", execute_id=execute_id)
    return str(reply.json()["data"][0]["execute_status"])


def test_an_async_run_is_running_and_then_done(gated: Talk, gate: Gate) -> None:
    started = gated.run("wf_slow", is_async=True, parameters={"seconds": 2}).json()
    assert status(gated, started["execute_id"]) == "Running"
    gate.open.set()
    deadline = time.monotonic() + 5
    while status(gated, started["execute_id"]) == "Running":
        assert time.monotonic() < deadline
    assert status(gated, started["execute_id"]) == "Success"


def test_a_run_goes_on_when_its_listener_leaves(gate: Gate) -> None:
    with Server(sleep=gate) as server, Talk(server.base_url) as talk:
        body = {"workflow_id": "wf_chat", "parameters": {}}
        with httpx.Client(headers=KEY, trust_env=False) as leaving:
            url = f"{server.base_url}/v1/workflow/stream_run"
            with leaving.stream("POST", url, json=body) as reply:
                assert reply.status_code == 200
        gate.open.set()
        assert talk.run("wf_json").json()["code"] == 0


def test_runs_wait_at_their_pace() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    with Server(pace=0.5, sleep=sleep) as server, Talk(server.base_url) as talk:
        talk.run("wf_slow", parameters={"seconds": 3})
    assert waited == [0.5, 0.5, 0.5]


def test_the_server_stops_at_once_and_leaves_no_thread(gate: Gate) -> None:
    before = threading.active_count()
    client = httpx.Client(headers=KEY, trust_env=False)
    with Server(sleep=gate) as server:
        url = f"{server.base_url}/v1/workflow/stream_run"
        body = {"workflow_id": "wf_123"}
        with pytest.raises(httpx.RemoteProtocolError), client.stream("POST", url, json=body) as r:
            assert r.status_code == 200
            began = time.monotonic()
            server.__exit__(None, None, None)
            assert time.monotonic() - began < 0.2
            r.read()
    client.close()
    assert threading.active_count() == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.base_url, trust_env=False)


def test_many_servers_follow_each_other() -> None:
    for _ in range(5):
        with Server(pace=0) as server, Talk(server.base_url) as talk:
            assert names(talk.stream("wf_silent").text) == ["Done"]


def test_a_free_port_is_told() -> None:
    with Server() as one, Server("document") as two:
        assert one.base_url.startswith("http://127.0.0.1:")
        assert one.base_url != two.base_url


def test_only_loopback_is_served_unless_told() -> None:
    for host in ("0.0.0.0", "192.168.1.5", "example.com", "::"):
        with pytest.raises(InvalidInput, match="loopback only"):
            Server(host=host)
    Server(host="0.0.0.0", any_host=True)


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidInput, match="cannot listen"), Server(port=port):
            pass


def test_requests_are_kept_without_their_secrets() -> None:
    with Server(pace=0) as server, Talk(server.base_url) as talk:
        talk.run("wf_json", ext={"user_id": "1"})
        talk.get("/v1/workflows/wf_chat", connector_id="1024")
        first, second = server.requests
    assert (first.method, first.path) == ("POST", "/v1/workflow/run")
    assert first.json == {"workflow_id": "wf_json", "ext": {"user_id": "1"}}
    assert first.headers["authorization"] == "***"
    assert (second.query, second.json) == ({"connector_id": "1024"}, None)
    assert first.at <= second.at
    assert "pat_test" not in repr(server.requests)


def test_ids_are_new_after_a_restart() -> None:
    seen = set()
    for _ in range(2):
        with Server(pace=0) as server, Talk(server.base_url) as talk:
            seen.add(talk.run("wf_json").json()["execute_id"])
    assert len(seen) == 2
    assert all(len(execute_id) == 19 for execute_id in seen)


def test_the_handlers_of_signals_stay_as_they_are() -> None:
    before = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)]
    with Server():
        assert [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)] == before


FOREGROUND = """
from cozewf.mock.server import serve_forever
serve_forever(pace=0, on_ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT to one process")
def test_ctrl_c_stops_the_foreground_server_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", FOREGROUND],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with Talk(url) as talk:
            assert talk.run("wf_json").status_code == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "stopped\n", "")


MISSING = """
import sys
for name in ("starlette", "uvicorn"):
    sys.modules[name] = None
from cozewf.errors import InvalidInput
from cozewf.mock.server import Server
try:
    Server()
except InvalidInput as error:
    print(error.message)
"""


def test_missing_packages_are_named_with_the_remedy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MISSING], capture_output=True, text=True, check=True
    )
    assert done.stdout == ("The mock server needs the extra packages: pip install 'cozewf[mock]'\n")


def test_a_busy_port_ends_the_foreground_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(InvalidInput):
        serve_forever(port=taken.getsockname()[1])


def test_ipv6_loopback_is_an_address_too() -> None:
    if not _has_ipv6():
        pytest.skip("no IPv6 here")
    with Server(host="::1", pace=0) as server, Talk(server.base_url) as talk:
        assert talk.run("wf_json").json()["code"] == 0


def _has_ipv6() -> Any:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
