"""Writing a message in the editor of one's choice."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..errors import InvalidInput
from ..language import _, reason_of


def edit(text: str, environ: Mapping[str, str]) -> str:
    """Let a person edit *text* in $VISUAL or $EDITOR; return what they saved.

    Raises InvalidInput where the editor cannot be run or fails.
    """
    default = "notepad" if os.name == "nt" else "vi"
    command = environ.get("VISUAL") or environ.get("EDITOR") or default
    with tempfile.TemporaryDirectory(prefix="cozewf-") as folder:  # for the owner alone
        path = Path(folder) / "message.md"
        path.write_text(text, "utf-8")
        try:
            words = shlex.split(command, posix=os.name != "nt")
            done = subprocess.run([*words, str(path)], check=False)
            edited = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise InvalidInput(
                _("The editor {command} cannot be run: {reason}.").format(
                    command=command, reason=reason_of(error)
                )
            ) from None
    if done.returncode != 0:
        raise InvalidInput(
            _("The editor {command} failed (exit code {code}).").format(
                command=command, code=done.returncode
            )
        )
    return edited.rstrip("\n")
