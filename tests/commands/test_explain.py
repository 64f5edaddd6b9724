"""explain: every code of the API, in both languages, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cozewf.codes import CODES

from ..conftest import Cozewf
from ..pseudo_terminal import PseudoTerminal
from ..server import RawServer, reply

Serve = Callable[..., RawServer]
# Every code that a server is known to send.
DOCUMENTED = """
    400 401 404 429 500 4000 4001 4002 4003 4013 4016 4027 4028 4100 4101 4200 5000 6003 6023 6031
    6039 104000003 104000004 104000005 104000006 104000007 104000008 106000001 108000006 108000007
    305000002 700012006 720700801 720700803 720700808 720701003 720701004 720701007 720701011
    720701013 720702001 720702002 720702004 720702011 720702078 720702085 720702089 720702200
    720702201 720712014 720712023 720712049 777777762 777777763 777777765 777777766 777777768
    777777771 777777773 777777775 777777776 777777777 777777778 777777780
"""


def test_every_documented_code_is_known() -> None:
    assert {int(code) for code in DOCUMENTED.split()} - CODES.keys() == set()


@pytest.mark.parametrize(
    ("argv", "env", "out"),
    [
        (
            ["6031"],
            {},
            "code\t6031\n"
            "cause\tThe workflow is not published.\n"
            "remedy\tPublish the workflow in the editor, then run it again.\n"
            "exit code\t6 (no such workflow, not published, or the server lacks the endpoint)\n",
        ),
        (
            ["6031", "--lang", "zh"],
            {},
            "代码\t6031\n"
            "原因\t工作流尚未发布。\n"
            "处理\t在编辑器中发布工作流，然后重新运行。\n"
            "退出码\t6 (没有这个工作流、尚未发布，或服务器没有这个接口)\n",
        ),
        (["8"], {"LANG": "zh_CN.UTF-8"}, "代码\t8\n原因\t已暂停：等待回答\n"),
        (["8"], {"COZEWF_LANG": "zh"}, "代码\t8\n原因\t已暂停：等待回答\n"),
        (
            ["8", "--lang", "en"],
            {"COZEWF_LANG": "zh"},
            "code\t8\ncause\tpaused: an answer is needed\n",
        ),
        (
            ["429", "--json"],
            {},
            '{"schema":1,"code":429,"exit_code":7,"cause":"Too many requests.",'
            '"remedy":"Wait a minute, or let cozewf wait with --retries 5."}\n',
        ),
    ],
)
def test_cause_and_remedy(argv: list[str], env: dict[str, str], out: str, cozewf: Cozewf) -> None:
    ran = cozewf("explain", *argv, env=env)
    assert (ran.code, ran.text, ran.err) == (0, out, "")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "720799999",
            "The code 720799999 is not known; most likely it means a failure in an open-source "
            "server's workflow engine.",
        ),
        ("4150", "The code 4150 is not known; most likely it means a login that the Coze cloud"),
        ("42424242", "The code 42424242 is not known."),
        ("1" * 30, '"111111111111111111111111111111" is no code.'),
        ("six", '"six" is no code.'),
        ("-1", "No such option: -1"),
    ],
)
def test_a_code_that_is_not_known(code: str, message: str, cozewf: Cozewf) -> None:
    ran = cozewf("explain", code)
    assert (ran.code, ran.text) == (2, "")
    assert ran.err.startswith(f"cozewf: {message}")


def test_all_codes_for_a_program(cozewf: Cozewf) -> None:
    codes = json.loads(cozewf("explain", "-o", "json").out)["codes"]
    assert [entry["code"] for entry in codes] == sorted(CODES)
    lines = cozewf("explain").text.splitlines()
    assert [int(line.split("\t")[0]) for line in lines] == sorted(CODES)


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (
            80,
            [
                "6039       3  工作流会在中途提问。 改用 `cozewf stream`：它会提出问题，得到回答",
                "              后继续运行。",
            ],
        ),
        (
            120,
            [
                "6039       3  工作流会在中途提问。 改用 `cozewf stream`：它会提出问题，"
                "得到回答后继续运行。",
            ],
        ),
    ],
)
def test_all_codes_on_a_terminal_of_that_width(
    columns: int, rows: list[str], environ: dict[str, str]
) -> None:
    env = environ | {"COZEWF_LANG": "zh"}
    with PseudoTerminal.cozewf("explain", environ=env, columns=columns) as terminal:
        assert terminal.wait() == 0
        lines = [line.rstrip() for line in terminal.lines if line.strip()]
    at = next(i for i, line in enumerate(lines) if line.startswith("6039"))
    assert lines[at : at + len(rows)] == rows


def test_the_same_text_stands_under_an_error(cozewf: Cozewf, serve: Serve) -> None:
    server = serve(reply(b'{"code":6031,"msg":"not published"}'))
    ran = cozewf("run", "1", "--base-url", server.url, env={"COZEWF_LANG": "zh"})
    assert (ran.code, ran.err) == (
        6,
        "cozewf: not published\n  代码 6031，HTTP 200\n  在编辑器中发布工作流，然后重新运行。\n",
    )
