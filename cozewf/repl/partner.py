"""The other side of a chat: says what it is told, shows the answer, knows what it asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Protocol

from ..answers import describe_field
from ..chat_answers import encode_message, is_open
from ..cleaning import clean_line
from ..errors import CozewfError, InvalidInput, Stopped
from ..events import Event, Failed, Interrupt
from ..language import _
from ..models import RunRecord
from ..prompts import ask
from ..render import Sink
from ..render.reports import duration, report_error
from ..session import drive
from ..talk import Talk
from ..terminal import Terminal
from ..turn import TurnState
from ..wire.replies import error_of
from .transcript import Exchange, Transcript


class Events(Protocol):
    """The events of one turn."""

    log_id: str

    def __iter__(self) -> Iterator[Event]: ...

    def close(self) -> None: ...


class Wires(Protocol):
    """What a chat is connected to."""

    def say(self, talk: Talk, message: str) -> Events:
        """Send *message*, once; the answer comes as events. Called after `view`."""

    def view(self, state: TurnState) -> Sink:
        """What shows the turn that is folded into *state*."""

    def look_up(self, execute_id: str) -> RunRecord | None:
        """How a turn whose stream was lost has ended, None where nobody can tell."""

    def remember(self, talk: Talk) -> None:
        """Remember the conversation as the last one."""

    def renew(self, talk: Talk) -> None:
        """Let the next turn begin anew, under the conversation's own name."""


class Partner:
    """Takes turns in one conversation."""

    def __init__(
        self, terminal: Terminal, talk: Talk, wires: Wires, *, base_url: str, verbose: bool
    ) -> None:
        self.talk = talk
        self.transcript = Transcript()
        self.state: TurnState | None = None
        self.question: Interrupt | None = None
        self.show_usage = False
        self._terminal = terminal
        self._wires = wires
        self._base_url = base_url
        self._verbose = verbose

    @property
    def follow_ups(self) -> list[str]:
        """What the last turn suggests to say next."""
        return self.state.follow_ups if self.state is not None else []

    def say(self, text: str) -> None:
        """Say *text*, or answer the open question with it, and whatever is asked then."""
        try:
            message = encode_message(self.question, text) if self.question else text
        except InvalidInput as error:
            self._report(error)
            return
        self._take(message)
        self.ask()

    def say_again(self) -> None:
        """Say the last message again, as it was. Raises InvalidInput where there is none."""
        if not self.transcript.last_message:
            raise InvalidInput(_("Nothing was said yet."))
        self._take(self.transcript.last_message)
        self.ask()

    def ask(self) -> None:
        """Put the open question, if it is more than a text that was shown already."""
        while (question := self.question) is not None and not is_open(question):
            try:
                answer = ask(self._terminal, question)
                if answer is None:
                    break
                message = encode_message(question, answer)
            except KeyboardInterrupt:
                self._terminal.say("")
                break
            except InvalidInput as error:
                self._report(error)
                continue
            self._take(message)
            if self.question is question:  # the answer was not taken: do not insist
                break
        if self.question is not None and not is_open(self.question):
            self._tell(_("The question waits: an empty line puts it again."))

    def begin_anew(self, name: str = "", *, same_name: bool = False) -> None:
        """Forget the conversation; the next turn begins another. Raises what that raises."""
        if same_name:
            self._wires.renew(self.talk)
        else:
            self.talk.begin_anew(name)
        self.state = self.question = None
        self.transcript = Transcript()

    def _take(self, message: str) -> None:
        """Take one turn: whatever becomes of it, what came is kept and the chat goes on."""
        state = TurnState(self.talk.workflow_id)
        begun = time.monotonic()
        error = self._listen(message, state)
        if state.conversation_id:
            self.talk.conversation_id = state.conversation_id
            self._wires.remember(self.talk)
        note = error.message if error else ""
        self.transcript.exchanges.append(Exchange(message, _answer_of(state), note))
        if state.status == "running":  # nothing came: what was asked before is still open
            self._report(error)
            return
        asked_before, self.question, self.state = self.question, state.interrupt, state
        self._close_turn(state, error, time.monotonic() - begun, asked_before)

    def _listen(self, message: str, state: TurnState) -> CozewfError | None:
        try:
            with closing(self._wires.view(state)) as sink:
                events = self._wires.say(self.talk, message)
                state.log_id = events.log_id
                with closing(events):
                    last = drive(
                        iter(events),
                        state=state,
                        sink=sink,
                        answer=lambda interrupt: None,
                        resume=_never,
                        look_up=self._wires.look_up,
                    )
        except KeyboardInterrupt:
            return Stopped(_("Stopped before the server answered."))
        except CozewfError as error:
            return error
        return error_of(last) if isinstance(last, Failed) else None

    def _close_turn(
        self,
        state: TurnState,
        error: CozewfError | None,
        seconds: float,
        asked_before: Interrupt | None,
    ) -> None:
        if isinstance(error, Stopped):
            self._tell(_("Stopped listening; the answer most likely goes on at the server."))
        elif error is not None:
            self._report(error)
        if state.interrupt and asked_before and state.interrupt.data == asked_before.data:
            # wire.md §4: open-source servers show the first question again, whatever they ask.
            self._tell(
                _("It asks again: some of the answer is missing, the server shows not what.")
            )
        for number, text in enumerate(state.follow_ups, start=1):
            self._terminal.say(f"  {self._terminal.style(str(number), 36)}  {clean_line(text)}")
        if self.show_usage:
            tokens = " · " + _("{count} tokens").format(count=state.token) if state.token else ""
            self._tell(f"{duration(seconds)}{tokens}")

    def _tell(self, text: str) -> None:
        self._terminal.say(self._terminal.style(text, 2))

    def _report(self, error: CozewfError | None) -> None:
        if error is not None:
            report_error(
                self._terminal,
                error,
                as_json=False,
                verbose=self._verbose,
                base_url=self._base_url,
            )


def _answer_of(state: TurnState) -> str:
    """What a turn said, with the question of a card in words."""
    question = state.interrupt
    if question is None or is_open(question):
        return state.answer
    choices = [*question.options, *(describe_field(field) for field in question.fields)]
    words = [state.answer, question.prompt, *(f"- {choice}" for choice in choices)]
    return "\n".join(word for word in words if word)


def _never(interrupt: Interrupt, answer: str) -> Iterator[Event]:
    raise AssertionError("a chat's question is answered by the next turn")
