"""What a run or a chat turn can tell, as one closed union, the same for every dialect.

Field names are the API's. Ids are strings. "" and None mean that the server did not say.
`type` is the word in a JSON line, so that ``event.type == "message"`` reads as in the API's own
SDK example; inside cozewf events are told apart with ``match``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, ClassVar, Literal, TypeAlias

from .records import frequent_record, record


@record
class Usage:
    """Token counts. *reported_total* is kept where a server's sum is not input + output."""

    input: int | None = None
    output: int | None = None
    total: int | None = None
    reported_total: int | None = None


@record
class Field:
    """One field of an input form; *type* is the server's word (string, integer, image, …)."""

    name: str
    type: str = "string"
    required: bool = False
    description: str = ""
    default: Any = None
    items: Any = None


@frequent_record
class Message:
    """A piece of a node's output; *node_is_finish* closes the node's message.

    *echo* marks the machine copy of a question that open-source servers send before the
    interrupt itself (wire.md §4): not for display, and no part of the result. *extra* holds
    what this version of cozewf has no name for.
    """

    type: ClassVar[Literal["message"]] = "message"
    content: str
    content_type: str = "text"
    node_id: str = ""
    node_title: str = ""
    node_type: str = ""
    node_seq_id: str = ""
    node_execute_uuid: str = ""
    node_is_finish: bool = False
    token: int | None = None
    usage: Usage | None = None
    echo: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@record
class Interrupt:
    """The run waits for a person. Closes a stream.

    *event_id* is what `resume` takes; empty in a chat, where the next message is the answer.
    *data* is the question as the server sent it; *history* counts earlier rounds of a question
    that is asked again.
    """

    type: ClassVar[Literal["interrupt"]] = "interrupt"
    event_id: str
    interrupt_type: int | None = None
    interrupt_name: str = "unknown"
    node_title: str = ""
    prompt: str = ""
    options: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    data: str = ""
    history: int = 0
    execute_id: str = ""
    debug_url: str = ""
    conversation_id: str = ""


@frequent_record
class Delta:
    """A chat answer grows by *content*."""

    type: ClassVar[Literal["delta"]] = "delta"
    content: str
    role: str = "assistant"
    message_type: str = "answer"
    message_id: str = ""
    conversation_id: str = ""
    chat_id: str = ""
    reasoning_content: str = ""


@record
class Reply:
    """A chat message is complete; *content* replaces what its deltas said."""

    type: ClassVar[Literal["reply"]] = "reply"
    content: str
    content_type: str = "text"
    role: str = "assistant"
    message_type: str = "answer"
    message_id: str = ""
    conversation_id: str = ""
    chat_id: str = ""


@record
class ChatStatus:
    """The chat changed state: created, in_progress, completed, requires_action, failed."""

    type: ClassVar[Literal["chat"]] = "chat"
    status: str
    conversation_id: str = ""
    chat_id: str = ""
    execute_id: str = ""
    section_id: str = ""
    usage: Usage | None = None


@record
class Done:
    """The run or the chat turn ended well. Closes a stream."""

    type: ClassVar[Literal["done"]] = "done"
    execute_id: str = ""
    conversation_id: str = ""
    debug_url: str = ""
    token: int | None = None
    usage: Usage | None = None


@record
class Failed:
    """The run or the chat turn failed. Closes a stream. *detail* is the rest of a long text.

    *lost* marks the one that no server sent: the end of the run was not seen.
    """

    type: ClassVar[Literal["error"]] = "error"
    error_code: int | None
    error_message: str
    debug_url: str = ""
    log_id: str = ""
    execute_id: str = ""
    conversation_id: str = ""
    detail: str = ""
    lost: bool = False


@record
class Unknown:
    """Anything else that the server sent: a name nobody knows, or data that cannot be read."""

    type: ClassVar[Literal["unknown"]] = "unknown"
    event: str
    data: str


Event: TypeAlias = Message | Interrupt | Delta | Reply | ChatStatus | Done | Failed | Unknown
Closing: TypeAlias = Interrupt | Done | Failed
