"""Every place where a text of somebody else appears, and what brings it there poisoned.

A server's text, what was kept of it, and what a project's file says: whoever wrote it is not to
be trusted. `test_places` holds that no function that shows something is missing here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cozewf.events import Field, Interrupt
from cozewf.store import Store

from ..server import Script, chunked, reply
from ..wire.facts import VECTORS
from .poison import POISON, poison, poison_body

RUN_ID = "7533521629687578624"
EVENT_ID = f"{RUN_ID}/8"
MARK = "]52;c;"  # of the poison, in whatever form it is shown
ALIAS = "诗" + POISON.replace("\x00", "").replace("\r", "")


def event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(poison(data), ensure_ascii=False)}\n\n".encode(
        "utf-8", "surrogatepass"
    )


def _stream(*events: tuple[str, object], pause: Callable[[], object] = lambda: None) -> Script:
    return chunked(*(event(*one) for one in events), pause=pause)


def _json(data: object, **more: Any) -> Script:
    return reply(json.dumps(poison(data), ensure_ascii=False).encode(), **more)


def _vector(name: str, status: int = 200) -> Script:
    kind = "text/event-stream" if name.endswith(".sse") else "application/json"
    return reply(
        poison_body((VECTORS / name).read_bytes()),
        status=status,
        content_type=kind,
        headers={"Server": POISON.encode().decode("latin-1").translate(_NOT_IN_A_HEADER)},
    )


_NOT_IN_A_HEADER = dict.fromkeys(map(ord, "\r\n\0"))
_MARKDOWN = (
    "# T\n\n[bank](http://evil.example/) ![p](http://evil.example/p)\n\n```py\x1b]52;c;\nx\n```\n"
)
_TALKING = [
    ("Message", {"node_title": "写", "node_id": "1", "node_type": "LLM", "content": _MARKDOWN}),
    ("Message", {"node_title": "写", "node_id": "1", "content": "", "node_is_finish": True}),
]
_KINDS = [
    (
        "Message",
        {
            "node_title": kind,
            "node_id": kind,
            "content_type": kind,
            "content": content,
            "node_is_finish": True,
        },
    )
    for kind, content in (
        ("image", "http://h/"),
        ("object_string", '{"a": ["b"]}'),
        ("card", '{"title": "t"}'),
        ("strange", "x"),
    )
]
_ENDING = ("Done", {"debug_url": f"http://h/work_flow?execute_id={RUN_ID}&x="})
_FAILING = ("Error", {"error_code": 5000, "error_message": "bad", "debug_url": "http://h/"})


def _asking(data: object, kind: int = 2) -> tuple[str, object]:
    asked = {
        "event_id": f"{RUN_ID}/7",
        "type": kind,
        "data": data if isinstance(data, str) else json.dumps(data),
    }
    return ("Interrupt", {"interrupt_data": asked, "node_title": "问", "debug_url": "http://h/"})


_OPEN = _asking({"messages": [{"type": "question", "content": "去哪?"}]})
_MENU = _asking(
    {
        "messages": [
            {
                "type": "question",
                "content": {"question": "?", "options": [{"name": "a"}, {"name": "b"}]},
            }
        ]
    }
)
_FORM = _asking(
    {
        "content": [
            {
                "name": "n",
                "type": "integer",
                "required": True,
                "description": "d",
            },
            {"name": "s", "type": "string", "required": False, "default": "d"},
        ]
    },
    5,
)
_UNKNOWN = ("Interrupt", {"interrupt_data": {"event_id": "1/2", "type": 7, "data": ""}})
_TURN = _stream(
    ("conversation.chat.created", {"id": "5", "conversation_id": "3", "status": "created"}),
    ("conversation.message.delta", {"id": "1", "content": "半句", "type": "answer"}),
    ("conversation.message.completed", {"id": "2", "type": "verbose", "content": "v"}),
    ("conversation.message.completed", {"id": "3", "type": "follow_up", "content": "那么?"}),
    ("conversation.chat.completed", {"id": "5", "execute_id": "9", "debug_url": "http://h/"}),
    ("done", {"debug_url": "http://h/"}),
)
_BEGUN = ("conversation.chat.created", {"id": "5", "conversation_id": "3", "execute_id": RUN_ID})
_FAILED_TURN = _stream(
    ("conversation.chat.failed", {"id": "5", "last_error": {"code": 5000, "msg": "bad"}})
)
_RECORD = {
    "execute_id": RUN_ID,
    "bot_id": "1",
    "logid": "2",
    "debug_url": "http://h/",
    "input": '{"k": "v"}',
    "output": '{"o": "v"}',
    "error_message": "bad",
    "error_code": "5000",
    "create_time": 1752200000,
    "update_time": 1752200100,
}


def _records(status: str) -> Script:
    """Two runs: one of an id that can be asked for, one of a poisoned one."""
    record = {**poison(_RECORD), "execute_id": RUN_ID, "execute_status": status}
    other = {**record, "execute_id": RUN_ID + POISON}
    return reply(json.dumps({"code": 0, "data": [record, other]}).encode())


@dataclass(frozen=True)
class Line:
    """A command line, the replies it gets, and what a person types after each text that comes.

    *typed* needs a terminal: a `dumb` one cannot edit.
    """

    words: tuple[str, ...]
    replies: Sequence[Script] = ()
    typed: tuple[tuple[str, str], ...] = ()
    piped: bool = False
    dumb: bool = False

    def __str__(self) -> str:
        return " ".join(self.words) + (" | cat" if self.piped else "")


def line(words: str, *replies: Script, **facts: Any) -> Line:
    return Line(tuple(words.split()), replies, **facts)


def _once(seconds: float) -> Callable[[], object]:
    """A pause after the first event alone: long enough for the status line."""
    pauses = iter((seconds,))
    return lambda: time.sleep(next(pauses, 0))


LINES = (
    line("stream 7549 -v", _stream(*_TALKING, *_KINDS, ("Strange", {"x": "y"}), _ENDING)),
    line("stream 7549", _stream(_TALKING[0], _ENDING, pause=_once(0.6))),
    line("stream 7549 -o jsonl", _stream(*_TALKING, _ENDING)),
    line("stream 7549 -o json", _stream(*_TALKING, _ENDING)),
    line("stream 7549 -o raw", _stream(*_TALKING, _ENDING)),
    line("stream 7549", _stream(*_TALKING, _ENDING), piped=True),
    line("stream 7549 -v", _stream(*_TALKING, _FAILING)),
    line("stream 7549 -o json", _stream(_FAILING)),
    *(line("stream 7549", _stream(asked)) for asked in (_OPEN, _MENU, _FORM, _UNKNOWN)),
    line("stream 7549", _stream(_OPEN), typed=(("Answer", "\x04"),)),
    line("stream 7549", _stream(_UNKNOWN), typed=(("Answer", "\x04"),)),
    line("stream 7549", _stream(_MENU), _stream(_ENDING), typed=(("Answer", "\r"),)),
    line(
        "stream 7549",
        _stream(_FORM),
        typed=(("required", "x\r"), ("is no", ""), ("required", "\x04")),
    ),
    line("stream 7549", _stream(_OPEN), typed=(("Answer", "\x04"),), dumb=True),
    line(
        "stream 7549",
        _stream(_MENU),
        _stream(_ENDING),
        typed=(("number or text", "1\n"),),
        dumb=True,
    ),
    line(
        "stream 7549",
        _stream(_FORM),
        typed=(("required", "x\n"), ("required", "1\n"), ("[d", "\x04")),
        dumb=True,
    ),
    line("run 7549", _vector("run.plus.sync_variables.json")),
    line("run 7549 --async", _vector("run.plus.async.json")),
    line("run 7549", _vector("run.plus.err_exec_failed_with_debug.json")),
    line("run 7549 -v", _vector("gateway.studio.504.html", 504)),
    line("run x -v", _vector("run.plus.err_bad_workflow_id_panic.json")),
    line("run 诗 --dry-run"),
    line("run 诗 --dry-run=curl"),
    line("run kept -p nope=1"),
    line("chat 7549 hi", _TURN),
    line("chat 7549 hi -o json", _TURN),
    line("chat 7549 hi", _vector("chat.plus.requires_action_option_card.sse")),
    line("chat 7549 hi", _stream(_BEGUN), _records("Success")),
    line(f"wait {RUN_ID} --workflow 7549", _records("Fail")),
    line(f"wait {RUN_ID} --workflow 7549", _records("Success")),
    line(f"wait {RUN_ID} --workflow 7549 -o jsonl", _records("Success")),
    line(f"wait {RUN_ID} --workflow 7549 --timeout 0.4", _records("Odd" + POISON)),
    line("info 7549", _vector("workflow_info.seed.json")),
    line("info 7549", _vector("workflow_info.plus.chatflow_role.json")),
    line("info 7549 --skeleton", _vector("workflow_info.seed.json")),
    line("info kept", _vector("route.plus.404.json", 401)),
    line("info kept --skeleton", _vector("route.plus.404.json", 401)),
    line("history 7549", _records("Fail")),
    line("history 7549 --stats", _records("Odd" + POISON)),
    line(f"history 7549 --execute-id {RUN_ID}", _records("Odd" + POISON)),
    line(f"history 7549 --execute-id {RUN_ID} -o csv", _records("Fail")),
    line(f"history 7549 --execute-id {RUN_ID}", _records("Fail")),
    line("history 7549 -o csv", _records("Fail")),
    line("history 7549 -o jsonl", _records("Fail")),
    line("history --local"),
    line("history --local --stats"),
    line("history --local --execute-id @latest"),
    line("conv create 7549 --app-id 1", _vector("conversation_create.plus.ok.json")),
    line("config check", _vector("auth.plus.invalid_key.json")),
    line("config check", _vector("run_history.plus.err_unknown_execute_id.json"), piped=True),
    line("config list"),
    line(
        "config init --profile new --base-url URL --api-key-env COZEWF_API_KEY",
        _vector("auth.plus.invalid_key.json"),
        typed=(("y or n", "n\n"),),
        dumb=True,
    ),
    line("resume --list"),
    line("resume --list", piped=True),
    line("resume --list -o jsonl"),
    line("resume", _stream(_ENDING)),
    line("resume", _stream(_ENDING), typed=(("Answer", "\x04"),), dumb=True),
    line(
        "chat 7549 -v --continue",
        _TURN,
        _vector("chat.plus.requires_action_option_card.sse"),
        _FAILED_TURN,
        typed=(
            ("commands.", "hi\r"),
            ("那么", "/id\r"),
            ("chat ", "/save\r"),
            ("Saved to", "hi\r"),
            ("Answer (arrows", "\r"),
            ("bad", "\x04"),
        ),
    ),
)
# What programs read.
DATA = (
    line("run 7549 -o json", _json({"code": 0, "data": "x", "execute_id": "1"})),
    line("stream 7549 -o json", _stream(*_TALKING, _ENDING)),
    line("stream 7549 -o jsonl", _stream(*_TALKING, _ENDING)),
    line("chat 7549 hi -o jsonl", _TURN),
    line("history 7549 -o json", _records("Fail")),
    line("history 7549 -o jsonl", _records("Fail")),
    line(f"wait {RUN_ID} --workflow 7549 -o jsonl", _records("Success")),
    line("info 7549 -o json", _vector("workflow_info.seed.json")),
    line("resume --list -o jsonl"),
)

# Every place where it appears, by what stands there: functions, without the package's name.
SHOWN: dict[str, tuple[str, ...]] = {
    "what nodes and chats write, their titles, kinds and links": (
        *("render.screen:Screen.flush", "render.segments:Segment.take"),
        *("render.segments:Writer._write_text", "render.segments:Writer._formatted"),
        *("render.markdown:_visible", "render.markdown:_CodeBlock.__rich_console__"),
        *("render.segments:Writer._head", "render.segments:Writer.note"),
        *("render.plain:PlainText._write", "cli.watching:Watch._follow"),
    ),
    "the status row and the spinner": ("render.status:status_line", "render.status:Spinner._say"),
    "data for programs": (
        *("render.lines:JsonLines.emit", "cli.watching:write_document"),
        *("cli.listing:Listing.show", "cli.listing:Listing._write_csv", "cli.resuming:_list"),
    ),
    "results": ("cli.watching:Watch.wait", "cli.watching:_show_result"),
    "questions, menus and forms": (
        *("prompts:_show_question", "prompts:_ask_option", "prompts:_ask_field"),
        *("prompts:_ask_line", "prompts:_prompt_of", "editing:_Menu._rows", "editing:choose"),
        *("editing:edit_line",),
    ),
    "errors, warnings and the last line of a run": (
        *("render.reports:report_error", "render.reports:_facts_of", "cli.init:_try"),
        *("render.reports:_report_detail", "render.reports:summarize"),
        *("cli.following:recovery.<locals>.look_up",),
    ),
    "requests and replies of -v": ("cli.app:App.trace",),
    "lines to be pasted": (
        *("render.reports:resume_command", "render.reports:chat_command"),
        *("cli.following:_line", "preflight:write_command"),
        *("cli.conversing:tell_next_step", "cli.dry_run:show_request"),
    ),
    "past runs, as a table or in full": (
        *("cli.listing:Listing._draw_table", "cli.listing:Listing.show_one"),
        *("render.tables:RunTable._cells", "render.tables:RunTable._cut"),
        *("render.tables:RunTable._measure", "render.tables:RunTable._name_workflow"),
        *("render.run_view:_draw_all_facts", "render.run_view:_draw_block"),
    ),
    "runs that are waited for": ("cli.waiting:_Waiting._take", "render.records:run_line"),
    "questions that wait": ("render.paused:show_paused", "render.paused:_show_one"),
    "a workflow's description": (
        *("cli.describing:_show", "cli.describing:_show_skeleton", "render.info_view:draw_info"),
        *("render.info_view:_bold", "render.info_view:_lines", "render.tables:draw_parameters"),
    ),
    "conversations": (
        *("cli.conversations:create", "repl:Repl.run", "repl:Repl._id"),
        *("repl:Repl._say_goodbye", "repl.partner:Partner._close_turn"),
    ),
    "findings about a server, and settings": ("cli.check:_show", "render.columns:write_columns"),
}
# Functions that show only what cozewf, its user or this machine says.
OURS: dict[str, tuple[str, ...]] = {
    "its own words": (
        *("__main__:_flush", "__main__:_print", "cli:_run", "cli:_discard_stdout"),
        *("cli.completion:completion", "cli.help:_help_of", "cli.help:help_"),
        *("cli.local:demo", "cli.local:mock.<locals>.announce", "cli.describing:_ask"),
        *("cli.resuming:_use_known", "cli.run_source:RunSource.choose"),
        *("repl:Repl._help", "repl:Repl._new", "repl:Repl._read_lines", "repl:Repl._reset"),
        *("repl.line:PromptReader.read", "repl.partner:Partner.ask", "editing:_Menu.ask"),
        *("editing:streams", "cli.app:App.client"),
    ),
    "figures, and names that the wire's numbers have here": (
        *("cli.listing:Listing.show_stats", "prompts:_kind_of"),
    ),
    "paths, and what the system says": (
        *("cli.answering:Answers._record", "cli.describing:info", "repl:Repl._save"),
        *("store.file:StateFile.__init__", "store.file:StateFile._give_up"),
        *("store.file:StateFile._set_aside", "cli.app:App._tell_of_store", "cli.app:App.show"),
    ),
    "what was typed": (
        *("cli:_decode", "cli.describing:_need_schema", "cli.describing:_not_described"),
        *("repl:Repl._obey", "repl:Repl._params"),
    ),
    "the user's own settings": (
        *("cli.config:_save", "cli.config:ask_secret", "cli.config:get", "cli.config:list_"),
        *("cli.config:path", "cli.init:_ask", "cli.init:_ask_login", "cli.app:App.address"),
        *("cli.init:_choose_base_url", "cli.init:init"),
    ),
}
# Poisoned by tests of their own.
ELSEWHERE = {
    "cli:main": "test_the_report_of_a_bug_holds_no_key_and_no_escape_sequence",
    "shell.candidates:complete": "test_what_completes_is_harmless",
}


def prepare(home: Path, base_url: str) -> None:
    """A home in which all that is kept came from an evil server; and an evil friend's project."""
    config = home / "config.toml"
    config.write_text(f'[profiles.default]\nbase_url = "{base_url}"\n[aliases]\nkept = "7550"\n')
    config.chmod(0o600)
    place = {"profile": "default", "base_url": base_url, "workflow_id": "7549"}
    store = Store(home / "state.db", warn=_refuse)
    run = store.begin_run(kind="stream", **place)
    store.update_run(
        run,
        execute_id=f"9{POISON}",
        status=f"odd{POISON}",
        ended=1752200000.0,
        debug_url=f"http://h/{POISON}",
        log_id=f"l{POISON}",
        error_code=5000,
    )
    store.remember_paused(
        Interrupt(
            event_id=f"{RUN_ID}/{POISON}",
            interrupt_type=2,
            node_title=f"问{POISON}",
            prompt=f"去哪?{POISON}",
            options=(f"a{POISON}", "b"),
            fields=(Field(name=f"n{POISON}", type="string"),),
            data="{}",
        ),
        **place,
    )
    asked = Interrupt(event_id=EVENT_ID, interrupt_type=2, prompt=f"去哪?{POISON}")
    store.remember_paused(asked, **(place | {"profile": "other"}))
    store.remember_conversation("default", base_url, "7549", f"3{POISON}", name=f"n{POISON}")
    store.close()
    aliases = json.dumps(ALIAS), json.dumps("诗")
    (home / ".cozewf.toml").write_text(
        f"[aliases]\n{aliases[0]} = '7549'\n{aliases[1]} = '7551'\n"
        f'[parameters."诗"]\nk = {json.dumps("v" + POISON)}\n'
    )
    schemas = home / "schemas" / base_url.partition("//")[2].replace(":", "_")
    schemas.mkdir(parents=True)
    schema = {
        "type": "object",
        "properties": {f"k{POISON}": {"type": f"string{POISON}", "default": POISON}},
        "required": [f"k{POISON}"],
    }
    (schemas / "7550.json").write_text(json.dumps(schema))


def _refuse(text: str) -> None:
    raise AssertionError(text)
