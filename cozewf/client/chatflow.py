"""Talking to ChatFlows: turns and conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..events import Delta, Event, Failed, Interrupt, Reply, Usage
from ..talk import Talk
from ..turn import AnswerText, TurnState
from ..wire import chat as wire
from ..wire import requests
from ..wire.replies import error_of
from ..wire.requests import RunOptions

if TYPE_CHECKING:
    from ..models import Conversation
    from . import CozeWorkflow, EventStream


class Chatflow:
    """Chatting with a ChatFlow."""

    def __init__(self, client: CozeWorkflow) -> None:
        self._client = client

    def chat(
        self,
        *,
        workflow_id: str,
        message: str,
        conversation_id: str | None = None,
        conversation_name: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        meta_data: Mapping[str, str] | None = None,
        options: RunOptions | None = None,
    ) -> ChatTurn:
        """Say *message* and return the answer as it comes: POST /v1/workflows/chat.

        Without *conversation_id* the conversation is a new one, or the one of that name.
        A question in the middle of a turn is answered by the next message. It is sent once.
        Raises InvalidInput before anything is sent, RunFailed, NotAvailable, NotAllowed,
        RateLimited, ServerRefused and ReplyUnreadable for what the server answers, and
        ConnectionFailed, TimeLimitPassed and OutcomeUnknown for what the network does.

        >>> turn = client.chatflow.chat(workflow_id="wf_chat", message="你好")
        >>> "".join(turn)[:10]
        '你说的是“你好”。你'
        >>> again = client.chatflow.chat(
        ...     workflow_id="wf_chat", message="还有呢?", conversation_id=turn.conversation_id
        ... )
        >>> list(again) != [] and again.conversation_id == turn.conversation_id
        True
        """
        talk = Talk(
            workflow_id=workflow_id,
            cloud=requests.is_cloud(self._client.base_url),
            parameters=parameters or {},
            meta_data=meta_data or {},
            options=options or RunOptions(),
            conversation_id=conversation_id or "",
            conversation_name=conversation_name or "",
        )
        return ChatTurn(self.say(talk, message), talk)

    def say(
        self, talk: Talk, message: str, on_bytes: Callable[[bytes], None] | None = None
    ) -> EventStream:
        """Say *message* in a conversation and return the bare events: POST /v1/workflows/chat.

        Raises as `chat` does.
        """
        return self._client.open(talk.request(message), wire.decode, on_bytes)


class Conversations:
    """The conversations of ChatFlows."""

    def __init__(self, client: CozeWorkflow) -> None:
        self._client = client

    def create(
        self,
        *,
        workflow_id: str,
        name: str | None = None,
        meta_data: Mapping[str, str] | None = None,
        get_or_create: bool = False,
        options: RunOptions | None = None,
    ) -> Conversation:
        """Create a conversation, or find the one called *name* with *get_or_create*.

        Open-source servers want an app id and a *name* that exists, which they give to the new
        conversation; "Default" always does. POST /v1/workflow/conversation/create, which the
        cloud has as /v1/conversation/create. Raises InvalidInput before anything is sent,
        NotAvailable, NotAllowed, RateLimited, ServerRefused and ReplyUnreadable for what the
        server answers, ConnectionFailed and TimeLimitPassed for what the network does.

        >>> from cozewf import RunOptions
        >>> made = client.conversations.create(
        ...     workflow_id="wf_chat", options=RunOptions(app_id="1")
        ... )
        >>> made.conversation_id.isdigit()
        True
        """
        from ..wire.conversations import read_conversation  # noqa: PLC0415  with `models`

        cloud = requests.is_cloud(self._client.base_url)
        request = requests.build_conversation_create(
            workflow_id,
            options or RunOptions(),
            cloud=cloud,
            name=name or ("" if cloud else requests.DEFAULT_CONVERSATION),
            meta_data=meta_data,
            get_or_create=get_or_create,
        )
        return read_conversation(*self._client.send(request))


class ChatTurn(Iterator[str]):
    """The answer of one turn: iterate over its text, or over `events` for all there is.

    Iterating over the text raises the error of a turn that failed, and ends at a question, which
    is in `interrupt` then. Both raise OutcomeUnknown when the stream ends before the turn does.
    """

    def __init__(self, stream: EventStream, talk: Talk) -> None:
        self._stream = stream
        self._state = TurnState(talk.workflow_id, log_id=stream.log_id)
        self._state.conversation_id = talk.conversation_id
        self._text = AnswerText()
        self.log_id = stream.log_id

    @property
    def events(self) -> Iterator[Event]:
        """Every event of the turn, from where it was left."""
        for event in self._stream:
            self._state.apply(event)
            yield event

    def __next__(self) -> str:
        for event in self.events:
            match event:
                case Failed():
                    self.close()
                    raise error_of(event)
                case Delta() | Reply():
                    if text := self._text.feed(event):
                        return text
                case _:
                    pass
        raise StopIteration

    @property
    def conversation_id(self) -> str:
        """The conversation, for the next turn; "" until the server names it."""
        return self._state.conversation_id

    @property
    def answer(self) -> str:
        """The text so far."""
        return self._state.answer

    @property
    def chat_id(self) -> str:
        """The turn's own id."""
        return self._state.chat_id

    @property
    def usage(self) -> Usage | None:
        """Token counts, known at the end."""
        return self._state.usage

    @property
    def interrupt(self) -> Interrupt | None:
        """The question that the turn ended with: the next message answers it."""
        return self._state.interrupt

    @property
    def follow_ups(self) -> list[str]:
        """What the server suggests to ask next."""
        return list(self._state.follow_ups)

    def close(self) -> None:
        """Stop listening. The turn at the server goes on."""
        self._stream.close()
