"""The language of what people read: chosen once per command, English being the text itself.

A text is marked where it is made: `_("No run {id}.").format(id=…)`; one that is made before the
language is chosen is marked by `N_` and goes through `_` when it is shown. The help of commands
and options needs no marks: the catalogue takes it from the command tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

FOLDER = Path(__file__).parent / "locale"

_translate: Callable[[str], str] | None = None  # None for English, which costs nothing


def choose(environ: Mapping[str, str], named: str = "") -> Language:
    """The language that was named, else the locale's where it is ours, else English."""
    if named:
        return "zh" if named == "zh" else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def use(language: Language, folder: Path = FOLDER) -> None:
    """Translate into *language* from now on, by the catalogues in *folder*.

    One for the process, as texts are made anywhere.
    """
    global _translate  # noqa: PLW0603  that is what is meant
    _translate = None
    if language == "zh":
        import gettext  # noqa: PLC0415  English needs none of it

        _translate = gettext.translation("cozewf", folder, ["zh_CN"]).gettext


def _(text: str) -> str:
    """*text* in the language in use; as it is where there is no translation."""
    return text if _translate is None or not text else _translate(text)


def N_(text: str) -> str:
    """*text* itself, marked for the catalogue: whoever shows it translates it."""
    return text


def join(*sentences: str) -> str:
    """Sentences one after the other, the empty ones left out; Chinese puts no space between."""
    text = ""
    for sentence in filter(None, sentences):
        gap = " " if text and not text.endswith(("。", "？", "！")) else ""
        text += gap + sentence
    return text


# What the system and the libraries say most; whatever else they say stays English.
_REASONS = (
    # the system
    N_("No such file or directory"),
    N_("No such process"),
    N_("Input/output error"),
    N_("No such device or address"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Device or resource busy"),
    N_("File exists"),
    N_("Not a directory"),
    N_("Is a directory"),
    N_("File name too long"),
    N_("Too many levels of symbolic links"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("Exec format error"),
    N_("Too many open files"),
    N_("Address already in use"),
    N_("Cannot assign requested address"),
    N_("Connection refused"),
    N_("Connection reset by peer"),
    N_("Connection timed out"),
    N_("Network is unreachable"),
    N_("No route to host"),
    N_("Broken pipe"),
    N_("Name or service not known"),
    N_("Temporary failure in name resolution"),
    # httpx and httpcore
    N_("All connection attempts failed"),
    N_("Server disconnected without sending a response."),
    N_("peer closed connection without sending complete message body (incomplete chunked read)"),
    # JSON
    N_("Expecting value"),
    N_("Expecting property name enclosed in double quotes"),
    N_("Expecting ',' delimiter"),
    N_("Expecting ':' delimiter"),
    N_("Unterminated string starting at"),
    N_("Invalid control character at"),
    N_("Extra data"),
    # TOML
    N_("Invalid value"),
    N_("Invalid statement"),
    N_("Unterminated string"),
    N_("Cannot overwrite a value"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Invalid initial character for a key part"),
    N_("Unclosed array"),
    # the words of a shell
    N_("No closing quotation"),
    N_("No escaped character"),
)


def reason_of(error: Exception) -> str:
    """The reason that *error* gives, on one line; its name where it gives none."""
    if isinstance(error, UnicodeDecodeError):
        return _("it is not UTF-8 text")
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return translate_reason(said)


def translate_reason(text: str) -> str:
    """What the system or a library said, where it is known."""
    if match := re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", text):
        return _("{reason} (at line {line}, column {column})").format(
            reason=_(match[1]), line=match[2], column=match[3]
        )
    if match := re.fullmatch(r"(\[Errno -?\d+\] )(.*)", text):
        return match[1] + _(match[2])
    return _(text)
