"""Where cozewf keeps its files. On Linux this is told without platformdirs, which takes 17 ms."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` would take 9 ms of what a completion may
if TYPE_CHECKING:
    from collections.abc import Mapping


def config_folder(environ: Mapping[str, str]) -> str:
    """The folder of config.toml; it need not exist."""
    return environ.get("COZEWF_CONFIG_DIR") or _user_folder(
        environ, "config", "XDG_CONFIG_HOME", ".config"
    )


def state_folder(environ: Mapping[str, str]) -> str:
    """The folder of state.db; it need not exist."""
    return environ.get("COZEWF_STATE_DIR") or _user_folder(
        environ, "state", "XDG_STATE_HOME", ".local/state"
    )


def _user_folder(environ: Mapping[str, str], kind: str, variable: str, default: str) -> str:
    if sys.platform == "linux" and "ANDROID_ROOT" not in environ:
        base = environ.get(variable, "")
        if not os.path.isabs(base):  # the XDG specification has it ignored
            base = os.path.join(os.path.expanduser("~"), default)
        return os.path.join(base, "cozewf")
    import platformdirs  # noqa: PLC0415  see the module's docstring

    function = getattr(platformdirs, f"user_{kind}_dir")
    return str(function("cozewf", appauthor=False))
