"""Merging HTTP chunks: what arrived in one read becomes one chunk. Pure; no network."""

from __future__ import annotations

import re

_IS_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", re.IGNORECASE)
# A chunk's header with the line end of what stands before it: the chunk before, or the head.
_HEADER = re.compile(rb"\r\n0*([1-9A-Fa-f][0-9A-Fa-f]{0,7})\r\n")
_PART_OF_HEADER = re.compile(rb"(\r(\n([0-9A-Fa-f]{1,16}\r?)?)?)?")


class ChunkMerger:
    """Rewrites one response: its head as it is, then the chunks of each piece as one chunk.

    Everything else passes untouched: bodies that are not chunked, heads that come in pieces, the
    last chunk with its trailers, and whatever is not well formed, for the parser to judge.
    """

    def __init__(self) -> None:
        self._started = False
        self._merging = False
        self._left = 0  # bytes of the open chunk that have not come
        self._rest = b""  # the part of a chunk's header that has come

    def feed(self, data: bytes) -> bytes:
        """Take what was read, return what the parser gets; maybe nothing yet."""
        if self._merging:
            return self._merge(self._rest + data)
        if self._started:
            return data
        self._started = True
        head, blank_line, body = data.partition(b"\r\n\r\n")
        self._merging = bool(blank_line) and _IS_CHUNKED.search(head + b"\r\n") is not None
        return head + b"\r\n\r\n" + self._merge(b"\r\n" + body) if self._merging else data

    def _merge(self, data: bytes) -> bytes:
        payload = data[: self._left]
        at = len(payload)
        self._left -= at
        parts = [payload]
        while self._left == 0 and (header := _HEADER.match(data, at)):
            length = int(header[1], 16)
            payload = data[header.end() : header.end() + length]
            at = header.end() + len(payload)
            self._left = length - len(payload)
            parts.append(payload)
        merged = b"".join(parts)
        chunk = b"%x\r\n%b\r\n" % (len(merged), merged) if merged else b""
        self._rest = data[at:]
        if _PART_OF_HEADER.fullmatch(self._rest):
            return chunk
        self._merging = False
        return chunk + self._rest.removeprefix(b"\r\n")
