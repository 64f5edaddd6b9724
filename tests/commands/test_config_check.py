"""config check: what is wrong between here and a run, its fix, and an exit code that tells."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from cozewf.doctor import examine_encryption, examine_proxy, judge_arrivals

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer, Script, chunked, reply

Serve = Callable[..., RawServer]
VECTORS = Path(__file__).parent.parent / "vectors"
FACTS = "the first after {:.1f} s, the longest silence {:.1f} s"
QUICK = [0.1 + i / 100 for i in range(70)]
CUT = "many proxies cut after 60 s"
PUBLISH = "Publish the workflow in the editor, then run it again."
NGINX = "In nginx: proxy_buffering off; proxy_read_timeout 3600s;"


def _vector(name: str, status: int = 200, **headers: str) -> Script:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return reply((VECTORS / name).read_bytes(), status=status, headers=given)


def _findings(out: bytes) -> dict[str, dict[str, Any]]:
    return {finding["name"]: finding for finding in json.loads(out)["findings"]}


WELL = _vector("run_history.plus.err_unknown_execute_id.json")
BAD_REQUEST = _vector("run_history.plus.http400_no_workflow_id.json", 400, X_Log_Id="L")
WRONG_PORT = reply(b"<html><title>400 Bad Request</title>", status=400, content_type="text/html")
LOGIN_PAGE = reply(b"<html><title>Sign in</title>", content_type="text/html")


@pytest.mark.parametrize(
    ("script", "code", "login", "dialect", "evidence"),
    [
        (WELL, 0, "ok", "open-source", "BaseResp"),
        (_vector("run_history.seed.json"), 0, "ok", "document", "a page of histories"),
        (_vector("auth.plus.invalid_key.json"), 4, "failed", "open-source", "the words"),
        (_vector("auth.plus.missing_authorization.json"), 4, "failed", "open-source", "the words"),
        (_vector("auth.cloud.401.json", 401, X_Tt_Logid="L"), 4, "failed", "cloud", "X-Tt-Logid"),
        (_vector("auth.cloud.4101_http200.json", X_Tt_Logid="L"), 4, "failed", "cloud", "X-Tt-"),
        (BAD_REQUEST, 0, "ok", "open-source", "X-Log-Id"),
        (_vector("gateway.studio.504.html", 504), 1, "warning", None, "not the Coze API"),
        (LOGIN_PAGE, 1, "warning", None, "not the Coze API"),
        (_vector("route.plus.404.json", 404), 1, "warning", None, "not the Coze API"),
        (WRONG_PORT, 1, "warning", None, "not the Coze API"),
        (reply(b'{"msg":"late"}', status=408), 1, "warning", None, "not the Coze API"),
    ],
)  # fmt: skip
def test_login_and_dialect_are_read_from_a_harmless_refusal(
    script: Script,
    code: int,
    login: str,
    dialect: str | None,
    evidence: str,
    cozewf: Cozewf,
    serve: Serve,
) -> None:
    server = serve(script)
    ran = cozewf("config", "check", "--base-url", server.url, "-o", "json")
    found = _findings(ran.out)
    assert (ran.code, found["login"]["status"]) == (code, login)
    assert len(server.requests) == 1
    assert found["connection"]["status"] == "ok"
    if login == "failed":
        assert json.loads(ran.err)["error"]["message"] == found["login"]["message"]
        return
    assert found["dialect"]["message"].startswith(f"{dialect}, known by" if dialect else "What")
    assert evidence in found["dialect"]["message"]


def test_everything_well_in_a_pipe(cozewf: Cozewf, serve: Serve, tmp_path: Path) -> None:
    date = {"Date": format_datetime(datetime.now(UTC), usegmt=True), "Server": "nginx/1.27"}
    body = (VECTORS / "run_history.plus.err_unknown_execute_id.json").read_bytes()
    server = serve(reply(body, headers=date))
    ran = cozewf("config", "check", "--base-url", server.url)
    lines = [line.split("\t") for line in ran.text.splitlines()]
    lines[2][2] = lines[2][2].partition(" answered")[0]
    assert (ran.code, ran.err, lines) == (
        0,
        "",
        [
            ["ok", "settings", f"{tmp_path}/config/config.toml, no profile.", ""],
            ["ok", "proxy", "No proxy variable is set.", ""],
            ["ok", "connection", f"{server.url} (nginx/1.27)", ""],
            ["note", "tls", "Not needed on this machine.", ""],
            ["ok", "login", "The login is accepted.", ""],
            ["ok", "dialect", "open-source, known by BaseResp in the reply.", ""],
            ["ok", "clock", "It agrees with the server's.", ""],
        ],
    )


def test_a_server_that_cannot_be_reached(cozewf: Cozewf) -> None:
    ran = cozewf("config", "check", "--base-url", "http://127.0.0.1:9", "-o", "json")
    found = _findings(ran.out)
    assert ran.code == 1
    assert found["connection"]["status"] == "failed"
    assert found["connection"]["fix"] == "Check the base URL, the network and the proxy settings."
    assert json.loads(ran.out)["ok"] is False
    assert "login" not in found


def test_without_a_login_the_rest_is_examined_all_the_same(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(_vector("auth.plus.invalid_key.json"))
    ran = cozewf("config", "check", "--base-url", server.url, env={"COZEWF_API_KEY": ""})
    assert ran.code == 4
    assert "ok\tconnection\t" in ran.text
    assert "failed\tlogin\tThere is no login.\tSet COZEWF_API_KEY" in ran.text
    assert ran.err.startswith("cozewf: There is no login.\n")


def test_a_session_key_where_only_keys_are_taken(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(_vector("auth.plus.missing_authorization.json"))
    env = {"COZEWF_API_KEY": "", "COZEWF_SESSION_KEY": "s-123456"}
    ran = cozewf("config", "check", "--base-url", server.url, "-o", "json", env=env)
    assert _findings(ran.out)["login"]["fix"] == (
        "This server takes API keys, no session keys: set api_key."
    )


@pytest.mark.parametrize(("hours", "message"), [(2, "ahead of"), (-2, "behind")])
def test_a_clock_that_is_wrong(hours: int, message: str, cozewf: Cozewf, serve: Serve) -> None:
    then = datetime.now(UTC) + timedelta(hours=hours)
    server = serve(reply(b'{"code":0,"data":{}}', headers={"Date": format_datetime(then)}))
    ran = cozewf("config", "check", "--base-url", server.url, "-o", "json")
    clock = _findings(ran.out)["clock"]
    assert (ran.code, clock["status"], message in clock["message"]) == (0, "warning", True)


def test_a_variable_that_is_misspelt(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":{}}'))
    env = {"COZEWF_BASEURL": server.url}
    ran = cozewf("config", "check", "--base-url", server.url, "-o", "json", env=env)
    settings = _findings(ran.out)["settings"]
    assert (settings["status"], settings["fix"]) == ("warning", "Did you mean COZEWF_BASE_URL?")


@pytest.mark.parametrize(
    ("environ", "base_url", "message"),
    [
        ({}, "https://c.example.com", "No proxy variable is set."),
        (
            {"HTTPS_PROXY": "http://me:pw_canary@proxy:3128"},
            "https://c.example.com",
            "HTTPS_PROXY=http://***@proxy:3128 is used.",
        ),
        ({"HTTPS_PROXY": "http://p"}, "http://c.example.com", "No proxy variable is set."),
        ({"all_proxy": "http://p"}, "http://c.example.com", "all_proxy=http://p is used."),
        (
            {"HTTPS_PROXY": "http://p", "NO_PROXY": "a.com, .example.com"},
            "https://c.example.com",
            "HTTPS_PROXY is not used: NO_PROXY=a.com, .example.com.",
        ),
    ],
)
def test_the_proxy_in_force(environ: dict[str, str], base_url: str, message: str) -> None:
    assert examine_proxy(base_url, environ, is_loopback=False).message == message


@pytest.mark.parametrize(
    ("base_url", "local", "insecure", "status"),
    [
        ("https://c.example.com", False, False, "ok"),
        ("https://c.example.com", False, True, "warning"),
        ("http://127.0.0.1", True, False, "note"),
        ("http://c.example.com", False, False, "warning"),
    ],
)
def test_the_encryption(base_url: str, local: bool, insecure: bool, status: str) -> None:
    assert examine_encryption(base_url, is_loopback=local, insecure=insecure).status == status


@pytest.mark.parametrize(
    ("arrivals", "count", "status", "message"),
    [
        ([0.4, 0.6, 1.9], 4, "ok", f"4 events came one by one: {FACTS.format(0.4, 1.3)}."),
        (QUICK, 70, "ok", f"70 events came one by one: {FACTS.format(0.1, 0.1)}."),
        ([5.0, 5.001, 5.002], 30, "failed", "All 30 events came at once, after 5.0 s."),
        ([5.0], 30, "failed", "All 30 events came at once, after 5.0 s."),
        ([0.1, 0.101], 9, "note", "9 events came within 0.1 s: too quick to tell."),
        ([2.0], 1, "note", "1 events came within 2.0 s: too few to tell."),
        ([], 0, "note", "0 events came within 0.0 s: too few to tell."),
        ([2.0, 4.0], 300, "warning", f"300 events came in 2 bursts: {FACTS.format(2, 2)}."),
        ([0.5, 50.0], 3, "warning", f"3 events came, {FACTS.format(0.5, 49.5)}: {CUT}."),
    ],
)
def test_how_events_arrive_is_judged(
    arrivals: list[float], count: int, status: str, message: str
) -> None:
    finding = judge_arrivals(arrivals, count)
    assert (finding.status, finding.message) == (status, message)
    assert finding.fix == (NGINX if status in ("failed", "warning") else "")


STREAM = (VECTORS / "stream_run.plus.happy.sse").read_bytes()
EVENTS = [event + b"\n\n" for event in STREAM.split(b"\n\n") if event.strip()]


def _check_stream(cozewf: Cozewf, server: RawServer) -> tuple[int, dict[str, Any]]:
    argv = ["--base-url", server.url, "--workflow", "1", "-p", "topic=AI", "-o", "json"]
    ran = cozewf("config", "check", *argv)
    assert [request.path for request in server.requests][1] == "/v1/workflow/stream_run"
    assert server.requests[1].json["parameters"] == '{"topic":"AI"}'
    return ran.code, _findings(ran.out)["stream"]


def test_events_that_come_one_by_one(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(WELL, chunked(*EVENTS, pause=lambda: time.sleep(0.05)))
    code, finding = _check_stream(cozewf, server)
    assert (code, finding["status"]) == (0, "ok")
    assert finding["message"].startswith(f"{len(EVENTS)} events came one by one")


def test_events_that_a_proxy_holds_back(cozewf: Cozewf, serve: Serve) -> None:
    whole = chunked(STREAM)

    def late(connection: Any) -> None:
        time.sleep(1.1)
        whole(connection)

    code, finding = _check_stream(cozewf, serve(WELL, late))
    assert (code, finding["status"], finding["fix"]) == (1, "failed", NGINX)


@pytest.mark.parametrize(
    ("script", "code", "fix"),
    [
        (chunked(*EVENTS[:1], end=False), 5, NGINX),
        (_vector("gateway.studio.504.html", 504), 1, NGINX),
        (_vector("run.plus.err_not_published.json"), 6, PUBLISH),
        (chunked((VECTORS / "stream_run.plus.error_event.sse").read_bytes()), 3, None),
    ],
)  # fmt: skip
def test_a_stream_that_breaks_has_its_fix_and_code(
    script: Script, code: int, fix: str | None, cozewf: Cozewf, serve: Serve
) -> None:
    ended, finding = _check_stream(cozewf, serve(WELL, script))
    assert (ended, finding["status"]) == (code, "failed")
    assert fix is None or finding["fix"] == fix


def test_the_findings_on_a_terminal(environ: dict[str, str]) -> None:
    argv = ["config", "check", "--base-url", "http://127.0.0.1:9"]
    with PseudoTerminal.cozewf(*argv, environ=environ) as terminal:
        assert terminal.wait() == 1
        assert "✗ connection No connection to 127.0.0.1:9" in terminal.text
        assert "  → Check the base URL, the network and the proxy settings." in terminal.text
