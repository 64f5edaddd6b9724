"""wait, run --async --wait, and the end of lost streams, by the real command over a socket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer, Script, chunked, reply

Serve = Callable[..., RawServer]
WORKFLOW = "7533516453652561920"
RUN = "7533521629687578624"
LINK = f"http://127.0.0.1:3000/work_flow?execute_id={RUN}&space_id=7&workflow_id={WORKFLOW}"


def as_json(value: Any, status: int = 200, **headers: str) -> Script:
    return reply(json.dumps(value).encode(), status=status, headers=headers)


def history(status: str, **fields: Any) -> Script:
    """The open-source servers' reply about one run."""
    record = {"execute_id": int(RUN), "execute_status": status, "debug_url": LINK, **fields}
    return as_json({"data": [record], "BaseResp": None})


def event(name: str, data: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


STARTED = as_json({"code": 0, "data": None, "execute_id": RUN, "debug_url": LINK})
SUCCESS = history("Success", output='{"output":"完成 🎉"}', token=158)
FAILED = history("Fail", error_code="305000002", error_msg="a code node failed")
BUSY = as_json({"code": 429, "msg": "too many requests"}, 429, **{"Retry-After": "0"})
BROKEN = as_json({"code": 500, "msg": "internal server error"}, 500)
PAUSED = history("<UNSET>")


def test_an_async_run_is_followed_to_its_result(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(STARTED, history("Running"), SUCCESS)
    ran = cozewf("run", WORKFLOW, "--async", "--wait", "--base-url", server.url)
    assert (ran.code, ran.text, ran.err) == (0, '{"output":"完成 🎉"}\n', "")
    assert [r.method for r in server.requests] == ["POST", "GET", "GET"]


def test_without_wait_only_the_execute_id_is_printed(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(STARTED)
    ran = cozewf("run", WORKFLOW, "--async", "--base-url", server.url)
    assert (ran.code, ran.text) == (0, RUN + "\n")


@pytest.mark.parametrize(
    ("end", "code", "status"),
    [(SUCCESS, 0, "success"), (FAILED, 3, "failed"), (PAUSED, 8, "interrupted")],
)
def test_the_document_of_an_async_run_tells_how_it_ended(
    end: Script, code: int, status: str, cozewf: Cozewf, serve: Serve
) -> None:
    server = serve(STARTED, end)
    ran = cozewf("run", WORKFLOW, "--async", "--wait", "--base-url", server.url, "-o", "json")
    document = json.loads(ran.text)
    assert (ran.code, document["status"], document["execute_id"]) == (code, status, RUN)
    assert document["output"] == ({"output": "完成 🎉"} if status == "success" else None)
    assert (document["error"] is None) == (status == "success")


def test_trouble_on_the_way_gives_one_result_and_no_storm(cozewf: Cozewf, serve: Serve) -> None:
    begun = time.monotonic()
    server = serve(BUSY, BROKEN, lambda connection: connection.close(), SUCCESS)
    ran = cozewf("wait", RUN, "--workflow", WORKFLOW, "--base-url", server.url)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == f'{RUN}\tsuccess\t{{"output":"完成 🎉"}}\n'
    assert len(server.requests) == 4
    assert time.monotonic() - begun > 1.0 + 1.5 + 2.25


def _hold(go_on: threading.Event) -> None:
    go_on.wait(15)


def test_a_server_that_hangs_is_given_up_at_the_time_limit(cozewf: Cozewf, serve: Serve) -> None:
    go_on = threading.Event()
    server = serve(lambda connection: _hold(go_on))
    begun = time.monotonic()
    ran = cozewf(
        *("wait", RUN, "--workflow", WORKFLOW, "--base-url", server.url, "--timeout", "0.5"),
    )
    assert (ran.code, ran.text) == (124, "")
    assert ran.err == (
        "cozewf: The run did not end within 0.5 s.\n"
        f"  execute id {RUN}\n"
        f"  Go on with: cozewf wait {RUN} --workflow {WORKFLOW} --base-url {server.url}\n"
    )
    go_on.set()
    assert time.monotonic() - begun < 12


def test_the_worst_of_several_runs_decides(cozewf: Cozewf, serve: Serve) -> None:
    other = as_json({"data": [{"execute_id": "8", "execute_status": "Cancel"}]})
    unknown = as_json({"code": 777777775, "msg": "user 7 does not have access to space 0"})
    server = serve(SUCCESS, other, unknown)
    ran = cozewf(
        *("wait", RUN, "8", "9", "--workflow", WORKFLOW, "--base-url", server.url, "-o", "json")
    )
    runs = json.loads(ran.text)["runs"]
    assert ran.code == 6
    assert [(r["execute_id"], r["status"]) for r in runs] == [
        (RUN, "success"),
        ("8", "cancelled"),
        ("9", "unknown"),
    ]
    assert json.loads(ran.err)["error"]["message"] == (
        "2 of 3 runs did not end well: 8: The run was cancelled.; "
        "9: user 7 does not have access to space 0"
    )


def test_each_run_is_a_line_of_jsonl_as_it_ends(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(SUCCESS)
    ran = cozewf(
        *("wait", RUN, "--workflow", WORKFLOW, "--base-url", server.url, "-o", "jsonl"),
        *("--query", "[schema, execute_id, output.output, token]"),
    )
    assert (ran.code, json.loads(ran.text)) == (0, [1, RUN, "完成 🎉", 158])


def test_a_run_that_waits_for_a_person_ends_with_8(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(PAUSED)
    ran = cozewf("wait", RUN, "--workflow", WORKFLOW, "--base-url", server.url)
    assert (ran.code, ran.text.split("\t")[:2]) == (8, [RUN, "interrupted"])
    assert f"Start it again with `cozewf stream {WORKFLOW}`" in ran.err


def test_a_run_of_an_unknown_workflow_is_asked_about(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(SUCCESS)
    ran = cozewf("wait", RUN, "--base-url", server.url)
    assert (ran.code, ran.text, server.requests) == (2, "", [])
    assert "Name its workflow with --workflow." in ran.err


@pytest.mark.parametrize("name", ["@latest", "@-2"])
def test_a_name_without_a_run_is_told(name: str, cozewf: Cozewf, serve: Serve) -> None:
    server = serve(SUCCESS)
    ran = cozewf("wait", name, "--base-url", server.url)
    assert (ran.code, server.requests) == (2, [])
    assert f"there is no {name}" in ran.err


HALF = event("Message", {"content": "完", "node_title": "结束", "node_id": "9", "node_type": "End"})
WHOLE = history("Success", output="完成 🎉", token=3)


def resume(cozewf: Cozewf, server: RawServer, *more: str) -> Any:
    words = ("resume", f"{RUN}/1", "--workflow", WORKFLOW, "--answer", "北京")
    return cozewf(*words, "--base-url", server.url, *more)


def test_a_lost_stream_goes_on_with_the_rest_of_the_result(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HALF, end=False), history("Running"), WHOLE)
    ran = resume(cozewf, server)
    assert (ran.code, ran.text) == (0, "完成 🎉\n")
    assert ran.err == (f"Warning: The stream was lost: asking the server how run {RUN} ends.\n")
    assert [r.method for r in server.requests] == ["POST", "GET", "GET"]


def test_a_result_that_does_not_go_on_what_came_is_shown_whole(
    cozewf: Cozewf, serve: Serve
) -> None:
    half = event("Message", {"content": "别的", "node_title": "输出", "node_id": "1"})
    server = serve(chunked(half), WHOLE)
    assert resume(cozewf, server).text == "别的\n完成 🎉\n"


def test_jsonl_of_a_recovered_stream_ends_with_done(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HALF, end=False), WHOLE)
    ran = resume(cozewf, server, "-o", "jsonl")
    lines = [json.loads(line) for line in ran.text.splitlines()]
    assert [line["type"] for line in lines] == ["message", "message", "done"]
    assert [line.get("content") for line in lines] == ["完", "成 🎉", None]
    assert (lines[-1]["execute_id"], lines[-1]["token"]) == (RUN, 3)


def test_the_document_of_a_recovered_stream_has_the_result(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HALF, end=False), SUCCESS)
    document = json.loads(resume(cozewf, server, "-o", "json").text)
    assert (document["status"], document["error"]) == ("success", None)
    assert (document["output"], document["token"]) == ({"output": "完成 🎉"}, 158)


@pytest.mark.parametrize(("end", "code"), [(FAILED, 3), (PAUSED, 8)])
def test_a_lost_stream_ends_as_the_run_did(
    end: Script, code: int, cozewf: Cozewf, serve: Serve
) -> None:
    server = serve(chunked(HALF), end)
    ran = resume(cozewf, server)
    assert (ran.code, ran.text) == (code, "完\n")


def test_an_answer_that_was_lost_on_its_way_is_not_sent_again(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(lambda connection: connection.close(), WHOLE)
    ran = resume(cozewf, server)
    assert (ran.code, ran.text) == (0, "完成 🎉\n")
    assert [r.method for r in server.requests] == ["POST", "GET"]


def test_a_server_that_cannot_tell_leaves_the_outcome_unknown(cozewf: Cozewf, serve: Serve) -> None:
    missing = as_json({"code": 401, "msg": "missing session_key in cookie"}, 401)
    server = serve(chunked(HALF), missing)
    ran = resume(cozewf, server)
    assert (ran.code, ran.text) == (5, "完\n")
    assert f"Follow it with: cozewf wait {RUN} --workflow {WORKFLOW}" in ran.err


def test_raw_bytes_are_the_streams_own(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(chunked(HALF), WHOLE)
    ran = resume(cozewf, server, "-o", "raw")
    assert (ran.code, ran.out, len(server.requests)) == (5, HALF, 1)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_on_a_terminal_each_run_stands_on_rows_of_its_own(
    columns: int, rows: int, environ: dict[str, str], serve: Serve
) -> None:
    going = as_json({"data": [{"execute_id": "8", "execute_status": "Running"}]})
    ended = as_json({"data": [{"execute_id": "8", "execute_status": "Fail", "error_msg": "坏了"}]})
    server = serve(history("Running"), going, WHOLE, ended)
    words = ("wait", RUN, "8", "--workflow", WORKFLOW, "--base-url", server.url)
    with PseudoTerminal.cozewf(*words, environ=environ, columns=columns, rows=rows) as terminal:
        terminal.wait_for("waiting for 2 of 2 runs")
        assert terminal.wait() == 3
        lines = terminal.lines
    assert lines[:3] == [f"✓ success  {RUN}  3 tokens", "完成 🎉", "✗ failed  8"]
    assert lines[3] == "坏了"
    assert lines[4].startswith("cozewf: 1 of 2 runs did not end well: 8: 坏了")


def test_ctrl_c_tells_how_to_go_on(environ: dict[str, str], serve: Serve) -> None:
    server = serve(history("Running"))
    words = ("wait", RUN, "--workflow", WORKFLOW, "--base-url", server.url)
    with PseudoTerminal.cozewf(*words, environ=environ, columns=200) as terminal:
        terminal.wait_for("Running")
        terminal.interrupt()
        assert terminal.wait() == 130
        command = f"cozewf wait {RUN} --workflow {WORKFLOW} --base-url {server.url}"
        assert terminal.lines[-1] == f"  Go on with: {command}"
