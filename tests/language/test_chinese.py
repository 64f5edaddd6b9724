"""What a Chinese user reads, whole."""

from __future__ import annotations

import json

from ..conftest import Cozewf

CHINESE = {"LANG": "zh_CN.UTF-8"}


def test_help_is_chinese_and_fits_its_columns(cozewf: Cozewf) -> None:
    shown = cozewf("stream", "--help", env=CHINESE)
    assert (shown.code, shown.err) == (0, "")
    assert (
        shown.text
        == """\
用法：cozewf stream WORKFLOW [OPTIONS]
运行工作流，逐个节点显示输出，并回答它的提问。

示例：
  cozewf stream wf_123 --param topic=AI --profile demo
  cozewf stream poem -p topic=春天 --node 文章输出 > poem.md
  cozewf stream poem -o jsonl | jq -r .content

参数：
  WORKFLOW  工作流 ID 或别名。
选项：
  --node TITLE|ID  只显示这个节点的文字。
工作流参数：
  -p, --param KEY=VALUE  key=text、key:=JSON、key=@FILE；见 cozewf help params。
  --params JSON|@FILE|-  用一个 JSON 对象给出全部参数；--param 优先。
  --dry-run[=http|curl]  以 HTTP 或 curl 形式显示请求，什么都不发送。

  cozewf help params      --bot-id  --app-id  --connector-id  --workflow-version
                          --execute-mode  --ext
  cozewf help interrupts  --answer  --answers  --record-answers  --no-input
  cozewf help server      --profile  --base-url  --timeout  --idle-timeout
                          --connect-timeout  --retries  --insecure
  cozewf help output      -q  -v  -o text|json|jsonl|raw  --json  --query
                          --color  --lang
"""
    )


def test_a_wrong_command_line_is_told_in_chinese(cozewf: Cozewf) -> None:
    assert cozewf("stream", "1", "--parm", "a=b", "--lang", "zh").err == (
        "cozewf: 没有选项：--parm\n  是不是想用 --param？见 `cozewf stream --help`。\n"
    )
    assert cozewf("strem", env=CHINESE).err == (
        "cozewf: 没有命令 'strem'。是不是想用 'stream'？\n  见 `cozewf --help`。\n"
    )
    assert cozewf("history", "--limit", "x", env={"COZEWF_LANG": "zh"}).err == (
        "cozewf: '--limit' / '-L' 的值无效：'x' 不是整数。\n  见 `cozewf history --help`。\n"
    )


def test_a_question_without_an_answer(cozewf: Cozewf) -> None:
    done = cozewf("stream", "wf_ask", "--profile", "demo", "--lang", "zh")
    assert done.code == 8
    first, *facts, hint = done.err.splitlines()
    assert first == "cozewf: 运行在等待回答：这次想去哪里玩?"
    assert facts[0].startswith("  execute id ")
    assert hint == "  演示服务器随本命令结束：请在终端里回答，或用 --answer。"


def test_settings_are_told_in_chinese(cozewf: Cozewf, environ: dict[str, str]) -> None:
    path = f"{environ['COZEWF_CONFIG_DIR']}/config.toml"
    assert cozewf("config", "set", "timeout", "60", env=CHINESE).err == (
        f"已在 {path} 中设置 profiles.default.timeout。\n"
    )
    assert cozewf("config", "set", "timeout", "soon", env=CHINESE).err == (
        "cozewf: timeout：“soon”不是大于 0 的数字。\n"
    )
    assert cozewf("config", "use", "wrok", env=CHINESE).err == (
        "cozewf: 没有名为“wrok”的配置档。\n  可用的有：default, demo。\n"
    )


def test_the_files_language_holds_for_help_and_wrong_command_lines(cozewf: Cozewf) -> None:
    cozewf("config", "set", "lang", "zh")
    assert cozewf("--help").text.startswith("用法：cozewf COMMAND [OPTIONS]\n")
    assert cozewf("bogus").err.startswith("cozewf: 没有命令 'bogus'。")
    assert cozewf("bogus", env={"COZEWF_LANG": "en"}).err.startswith("cozewf: No such command")
    assert cozewf("explain", "429", "--lang", "en").text.startswith("code\t429\ncause\tToo many")


def test_json_keeps_its_keys_and_codes(cozewf: Cozewf) -> None:
    error = json.loads(cozewf("run", "1", "-o", "json", env=CHINESE).err)["error"]
    assert error == {
        "code": None,
        "message": "没有服务器地址。",
        "hint": "给出 --base-url，设置 COZEWF_BASE_URL 或配置档；--profile demo 自带服务器。",
        "http_status": None,
        "log_id": None,
        "debug_url": None,
    }
    ours, theirs = (cozewf("help", "-o", "json", env=env).text for env in (CHINESE, {}))
    assert ours == theirs
