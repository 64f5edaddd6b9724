"""What bad input gets: one clear line, what to do, the right exit code, nothing sent."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import Cozewf
from ..server import RawServer, reply

Serve = Callable[..., RawServer]
URL = "https://coze.example.com"


def _config(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "config"
    folder.mkdir(exist_ok=True)
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("argv", "code", "err"),
    [
        (
            ["run", "1", "--base-url", URL, "-p", "topic"],
            2,
            'cozewf: The parameter "topic" is not KEY=VALUE.\n'
            "  For example: -p topic=AI, -p count:=3, -p text=@article.md\n",
        ),
        (
            ["run", "1", "--base-url", URL, "-p", "n:=[1,"],
            2,
            "cozewf: The value of n is not JSON: Expecting value at line 1, column 4.\n"
            "  Strings need double quotes; a plain string is key=value.\n",
        ),
        (
            ["run", "1", "--base-url", URL, "-p", "text=@none.md"],
            2,
            "cozewf: none.md cannot be read: No such file or directory.\n",
        ),
        (
            ["stream", "", "--base-url", URL],
            2,
            "cozewf: The workflow id is empty.\n  Give an id or an alias.\n",
        ),
        (
            ["run", "1"],
            2,
            "cozewf: There is no base URL.\n"
            "  Give --base-url, set COZEWF_BASE_URL or a profile; --profile demo has one.\n",
        ),
        (
            ["run", "1", "--base-url", "coze.example.com"],
            2,
            'cozewf: The base URL "coze.example.com" is not an http:// or https:// address.\n'
            "  Give --base-url, set COZEWF_BASE_URL or a profile; --profile demo has one.\n",
        ),
        (
            ["run", "1", "--profile", "wrok"],
            2,
            'cozewf: there is no profile "wrok".\n  There are: demo.\n',
        ),
        (
            ["run", "1", "--base-url", URL, "--timeout", "soon"],
            2,
            'cozewf: --timeout: "soon" is not a number above 0.\n',
        ),
        (
            ["run", "1", "--base-url", URL, "--query", "output"],
            2,
            "cozewf: --query needs --output json or jsonl.\n",
        ),
        (
            ["run", "1", "--base-url", URL, "-o", "json", "--query", "a[["],
            2,
            '{"error":{"code":null,"message":"--query is not JMESPath: ',
        ),
        (
            ["strem", "1"],
            2,
            "cozewf: No such command 'strem'. Did you mean 'stream'?\n  See `cozewf --help`.\n",
        ),
        (
            ["run", "1", "--paramz", "a=1"],
            2,
            "cozewf: No such option: --paramz\n  Did you mean --param? See `cozewf run --help`.\n",
        ),
    ],
)
def test_bad_input_gets_a_clear_line_and_nothing_is_sent(
    argv: list[str], code: int, err: str, cozewf: Cozewf
) -> None:
    ran = cozewf(*argv)
    assert (ran.code, ran.text) == (code, "")
    assert ran.err == err or (err.startswith("{") and ran.err.startswith(err))


def test_a_missing_login_ends_with_4(cozewf: Cozewf) -> None:
    ran = cozewf("run", "1", "--base-url", URL, env={"COZEWF_API_KEY": ""})
    assert (ran.code, ran.text, ran.err) == (
        4,
        "",
        "cozewf: There is no login.\n"
        "  Set COZEWF_API_KEY, or api_key in a profile; --profile demo needs none.\n",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = \n", " Invalid value (at line 1, column 5)."),
        ("[profiles.x]\nbase_urll = 'x'\n", '2: profiles.x: there is no setting "base_urll".'),
        ("[profiles.x]\ntimeout = 'x'\n", "2: profiles.x.timeout is not a number."),
        ("[profiles.x]\napi_key = 'a'\nsession_key = 'b'\n", "3: profiles.x has several logins"),
        ("log = 1\n", "1: log is not true or false."),
    ],
)
def test_a_broken_configuration_names_the_file_and_the_place(
    text: str, message: str, cozewf: Cozewf, tmp_path: Path
) -> None:
    path = _config(tmp_path, text)
    ran = cozewf("run", "1")
    assert (ran.code, ran.text) == (2, "")
    assert ran.err.startswith(f"cozewf: {path}:{message}")


def test_a_usage_error_is_an_object_where_json_is_wanted(cozewf: Cozewf) -> None:
    ran = cozewf("run", "-o", "json")
    assert (ran.code, ran.text) == (2, "")
    assert json.loads(ran.err) == {
        "error": {
            "code": None,
            "message": "Missing argument 'WORKFLOW'.",
            "hint": "See `cozewf run --help`.",
            "http_status": None,
            "log_id": None,
            "debug_url": None,
        }
    }


def test_flag_goes_before_environment_before_profile(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    servers = [serve(reply(b'{"code":0,"data":"ok"}')) for _ in range(3)]
    _config(
        tmp_path,
        f'current = "work"\n[profiles.work]\nbase_url = "{servers[0].url}"\napi_key = "pat_file"\n'
        'bot_id = "42"\n[aliases]\npoem = "7549"\n',
    )
    no_key = {"COZEWF_API_KEY": ""}
    assert cozewf("run", "poem", env=no_key).text == "ok\n"
    assert cozewf("run", "poem", env={"COZEWF_BASE_URL": servers[1].url}).text == "ok\n"
    cozewf(
        *("run", "poem", "--base-url", servers[2].url, "--bot-id", "7"),
        env={"COZEWF_BASE_URL": servers[1].url},
    )
    seen = [s.requests[0] for s in servers]
    assert [r.headers["authorization"] for r in seen] == [
        "Bearer pat_file",
        "Bearer pat_canary_0123456789",
        "Bearer pat_canary_0123456789",
    ]
    assert [r.json for r in seen] == [
        {"workflow_id": "7549", "bot_id": "42"},
        {"workflow_id": "7549", "bot_id": "42"},
        {"workflow_id": "7549", "bot_id": "7"},
    ]


def test_the_sdks_variables_are_the_last_resort(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":"ok"}'))
    sdk = {"COZE_API_BASE": server.url, "COZE_API_TOKEN": "pat_sdk"}
    assert cozewf("run", "1", env=sdk | {"COZEWF_API_KEY": ""}).text == "ok\n"
    assert server.requests[0].headers["authorization"] == "Bearer pat_sdk"


def test_a_session_key_is_sent_as_a_cookie(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":"ok"}'))
    login = {"COZEWF_API_KEY": "", "COZEWF_SESSION_KEY": "sess_canary"}
    assert cozewf("run", "1", "--base-url", server.url, env=login).text == "ok\n"
    assert server.requests[0].headers["cookie"] == "session_key=sess_canary"
    assert "authorization" not in server.requests[0].headers


def test_every_flag_of_a_run_reaches_the_request(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"execute_id":"7533521629687578624","data":null}'))
    ran = cozewf(
        *("run", "7549", "--base-url", server.url, "-p", "topic=AI 技术", "-p", "n:=3", "--async"),
        *("--app-id", "1", "--connector-id", "1024", "--workflow-version", "v1"),
        *("--execute-mode", "debug", "--ext", "user_id=12"),
    )
    assert (ran.code, ran.text) == (0, "7533521629687578624\n")
    assert server.requests[0].json == {
        "workflow_id": "7549",
        "parameters": '{"topic":"AI 技术","n":3}',
        "app_id": "1",
        "connector_id": "1024",
        "version": "v1",
        "execute_mode": "DEBUG",
        "ext": {"user_id": "12"},
        "is_async": True,
    }


def test_a_dry_run_shows_the_request_and_sends_nothing(cozewf: Cozewf) -> None:
    ran = cozewf("run", "7549", "--base-url", URL, "-p", "topic=春天", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == (
        "POST /v1/workflow/run HTTP/1.1\n"
        "Host: coze.example.com\n"
        "Authorization: Bearer ***\n"
        "Accept: application/json\n"
        "Content-Type: application/json\n"
        "\n"
        "{\n"
        '  "workflow_id": "7549",\n'
        '  "parameters": "{\\"topic\\":\\"春天\\"}"\n'
        "}\n"
    )


def test_a_dry_run_as_curl_names_the_variable_of_the_key(cozewf: Cozewf) -> None:
    ran = cozewf("stream", "7549", "--base-url", URL, "-p", "q=it's", "--dry-run=curl")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == (
        "curl -sS -N https://coze.example.com/v1/workflow/stream_run \\\n"
        '  -H "Authorization: Bearer $COZEWF_API_KEY" \\\n'
        "  -H 'Accept: text/event-stream' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        '  -d \'{"workflow_id":"7549","parameters":"{\\"q\\":\\"it\'"\'"\'s\\"}"}\'\n'
    )


def test_verbose_shows_requests_and_replies_without_the_key(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":0,"data":"ok"}', headers={"X-Log-Id": "log-1"}))
    ran = cozewf("run", "7549", "--base-url", server.url, "-v")
    assert (ran.code, ran.text) == (0, "ok\n")
    assert "> POST " in ran.err
    assert "> Authorization: Bearer ***" in ran.err
    assert "< 200" in ran.err
    assert '< {"code":0,"data":"ok"}' in ran.err
    assert "canary" not in ran.err


def test_a_key_that_the_server_echoes_is_masked(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":4100,"msg":"bad key pat_canary_0123456789"}'))
    ran = cozewf("run", "7549", "--base-url", server.url)
    assert (ran.code, ran.err.partition("\n")[0]) == (4, "cozewf: bad key ***")


@pytest.mark.parametrize(
    ("argv", "warned"), [([], True), (["--quiet"], False), (["-o", "json"], False)]
)
def test_a_key_that_would_go_out_unencrypted_is_warned_about_once(
    argv: list[str], warned: bool, cozewf: Cozewf
) -> None:
    ran = cozewf("run", "1", "--base-url", "http://coze.invalid", *argv)
    line = "Warning: The key goes to coze.invalid unencrypted: use https.\n"
    assert (ran.code, ran.err.count("Warning"), ran.err.startswith(line)) == (1, warned, warned)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_configuration_that_others_can_read_is_warned_about_once(
    cozewf: Cozewf, serve: Serve, tmp_path: Path
) -> None:
    path = _config(tmp_path, "")
    path.chmod(0o644)
    server = serve(reply(b'{"code":0,"data":"1"}'))
    ran = cozewf("run", "1", "--base-url", server.url)
    assert ran.err == f"Warning: Others can read {path}: chmod 600 mends that.\n"
    assert cozewf("run", "1", "--base-url", server.url, "-o", "json").err == ""
