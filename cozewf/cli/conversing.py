"""What the commands about conversations share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..language import _
from ..models import RunRecord
from ..profiles import Profile
from ..render import Sink, Tee
from ..render.plain import PlainText
from ..talk import Talk
from ..turn import TurnState
from .app import App
from .flags import ServerFlags
from .following import finder, recovery

if TYPE_CHECKING:
    from ..client import CozeWorkflow, EventStream
    from ..recorder import Recorder


def remember(app: App, profile: Profile, talk: Talk) -> None:
    """Remember the conversation as the last one; the demo's end with their server."""
    if app.store is None or app.is_demo:
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
    if app.store is None:
        return None
    from ..store import state_path  # noqa: PLC0415  it is there, since there is a store

    return state_path(app.environ).with_name("chat_history")


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
        app.terminal.say(app.terminal.style("  " + _("go on: {command}").format(command=line), 2))


class Line:
    """What connects a chat at the terminal with its server: `repl.partner.Wires`."""

    def __init__(self, app: App, client: CozeWorkflow, profile: Profile, workflow_id: str) -> None:
        self._app = app
        self._client = client
        self._profile = profile
        self._find = finder(client, workflow_id)

    def view(self, state: TurnState) -> Sink:
        """What shows and notes the turn that is folded into *state*."""
        app = self._app
        self._recorder: Recorder = app.recorder(state, "chat")
        if not app.terminal.out_is_tty:
            return Tee([self._recorder, PlainText(app.terminal)])
        from ..render.live import LiveView  # noqa: PLC0415  only where there is a screen

        return Tee([self._recorder, LiveView(app.terminal, verbose=app.verbose)])

    def say(self, talk: Talk, message: str) -> EventStream:
        """Send *message*, once."""
        with self._recorder.sending():
            return self._client.chatflow.say(talk, message)

    def look_up(self, execute_id: str) -> RunRecord | None:
        """How a turn whose stream was lost has ended, None where nobody can tell."""
        return recovery(self._app, self._find)(execute_id)

    def remember(self, talk: Talk) -> None:
        """As `remember`."""
        remember(self._app, self._profile, talk)

    def renew(self, talk: Talk) -> None:
        """Begin anew; open-source servers give an app's conversation its name again, but empty."""
        if not (talk.conversation_name and talk.options.app_id):
            talk.begin_anew()
            return
        made = self._client.conversations.create(
            workflow_id=talk.workflow_id, name=talk.conversation_name, options=talk.options
        )
        talk.conversation_id = made.conversation_id
