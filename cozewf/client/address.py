"""The base URL and the login: what a request needs before it can be sent."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..errors import InvalidInput, NotAllowed
from ..language import _
from .transport import Unsendable

_ENCODED = re.compile(r"(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*", re.ASCII)


def check_base_url(base_url: str) -> str:
    """Return *base_url* without a trailing slash or /v1. Raises InvalidInput."""
    url = base_url.strip()
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        parts, port_is_valid = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_valid:
        raise InvalidInput(
            _describe_wrong(url),
            hint=_("Give --base-url, set COZEWF_BASE_URL or a profile; --profile demo has one."),
        )
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            _("The base URL must not hold a user name or password."),
            hint=_("Put the key into api_key or session_key."),
        )
    if parts.query or parts.fragment:
        raise InvalidInput(_("The base URL must not have a query or a fragment."))
    return url.rstrip("/").removesuffix("/v1").rstrip("/")


def _describe_wrong(url: str) -> str:
    if not url:
        return _("There is no base URL.")
    if "@" in url:  # there may be a password in it
        return _("The base URL is not an http:// or https:// address.")
    return _('The base URL "{url}" is not an http:// or https:// address.').format(url=url)


def login_headers(api_key: str, session_key: str) -> dict[str, str]:
    """The header of the login. Raises NotAllowed without one, InvalidInput for a broken one."""
    key = (api_key or session_key).strip()
    if not key:
        raise NotAllowed(
            _("There is no login."),
            hint=_("Set COZEWF_API_KEY, or api_key in a profile; --profile demo needs none."),
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInput(
            _("The key has characters that no key has: spaces, line ends, non-ASCII.")
        )
    if api_key:
        return {"Authorization": f"Bearer {key}"}
    return {"Cookie": f"session_key={key}"}


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with the values that log somebody in replaced by asterisks."""
    secret = {"authorization": "Bearer ***", "cookie": "session_key=***", "set-cookie": "***"}
    secret["proxy-authorization"] = "***"
    return {name: secret.get(name.lower(), value) for name, value in headers.items()}


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def encode_url(url: str) -> str:
    """*url* in the characters that it may have on the wire. Raises Unsendable."""
    if _ENCODED.fullmatch(url):
        return url
    import httpx  # noqa: PLC0415  knows IDNA and what to escape where, and is seldom needed

    try:
        return str(httpx.URL(url))
    except httpx.InvalidURL as error:
        raise Unsendable(str(error)) from None


def names_proxy(environ: Mapping[str, str]) -> bool:
    """Whether any proxy is set; whether it is for our address is left to httpx."""
    if sys.platform in ("win32", "darwin"):  # where the system has settings for it
        from urllib.request import getproxies  # noqa: PLC0415  5 ms that Linux need not wait

        return bool(getproxies().keys() - {"no"})
    return any(
        value and name.lower() in ("http_proxy", "https_proxy", "all_proxy")
        for name, value in environ.items()
    )
