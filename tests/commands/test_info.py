"""info by the real command, and parameters that are checked by the schema that it keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Cozewf
from ..server import RawServer, Script, chunked, reply
from ..wire.facts import VECTORS

Serve = Callable[..., RawServer]
WORKFLOW = "7533516453652561920"


def vector(name: str, status: int = 200) -> Script:
    return reply((VECTORS / name).read_bytes(), status=status)


SEED = vector("workflow_info.seed.json")
ROLE = vector("workflow_info.plus.chatflow_role.json")
NOT_CHATFLOW = vector("workflow_info.plus.err_not_chatflow.json")
NO_PATH = vector("auth.plus.session_401_for_unknown_path.json", 401)


def info(cozewf: Cozewf, server: RawServer, *more: str) -> Any:
    return cozewf("info", WORKFLOW, "--base-url", server.url, *more, env={"TZ": "UTC"})


def test_a_workflow_is_described_in_full(cozewf: Cozewf, serve: Serve) -> None:
    ran = info(cozewf, serve(SEED))
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == (
        "文章生成工作流\n"
        "自动生成高质量文章的工作流\n"
        "\n"
        "Workflow    wf_123456789\n"
        "Mode        workflow\n"
        "Created     2024-01-01 00:00:00\n"
        "Updated     2024-01-02 00:00:00\n"
        "\n"
        "Inputs\n"
        "NAME    TYPE     REQUIRED  DEFAULT  DESCRIPTION\n"
        "topic   string   yes                文章主题\n"
        "length  integer  no                 文章字数\n"
        "\n"
        "Outputs\n"
        "NAME        TYPE     DESCRIPTION\n"
        "article     string   生成的文章内容\n"
        "word_count  integer  实际字数\n"
    )


def test_the_document_has_the_schemas(cozewf: Cozewf, serve: Serve) -> None:
    document = json.loads(info(cozewf, serve(SEED), "-o", "json").text)
    assert (document["schema"], document["mode"]) == (1, "workflow")
    assert [p["name"] for p in document["inputs"]] == ["topic", "length"]
    assert document["input_schema"]["required"] == ["topic"]


def test_a_role_card_is_shown_as_all_there_is(cozewf: Cozewf, serve: Serve) -> None:
    ran = info(cozewf, serve(ROLE))
    assert (ran.code, ran.text) == (
        0,
        "旅行助手\n"
        "帮助规划行程\n"
        "\n"
        f"Workflow    {WORKFLOW}\n"
        "Mode        chatflow\n"
        "\n"
        "Opening\n"
        "  你好,我是旅行助手\n"
        "\n"
        "Suggested questions\n"
        "  - 去哪玩?\n",
    )
    assert ran.err == (
        "The server tells no parameters; `run`, `stream` and `chat` work all the same.\n"
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (NOT_CHATFLOW, "This server describes only ChatFlows to an API key."),
        (NO_PATH, "This server does not describe workflows to an API key."),
    ],
)
def test_a_server_that_cannot_describe_is_told_with_what_still_works(
    answer: Script, says: str, cozewf: Cozewf, serve: Serve
) -> None:
    ran = info(cozewf, serve(answer))
    assert (ran.code, ran.text) == (6, "")
    assert ran.err.startswith(f"cozewf: {says}\n")
    assert "`run` and `stream` work all the same." in ran.err
    assert f"cozewf info {WORKFLOW} --schema FILE --save-schema" in ran.err


def test_a_missing_workflow_is_told_as_missing(cozewf: Cozewf, serve: Serve) -> None:
    ran = info(cozewf, serve(vector("run.cloud.err_4200.json")))
    assert (ran.code, "does not exist" in ran.err) == (6, True)


def test_a_skeleton_is_a_command_and_json(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(SEED)
    ran = info(cozewf, server, "--skeleton")
    assert ran.text == (
        f"cozewf stream {WORKFLOW} -p 'topic=…' -p length:=0\n"
        "\n"
        '{\n  "topic": "",\n  "length": 0\n}\n'
    )
    alone = info(cozewf, server, "--skeleton", "-o", "json")
    assert json.loads(alone.text) == {"topic": "", "length": 0}


@pytest.fixture
def kept(cozewf: Cozewf, serve: Serve) -> RawServer:
    """A server whose workflow's schema this machine keeps; it answers runs from then on."""
    done = chunked(b"event: Done\ndata: {}\n\n")
    server = serve(SEED, done)
    assert info(cozewf, server, "--save-schema").code == 0
    return server


def test_wrong_parameters_are_told_before_anything_is_sent(cozewf: Cozewf, kept: RawServer) -> None:
    ran = cozewf("stream", WORKFLOW, "--base-url", kept.url, "-p", "topik=AI", "-p", "length=x")
    assert (ran.code, ran.text, len(kept.requests)) == (2, "", 1)
    assert ran.err == (
        "cozewf: The parameters do not fit the workflow: missing topic (string); unknown topik "
        '(did you mean topic?); length is "x", not integer.\n'
        f"  Try: cozewf stream {WORKFLOW} -p topic=AI -p length:=0\n"
    )


def test_text_is_sent_in_the_declared_type(cozewf: Cozewf, kept: RawServer) -> None:
    ran = cozewf("stream", WORKFLOW, "--base-url", kept.url, "-p", "topic=7", "-p", "length=800")
    assert ran.code == 0
    assert json.loads(kept.requests[-1].json["parameters"]) == {"topic": "7", "length": 800}


def test_another_server_has_another_schema(cozewf: Cozewf, kept: RawServer, serve: Serve) -> None:
    other = serve(chunked(b"event: Done\ndata: {}\n\n"))
    assert cozewf("stream", WORKFLOW, "--base-url", other.url, "-p", "any=1").code == 0


def test_a_schema_by_hand_serves_where_the_server_has_none(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    schema = {"type": "object", "properties": {"城市": {"type": "string"}}, "required": ["城市"]}
    (tmp_path / "s.json").write_text(json.dumps(schema), "utf-8")
    server = serve(NOT_CHATFLOW)
    by_hand = info(cozewf, server, "--schema", "s.json", "--save-schema")
    assert (by_hand.code, server.requests) == (0, [])
    ran = info(cozewf, server)
    assert (ran.code, "城市  string  yes" in ran.text) == (0, True)
    assert "The inputs are those of the schema that was saved here." in ran.err
    assert cozewf("run", WORKFLOW, "--base-url", server.url).code == 2


@pytest.mark.parametrize("text", ["[]", "{", '{"properties": {"a": {"type": "nonsense"}}}'])
def test_what_is_no_schema_is_not_kept(
    text: str, cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "s.json").write_text(text, "utf-8")
    server = serve(SEED)
    assert info(cozewf, server, "--schema", "s.json", "--save-schema").code == 2
    assert not (tmp_path / "config").exists()


def test_a_role_card_has_no_schema_to_keep(cozewf: Cozewf, serve: Serve) -> None:
    ran = info(cozewf, serve(ROLE), "--save-schema")
    assert (ran.code, ran.text) == (6, "")
    assert "--schema FILE --save-schema" in ran.err


def test_no_text_of_the_server_controls_the_terminal(cozewf: Cozewf, serve: Serve) -> None:
    evil = "\x1b]0;owned\x07\u202e"
    schema = {"properties": {evil: {"type": evil, "description": evil, "default": evil}}}
    data = {"name": evil, "description": evil, "input_schema": schema, "workflow_id": evil}
    ran = info(cozewf, serve(reply(json.dumps({"code": 0, "data": data}).encode())))
    assert ran.code == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.text)
