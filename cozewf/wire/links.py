"""Debug links: the ids that they carry, and whether they lead anywhere (wire.md §7.20)."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit, urlunsplit

_LOOPBACK = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


class DebugLink(NamedTuple):
    """A debug link and the ids in its query; all empty where the server gave none."""

    url: str = ""
    execute_id: str = ""
    space_id: str = ""
    workflow_id: str = ""


def read_debug_url(value: Any) -> DebugLink:
    """Read a reply's ``debug_url``. A link whose ids are zero is no link."""
    if not isinstance(value, str) or not value.strip():
        return DebugLink()
    try:
        query = parse_qs(urlsplit(value).query)
    except ValueError:
        return DebugLink()
    ids = {name: query.get(name, [""])[0] for name in ("execute_id", "space_id", "workflow_id")}
    if ids["execute_id"] == "0":
        return DebugLink()
    return DebugLink(url=value, **{name: "" if id_ == "0" else id_ for name, id_ in ids.items()})


def mend_debug_url(url: str, base_url: str) -> str:
    """Show a link to the server's own loopback with the host of *base_url* instead.

    Coze Plus writes ``http://127.0.0.1:3000`` into every link (wire.md §1.6).
    """
    try:
        link, base = urlsplit(url), urlsplit(base_url)
        host = link.hostname
    except ValueError:
        return ""
    if host not in _LOOPBACK or not base.netloc:
        return url
    netloc = base.netloc.rpartition("@")[2]
    return urlunsplit((base.scheme, netloc, link.path, link.query, link.fragment))
