"""config init: a profile that works, checked against its server before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from ..cleaning import clean_line
from ..doctor import ask_server
from ..errors import CozewfError, InvalidInput, Stopped
from ..language import N_, _
from ..profiles import Origin, Profile, Setting, config_path, load
from ..profiles.edit import edit
from ..profiles.keys import read_changes
from ..profiles.login import save_in_keyring
from ..profiles.resolve import DEFAULT_PROFILE
from .app import App
from .config import ask_secret
from .flags import OutputFlags, ServerFlags

_LOGINS = (
    ("api_key", N_("An API key, kept in the file")),
    ("keyring", N_("An API key, kept in the system's keyring")),
    ("api_key_env", N_("An API key in an environment variable")),
    ("api_key_command", N_("An API key that a command prints")),
    ("session_key", N_("A session key (cookie), kept in the file")),
)
_PASS = N_(
    "Pass --base-url URL and one of --api-key-stdin, --session-key-stdin, "
    "--api-key-env NAME, --api-key-command COMMAND; --profile NAME names the profile."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFlags:
    """Where the login of a new profile lies."""

    api_key_stdin: Annotated[
        bool, typer.Option("--api-key-stdin", help="Read the API key from stdin.")
    ] = False
    session_key_stdin: Annotated[
        bool, typer.Option("--session-key-stdin", help="Read the session key from stdin.")
    ] = False
    api_key_env: Annotated[
        str | None, typer.Option(metavar="NAME", help="The variable that holds the API key.")
    ] = None
    api_key_command: Annotated[
        str | None, typer.Option(metavar="COMMAND", help="A command that prints the API key.")
    ] = None
    keyring: Annotated[
        bool,
        typer.Option("--keyring", help="Keep the key in the system's keyring (extra `keyring`)."),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Login:
    """The setting that is saved, and the key itself where it goes elsewhere."""

    form: str
    value: str
    key: str = ""


def init(
    ctx: typer.Context,
    server: ServerFlags,
    flags: LoginFlags,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Save it without asking the server.")
    ] = False,
) -> None:
    """Set up a profile: ask for what is needed, try it, save it.

    Examples:

    \b
      cozewf config init
      cozewf config init --profile work --base-url https://coze.example.com --api-key-stdin < key
    """
    app: App = ctx.obj
    app.show(OutputFlags(), stored=False)
    name = _choose_name(app, server)
    base_url = _choose_base_url(app, server, name)
    login = _login_of(app, flags) or _ask_login(app)
    changes = [
        *read_changes(("profiles", name, "base_url"), base_url),
        *read_changes(("profiles", name, login.form), login.value),
    ]
    if not no_check:
        _try(app, _profile(name, base_url, login), server)
    if login.form == "keyring":
        save_in_keyring(name, login.key)
    path = config_path(app.environ)
    is_current = (load(path, check=False).current or name) == name
    edit(path, [*changes, (("current",), name)] if is_current else changes)
    app.terminal.say(
        _("Saved the profile {name} in {path}.").format(name=clean_line(name), path=path)
    )
    if not is_current:
        app.terminal.say(
            _("`cozewf config use {name}` makes it the one in force.").format(name=clean_line(name))
        )


def _choose_name(app: App, server: ServerFlags) -> str:
    if server.profile:
        return server.profile
    return (
        _ask(app, _("Name of the profile"), DEFAULT_PROFILE) if _can_ask(app) else DEFAULT_PROFILE
    )


def _choose_base_url(app: App, server: ServerFlags, name: str) -> str:
    from ..client.address import check_base_url  # noqa: PLC0415  not light

    if server.base_url is not None:
        return check_base_url(server.base_url)
    if not _can_ask(app):
        raise InvalidInput(_("There is nobody to ask for the server."), hint=_(_PASS))
    known = load(config_path(app.environ), check=False).profiles.get(name, {})
    default = str(known.get("base_url", "")) or app.environ.get("COZEWF_BASE_URL", "")
    while True:
        try:
            return check_base_url(_ask(app, _("Base URL of the server"), default))
        except InvalidInput as error:
            app.terminal.say(app.terminal.style(f"  {clean_line(error.message)}", 33))


def _login_of(app: App, flags: LoginFlags) -> _Login | None:
    """The login that the flags name. Raises InvalidInput for several."""
    given: list[_Login] = []
    if flags.api_key_env is not None:
        given.append(_Login(form="api_key_env", value=flags.api_key_env))
    if flags.api_key_command is not None:
        given.append(_Login(form="api_key_command", value=flags.api_key_command))
    if flags.session_key_stdin:
        given.append(_Login(form="session_key", value=_read_key(app)))
    if flags.api_key_stdin:
        key = _read_key(app)
        given.append(_in_keyring(key) if flags.keyring else _Login(form="api_key", value=key))
    if len(given) > 1 or (flags.keyring and given and given[0].form != "keyring"):
        raise InvalidInput(_("There are several logins."), hint=_("Give one."))
    if flags.keyring and not given and _can_ask(app):
        given.append(_in_keyring(ask_secret(app, _("API key (it will not be shown): "))))
    return given[0] if given else None


def _read_key(app: App) -> str:
    """The key on stdin; asked for where stdin is a person. Raises InvalidInput for none."""
    if app.terminal.can_prompt:
        return ask_secret(app, _("Key (it will not be shown): "))
    key = app.read_text("-").strip()
    if not key:
        raise InvalidInput(_("There is no key on stdin."))
    app.terminal.secrets.hide(key)
    return key


def _ask_login(app: App) -> _Login:
    if not _can_ask(app):
        raise InvalidInput(_("There is nobody to ask for the login."), hint=_(_PASS))
    for number, (_form, text) in enumerate(_LOGINS, start=1):
        app.terminal.say(f"  {app.terminal.style(str(number), 36)}  {_(text)}")
    while True:
        answer = _ask(app, _("Which login"), "1")
        if answer.isdecimal() and 1 <= int(answer) <= len(_LOGINS):
            break
    match _LOGINS[int(answer) - 1][0]:
        case "keyring":
            return _in_keyring(ask_secret(app, _("API key (it will not be shown): ")))
        case "api_key_env":
            return _Login(form="api_key_env", value=_ask(app, _("Name of the variable")))
        case "api_key_command":
            return _Login(form="api_key_command", value=_ask(app, _("Command")))
        case form:
            return _Login(form=form, value=ask_secret(app, _("Key (it will not be shown): ")))


def _in_keyring(key: str) -> _Login:
    return _Login(form="keyring", value="true", key=key)


def _profile(name: str, base_url: str, login: _Login) -> Profile:
    """The profile as it would be, its key at hand."""
    form, value = ("api_key", login.key) if login.key else (login.form, login.value)
    settings = {"base_url": base_url, form: value}
    origin = Origin("flag", "init")
    return Profile(
        name=name,
        origin=origin,
        settings={key: Setting(value=text, origin=origin) for key, text in settings.items()},
    )


def _try(app: App, profile: Profile, server: ServerFlags) -> None:
    """Ask the server whether it takes the login. Raises what it says; a person may overrule it."""
    try:
        client = app.client(profile, server)
        probe = ask_server(client.probe, client.base_url)
        if probe.login == "refused" and probe.error is not None:
            raise probe.error
    except InvalidInput:
        raise
    except CozewfError as error:
        if not _can_ask(app):
            raise
        app.terminal.say(app.terminal.style(f"  {clean_line(error.message)}", 31))
        if error.hint:
            app.terminal.say(f"  {clean_line(error.hint)}")
        if _ask(app, _("Save it all the same? y or n"), "n").lower() not in ("y", "yes", "是"):
            raise Stopped(_("Nothing was saved.")) from None
        return
    if probe.login == "accepted":
        app.terminal.say(_("The server takes the login."))
    else:
        app.warn(_("The server did not tell whether it takes the login."))


def _can_ask(app: App) -> bool:
    return app.terminal.can_prompt


def _ask(app: App, question: str, default: str = "") -> str:
    """Ask until there is an answer. Raises Stopped at the end of input."""
    prompt = _("{question} [{default}]: ") if default else _("{question}: ")
    prompt = prompt.format(question=question, default=clean_line(default))
    while True:
        text = app.terminal.ask(prompt)
        if text is None:
            raise Stopped(_("Nothing was saved."))
        if text.strip() or default:
            return text.strip() or default
