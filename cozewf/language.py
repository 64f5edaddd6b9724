"""The language of what people read: chosen once per command, English being the text itself."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_FOLDER = Path(__file__).parent / "locale"
_catalogue = gettext.NullTranslations()


def choose(environ: Mapping[str, str], named: str = "") -> Language:
    """The language that was named, else the locale's where it is ours, else English."""
    if named:
        return "zh" if named == "zh" else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def use(language: Language) -> None:
    """Translate into *language* from now on. One for the process, as texts are made anywhere."""
    global _catalogue  # noqa: PLW0603  that is what is meant
    _catalogue = gettext.NullTranslations()
    if language == "zh":
        _catalogue = gettext.translation("cozewf", _FOLDER, ["zh_CN"], fallback=True)


def translate(text: str) -> str:
    """*text* in the language in use; as it is where there is no translation."""
    return _catalogue.gettext(text) if text else ""
