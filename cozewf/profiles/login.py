"""The login of a profile: where the key lies, and fetching it from there, without a terminal."""

from __future__ import annotations

import os
import shlex
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import NotAllowed
from ..language import _, reason_of
from .resolve import Profile
from .specs import PROFILE_SETTINGS, SECRETS

if TYPE_CHECKING:
    import subprocess

COMMAND_SECONDS = 15.0
_KEYRING_SECONDS = 3.0
_LONGEST = 64 * 1024  # bytes that a command may print
_SERVICE = "cozewf"
# What a command for a key has no use for: the other ones.
_OTHER_KEYS = {
    variable
    for name in SECRETS
    for variable in (PROFILE_SETTINGS[name].variable, PROFILE_SETTINGS[name].sdk_variable)
}


def find_login(profile: Profile, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the API key and the session key, one of them empty.

    Raises NotAllowed where the place that a profile names has none, or cannot be asked.
    """
    if profile.text("keyring"):
        return read_keyring(profile.name), ""
    keys = {"api_key": "", "session_key": ""}
    for name in SECRETS:
        if value := profile.text(name):
            keys[name] = value
        elif variable := profile.text(f"{name}_env"):
            if not (value := environ.get(variable, "")):
                raise NotAllowed(
                    _("The variable {variable}, which holds the key, is not set.").format(
                        variable=variable
                    )
                )
            keys[name] = value
        elif command := profile.text(f"{name}_command"):
            keys[name] = ask_command(command)
        if keys[name]:
            break
    return keys["api_key"], keys["session_key"]


def ask_command(command: str, seconds: float = COMMAND_SECONDS) -> str:
    """Run *command* and take its first line as the key; nothing else of it is ever shown.

    It has no terminal and no stdin, so that it cannot wait for a person who is not there, and it
    is killed with all that it started after *seconds*. Raises NotAllowed.
    """
    import subprocess  # noqa: PLC0415  only for a command

    try:
        process = subprocess.Popen(
            shlex.split(command, posix=os.name != "nt"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name not in _OTHER_KEYS},
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        reason = reason_of(error)
        raise NotAllowed(
            _("The command for the key cannot be run: {reason}.").format(reason=reason)
        ) from None
    output = bytearray()
    reader = threading.Thread(target=_read, args=(process, output), daemon=True)
    reader.start()
    try:
        code = process.wait(seconds)
    except BaseException as error:
        _kill(process)
        if isinstance(error, subprocess.TimeoutExpired):
            raise NotAllowed(
                _("The command for the key took over {seconds:g} s.").format(seconds=seconds)
            ) from None
        raise
    reader.join(0.5)  # what it left running may hold the pipe open
    lines = output.decode("utf-8", "replace").splitlines()
    if code != 0 or not lines or not lines[0].strip() or len(output) > _LONGEST:
        raise NotAllowed(
            _("The command for the key failed (exit code {code}).").format(code=code),
            hint=_("Run it by hand to see why: what it prints is not shown here."),
        )
    return lines[0].strip()


def _read(process: subprocess.Popen[bytes], output: bytearray) -> None:
    """Collect what *process* prints, no more than a key may be long; then its pipe breaks."""
    if process.stdout is None:
        return
    with process.stdout as pipe:
        while len(output) <= _LONGEST and (data := os.read(pipe.fileno(), 8192)):
            output += data


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill *process* and, where there are process groups, all that it started."""
    with suppress(OSError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def read_keyring(profile: str) -> str:
    """The key that the system's keyring holds for *profile*. Raises NotAllowed."""
    key = _ask_keyring("get_password", profile)
    if not key:
        raise NotAllowed(
            _("The keyring has no key for the profile {profile}.").format(profile=profile),
            hint=_("Put one there: cozewf config init --profile {profile} --keyring").format(
                profile=profile
            ),
        )
    return key


def save_in_keyring(profile: str, key: str) -> None:
    """Put *key* into the system's keyring. Raises NotAllowed."""
    _ask_keyring("set_password", profile, key)


def _ask_keyring(function: str, *arguments: str) -> str | None:
    """Ask the keyring, for a short while: it may wait for a person to unlock it."""
    try:
        import keyring  # noqa: PLC0415  the extra `keyring`
    except ImportError:
        hint = "pip install 'cozewf[keyring]'"
        raise NotAllowed(_("The package keyring is not installed."), hint=hint) from None
    results: list[str | None] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            results.append(getattr(keyring, function)(_SERVICE, *arguments))
        except Exception as error:  # noqa: BLE001  each backend raises its own
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_KEYRING_SECONDS)
    if errors:
        reason = str(errors[0]).partition("\n")[0] or type(errors[0]).__name__
        raise NotAllowed(
            _("The keyring cannot be used: {reason}").format(reason=reason),
            hint=_("Use api_key_command or api_key_env."),
        )
    if not results:
        raise NotAllowed(
            _("The keyring did not answer within {seconds:g} s.").format(seconds=_KEYRING_SECONDS),
            hint=_("Unlock it, or use api_key_command or api_key_env."),
        )
    return results[0]
