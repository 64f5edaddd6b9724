"""cozewf in a language that wraps each translated text in ⟦ and ⟧: what stands outside is not."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from cozewf import language

from ..catalogue import extract, make
from ..screens import Screen, show

OPEN, CLOSE = "⟦", "⟧"
# What is the same in every language: addresses, commands to be typed, options, metavars and
# variables, values between quotes, numbers with their units.
_NAMES = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]+){4}|"
    r"https?://\S+|(?<![\w-])cozewf(?: [^\n⟦⟧]*|(?=\W))|--?[a-z][\w-]*|\b[A-Z][A-Z_]+\b"
    r"|'[^'\n]*'|\"[^\"\n]*\"|(?:/[\w.@%+-]+)+|[\w-]+(?:\|[\w-]+)+|\b\d[\w.:]*"
)
_WORD = re.compile(r"[A-Za-z]{2,}")


def write_catalogue(folder: Path) -> Path:
    """Make the catalogue in *folder*."""
    texts = extract()
    place = folder / "zh_CN" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "cozewf.mo").write_bytes(make(texts, {t: f"{OPEN}{t}{CLOSE}" for t in texts})[1])
    return folder


def speak(
    catalogues: Path,
    *argv: str,
    environ: Mapping[str, str],
    is_tty: bool = True,
    stdin: str | None = None,
) -> tuple[int, str]:
    """Run a command in this process; return its code and all that people read of it.

    With *stdin* somebody is there who types it.
    """
    try:
        shown = show(
            argv,
            environ,
            stdin=None if stdin is None else Screen(stdin),
            is_tty=is_tty,
            size=(80, 24),
            catalogues=catalogues,
        )
    finally:
        language.use("en")
    return shown.code, shown.text


def find_english(shown: str, data: str = "") -> list[str]:
    """The English words of *shown* that are not translated; *data* are words that need not be."""
    outside = _strip(re.sub(r"\x1b\[[\d;?]*[A-Za-z]|\r", "", shown))
    known = set(_WORD.findall(data))
    return [word for word in _WORD.findall(_NAMES.sub(" ", outside)) if word not in known]


def _strip(text: str) -> str:
    """What stands outside of all brackets; a value inside a text may have its own."""
    depth, kept = 0, []
    for char in text:
        depth += (char == OPEN) - (char == CLOSE)
        if depth == 0 and char != CLOSE:
            kept.append(char)
    return "".join(kept)


def command_line(catalogues: Path) -> list[str]:
    """What runs cozewf with these catalogues in a process of its own."""
    program = "import sys, pathlib; from cozewf.cli import main; "
    program += f"sys.exit(main(catalogues=pathlib.Path({str(catalogues)!r})))"
    return [sys.executable, "-c", program]
