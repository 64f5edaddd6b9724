"""The heads of HTTP/1.1 messages: ours written, a reply's read. Pure; no network.

Not `http.client`'s, which reads them with the parser of e-mails, and imports TLS for plain HTTP
too: 71 of the 460 million instructions until the first line of a stream.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from ..language import _
from .transport import Call, TransportError, Unsendable


class Head(NamedTuple):
    """What stands before a reply's body; the names of its headers are in lower case.

    *is_chunked* and *length* (bytes) say how long the body is; without both it ends with the
    connection. *keeps* is whether the server promises to leave the connection open.
    """

    status: int
    reason: str
    headers: dict[str, str]
    is_chunked: bool
    length: int | None
    keeps: bool


def write_head(call: Call) -> bytes:
    """The head of a request, ready to be sent. Raises Unsendable."""
    url = urlsplit(call.url)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    lines = [f"{call.method} {target} HTTP/1.1", f"Host: {url.netloc.rpartition('@')[2]}"]
    lines += [f"{name}: {value}" for name, value in call.headers.items()]
    if call.method == "POST":
        lines.append(f"Content-Length: {len(call.body)}")
    for line in lines:
        if not line.isascii() or not line.isprintable():
            raise Unsendable(_("illegal header line: {start}").format(start=repr(line[:40])))
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def read_head(block: bytes) -> Head:
    """Read what came before the empty line. Raises TransportError for what is no HTTP/1."""
    first, *lines = block.replace(b"\r\n", b"\n").split(b"\n")
    version, status, reason = _read_status(first)
    headers = _read_headers(lines)
    is_chunked = _is_chunked(headers.get("transfer-encoding", ""))
    length = _read_length(headers.get("content-length", ""))
    if status in (204, 304) or status < 200:
        is_chunked, length = False, 0
    promises = headers.get("connection", "").lower().replace(",", " ").split()
    keeps = "keep-alive" in promises if version == b"HTTP/1.0" else "close" not in promises
    ends_by_itself = is_chunked or length is not None
    return Head(
        status,
        reason,
        headers,
        is_chunked,
        None if is_chunked else length,
        keeps and ends_by_itself,
    )


def _read_status(line: bytes) -> tuple[bytes, int, str]:
    version, status, reason = [*line.split(b" ", 2), b"", b""][:3]
    if not version.startswith(b"HTTP/1.") or not status.isdigit() or len(status) != 3:
        raise TransportError(_("illegal status line: {start}").format(start=line[:20]))
    return version, int(status), _decode(reason)


def _read_headers(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        if line[:1] in (b" ", b"\t") and name:  # an old way to go on with the line before
            headers[name] += f" {_decode(line.strip())}"
            continue
        before, colon, after = line.partition(b":")
        name = _decode(before.rstrip(b" \t")).lower()
        if not colon or not name or " " in name:
            raise TransportError(_("illegal header line: {start}").format(start=line[:40]))
        value = _decode(after.strip(b" \t"))
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _is_chunked(encoding: str) -> bool:
    """Whether *encoding* is chunked, which some gateways add to what says so already."""
    names = {name.strip().lower() for name in encoding.split(",") if name.strip()}
    if names - {"chunked", "identity"}:
        raise TransportError(_("unknown Transfer-Encoding: {name}").format(name=encoding[:40]))
    return "chunked" in names


def _read_length(given: str) -> int | None:
    lengths = {text.strip() for text in given.split(",")}
    if not given:
        return None
    if len(lengths) > 1 or not given.isascii() or not (text := lengths.pop()).isdigit():
        raise TransportError(_("illegal Content-Length: {text}").format(text=given[:40]))
    return int(text[:20])  # more digits than that are no length either


def _decode(raw: bytes) -> str:
    """Text as servers mean it: UTF-8, else the Latin-1 that HTTP was made with."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
