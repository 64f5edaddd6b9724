"""history by the real command: lists, filters, formats, figures, and one run in full."""

from __future__ import annotations

import csv
import io
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cozewf.store import Store

from ..conftest import Cozewf
from ..server import RawServer, Script, reply
from ..wire.facts import VECTORS

Serve = Callable[..., RawServer]
WORKFLOW = "7533516453652561920"
RUN = "7533521629687578624"
BASE = 1_767_225_600  # 2026-01-01T00:00:00Z


def record(number: int, **fields: Any) -> dict[str, Any]:
    """A run of the published document; the higher its number the older it is."""
    return {
        "execute_id": f"exec_{number:05}",
        "workflow_id": WORKFLOW,
        "status": "success",
        "input": json.dumps({"topic": f"主题 {number}"}, ensure_ascii=False),
        "output": json.dumps({"article": "好" * 20}, ensure_ascii=False),
        "started_at": BASE - 60 * number,
        "finished_at": BASE - 60 * number + 50,
        "duration": 50,
        "error_message": "",
        **fields,
    }


def serve_pages(serve: Serve, count: int, **fields: Any) -> RawServer:
    """A server with *count* runs, which gives as many at once as it is asked for."""

    def answer(connection: socket.socket) -> None:
        query = parse_qs(urlsplit(server.requests[-1].path).query)
        size, start = int(query["page_size"][0]), int(query.get("page_token", ["0"])[0])
        end = min(count, start + size)
        data = {
            "histories": [record(number, **fields) for number in range(start, end)],
            "page_token": str(end),
            "has_more": end < count,
        }
        body = json.dumps({"code": 0, "msg": "success", "data": data}).encode()
        reply(body)(connection)

    server = serve(answer)
    return server


def vector(name: str, status: int = 200) -> Script:
    return reply((VECTORS / name).read_bytes(), status=status)


def queries(server: RawServer) -> list[dict[str, list[str]]]:
    return [parse_qs(urlsplit(request.path).query) for request in server.requests]


def test_twenty_of_ten_thousand_runs_take_one_request(cozewf: Cozewf, serve: Serve) -> None:
    server = serve_pages(serve, 10_000)
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "--limit", "20")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.text.splitlines()] == [
        "EXECUTE",
        *(f"exec_{number:05}" for number in range(20)),
    ]
    assert queries(server) == [{"workflow_id": [WORKFLOW], "page_size": ["20"]}]


def test_all_of_them_come_page_by_page(cozewf: Cozewf, serve: Serve) -> None:
    server = serve_pages(serve, 1_000)
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "--all", "-o", "jsonl")
    lines = [json.loads(line) for line in ran.text.splitlines()]
    assert [line["execute_id"] for line in lines] == [f"exec_{n:05}" for n in range(1_000)]
    assert len(server.requests) == 10


_MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "cozewf", *sys.argv[1:]])
sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(done.returncode)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage")
def test_all_of_them_take_no_more_memory_than_some(environ: dict[str, str], serve: Serve) -> None:
    kilobytes = []
    for count in (500, 10_000):
        server = serve_pages(serve, count, output="好" * 1_000)
        words = ("history", WORKFLOW, "--base-url", server.url, "--all", "-o", "jsonl")
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, *words], env=environ, capture_output=True, check=True
        )
        assert done.stdout.count(b"\n") == count
        kilobytes.append(int(done.stderr))
    assert kilobytes[1] - kilobytes[0] < 6_000  # all 10,000 outputs are 30 MB


def test_a_filter_asks_for_pages_until_there_are_enough(cozewf: Cozewf, serve: Serve) -> None:
    def answer(connection: socket.socket) -> None:
        start = int(queries(server)[-1].get("page_token", ["0"])[0])
        runs = [record(start, status="failed"), record(start + 1)]
        data = {"histories": runs, "page_token": str(start + 2), "has_more": True}
        reply(json.dumps({"code": 0, "data": data}).encode())(connection)

    server = serve(answer)
    ran = cozewf(
        *("history", WORKFLOW, "--base-url", server.url, "--status", "failed", "-L", "3"),
        *("-o", "jsonl", "--query", "execute_id"),
    )
    assert ran.text == '"exec_00000"\n"exec_00002"\n"exec_00004"\n'
    assert len(server.requests) == 3


def test_since_stops_at_the_first_page_that_is_older(cozewf: Cozewf, serve: Serve) -> None:
    now = int(time.time())

    def answer(connection: socket.socket) -> None:
        start = int(queries(server)[-1].get("page_token", ["0"])[0])
        runs = [record(n, started_at=now - n * 1_200) for n in (start, start + 1)]
        data = {"histories": runs, "page_token": str(start + 2), "has_more": True}
        reply(json.dumps({"code": 0, "data": data}).encode())(connection)

    server = serve(answer)
    ran = cozewf(
        *("history", WORKFLOW, "--base-url", server.url, "--since", "1h", "-o", "json"),
        *("--query", "runs[].execute_id"),
    )
    assert json.loads(ran.text) == ["exec_00000", "exec_00001", "exec_00002"]
    assert len(server.requests) == 2


def test_a_server_that_repeats_its_last_page_for_ever_is_left(cozewf: Cozewf, serve: Serve) -> None:
    page = {"histories": [record(1)], "page_token": "same", "has_more": True}
    server = serve(reply(json.dumps({"code": 0, "data": page}).encode()))
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "--all", "-o", "jsonl")
    assert (ran.code, ran.text.count("\n"), len(server.requests)) == (0, 2, 2)


def test_the_document_tells_whether_there_are_more(cozewf: Cozewf, serve: Serve) -> None:
    server = serve_pages(serve, 5)
    for limit, more in (("4", True), ("5", False), ("6", False)):
        ran = cozewf(
            *("history", WORKFLOW, "--base-url", server.url, "--limit", limit, "-o", "json")
        )
        document = json.loads(ran.text)
        assert (document["schema"], document["source"]) == (1, "server")
        assert (len(document["runs"]), document["has_more"]) == (min(5, int(limit)), more)
    assert document["runs"][0] == {
        "execute_id": "exec_00000",
        "workflow_id": WORKFLOW,
        "status": "success",
        "status_raw": "success",
        "run_mode": None,
        "started_at": "2026-01-01T00:00:00Z",
        "finished_at": "2026-01-01T00:00:50Z",
        "duration_ms": 50_000,
        "input": {"topic": "主题 0"},
        "output": {"article": "好" * 20},
        "error": None,
        "interrupt": None,
        "token": None,
        "usage": None,
        "debug_url": None,
        "log_id": None,
        "bot_id": None,
        "connector_id": None,
    }


def test_csv_keeps_commas_quotes_and_line_ends(cozewf: Cozewf, serve: Serve) -> None:
    data = {"histories": [record(0, output='他说:"好,\n走"', status="failed", error_message="x")]}
    server = serve(reply(json.dumps({"code": 0, "data": data}).encode()))
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.text)))
    assert len(rows) == 1
    assert rows[0]["output"] == '他说:"好,\n走"'
    assert (rows[0]["status"], rows[0]["error_message"]) == ("failed", "x")
    assert (rows[0]["started_at"], rows[0]["duration_ms"]) == ("2026-01-01T00:00:00Z", "50000")


CANNOT_LIST = {
    "wants an execute id": reply(
        b'{"code":777777775,"msg":"Workflow operation failure: panic error: strconv.ParseInt: '
        b'parsing \\"\\": invalid syntax, \\nstack: goroutine 1"}'
    ),
    "wants a workflow": vector("run_history.plus.http400_no_workflow_id.json", 400),
    "lacks the path": vector("auth.plus.session_401_for_unknown_path.json", 401),
}


def remember(environ: dict[str, str], base_url: str, *runs: tuple[str, str]) -> None:
    """Let this machine know runs of *base_url*: an execute id and a status each."""
    store = Store(Path(environ["COZEWF_STATE_DIR"]) / "state.db", warn=lambda text: None)
    for execute_id, status in runs:
        number = store.begin_run(
            kind="async",
            profile="",
            base_url=base_url,
            workflow_id=WORKFLOW,
            execute_id=execute_id,
        )
        store.update_run(number, status=status, token=158)
    store.close()


@pytest.mark.parametrize("why", CANNOT_LIST)
def test_where_the_server_cannot_list_this_machine_does(
    why: str, cozewf: Cozewf, serve: Serve, environ: dict[str, str]
) -> None:
    server = serve(CANNOT_LIST[why])
    remember(environ, server.url, ("71", "success"), ("72", "lost"))
    remember(environ, "https://elsewhere.example.com", ("73", "success"))
    ran = cozewf("history", WORKFLOW, "--base-url", server.url)
    assert (ran.code, len(server.requests)) == (0, 1)
    assert [line.split()[:4] for line in ran.text.splitlines()[1:]] == [
        ["72", WORKFLOW, "?", "lost"],
        ["71", WORKFLOW, "✓", "success"],
    ]
    assert ran.err == "This server lists no runs: these are the ones this machine started.\n"


def test_this_machines_runs_need_neither_server_nor_login(
    cozewf: Cozewf, environ: dict[str, str]
) -> None:
    remember(environ, "https://coze.example.com", ("71", "success"), ("72", "failed"))
    ran = cozewf("history", "--local", "-o", "json", env={"COZEWF_API_KEY": ""})
    document = json.loads(ran.text)
    assert (ran.code, document["source"]) == (0, "local")
    assert [(r["execute_id"], r["status"]) for r in document["runs"]] == [
        ("72", "failed"),
        ("71", "success"),
    ]


def test_a_bad_login_is_no_reason_to_show_other_runs(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(vector("auth.plus.invalid_key.json"))
    ran = cozewf("history", WORKFLOW, "--base-url", server.url)
    assert (ran.code, ran.text) == (4, "")


@pytest.mark.parametrize(("name", "run"), [("@latest", "72"), ("@-1", "72"), ("@-2", "71")])
def test_runs_are_named_from_the_newest(
    name: str, run: str, cozewf: Cozewf, serve: Serve, environ: dict[str, str]
) -> None:
    data = [{"execute_id": run, "execute_status": "Success", "output": "好"}]
    server = serve(reply(json.dumps({"data": data}).encode()))
    remember(environ, server.url, ("71", "running"), ("72", "running"))
    ran = cozewf("history", "--base-url", server.url, "--execute-id", name, "-o", "json")
    assert (ran.code, json.loads(ran.text)["execute_id"]) == (0, run)
    assert queries(server) == [{"workflow_id": [WORKFLOW], "execute_id": [run]}]
    assert cozewf("wait", name, "--base-url", server.url).text == f"{run}\tsuccess\t好\n"
    listed = cozewf("history", "--local", "-o", "json", "--query", "runs[].[execute_id, status]")
    assert [run, "success"] in json.loads(listed.text)


def test_one_run_is_shown_in_full(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(vector("run_history.plus.success.json"))
    ran = cozewf(
        *("history", WORKFLOW, "--base-url", server.url, "--execute-id", RUN),
        env={"TZ": "Asia/Shanghai"},
    )
    assert (ran.code, ran.err) == (0, "")
    port = server.url.rpartition(":")[2]
    assert ran.text == (
        "Run         7533521629687578624\n"
        "Workflow    7533516453652561920\n"
        "Status      ✓ success\n"
        "Started     2025-10-25 11:46:18\n"
        "Finished    2025-10-25 11:46:23\n"
        "Duration    5s\n"
        "Mode        async\n"
        "Tokens      158\n"
        f"Debug       http://127.0.0.1:{port}/work_flow?execute_id={RUN}"
        f"&space_id=7532755646093983744&workflow_id={WORKFLOW}&execute_mode=2\n"
        "Log id      0f5d7c1e-6d2b-4a55-9a3e-6d5b3f1c2a90\n"
        "\n"
        "Input\n"
        "  {\n"
        '    "topic": "AI 技术"\n'
        "  }\n"
        "\n"
        "Output\n"
        "  {\n"
        '    "output": "人工智能 🤖"\n'
        "  }\n"
    )


def test_a_failed_run_tells_why_and_what_comes_next(cozewf: Cozewf, serve: Serve) -> None:
    failed = {
        "execute_id": RUN,
        "execute_status": "Fail",
        "input": '{"topic":"it\'s"}',
        "error_code": "305000002",
        "error_msg": "\x1b[31mboom\nsecond line",
    }
    server = serve(reply(json.dumps({"data": [failed]}).encode()))
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "--execute-id", RUN)
    assert ran.text.partition("Error\n")[2] == (
        "  ␛[31mboom\n"
        "  second line (code 305000002)\n"
        "  Mend the code of that node.\n"
        "\n"
        "Next\n"
        f'  cozewf run {WORKFLOW} --params \'{{"topic":"it\'"\'"\'s"}}\'\n'
    )


def test_a_run_that_the_server_does_not_know_is_told(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(vector("run_history.plus.err_unknown_execute_id.json"))
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "--execute-id", "99")
    assert (ran.code, ran.text) == (6, "")
    assert "There is no such run: check the execute id." in ran.err


def test_figures_are_of_all_runs(cozewf: Cozewf, serve: Serve) -> None:
    server = serve_pages(serve, 250)
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, "--stats", env={"TZ": "UTC"})
    assert (ran.code, len(server.requests)) == (0, 3)
    assert ran.text == (
        "Runs      250\n"
        "  ✓ success        250  100.0%  ████████████████████████████████████████\n"
        "\n"
        "Duration  p50 50s  p95 50s  max 50s\n"
        "      30s–1m    250  ████████████████████████████████████████\n"
        "\n"
        "Per day   █▁\n"
        "          2025-12-31 to 2026-01-01\n"
    )


def test_figures_for_programs(cozewf: Cozewf, serve: Serve) -> None:
    server = serve_pages(serve, 3)
    ran = cozewf(
        *("history", WORKFLOW, "--base-url", server.url, "--stats", "-o", "json"),
        env={"TZ": "UTC"},
    )
    assert json.loads(ran.text) == {
        "schema": 1,
        "source": "server",
        "runs": 3,
        "statuses": {"success": 3},
        "duration_ms": {
            "p50": 50_000,
            "p95": 50_000,
            "max": 50_000,
            "histogram": [{"from_ms": 30_000, "to_ms": 60_000, "count": 3}],
        },
        "per_day": {"2025-12-31": 2, "2026-01-01": 1},
        "token": {"total": 0, "input": 0, "output": 0, "runs": 0},
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--since", "yesterday"), '--since "yesterday" is no time.'),
        (("-o", "raw"), "'raw' is not one of"),
        (("--query", "runs"), "--query needs --output json or jsonl."),
        (("--status", "paused"), "'paused' is not one of"),
        (("--limit", "0"), "0 is not in the range"),
    ],
)
def test_wrong_usage_asks_nothing(
    words: tuple[str, ...], message: str, cozewf: Cozewf, serve: Serve
) -> None:
    server = serve_pages(serve, 3)
    ran = cozewf("history", WORKFLOW, "--base-url", server.url, *words)
    assert (ran.code, ran.text, server.requests) == (2, "", [])
    assert message in ran.err


def test_no_runs_are_said_aside(cozewf: Cozewf, serve: Serve) -> None:
    server = serve_pages(serve, 0)
    ran = cozewf("history", WORKFLOW, "--base-url", server.url)
    assert (ran.code, ran.text, ran.err) == (0, "", "No runs.\n")


def test_one_run_of_this_machine_needs_no_server_either(
    cozewf: Cozewf, environ: dict[str, str]
) -> None:
    remember(environ, "https://coze.example.com", ("71", "success"), ("72", "failed"))
    ran = cozewf("history", "--local", "--execute-id", "@-2", "-o", "json")
    assert (ran.code, json.loads(ran.text)["execute_id"]) == (0, "71")
    assert cozewf("history", "--local", "--execute-id", "99").code == 6
