"""What was said in a chat, and how it is written to a file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InvalidInput
from ..language import _, reason_of

_UNFIT = re.compile(r"[^\w.-]+")


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
        parts = ["# " + _("Chat with {workflow}").format(workflow=workflow_id)]
        if conversation_id:
            parts.append(_("Conversation {id}").format(id=conversation_id))
        for exchange in self.exchanges:
            parts += [f"## {_('You')}", exchange.message]
            parts += [f"## {_('Answer')}", exchange.answer or _("(nothing)")]
            if exchange.note:
                parts.append(f"*{exchange.note}*")
        return "\n\n".join(parts) + "\n"


def file_name(conversation_id: str) -> str:
    """A name for the file of a conversation; the server's id leads to no other folder."""
    return f"chat-{_UNFIT.sub('_', conversation_id) or 'new'}.md"


def save(text: str, path: Path) -> None:
    """Write *text* to a new file, which only its owner may read. Raises InvalidInput."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except FileExistsError:
        raise InvalidInput(
            _("{path} exists already.").format(path=path), hint=_("Name another: /save FILE")
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise InvalidInput(
            _("{path} cannot be written: {reason}.").format(path=path, reason=reason_of(error))
        ) from None
