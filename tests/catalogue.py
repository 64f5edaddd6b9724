"""The catalogue of translations: what there is to translate, and how it is written down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import SEEK_END, BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

import cozewf
from cozewf.cli.commands import build
from cozewf.shell.topics import make_topics
from cozewf.shell.tree import read

PACKAGE = Path(cozewf.__file__).parent
PO = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES" / "cozewf.po"
MO = PO.with_suffix(".mo")
_HEADER = """\
# The interface of cozewf in simplified Chinese. Translate here, then: python -m tests.generate
msgid ""
msgstr ""
"Project-Id-Version: cozewf\\n"
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # Babel writes one, and today's would differ each day


def extract() -> set[str]:
    """Every text that people read: what is marked in the code, and the help of the commands."""
    texts = {text for path in PACKAGE.rglob("*.py") for text in find_marked(path)}

    def note(text: str) -> str:
        texts.add(text)
        return text

    make_topics(read(get_command(build()), note), note)
    return texts - {""}


@cache
def parse(path: Path) -> ast.Module:
    """A module of ours, which several tests look through: all of them take half a second."""
    return ast.parse(path.read_text("utf-8"))


def find_marked(path: Path) -> Iterator[str]:
    """The texts that a module marks; Babel's own extractor does not look into f-strings."""
    for node in ast.walk(parse(path)):
        match node:
            case ast.Call(func=ast.Name("_" | "N_"), args=[ast.Constant(str() as text)]):
                yield text


def read_texts(path: Path = PO) -> dict[str, str]:
    """The translations in *path* by their English; "" where one is missing."""
    with path.open("rb") as file:
        return {str(m.id): "" if m.fuzzy else str(m.string) for m in read_po(file) if m.id}


def make(texts: set[str], known: dict[str, str]) -> tuple[bytes, bytes]:
    """The catalogue of *texts* to be read by people and by programs."""
    catalogue = Catalog("zh_CN", project="cozewf", creation_date=_DATE, revision_date=_DATE)
    for text in texts:
        catalogue.add(text, known.get(text, ""), flags=["python-brace-format"] * ("{" in text))
    po, mo = BytesIO(_HEADER.encode()), BytesIO()
    po.seek(0, SEEK_END)
    write_po(po, catalogue, sort_output=True, no_location=True, omit_header=True, width=100)
    write_mo(mo, catalogue)
    return po.getvalue().rstrip() + b"\n", mo.getvalue()


def update() -> int:
    """Write both files anew; return how many texts wait for their translation."""
    texts, known = extract(), read_texts()
    po, mo = make(texts, known)
    PO.write_bytes(po)
    MO.write_bytes(mo)
    return sum(not known.get(text) for text in texts)
