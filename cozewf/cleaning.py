"""Server text made safe: it never controls a terminal.

Nothing is compiled before it is used: the pattern would be a hundredth of each start.
"""

from __future__ import annotations

import re

# C0 but tab and newline, DEL, C1, the bidirectional controls, and lone surrogates.
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_CR_BEFORE_NEWLINE = "\r(?=\n|$)"


def clean(text: str) -> str:
    """Make server text safe for a terminal: every control character becomes a visible sign.

    Nothing is silently swallowed: ESC shows as ``␛``, a bidirectional override as ``<U+202E>``.
    Newline and tab stay, CRLF becomes a newline.
    """
    if re.search(_UNSAFE, text) is None:
        return text
    return re.sub(_UNSAFE, _show_unsafe, re.sub(_CR_BEFORE_NEWLINE, "", text))


def escape(json_text: str) -> str:
    """Make JSON safe for a terminal, and keep it the same JSON: controls become escapes."""
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", json_text)


def clean_line(text: str) -> str:
    """`clean` for a place that holds one line: titles, messages, table cells."""
    return " ".join(clean(text).split())


def _show_unsafe(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return f"<U+{code:04X}>"
