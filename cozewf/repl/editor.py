"""Writing a message in the editor of one's choice."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ..errors import InvalidInput
from ..language import _, reason_of

_LAST_SECONDS = 2.0  # for an editor that has to end


def edit(text: str, environ: Mapping[str, str], mask: Callable[[str], str]) -> str:
    """Let a person edit *text* in $VISUAL or $EDITOR; return what they saved.

    What *mask* finds secrets in is not in the editor's environment. Raises InvalidInput where
    the editor cannot be run or fails.
    """
    default = "notepad" if os.name == "nt" else "vi"
    command = environ.get("VISUAL") or environ.get("EDITOR") or default
    with tempfile.TemporaryDirectory(prefix="cozewf-") as folder:  # for the owner alone
        path = Path(folder) / "message.md"
        path.write_text(text, "utf-8")
        try:
            words = shlex.split(command, posix=os.name != "nt")
            kept = {name: value for name, value in environ.items() if mask(value) == value}
            code = _run([*words, str(path)], kept)
            edited = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise InvalidInput(
                _("The editor {command} cannot be run: {reason}.").format(
                    command=command, reason=reason_of(error)
                )
            ) from None
    if code != 0:
        raise InvalidInput(
            _("The editor {command} failed (exit code {code}).").format(command=command, code=code)
        )
    return edited.rstrip("\n")


def _run(words: list[str], environ: Mapping[str, str]) -> int:
    """Run the editor to its end: Ctrl-C is its own, and when we have to end, it ends first."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        process = subprocess.Popen(words, env=environ)
        try:
            return process.wait()
        except BaseException:
            process.terminate()  # it gives the terminal back
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LAST_SECONDS)
            process.kill()
            process.wait()
            raise
    finally:
        signal.signal(signal.SIGINT, before)
