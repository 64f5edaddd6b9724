"""mock and demo: a server on this machine, to develop against and to learn with."""

from __future__ import annotations

import shlex
from typing import Annotated, Literal

import typer

from ..language import N_, _
from .app import App

_STEPS = (
    (N_("A workflow writes, node by node."), ["stream", "wf_123", "--param", "topic=AI"], ()),
    (
        N_("A workflow asks in the middle, and goes on with the answer."),
        ["stream", "wf_ask"],
        ("--answer", "1", "--answer", '{"city": "杭州", "days": 2}'),
    ),
    (
        N_("A ChatFlow talks; without the message, for as long as you like."),
        ["chat", "wf_chat", "你好"],
        (),
    ),
)


def mock(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 is any free one.")] = 8787,
    dialect: Annotated[
        Literal["open-source", "document"],
        typer.Option(help="How Coze Plus and Studio speak, or how their document says."),
    ] = "open-source",
    pace: Annotated[
        float, typer.Option(min=0, help="Delays between tokens: 1 as in life, 0 none.")
    ] = 1.0,
    api_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The only key taken; else any is.")
    ] = None,
) -> None:
    """Start a local server that speaks the API, with built-in workflows.

    \b
    wf_123   streams an article about `topic` through several nodes
    wf_ask   asks a question with options, then wants a form
    wf_chat  is a ChatFlow
    wf_fail  fails, wf_slow takes its time

    Examples:

    \b
      cozewf mock --port 8787
      cozewf stream wf_123 -p topic=AI --base-url http://127.0.0.1:8787
    """
    from ..mock.server import serve_forever  # noqa: PLC0415  the extra `mock`

    app: App = ctx.obj

    def announce(base_url: str) -> None:
        app.terminal.say(
            _("The mock server speaks {dialect} at {base_url}. Ctrl-C stops it.").format(
                dialect=dialect, base_url=base_url
            )
        )
        app.terminal.say(
            f"  COZEWF_BASE_URL={base_url} COZEWF_API_KEY={api_key or 'any'} cozewf stream wf_123"
        )

    serve_forever(dialect, port=port, pace=pace, api_key=api_key, on_ready=announce)


def demo(ctx: typer.Context) -> None:
    """Take a tour: a stream, a question in the middle, a chat turn. Needs no server and no key."""
    app: App = ctx.obj
    terminal = app.terminal
    for title, words, answers in _STEPS:
        command = [*words, *(() if terminal.can_prompt else answers), "--profile", "demo"]
        terminal.say(terminal.style(f"\n{_(title)}", 1))
        terminal.say(terminal.style(f"$ cozewf {shlex.join(command)}", 36) + "\n")
        ctx.find_root().command.main(command, "cozewf", standalone_mode=False, obj=app)
    terminal.say("\n" + _("That was it. `cozewf --help` lists the rest."))
