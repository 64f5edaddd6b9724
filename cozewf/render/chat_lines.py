"""The JSON document of a chat turn: that of a run, and what only a chat has."""

from __future__ import annotations

from typing import Any

from ..errors import CozewfError
from ..turn import ChatMessage, TurnState
from .lines import document


def turn_document(
    state: TurnState, duration_ms: int, error: CozewfError | None = None
) -> dict[str, Any]:
    """The one document of ``chat -o json``, for whatever end the turn took."""
    return {
        **document(state, duration_ms, error),
        "conversation_id": state.conversation_id or None,
        "chat_id": state.chat_id or None,
        "messages": [_message_fields(message) for message in state.messages],
        "follow_ups": state.follow_ups,
    }


def _message_fields(message: ChatMessage) -> dict[str, Any]:
    return {
        "message_id": message.message_id or None,
        "role": message.role,
        "message_type": message.message_type,
        "content": message.content,
        "content_type": message.content_type,
        "completed": message.completed,
    }
