"""config: looking at the settings, and changing them. `init` and `check` have their own modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from ..cleaning import clean_line
from ..errors import InvalidInput
from ..language import _
from ..profiles import DEMO, Config, config_path, load, resolve, resolve_general
from ..profiles.edit import Change, edit
from ..profiles.keys import Key, is_secret, is_set, parse_key, read_changes
from ..profiles.listing import Row, list_folders, list_settings
from ..profiles.resolve import DEFAULT_PROFILE, choose_profile
from ..profiles.specs import unknown
from ..render.columns import write_columns
from .app import App
from .flags import OutputFlags, ServerFlags, general_settings
from .watching import write_document

ProfileOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The profile to change; else the one in force.")
]
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="base_url, profiles.NAME.timeout, aliases.NAME, log, …")
]


def list_(
    ctx: typer.Context,
    server: ServerFlags,
    output: OutputFlags,
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Which flag, variable or line set it.")
    ] = False,
) -> None:
    """Show the settings in force, and with --show-origin where each comes from.

    Examples:

    \b
      cozewf config list --show-origin
      cozewf config list --profile work -o json
    """
    app: App = ctx.obj
    app.show(output)
    query = app.compile_query(output.query)
    rows = _rows(app, server, output)
    names = [*app.config.profiles, *({DEMO} - app.config.profiles.keys())]
    if app.as_json:
        document = {
            "schema": 1,
            "path": str(app.config.path),
            "profiles": names,
            "settings": [_as_object(row) for row in rows],
        }
        write_document(app, document, query)
        return
    default = _("default") if app.terminal.out_is_tty else "default"
    shown = [
        (row.name, row.value, default if row.origin.kind == "default" else str(row.origin))
        for row in rows
    ]
    write_columns(app.terminal, shown if show_origin else [row[:2] for row in shown])
    if app.terminal.out_is_tty and not app.quiet:
        app.terminal.say(
            app.terminal.style(_("Profiles: {names}").format(names=clean_line(", ".join(names))), 2)
        )


def get(ctx: typer.Context, key: KeyArgument, server: ServerFlags, output: OutputFlags) -> None:
    """Print one setting, as it is in force; secrets are masked.

    Examples:

    \b
      cozewf config get base_url
      cozewf config get profiles.work.timeout
    """
    app: App = ctx.obj
    app.show(output)
    query = app.compile_query(output.query)
    row = _find(app, key, server, output)
    if app.as_json:
        write_document(app, {"schema": 1, **_as_object(row)}, query)
    else:
        app.terminal.write(clean_line(row.value) + "\n")


def set_(
    ctx: typer.Context,
    key: KeyArgument,
    value: Annotated[
        list[str] | None, typer.Argument(metavar="VALUE|-", help="Its value; - reads stdin.")
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Change a setting in the file. A key is asked for, or read from stdin with `-`.

    Examples:

    \b
      cozewf config set base_url https://coze.example.com --profile work
      cozewf config set api_key - --profile work < key.txt
      cozewf config set aliases.poem 7533516453652561920
      cozewf config set log false
    """
    app: App = ctx.obj
    app.show(OutputFlags(), stored=False)
    key, sign, text = key.partition("=")
    values = [*([text] if sign else []), *(value or [])]
    if len(values) > 1:
        raise InvalidInput(_("Give one value."), hint=_("Put quotes around one that has spaces."))
    place = parse_key(key, _profile_to_change(app, profile))
    text = _read_value(app, place, values[0] if values else None)
    changes = read_changes(place, text)
    _check_change(app, place, text)
    _save(app, changes, _("Set {name} in {path}."), ".".join(place))


def unset(ctx: typer.Context, key: KeyArgument, profile: ProfileOption = None) -> None:
    """Remove a setting from the file; profiles.NAME removes a whole profile.

    Examples:

    \b
      cozewf config unset timeout --profile work
      cozewf config unset profiles.old
    """
    app: App = ctx.obj
    app.show(OutputFlags(), stored=False)
    place = parse_key(key, _profile_to_change(app, profile))
    config = _unchecked(app)
    if not is_set(config, place):
        raise InvalidInput(
            _("{key} is not set in {path}.").format(key=".".join(place), path=config.path)
        )
    changes: list[Change] = [(place, None)]
    if place == ("profiles", config.current):
        changes.append((("current",), None))
    _save(app, changes, _("Removed {name} in {path}."), ".".join(place))


def use(
    ctx: typer.Context,
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="The profile to use.")],
) -> None:
    """Use PROFILE from now on, where nothing else is said.

    Examples:

    \b
      cozewf config use work
    """
    app: App = ctx.obj
    app.show(OutputFlags(), stored=False)
    _check_profile(app, profile)
    _save(app, [(("current",), profile)], _("Using the profile {name} in {path}."), profile)


def path(ctx: typer.Context) -> None:
    """Print where the configuration file lies, or would lie.

    Examples:

    \b
      "$EDITOR" "$(cozewf config path)"
    """
    app: App = ctx.obj
    app.terminal.write(f"{config_path(app.environ)}\n")


def _rows(app: App, server: ServerFlags, output: OutputFlags) -> list[Row]:
    general = resolve_general(general_settings(output), app.environ, app.config)
    settings = list_settings(app.profile(server), general, app.project)
    return [*settings, *list_folders(app.environ)]


def _find(app: App, key: str, server: ServerFlags, output: OutputFlags) -> Row:
    """The row of *key* as it is in force; of a named profile, as it stands in the file."""
    if key.startswith("profiles."):
        place = parse_key(key, "")
        rows = list(list_settings(resolve({"profile": place[1]}, {}, app.config), {}, None))
        name = place[2] if len(place) > 2 else "profile"
    else:
        rows = _rows(app, server, output)
        name = "profile" if key == "current" else key
    for row in rows:
        if row.name == name:
            return row._replace(name=key)
    parse_key(key, "")  # which says so where there is no such key at all
    raise InvalidInput(
        _("{key} is not set.").format(key=key), hint=_("`cozewf config list` shows what is.")
    )


def _as_object(row: Row) -> dict[str, Any]:
    origin = {"kind": row.origin.kind, "name": row.origin.name or None}
    return {
        "name": row.name,
        "value": row.value,
        "origin": {**origin, "line": row.origin.line or None},
    }


def _unchecked(app: App) -> Config:
    """The file as it stands: what makes no sense in it can be mended by `set` and `unset`."""
    return load(config_path(app.environ), check=False)


def _profile_to_change(app: App, flag: str | None) -> str:
    return choose_profile(flag, app.environ, _unchecked(app))[0] or DEFAULT_PROFILE


def _read_value(app: App, place: Key, value: str | None) -> str:
    """The value of the command line, of stdin, or of a person. Raises InvalidInput."""
    secret = is_secret(place)
    if secret and value not in (None, "-"):
        raise InvalidInput(
            _("{key} is not taken from the command line, which others can see.").format(
                key=place[-1]
            ),
            hint=_("Pipe it: cozewf config set {key} - < FILE; or set {key}_env.").format(
                key=place[-1]
            ),
        )
    if secret and app.terminal.can_prompt:
        return ask_secret(app, _("{key} (it will not be shown): ").format(key=place[-1]))
    if value == "-":
        return app.read_text("-").strip()
    if value is None:
        hint = (
            _("Pipe it: cozewf config set {key} - < FILE").format(key=place[-1]) if secret else ""
        )
        raise InvalidInput(_("There is no value for {key}.").format(key=place[-1]), hint=hint)
    return value


def ask_secret(app: App, prompt: str) -> str:
    """Ask for a key. Raises InvalidInput where none is given, or where it would be seen."""
    try:
        secret = app.terminal.ask_secret(prompt)
    except OSError:
        hint = _("Give it on stdin.")
        raise InvalidInput(_("This terminal would show what you type."), hint=hint) from None
    if not secret or not secret.strip():
        raise InvalidInput(_("No key was given."))
    app.terminal.secrets.hide(secret.strip())
    return secret.strip()


def _check_change(app: App, place: Key, value: str) -> None:
    """Check what only the client knows to check. Raises InvalidInput."""
    from ..client.address import check_base_url, login_headers  # noqa: PLC0415  not light

    match place[-1]:
        case "base_url":
            check_base_url(value)
        case "api_key" | "session_key" if is_secret(place):
            login_headers(value, "")
        case "current":
            _check_profile(app, value)
        case _:
            pass


def _check_profile(app: App, name: str) -> None:
    known = [*_unchecked(app).profiles, DEMO]
    if name not in known:
        raise unknown(_("profile"), name, known)


def _save(app: App, changes: Sequence[Change], text: str, name: str) -> None:
    """Change the file and say so: *text* takes the name of what changed, and the path."""
    path = config_path(app.environ)
    edit(path, changes)
    app.terminal.say(text.format(name=clean_line(name), path=path))
