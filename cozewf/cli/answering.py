"""Answers: who answers the questions of a run, and what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..answer_book import AnswerBook, Entry, check_suffix, entry_for, parse_book, write_book
from ..errors import InvalidInput, Stopped
from ..events import Interrupt
from ..language import _, join, reason_of
from .app import App
from .flags import AnswerFlags


class Answers:
    """``--data`` and ``--answer`` in order, then ``--answers FILE``, then a person.

    *data* is JSON for the first question. *next_step* tells how to answer a question later, *ask*
    asks a person. The files are read and tried before anything is sent. Raises InvalidInput.
    """

    def __init__(
        self,
        app: App,
        flags: AnswerFlags,
        next_step: Callable[[Interrupt], str],
        ask: Callable[[Interrupt], str | None],
        *,
        data: Entry | None = None,
    ) -> None:
        self._app = app
        self._texts = list(flags.answer or [])
        self._data = data
        self._next_step = next_step
        self._ask = ask
        self._book = AnswerBook()
        if flags.answers is not None:
            self._book = parse_book(app.read_text(flags.answers), flags.answers)
        self._record_to = flags.record_answers
        self._recorded: list[Entry] = []
        if self._record_to is not None:
            _check_target(self._record_to)

    def __call__(self, interrupt: Interrupt) -> str | None:
        """What to send for *interrupt*; None where nobody answers.

        Raises InvalidInput for an answer that the server would choke on, Stopped for Ctrl-C: the
        run waits on in both cases, and they tell how to answer it.
        """
        try:
            answer = self._find(interrupt)
        except InvalidInput as error:
            error.hint = join(error.hint, self._next_step(interrupt))
            raise
        except KeyboardInterrupt:
            raise Stopped(
                _("Stopped at the question; the run waits for its answer."),
                hint=self._next_step(interrupt),
                execute_id=interrupt.execute_id,
                debug_url=interrupt.debug_url,
            ) from None
        if answer is not None:
            self._record(interrupt, answer)
        return answer

    def _find(self, interrupt: Interrupt) -> str | None:
        from ..answers import encode_text, encode_value  # noqa: PLC0415  seldom is anything asked

        if self._data is not None:
            data, self._data = self._data, None
            return encode_value(interrupt, data.answer)
        if self._texts:
            return encode_text(interrupt, self._texts.pop(0))
        entry = self._book.take(interrupt)
        if entry is not None:
            return encode_value(interrupt, entry.answer)
        if not self._app.terminal.can_prompt:
            return None
        return self._ask(interrupt)

    def _record(self, interrupt: Interrupt, answer: str) -> None:
        """Write the file anew after each answer, so that a broken run has recorded what it had."""
        if self._record_to is None:
            return
        self._recorded.append(entry_for(interrupt, answer))
        try:
            write_book(self._record_to, self._recorded)
        except OSError as error:
            self._app.warn(
                _("{path} cannot be written: {reason}.").format(
                    path=self._record_to, reason=reason_of(error)
                )
            )
            self._record_to = None


def _check_target(path: str) -> None:
    check_suffix(path)
    if not Path(path).parent.is_dir():
        raise InvalidInput(
            _("{path} cannot be written: there is no such folder.").format(path=path)
        )
