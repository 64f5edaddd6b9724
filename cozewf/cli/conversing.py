"""What the commands about conversations share."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ..profiles import Profile, state_dir
from ..talk import Talk
from .app import App
from .flags import ServerFlags


class ConversationStore(Protocol):
    """What is remembered of conversations."""

    def remember_conversation(
        self,
        profile: str,
        base_url: str,
        workflow_id: str,
        conversation_id: str,
        *,
        app_id: str = "",
        name: str = "",
    ) -> None: ...

    def last_conversation(self, profile: str, workflow_id: str) -> str | None: ...


def remember(app: App, profile: Profile, talk: Talk) -> None:
    """Remember the conversation as the last one; the demo's end with their server."""
    if app.store is None or profile.is_demo:
        return
    app.store.remember_conversation(
        profile.name,
        app.base_url,
        talk.workflow_id,
        talk.conversation_id,
        app_id=talk.options.app_id,
        name=talk.conversation_name,
    )


def history_path(app: App) -> Path | None:
    """Where the typed messages are kept; None where nothing is to be kept."""
    return state_dir(app.environ) / "chat_history" if app.config.log else None


def options_to_repeat(server: ServerFlags, **ids: str | None) -> list[str]:
    """The options that a later command needs to reach the same conversation."""
    given = {"profile": server.profile, "base_url": server.base_url, **ids}
    return [
        word
        for name, value in given.items()
        if value
        for word in (f"--{name.replace('_', '-')}", value)
    ]


def tell_next_step(app: App, line: str) -> None:
    """Show a person the command that goes on."""
    if app.terminal.err_is_tty and not app.quiet and not app.as_json:
        app.terminal.say(app.terminal.style(f"  go on: {line}", 2))
