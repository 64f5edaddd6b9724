"""The login of a profile: where the key lies, and fetching it from there."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping

from ..errors import NotAllowed
from .resolve import Profile
from .specs import SECRETS

_COMMAND_SECONDS = 15


def find_login(profile: Profile, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the API key and the session key, one of them empty; a command may be asked for it.

    Raises NotAllowed where the place that a profile names has none, or its command fails.
    """
    keys = {"api_key": "", "session_key": ""}
    for name in SECRETS:
        if value := profile.text(name):
            keys[name] = value
        elif variable := profile.text(f"{name}_env"):
            if not (value := environ.get(variable, "")):
                raise NotAllowed(f"The variable {variable}, which holds the key, is not set.")
            keys[name] = value
        elif command := profile.text(f"{name}_command"):
            keys[name] = _ask_command(command)
        if keys[name]:
            break
    return keys["api_key"], keys["session_key"]


def _ask_command(command: str) -> str:
    """Run *command* and take its first line as the key; nothing of it is ever shown."""
    try:
        words = shlex.split(command, posix=os.name != "nt")
        done = subprocess.run(
            words,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError) as error:
        raise NotAllowed(f"The command for the key cannot be run: {error}.") from None
    except subprocess.TimeoutExpired:
        raise NotAllowed(f"The command for the key took over {_COMMAND_SECONDS} s.") from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode != 0 or not lines or not lines[0].strip():
        raise NotAllowed(f"The command for the key failed (exit code {done.returncode}).")
    return lines[0].strip()
