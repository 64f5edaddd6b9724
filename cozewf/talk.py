"""Talk: a conversation with a ChatFlow, as what each of its turns is sent with. No I/O."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .wire.requests import ApiRequest, RunOptions, build_chat


@dataclass(slots=True, kw_only=True)
class Talk:
    """A conversation that goes on from turn to turn.

    Without *conversation_id* the next turn begins a conversation, called *conversation_name*:
    open-source servers want a name then, so it gets one, which no other conversation has.
    """

    workflow_id: str
    cloud: bool
    parameters: Mapping[str, Any] = field(default_factory=dict)
    meta_data: Mapping[str, str] = field(default_factory=dict)
    options: RunOptions = field(default_factory=RunOptions)
    conversation_id: str = ""
    conversation_name: str = ""

    def __post_init__(self) -> None:
        if not self.conversation_id:
            self.begin_anew(self.conversation_name)

    def begin_anew(self, name: str = "") -> None:
        """Let the next turn begin another conversation."""
        self.conversation_id = ""
        self.conversation_name = name or ("" if self.cloud else _new_name())

    def request(self, message: str) -> ApiRequest:
        """The request of the next turn."""
        return build_chat(
            self.workflow_id,
            message,
            self.parameters,
            self.options,
            cloud=self.cloud,
            conversation_id=self.conversation_id,
            conversation_name=self.conversation_name,
            meta_data=self.meta_data,
        )


def _new_name() -> str:
    return f"cozewf-{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
