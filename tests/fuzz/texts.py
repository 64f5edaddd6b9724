"""What is held for any text: of a server that people see, of people, of files from strangers."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path

from cozewf.answer_book import parse_book
from cozewf.answers import encode_text, encode_value, read_field
from cozewf.chat_answers import encode_message
from cozewf.cleaning import clean, clean_line, escape
from cozewf.client.address import check_base_url, is_loopback, login_headers, origin
from cozewf.errors import CozewfError, InvalidInput
from cozewf.events import Field, Interrupt
from cozewf.params import parse_pairs, parse_params
from cozewf.profiles.file import load
from cozewf.profiles.project import load_project
from cozewf.render import content
from cozewf.render.blocks import Blocks, can_change
from cozewf.render.markdown import Formatter
from cozewf.render.wrap import Rows, cells, clip, wrap
from cozewf.selection import parse_since
from cozewf.shell.plain_toml import read_tables

from .inputs import compose
from .words import TYPED

_TYPES = ("string", "integer", "number", "boolean", "object", "list", "array", "image")
_OWN = re.compile(r"\x1b\[[\d;]*m")  # what the formatter itself may send


def cleaning(data: bytes) -> None:
    """What people see has no control character; JSON for people is that JSON."""
    body = compose(data[1:], "stream_run")
    value = body.decode("utf-16-le" if data[:1] < b"\x40" else "utf-8", "replace")
    shown = clean(value)
    assert not [c for c in shown if c not in "\n\t" and is_unsafe(c)], "a control got through"
    assert clean(shown) == shown, "clean is not stable"
    line = clean_line(value)
    assert len(line.splitlines()) <= 1, "a line has several"
    quoted = json.dumps(value, ensure_ascii=False)
    assert json.loads(escape(quoted)) == value, "escape changed the JSON"
    pretty = content.pretty(value)
    if pretty is not None:
        assert _literal(pretty) == _literal(value), "pretty changed the JSON"
    for content_type in ("card", "image", "object_string", "other"):
        content.kind(content_type, value)
        content.complete(value, content_type)


def rows(data: bytes) -> None:
    """Text stands wrapped within the width, whole, in whatever pieces it comes."""
    width, fold = 4 + (data or b"\0")[0] % 40, len(data) % 2 == 0
    text = clean(_typed(data[1:]))
    line = text.replace("\n", " ").replace("\t", " ")
    parts = list(wrap(line, width, fold=fold))
    assert "".join(parts) == line, "wrapping lost something"
    assert all(cells(part.rstrip(" ")) <= width for part in parts if len(part) > 1)
    assert cells(clip(line, width)) <= width
    at_once = Rows(width)
    at_once.write(text, fold=fold)
    assert at_once.row == "" or cells(at_once.visible(at_once.row)) <= max(width, 2)


def markdown(data: bytes) -> None:
    """Growing Markdown is cut into the same blocks however it comes, and loses nothing."""
    text = clean(_typed(data[3:]))
    blocks = _blocks([text])
    cuts = sorted(cut % (len(text) + 1) for cut in data[:3])
    assert _blocks([text[a:b] for a, b in pairwise([0, *cuts, len(text)])]) == blocks
    assert "".join(blocks) == text
    for block in blocks:
        if block.strip() and can_change(block):
            shown = _formatter().format(block, 40, in_list=data[:1] < b"\x80")
            left = _OWN.sub("", shown or "")
            assert not [c for c in left if c != "\n" and is_unsafe(c)], "a control got through"


def answer(data: bytes) -> None:
    """What a person types is an answer or a declared error."""
    value = _typed(data[1:])
    kind = _TYPES[(data or b"\0")[0] % len(_TYPES)]
    field = Field(name="a", type=kind, required=True, items={"type": _TYPES[len(data) % 8]})
    with suppress(InvalidInput):
        read_field(field, value)
    for asked in _questions(field):
        for encode in (encode_text, encode_message, encode_value):
            with suppress(InvalidInput):
                assert isinstance(encode(asked, value), str)


def params(data: bytes) -> None:
    """Parameters of the command line are JSON or a declared error."""
    value = _typed(data)
    with suppress(InvalidInput):
        json.dumps(parse_params(value.split("\n"), None, lambda path: path), allow_nan=False)
    with suppress(InvalidInput):
        json.dumps(parse_params([], value, lambda path: path), allow_nan=False)
    with suppress(InvalidInput):
        parse_pairs(value.split("\n"), "--ext")
    with suppress(InvalidInput):
        parse_since(value, 1e9)


def book(data: bytes) -> None:
    """An answer file is a book or a declared error."""
    value = _typed(data[1:])
    for path, text in (("a.toml", value), ("a.toml", f"[[answers]]\n{value}"), ("a.json", value)):
        with suppress(InvalidInput):
            entries = parse_book(text, path)
            for asked in _questions(Field(name="a")):
                if (entry := entries.take(asked)) is not None:
                    encode_value(asked, entry.answer)


def toml(data: bytes) -> None:
    """Files of settings, one's own and a stranger's, are read or refused with a reason."""
    value = _typed(data)
    path = _folder() / ".cozewf.toml"
    path.write_bytes(value.encode("utf-8", "surrogatepass"))
    with suppress(InvalidInput):
        project = load_project(path, path.parent)
        json.dumps([dict(project.aliases), project.parameters], allow_nan=False)
    with suppress(InvalidInput):
        load(path)
    with suppress(InvalidInput):
        load(path, check=False)
    _check_plain(value)


def address(data: bytes) -> None:
    """An address or a key is taken, or refused before anything is sent."""
    value = _typed(data)
    with suppress(CozewfError):
        url = check_base_url(value)
        is_loopback(url)
        origin(url)
    with suppress(CozewfError):
        (header,) = login_headers(value, "").values()
        assert header.isprintable() and header.isascii()


def is_unsafe(char: str) -> bool:
    """Whether *char* must never reach a terminal."""
    code = ord(char)
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or code == 0x61C
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xD800 <= code < 0xE000
    )


def _typed(data: bytes) -> str:
    """Text of words that people and strangers write, and of any characters between them."""
    if data[:1] < b"\x20":
        return data[1:].decode("utf-8", "replace")
    return "".join(TYPED[b] if b < len(TYPED) else chr(b) for b in data[1:])


def _questions(field: Field) -> tuple[Interrupt, ...]:
    return (
        Interrupt(event_id="1/2", interrupt_name="question", options=("1", "北京", "２")),
        Interrupt(event_id="1/2", interrupt_name="question", prompt="a?"),
        Interrupt(event_id="1/2", interrupt_name="input", fields=(field,)),
        Interrupt(event_id="1/2", interrupt_name="input", fields=(field, Field(name="b"))),
        Interrupt(event_id="1/2"),
    )


def _check_plain(value: str) -> None:
    """The reader of plain TOML reads what tomllib reads, where that has only texts."""
    try:
        expected = tomllib.loads(value)
    except (ValueError, RecursionError):
        expected = None
    try:
        found = read_tables(value)
    except (ValueError, RecursionError):
        return
    if expected is not None and _is_text(expected):
        assert found == expected


def _is_text(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_text, value.values()))
    return isinstance(value, str)


def _blocks(texts: list[str]) -> list[str]:
    splitter = Blocks()
    blocks, open_ = [], ""
    for text in texts:
        for part, _, ends in splitter.feed(text):
            open_ += part
            if ends:
                blocks.append(open_)
                open_ = ""
    return [*blocks, open_]


def _literal(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str)


@cache
def _formatter() -> Formatter:
    return Formatter()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="cozewf-fuzz-"))
