"""Reading values that servers spell in several ways: JSON, ids, numbers, times, long texts."""

from __future__ import annotations

import gc
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from ..events import Usage
from ..language import _

Json: TypeAlias = Any
Object: TypeAlias = Mapping[str, Any]


quote_json = json.encoder.encode_basestring  # a string as `encode_json` writes it


def _refuse_constant(name: str) -> float:
    raise ValueError(_("{name} is not JSON").format(name=name))


def _read_float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(_("a number that does not fit"))
    return number


def _make_encoder(*, ensure_ascii: bool) -> Callable[[Json], str]:
    """Keep what json.dumps and JSONEncoder.encode make anew for each value: 1.6 of 3.6 µs."""
    encoder = json.JSONEncoder(ensure_ascii=ensure_ascii, separators=(",", ":"))
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # not CPython
        return encoder.encode
    quote = json.encoder.encode_basestring_ascii if ensure_ascii else quote_json
    write = make(None, encoder.default, quote, None, ":", ",", False, False, True)  # as it does
    return lambda value: "".join(write(value, 0))


# Kept: json.loads with options would make a new one for each event.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_read_float)
_encode, _encode_ascii = _make_encoder(ensure_ascii=False), _make_encoder(ensure_ascii=True)
_WHITE = " \t\n\r"
_MANY = 500  # brackets; with fewer it cannot be nested too deep
_WHOLE = re.compile(r"-?\d+")


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage in this block, which may end in a RecursionError.

    Down there the `__del__` of what is found has no room any more, and Python tells people so.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def parse_json(text: str) -> Json:
    """Parse JSON. Raises ValueError for anything else, also for what is nested too deep."""
    if len(text) > _MANY and gc.isenabled() and text.count("[") + text.count("{") > _MANY:
        with uncollected():
            return parse_json(text)
    try:
        # Not `decode`: it looks for white space with two patterns, 0.4 of 1.3 µs.
        value, end = _DECODER.raw_decode(text, len(text) - len(text.lstrip(_WHITE)))
    except RecursionError:
        raise ValueError(_("nested too deep")) from None
    if end < len(text) and (rest := text[end:].lstrip(_WHITE)):
        raise json.JSONDecodeError("Extra data", text, len(text) - len(rest))
    return value


def parse_object(text: str) -> Object | None:
    """Parse a JSON object; None where *text* is not one."""
    try:
        value = parse_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def decode_output(text: str | None) -> Json:
    """Decode a node's output where it is JSON, unwrapping the text envelope of /run (§3.1)."""
    if text is None:
        return None
    envelope = read_envelope(text)
    if envelope is not None:
        return envelope
    if text[:1] not in '{["-0123456789tfn' or not text:
        return text
    try:
        return parse_json(text)
    except ValueError:
        return text


def read_envelope(text: str) -> str | None:
    """Take the text out of ``{"content_type":1,"data":"…","type_for_model":2}``, else None."""
    if '"type_for_model"' not in text:
        return None
    value = parse_object(text)
    if value is None or not isinstance(value.get("data"), str) or "content_type" not in value:
        return None
    return str(value["data"])


def encode_json(value: Json) -> bytes:
    """Write JSON on one line of UTF-8, non-ASCII as it is; a lone surrogate stays an escape."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        return _encode_ascii(value).encode()


def encode_line(head: str, value: Json) -> bytes:
    """`encode_json` of an object with a line end; *head* takes the place of its first bracket."""
    try:
        return f"{head}{_encode(value)[1:]}\n".encode()
    except UnicodeEncodeError:
        return f"{head}{_encode_ascii(value)[1:]}\n".encode()


def dump_json(value: Json) -> str:
    """`encode_json` as text."""
    return encode_json(value).decode()


def as_text(value: Json) -> str:
    """A string as it is, null as "", anything else as its JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else dump_json(value)


def as_id(value: Json) -> str:
    """An id as a string; null, 0 and "0" are none (wire.md §7.36)."""
    if isinstance(value, bool):
        return ""
    text = value if isinstance(value, str) else as_text(value)
    return "" if text == "0" else text


def as_int(value: Json) -> int | None:
    """A whole number, also from a string of digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) < 30 and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return None


def as_count(value: Json) -> int | None:
    """A count where 0, "0" and null mean that the server does not know (wire.md §7.22)."""
    return None if value is None else as_int(value) or None


def as_bool(value: Json) -> bool:
    """True and "true" are true."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def first(data: Object, names: Iterable[str]) -> Json:
    """The first of *names* that *data* has with a value that is not null."""
    for name in names:
        value = data.get(name)
        if value is not None:
            return value
    return None


def read_usage(usage: Json, token: Json = None) -> Usage | None:
    """Read ``usage{token_count,output_count,input_count}`` and ``token``; None when all unknown.

    input + output is the total where both are known: the chat of open-source servers reports a
    wrong sum, which is kept apart (wire.md §3.4).
    """
    counts = usage if isinstance(usage, dict) else {}
    input_, output = as_count(counts.get("input_count")), as_count(counts.get("output_count"))
    reported = as_count(counts.get("token_count")) or as_count(token)
    if input_ is None or output is None:
        total = reported
        if input_ is None and output is None and total is None:
            return None
        return Usage(input=input_, output=output, total=total)
    total = input_ + output
    differs = reported is not None and reported != total
    return Usage(
        input=input_, output=output, total=total, reported_total=reported if differs else None
    )


def split_message(text: str) -> tuple[str, str]:
    """Split a server's text into its first line and the rest (wire.md §1.4)."""
    head, _, rest = text.strip().partition("\n")
    if rest:
        head = head.rstrip(" ,\r")
    return head, rest.strip("\n")


def as_time(value: Json) -> int | None:
    """A time in seconds since 1970, also from a string or milliseconds; 0 is unknown (§7.34)."""
    number = as_int(value)
    if number is None or number <= 0:
        return None
    return number // 1000 if number > 100_000_000_000 else number
