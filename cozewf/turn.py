"""TurnState: the events of a chat turn folded into what is reported of it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field

from .events import ChatStatus, Delta, Event, Reply
from .growing import GrowingText
from .state import RunState

_ANSWER = "answer"
_CARD = "card"


class AnswerText:
    """Finds the new text in each event: deltas add, a reply adds only what they did not say."""

    def __init__(self) -> None:
        self._said: dict[str, GrowingText] = {}

    def feed(self, event: Delta | Reply) -> str:
        """The text of *event* that is to be shown, "" for none: cards, and what is no answer."""
        if event.message_type != _ANSWER:
            return ""
        if isinstance(event, Delta):
            self._said.setdefault(event.message_id, GrowingText()).append(event.content)
            return event.content
        said = str(self._said.pop(event.message_id, ""))
        if event.content_type == _CARD or event.content.strip() == said.strip():
            return ""
        if event.content.startswith(said):
            return event.content[len(said) :]
        return f"\n{event.content}"  # the server has changed its mind


@dataclass(slots=True)
class ChatMessage:
    """One message of a turn. *text* is what its deltas said until it is *completed*."""

    message_id: str
    role: str
    message_type: str
    content_type: str = "text"
    text: GrowingText = field(default_factory=GrowingText)
    completed: bool = False

    @property
    def content(self) -> str:
        """All that was said so far."""
        return str(self.text)


class TurnState(RunState):
    """What is known of a chat turn so far."""

    def __init__(self, workflow_id: str, *, log_id: str = "", keep_text: bool = True) -> None:
        super().__init__(workflow_id, log_id=log_id, keep_text=keep_text)
        self.chat_id = ""
        self.follow_ups: list[str] = []
        self.messages: list[ChatMessage] = []
        self._growing: dict[str, ChatMessage] = {}

    def apply(self, event: Event) -> None:
        """Fold *event* in."""
        super().apply(event)
        match event:
            case Delta():
                if self._keep_text:
                    self._message(event).text.append(event.content)
            case Reply(message_type="follow_up"):
                self.follow_ups.append(event.content)
            case Reply():
                if self._keep_text:
                    self._complete(event)
            case ChatStatus():
                self.chat_id = event.chat_id or self.chat_id
            case _:
                pass

    @property
    def answer(self) -> str:
        """What the chat answered so far; cards are questions, and no text."""
        return "".join(
            message.content
            for message in self.messages
            if message.message_type == _ANSWER and message.content_type != _CARD
        )

    @property
    def output(self) -> str | None:
        """The answer of a turn that ended well."""
        return self.answer if self.status == "success" else None

    def _message(self, event: Delta | Reply) -> ChatMessage:
        message = self._growing.get(event.message_id)
        if message is None:
            message = ChatMessage(event.message_id, event.role, event.message_type)
            self._growing[event.message_id] = message
            self.messages.append(message)
        return message

    def _complete(self, reply: Reply) -> None:
        message = self._message(reply)
        message.content_type = reply.content_type
        message.text = GrowingText(reply.content)
        message.completed = True
        del self._growing[reply.message_id]
