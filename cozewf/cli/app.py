"""App: what the commands share. Costly things are made when first asked for.

So are their modules loaded: `profiles`, which brings tomllib, would be 12 ms of each --help.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

from .. import language
from ..cleaning import clean, clean_line
from ..errors import CozewfError, InvalidInput
from ..language import _, reason_of
from ..secrets import secrets_of
from ..terminal import Terminal
from .flags import ListFlags, OutputFlags, OutputFormat, ServerFlags, general_settings

if TYPE_CHECKING:
    from ..client import CozeWorkflow
    from ..profiles import Config, Profile, Project
    from ..recorder import Recorder
    from ..state import RunState
    from ..store import RunKind, Store

_DEMO_KEY = "demo"
_STATE = "state.db"


class App:
    """The terminal, the configuration, and a client made of both. Close it at the end."""

    def __init__(
        self, terminal: Terminal, environ: Mapping[str, str], catalogues: Path = language.FOLDER
    ) -> None:
        self.terminal = terminal
        self.environ = environ
        self.catalogues = catalogues
        self.base_url = ""
        self.output: OutputFormat = "text"
        self.as_csv = False  # then `output` is "text": errors are for people
        self.quiet = False
        self.verbose = False
        self._demo_url = ""
        self._profile_name = ""
        self._config: Config | None = None
        self._store: Store | None = None
        self._store_was_opened = False
        self._store_trouble = ""
        self._open = ExitStack()
        terminal.secrets.hide(*secrets_of(environ))

    def close(self) -> None:
        """Close connections, and the demo's server."""
        self._open.close()

    def speak(self, named: str) -> None:
        """Speak the language that was *named*, else the file's, else the locale's, from now on."""
        named = named or self._stored_language
        language.use(language.choose(self.environ, named), self.catalogues)

    @cached_property
    def _stored_language(self) -> str:
        """The language of the file, read without `profiles`; "" where it names none."""
        from ..places import config_folder  # noqa: PLC0415  see above

        path = os.path.join(config_folder(self.environ), "config.toml")
        if not os.path.isfile(path):
            return ""
        from ..shell.plain_toml import read_tables  # noqa: PLC0415  see above

        try:
            with open(path, encoding="utf-8") as file:
                return str(read_tables(file.read()).get("lang", ""))
        except (OSError, ValueError):  # whoever needs the file will say what is wrong with it
            return ""

    def show(self, flags: OutputFlags | ListFlags, *, stored: bool = True) -> None:
        """Take note of how this command shows its results. Raises InvalidInput.

        Without *stored* the file is not read: for the commands that can mend it.
        """
        from ..profiles import Config, config_path, resolve_general  # noqa: PLC0415  see above

        self.quiet, self.verbose = flags.quiet, flags.verbose
        self.terminal.color_choice = flags.color
        config = self.config if stored else Config(path=config_path(self.environ))
        self.as_csv = flags.output == "csv" and not flags.json
        settings = resolve_general(general_settings(flags), self.environ, config)
        self.output = {name: name for name in get_args(OutputFormat)}[settings["output"].value]
        self.terminal.no_input = settings["no_input"].value == "true"
        named = settings["lang"].value if "lang" in settings else ""
        self.speak(named)
        if config.is_open:
            self.warn(_("Others can read {path}: chmod 600 mends that.").format(path=config.path))

    @property
    def config(self) -> Config:
        """The configuration file. Raises InvalidInput for a broken one."""
        if self._config is None:
            from ..profiles import config_path, load  # noqa: PLC0415  see above

            self._config = load(config_path(self.environ))
        return self._config

    @property
    def project(self) -> Project | None:
        """The file of the project that we are in. Raises InvalidInput for a refused one."""
        from ..profiles import find_project  # noqa: PLC0415  see above

        try:
            here = Path.cwd()
        except OSError:  # somebody removed it
            return None
        return find_project(here, Path(os.path.expanduser("~")))

    def profile(self, flags: ServerFlags, **settings: str | None) -> Profile:
        """The settings in force; *settings* are further flags, named as settings are."""
        from ..profiles import resolve  # noqa: PLC0415  see above

        names = ("profile", "base_url", "timeout", "idle_timeout", "connect_timeout")
        given = {name: getattr(flags, name) for name in names}
        return resolve({**given, **settings}, self.environ, self.config, self.project)

    def address(self, profile: Profile, *, warns: bool = True) -> str:
        """The base URL of *profile*; the demo's server is started for it. Raises InvalidInput.

        *warns* is whether to say that the key travels unencrypted.
        """
        from ..client.address import check_base_url, is_loopback  # noqa: PLC0415  not light

        self._profile_name = profile.name
        self.base_url = (
            self.start_demo() if profile.is_demo else check_base_url(profile.text("base_url"))
        )
        if warns and self.base_url.startswith("http:") and not is_loopback(self.base_url):
            self.warn(
                _("The key goes to {host} unencrypted: use https.").format(
                    host=urlsplit(self.base_url).netloc
                )
            )
        return self.base_url

    def client(self, profile: Profile, flags: ServerFlags, *, warns: bool = True) -> CozeWorkflow:
        """A client for *profile*. Raises InvalidInput and NotAllowed.

        *warns* is whether to say that the connection is not safe.
        """
        from ..client import CozeWorkflow, Limits  # noqa: PLC0415  httpx: 60 ms, not for --help
        from ..profiles import find_login  # noqa: PLC0415  see above

        base_url = self.address(profile, warns=warns)
        key, session = _DEMO_KEY, ""
        if not profile.is_demo:
            key, session = find_login(profile, self.environ)
            self.terminal.secrets.hide(key, session)
        if warns and flags.insecure:
            self.warn(_("The server's certificate is not verified."))
        default = Limits()
        limits = Limits(
            connect=profile.number("connect_timeout") or default.connect,
            idle=profile.number("idle_timeout") or default.idle,
            total=profile.number("timeout"),
        )
        client = CozeWorkflow(
            key,
            base_url,
            session_key=session,
            limits=limits,
            retries=flags.retries,
            insecure=flags.insecure,
            trace=self.trace,
            on_wait=self.terminal.flush,
        )
        return self._open.enter_context(client)

    def start_demo(self) -> str:
        """Start the demo's server in this process, once; return its base URL."""
        if not self._demo_url:
            from ..mock.server import Server  # noqa: PLC0415  the extra `mock`

            self._demo_url = self._open.enter_context(Server()).base_url
        return self._demo_url

    @property
    def store(self) -> Store | None:
        """What this machine remembers; None where that is switched off or cannot be kept."""
        if not self._store_was_opened:
            self._store_was_opened = True
            self._store = self._open_store() if self.config.log else None
        return self._store

    def _open_store(self) -> Store | None:
        try:
            from ..store import Store, state_path  # noqa: PLC0415  not for commands without it
        except ImportError:
            self._tell_of_store(_("This Python has no sqlite3: runs are not remembered."))
            return None
        path = state_path(self.environ)
        store = Store(path, warn=self._tell_of_store, mask=self.terminal.secrets.mask)
        self._open.callback(store.close)
        return store if store.is_usable() else None

    def _tell_of_store(self, text: str) -> None:
        self._store_trouble = text
        self.warn(text)

    def check_memory(self) -> None:
        """Raise CozewfError where something is remembered that cannot be read: it is not nothing.

        Call where nothing but `store` could tell what is asked for.
        """
        from ..places import state_folder  # noqa: PLC0415  see above

        if self.store is not None or not self.config.log:
            return
        if os.path.isfile(os.path.join(state_folder(self.environ), _STATE)):
            was_told = not self.as_json and not self.quiet
            raise CozewfError(
                _("What this machine remembers cannot be read."),
                hint="" if was_told else self._store_trouble,
            )

    def recorder(self, state: RunState, kind: RunKind) -> Recorder:
        """What writes a run into `store`; call it when the client is made."""
        from ..recorder import Recorder  # noqa: PLC0415  as above

        return Recorder(
            self.store,
            state,
            kind=kind,
            profile=self._profile_name,
            base_url=self.base_url,
            keep_questions=not self.is_demo,
        )

    @property
    def trace(self) -> Callable[[str], None] | None:
        """Where requests and replies are shown, None without --verbose."""
        if not self.verbose:
            return None
        return lambda text: self.terminal.say(self.terminal.style(clean(text), 2))

    @property
    def is_demo(self) -> bool:
        """Whether the server is the demo's own, which ends with this process."""
        return bool(self._demo_url)

    @property
    def as_json(self) -> bool:
        """Whether a program reads: stderr is one JSON object then."""
        return self.output in ("json", "jsonl")

    def warn(self, text: str) -> None:
        """Say something that is no error; not when a program reads or with --quiet."""
        if not self.quiet and not self.as_json:
            shown = _("Warning: {text}").format(text=clean_line(text))
            self.terminal.say(self.terminal.style(shown, 33))

    def note(self, text: str) -> None:
        """Say something that is no warning; not when a program reads or with --quiet."""
        if not self.quiet and not self.as_json:
            self.terminal.say(self.terminal.style(clean_line(text), 2))

    def read_text(self, path: str) -> str:
        """The text of a file, or of stdin for "-". Raises InvalidInput."""
        try:
            return self.terminal.stdin.read() if path == "-" else Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(
                _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
            ) from None

    def compile_query(self, expression: str | None) -> Callable[[Any], Any] | None:
        """Compile a JMESPath expression. Raises InvalidInput."""
        if expression is None:
            return None
        if not self.as_json:
            raise InvalidInput(_("--query needs --output json or jsonl."))
        import jmespath  # noqa: PLC0415  only for --query
        from jmespath.exceptions import JMESPathError  # noqa: PLC0415  as above

        try:
            return jmespath.compile(expression).search
        except JMESPathError as error:
            first_line = str(error).partition("\n")[0]
            raise InvalidInput(
                _("--query is not JMESPath: {reason}.").format(reason=first_line)
            ) from None
