"""chat: one turn with a ChatFlow, or a conversation at the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InvalidInput
from ..language import _
from ..params import parse_pairs, parse_params
from ..profiles import Profile
from ..render.reports import chat_command
from ..talk import Talk
from ..wire.requests import RunOptions, is_cloud
from .app import App
from .conversing import Line, history_path, options_to_repeat, remember
from .dry_run import show_request
from .flags import AnswerFlags, OutputFlags, RunFlags, ServerFlags, WorkflowArgument
from .following import finder, recovery
from .turns import TurnWatch

if TYPE_CHECKING:
    from ..client import CozeWorkflow

_CONVERSATION = "Conversation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFlags:
    """Which conversation goes on."""

    conversation: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Go on with this one.", rich_help_panel=_CONVERSATION),
    ] = None
    go_on: Annotated[
        bool,
        typer.Option(
            "--continue",
            "-c",
            help="Go on with the last one of this workflow.",
            rich_help_panel=_CONVERSATION,
        ),
    ] = False
    conversation_name: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Go on with the one of this name, or begin it.",
            rich_help_panel=_CONVERSATION,
        ),
    ] = None
    meta: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Meta data of the messages, repeatable.",
            rich_help_panel=_CONVERSATION,
        ),
    ] = None


def chat(
    ctx: typer.Context,
    workflow: WorkflowArgument,
    which: ConversationFlags,
    flags: RunFlags,
    answers: AnswerFlags,
    server: ServerFlags,
    output: OutputFlags,
    message: Annotated[
        str | None, typer.Argument(metavar="MESSAGE|-", help="What to say; - reads it from stdin.")
    ] = None,
) -> None:
    """Chat with a ChatFlow: one turn with MESSAGE, else as you like.

    A question in the middle is answered by the next message.

    Examples:

    \b
      cozewf chat wf_chat --profile demo
      cozewf chat travel "你好" --continue
      git diff | cozewf chat review - -o json --query output
    """
    app: App = ctx.obj
    app.show(output)
    text = _read_message(app, message, flags)
    profile = app.profile(
        server, bot_id=flags.bot_id, app_id=flags.app_id, connector_id=flags.connector_id
    )
    talk = _plan(app, profile, workflow, which, flags)
    if flags.dry_run:
        show_request(app, profile, talk.request(text or "…"), flags.dry_run)
        return
    app.terminal.no_input = app.terminal.no_input or answers.no_input
    if text is None:
        _check_person(app)
    client = app.client(profile, server)
    repeat = options_to_repeat(
        server, app_id=flags.app_id, bot_id=flags.bot_id, connector_id=flags.connector_id
    )
    if text is None:
        _converse(app, client, profile, talk, repeat)
        return
    TurnWatch(
        app,
        talk,
        server,
        output,
        answers=answers,
        repeat=repeat,
        remember=partial(remember, app, profile),
        look_up=recovery(app, finder(client, talk.workflow_id)),
    ).say(client, text)


def _plan(
    app: App, profile: Profile, workflow: str, which: ConversationFlags, flags: RunFlags
) -> Talk:
    workflow_id = profile.workflow_id(workflow)
    return Talk(
        workflow_id=workflow_id,
        cloud=is_cloud(profile.text("base_url")),
        parameters=parse_params(flags.param or [], flags.params, app.read_text),
        meta_data=parse_pairs(which.meta or [], "--meta"),
        options=RunOptions(
            bot_id=profile.text("bot_id"),
            app_id=profile.text("app_id"),
            connector_id=profile.text("connector_id"),
            workflow_version=flags.workflow_version or "",
            execute_mode=flags.execute_mode,
            ext=parse_pairs(flags.ext or [], "--ext"),
        ),
        conversation_id=_find_conversation(app, profile, workflow_id, which),
        conversation_name=which.conversation_name or "",
    )


def _find_conversation(
    app: App, profile: Profile, workflow_id: str, which: ConversationFlags
) -> str:
    """The id of the conversation to go on with, "" for a new one. Raises InvalidInput."""
    given = (which.conversation is not None, which.go_on, which.conversation_name is not None)
    if sum(given) > 1:
        raise InvalidInput(_("Give one of --conversation, --continue and --conversation-name."))
    if which.conversation is not None:
        if not which.conversation.strip():
            raise InvalidInput(_("The conversation id is empty."))
        return which.conversation.strip()
    if not which.go_on:
        return ""
    app.check_memory()
    last = app.store.last_conversation(profile.name, workflow_id) if app.store else None
    if last is None:
        raise InvalidInput(
            _("No conversation with this workflow is remembered here."),
            hint=_("Leave --continue out to begin one, or name it: --conversation ID."),
        )
    return last


def _read_message(app: App, message: str | None, flags: RunFlags) -> str | None:
    """The message of a single turn, None for a conversation. Raises InvalidInput."""
    if message == "-":
        if flags.params == "-":
            raise InvalidInput(_("The message and --params cannot both come from stdin."))
        message = app.read_text("-").rstrip("\r\n")
    if message is not None and not message.strip():
        raise InvalidInput(_("The message is empty."))
    return message


def _check_person(app: App) -> None:
    """Raise InvalidInput where nobody can chat."""
    if app.output != "text":
        raise InvalidInput(
            _("A conversation has no --output {output}.").format(output=app.output),
            hint=_("Give a MESSAGE for one turn."),
        )
    if not app.terminal.can_prompt:
        raise InvalidInput(
            _("There is no message, and nobody at a terminal to type one."),
            hint=_("Give MESSAGE, or - to read it from stdin."),
        )


def _converse(
    app: App, client: CozeWorkflow, profile: Profile, talk: Talk, repeat: list[str]
) -> None:
    from ..repl import Repl  # noqa: PLC0415  only for a conversation
    from ..repl.line import PromptReader  # noqa: PLC0415  as above
    from ..repl.partner import Partner  # noqa: PLC0415  as above

    def continue_command(conversation_id: str) -> str:
        if app.is_demo:
            return ""  # its server ends with this command
        return chat_command(talk.workflow_id, conversation_id, options=repeat)

    wires = Line(app, client, profile, talk.workflow_id)
    Repl(
        app.terminal,
        PromptReader(app.terminal, history_path(app)),
        Partner(app.terminal, talk, wires, base_url=app.base_url, verbose=app.verbose),
        continue_command=continue_command,
        base_url=app.base_url,
    ).run()
