"""The chat loop: lines of a person, turns of a chat, and commands in between."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from ..cleaning import clean, clean_line
from ..errors import CozewfError, InvalidInput
from ..language import _, reason_of
from ..params import parse_params
from ..render.reports import report_error
from ..shell.layout import pad
from ..signals import Terminated, must_end
from ..terminal import Terminal
from ..wire.links import mend_debug_url
from ..wire.values import dump_json
from .commands import COMMANDS, Command, Say, parse
from .editor import edit
from .keys import free_keys, held_keys
from .line import LineReader
from .partner import Partner
from .transcript import file_name, save

__all__ = ["Repl"]


class Repl:
    """Reads lines until the person leaves. *continue_command* is the line that goes on later.

    It is empty where nothing can go on, as with the demo's server.
    """

    def __init__(
        self,
        terminal: Terminal,
        reader: LineReader,
        partner: Partner,
        *,
        continue_command: Callable[[str], str],
        base_url: str,
    ) -> None:
        self._terminal = terminal
        self._reader = reader
        self._partner = partner
        self._continue_command = continue_command
        self._base_url = base_url
        self._prefill = ""
        self._over = False
        self._commands: Mapping[str, Callable[[str], None]] = {
            "help": self._help,
            "new": self._new,
            "reset": self._reset,
            "id": self._id,
            "params": self._params,
            "retry": self._retry,
            "save": self._save,
            "edit": self._edit,
            "usage": self._usage,
            "quit": self._quit,
        }

    def run(self) -> None:
        """Chat until Ctrl-D or /quit."""
        with held_keys(self._terminal.stdin):
            if conversation_id := self._partner.talk.conversation_id:
                shown = clean_line(conversation_id)
                self._tell(_("This goes on with conversation {id}.").format(id=shown))
            self._tell(_("Enter sends, Alt-Enter begins a new line, /help lists the commands."))
            self._read_lines()
        self._say_goodbye()

    def _read_lines(self) -> None:
        while not (self._over or must_end()):
            prefill, self._prefill = self._prefill, ""
            try:
                self._obey(self._reader.read(prefill))
            except Terminated:
                break
            except KeyboardInterrupt:
                self._tell(_("Ctrl-C stops an answer; Ctrl-D leaves."))
            except EOFError:
                break

    def _obey(self, line: str) -> None:
        match parse(line, self._partner.follow_ups):
            case Say(text=text):
                self._partner.say(text)
                self._terminal.say("")
            case Command(name=name, argument=argument) if name in self._commands:
                try:
                    self._commands[name](argument)
                except CozewfError as error:
                    report_error(self._terminal, error, as_json=False, verbose=False)
            case Command(name=name):
                near = difflib.get_close_matches(name, COMMANDS, n=1)
                hint = (
                    _("did you mean /{near}?").format(near=near[0])
                    if near
                    else _("/help lists them.")
                )
                self._tell(
                    _("There is no command /{name}: {hint}").format(
                        name=clean_line(name), hint=hint
                    )
                )
            case None:
                self._partner.ask()

    def _say_goodbye(self) -> None:
        conversation_id = self._partner.talk.conversation_id
        if conversation_id and (line := self._continue_command(conversation_id)):
            self._terminal.say(_("Continue with: {command}").format(command=line))

    def _help(self, argument: str) -> None:
        width = max(len(f"/{name} {usage}") for name, (usage, _text) in COMMANDS.items())
        for name, (usage, text) in COMMANDS.items():
            self._terminal.say(f"  {f'/{name} {usage}'.ljust(width)}  {_(text)}")
        more = _("A number says a suggestion; // begins a message with one slash.")
        self._terminal.say(f"  {more}")

    def _new(self, argument: str) -> None:
        self._partner.begin_anew(argument)
        self._tell(_("The next message begins another conversation."))

    def _reset(self, argument: str) -> None:
        self._partner.begin_anew(same_name=True)
        self._tell(_("The conversation is empty again."))

    def _id(self, argument: str) -> None:
        talk, state = self._partner.talk, self._partner.state
        facts = {_("conversation"): talk.conversation_id or _("(begins with the next message)")}
        if not talk.conversation_id and talk.conversation_name:
            facts[_("name")] = talk.conversation_name
        if state is not None:
            facts |= {_("chat"): state.chat_id, _("run"): state.execute_id, _("log"): state.log_id}
            facts[_("debug")] = mend_debug_url(state.debug_url, self._base_url)
        for name, value in facts.items():
            if value:
                self._terminal.say(f"  {pad(name, 12)}  {clean_line(value)}")

    def _params(self, argument: str) -> None:
        talk = self._partner.talk
        if argument == "clear":
            talk.parameters = {}
        elif argument.startswith("{"):
            talk.parameters = parse_params((), argument, _read_file)
        elif argument:
            talk.parameters = {
                **talk.parameters,
                **parse_params(_words(argument), None, _read_file),
            }
        self._terminal.say(clean(f"  {dump_json(dict(talk.parameters))}"))

    def _retry(self, argument: str) -> None:
        self._partner.say_again()

    def _save(self, argument: str) -> None:
        talk = self._partner.talk
        path = Path(argument or file_name(talk.conversation_id)).expanduser()
        text = self._partner.transcript.as_markdown(talk.workflow_id, talk.conversation_id)
        save(text, path)
        self._tell(_("Saved to {path}.").format(path=clean_line(str(path))))

    def _edit(self, argument: str) -> None:
        with free_keys(self._terminal.stdin):
            self._prefill = edit(argument, self._terminal.environ, self._terminal.secrets.mask)

    def _usage(self, argument: str) -> None:
        if argument not in ("on", "off"):
            raise InvalidInput(_("/usage is on or off."))
        self._partner.show_usage = argument == "on"

    def _quit(self, argument: str) -> None:
        self._over = True

    def _tell(self, text: str) -> None:
        self._terminal.say(self._terminal.style(text, 2))


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise InvalidInput(
            _("That cannot be read: {reason}.").format(reason=reason_of(error)),
            hint=_('Quote it: k="a b"'),
        ) from None


def _read_file(path: str) -> str:
    """The text of a file, for ``key=@file``."""
    try:
        return Path(path).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
        ) from None
