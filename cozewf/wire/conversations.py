"""The reply of …/conversation/create in every dialect (wire.md §3.8)."""

from __future__ import annotations

from ..errors import ReplyUnreadable
from ..language import _
from ..models import Conversation
from .values import Object, as_count, as_id, as_text, first


def read_conversation(data: Object, log_id: str = "") -> Conversation:
    """Read a new conversation. Raises ReplyUnreadable for a reply that names none."""
    inner = data.get("data")
    body: Object = inner if isinstance(inner, dict) else data
    conversation_id = as_id(first(body, ("conversation_id", "id")))
    if not conversation_id:
        raise ReplyUnreadable(_("The server's answer names no conversation."), log_id=log_id)
    meta_data = first(body, ("meta_data", "metadata"))
    return Conversation(
        conversation_id=conversation_id,
        section_id=as_id(body.get("last_section_id")),
        name=as_text(body.get("name")),
        created_at=as_count(first(body, ("created_at", "CreatedAt"))),
        meta_data={key: as_text(value) for key, value in meta_data.items()}
        if isinstance(meta_data, dict)
        else {},
        log_id=log_id,
    )
