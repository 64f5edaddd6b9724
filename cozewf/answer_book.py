"""Answer files: ``--answers FILE`` reads one, ``--record-answers FILE`` writes one.

A file is TOML or, by its suffix, JSON (the same as an object, or the bare list of entries):

    [[answers]]
    node = "问答"            # the title of the node that asks
    question = "哪个城市"    # a part of the question, or /a regular expression/
    kind = "question"       # question, choice, form, or the name of another interrupt
    answer = "北京"

    [[answers]]
    kind = "form"
    answer = { city = "北京", days = 3 }

    [[answers]]
    answer = "好的"         # nothing to match: any question

For each question the first entry that fits is taken, and each entry is taken once. What none
fits is asked, or ends the command with 8. Case does not matter.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .errors import InvalidInput
from .events import Interrupt
from .language import _, reason_of
from .params import read_json
from .wire.interrupts import NAMES
from .wire.values import dump_json, parse_object

_KINDS = ("choice", "form", "unknown", *sorted(set(NAMES.values())))
_KEYS = ("node", "question", "kind", "answer")
_SUFFIXES = (".toml", ".json")


class Entry(NamedTuple):
    """An answer (a text or a JSON value) and the questions that it is for; "" fits any."""

    answer: Any
    node: str = ""
    question: str = ""
    kind: str = ""

    def fits(self, interrupt: Interrupt) -> bool:
        """Whether this may answer *interrupt*."""
        return (
            self.node.casefold() in ("", interrupt.node_title.casefold())
            and self.kind.casefold() in ("", *_kinds_of(interrupt))
            and _matches(self.question, interrupt.prompt)
        )


class AnswerBook:
    """The entries of a file that are not used yet."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = list(entries)

    def take(self, interrupt: Interrupt) -> Entry | None:
        """Take the first entry that fits *interrupt*; None where none does."""
        for entry in self._entries:
            if entry.fits(interrupt):
                self._entries.remove(entry)
                return entry
        return None


def parse_book(text: str, path: str) -> AnswerBook:
    """Read the text of the answer file *path*. Raises InvalidInput that names the entry."""
    if check_suffix(path) == ".json":
        data = read_json(text, path)
    else:
        import tomllib  # noqa: PLC0415  only where there is such a file

        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(f"{path}: {reason_of(error)}.") from None
    entries = data.get("answers") if isinstance(data, dict) and len(data) == 1 else data
    if not isinstance(entries, list):
        raise InvalidInput(
            _("{path} is not a list of answers.").format(path=path),
            hint=_('Each begins with "[[answers]]" in TOML.'),
        )
    return AnswerBook(
        _read_entry(entry, _("{path}: answer {number}").format(path=path, number=number))
        for number, entry in enumerate(entries, 1)
    )


def entry_for(interrupt: Interrupt, answer: str) -> Entry:
    """The entry that gives *answer* to the question of *interrupt* the next time."""
    values = parse_object(answer) if interrupt.fields else None
    question = interrupt.prompt
    if _as_pattern(question) is not None:
        question = f"/{re.escape(question)}/"
    return Entry(
        answer=answer if values is None else values,
        node=interrupt.node_title,
        question=question,
        kind=_kinds_of(interrupt)[0],
    )


def write_book(path: str, entries: Sequence[Entry]) -> None:
    """Write *entries* to *path*, all or nothing. Raises OSError."""
    rows = [
        {key: value for key in _KEYS if (value := getattr(entry, key)) or key == "answer"}
        for entry in entries
    ]
    if check_suffix(path) == ".json":
        text = json.dumps({"answers": rows}, ensure_ascii=False, indent=2) + "\n"
    else:
        text = "\n".join(_to_toml(row) for row in rows)
    _replace(Path(path), text.encode("utf-8", "replace"))


def check_suffix(path: str) -> str:
    """The suffix of *path*, which names its format. Raises InvalidInput for another one."""
    suffix = Path(path).suffix.lower()
    if suffix not in _SUFFIXES:
        raise InvalidInput(
            _("{path} is neither .toml nor .json.").format(path=path),
            hint=_("The suffix is the format."),
        )
    return suffix


def _to_toml(row: dict[str, Any]) -> str:
    """One [[answers]] table; tomli_w by itself would squeeze short ones into a line each."""
    import tomli_w  # noqa: PLC0415  only to record

    answer = row["answer"]
    if isinstance(answer, dict):
        try:
            table = tomli_w.dumps({"answers": {"answer": answer}})
        except TypeError:  # TOML has no null: the answer stays the JSON text that it was
            answer = dump_json(answer)
        else:
            del row["answer"]
            return f"[[answers]]\n{tomli_w.dumps(row)}\n{table}"
    return f"[[answers]]\n{tomli_w.dumps({**row, 'answer': answer})}"


def _read_entry(entry: Any, where: str) -> Entry:
    if not isinstance(entry, dict) or "answer" not in entry:
        raise InvalidInput(
            _("{where} has no answer.").format(where=where), hint=_('For example: answer = "北京"')
        )
    for key, value in entry.items():
        if key not in _KEYS:
            raise _unknown(where, key, _KEYS)
        if key != "answer" and not isinstance(value, str):
            raise InvalidInput(_("{where}: {key} is not a text.").format(where=where, key=key))
    kind = entry.get("kind", "").casefold()
    if kind and kind not in _KINDS:
        raise _unknown(where, kind, _KINDS)
    try:
        _as_pattern(entry.get("question", ""))
        json.dumps(entry["answer"], allow_nan=False)
    except re.error as error:
        raise InvalidInput(
            _("{where}: the question is no regular expression: {reason}.").format(
                where=where, reason=error
            )
        ) from None
    except (TypeError, ValueError):
        raise InvalidInput(
            _("{where}: dates, NaN and infinity are no JSON; use a text.").format(where=where)
        ) from None
    return Entry(**entry)


def _unknown(where: str, word: str, known: Sequence[str]) -> InvalidInput:
    near = difflib.get_close_matches(word, known, n=1)
    hint = (
        _("Did you mean {near}?").format(near=near[0])
        if near
        else _("There are: {names}.").format(names=", ".join(known))
    )
    return InvalidInput(
        _('{where}: there is no "{word}".').format(where=where, word=word), hint=hint
    )


def _kinds_of(interrupt: Interrupt) -> tuple[str, ...]:
    """The words that name the kind of a question, the most telling first."""
    shape = "form" if interrupt.fields else "choice" if interrupt.options else ""
    return (shape, interrupt.interrupt_name) if shape else (interrupt.interrupt_name,)


def _as_pattern(question: str) -> re.Pattern[str] | None:
    if len(question) < 3 or question[0] != "/" or question[-1] != "/":
        return None
    return re.compile(question[1:-1], re.IGNORECASE | re.DOTALL)


def _matches(question: str, prompt: str) -> bool:
    pattern = _as_pattern(question)
    if pattern is not None:
        return pattern.search(prompt) is not None
    return question.casefold() in prompt.casefold()


def _replace(path: Path, content: bytes) -> None:
    """Write a new file beside *path* and put it in its place: a crash leaves the old one whole."""
    import tempfile  # noqa: PLC0415  with `random`, 4 ms that no other command has a use for

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
