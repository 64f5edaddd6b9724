"""The conversations of ChatFlows, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from .runs import Ids, Run


@dataclass(slots=True, eq=False)
class Conversation:
    """*memory* is what the user said; *waiting* is the run whose question is open."""

    id: str
    section_id: str
    owner: str = ""
    name: str = ""
    memory: list[str] = field(default_factory=list)
    waiting: Run | None = None


class Conversations:
    """All conversations, by id and by the name that an app has for them."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._by_id: dict[str, Conversation] = {}
        self._by_name: dict[tuple[str, str], Conversation] = {}

    def create(self, owner: str = "", name: str = "") -> Conversation:
        """A new one; an existing *name* is bound to it from now on."""
        conversation = Conversation(self._ids.next(), self._ids.next(), owner, name)
        self._by_id[conversation.id] = conversation
        if name:
            self._by_name[owner, name] = conversation
        return conversation

    def get(self, conversation_id: str) -> Conversation | None:
        return self._by_id.get(conversation_id)

    def named(self, owner: str, name: str) -> Conversation | None:
        return self._by_name.get((owner, name))
