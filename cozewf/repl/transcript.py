"""What was said in a chat, and how it is written to a file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn: what was said, and what of the answer came. *note* says how it ended, if badly."""

    message: str
    answer: str
    note: str = ""


@dataclass(slots=True)
class Transcript:
    """The turns of one conversation, in order."""

    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def last_message(self) -> str:
        """What was said last, "" where nothing was."""
        return self.exchanges[-1].message if self.exchanges else ""

    def as_markdown(self, workflow_id: str, conversation_id: str) -> str:
        """The whole conversation as a Markdown text."""
        parts = [f"# Chat with {workflow_id}"]
        if conversation_id:
            parts.append(f"Conversation {conversation_id}")
        for exchange in self.exchanges:
            parts += ["## You", exchange.message, "## Answer", exchange.answer or "(nothing)"]
            if exchange.note:
                parts.append(f"*{exchange.note}*")
        return "\n\n".join(parts) + "\n"


def save(text: str, path: Path) -> None:
    """Write *text* to a new file, which only its owner may read. Raises InvalidInput."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except FileExistsError:
        raise InvalidInput(f"{path} exists already.", hint="Name another: /save FILE") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from None
