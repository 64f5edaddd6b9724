"""What is never shown: keys and passwords, also where a server says them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

_KEYS = ("COZEWF_API_KEY", "COZEWF_SESSION_KEY", "COZE_API_TOKEN")
_SHORTEST = 8  # characters; what is shorter would be found in many other words


class Secrets:
    """Masks what it was told to `hide`, but in the server's own bytes (`-o raw` into a pipe).

    *echoed* is whether a server may have sent one back: what comes from it is to be masked then.
    """

    def __init__(self) -> None:
        self.echoed = False
        self._texts: list[str] = []
        self._bytes: list[bytes] = []
        self._longest = 1  # bytes of one that may lie in another read
        self._heard = b""

    def hide(self, *texts: str) -> None:
        """Never show these, in any form that a server may give them. Call before `listen`."""
        for text in texts:
            if len(text) >= _SHORTEST:
                in_json = text.replace("\\", "\\\\").replace('"', '\\"')
                forms = {text, quote(text, safe=""), in_json}
                self._texts += [form for form in forms if form not in self._texts]
        self._bytes = [text.encode("utf-8", "replace") for text in self._texts]
        self._longest = max(map(len, self._bytes), default=1)

    def listen(self, data: bytes) -> None:
        """Look for them in what a server sends, so that not every event has to be looked at."""
        heard = self._heard + data
        for secret in self._bytes:
            self.echoed = self.echoed or secret in heard
        self._heard = heard[-self._longest :]

    def suspect(self) -> None:
        """Take it that the server has sent one: not all that comes is listened to."""
        self.echoed = True

    def mask(self, text: str) -> str:
        """*text* without them."""
        for secret in self._texts:
            text = text.replace(secret, "***")
        return text

    def mask_bytes(self, data: bytes) -> bytes:
        """*data*, which is UTF-8, without them."""
        for secret in self._bytes:
            data = data.replace(secret, b"***")
        return data


def secrets_of(environ: Mapping[str, str]) -> list[str]:
    """What logs somebody in: the keys of the environment, and the passwords of its proxies."""
    found = [environ.get(name, "") for name in _KEYS]
    for name, value in environ.items():
        if name.lower().endswith("_proxy") and "@" in value:
            import base64  # noqa: PLC0415  seldom needed

            login = value.rpartition("@")[0].rpartition("/")[2]
            password = login.partition(":")[2]
            sent = base64.b64encode(unquote(login).encode()).decode()  # as the proxy gets it
            found += [password, unquote(password), sent]
    return found
