"""A login stays where it was sent: it follows no redirect to another host, scheme or port."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from ..screens import KEY, on_a_screen
from ..server import RawServer, reply


@dataclass(frozen=True)
class Places:
    """Servers with certificates that are trusted, and one without any."""

    first: RawServer
    other_port: RawServer
    plain: RawServer

    def target(self, name: str) -> str:
        """What a Location header says that leads to *name*."""
        port = self.first.url.rpartition(":")[2]
        return {
            "other port": f"{self.other_port.url}/x",
            "other host": self.other_port.url.replace("127.0.0.1", "localhost") + "/x",
            "same port, other host": f"https://localhost:{port}/x",
            "other scheme": f"{self.plain.url}/x",
            "same port, other scheme": f"http://127.0.0.1:{port}/x",
            "no scheme": f"//127.0.0.1:{self.other_port.url.rpartition(':')[2]}/x",
            "a user name that looks like the host": f"https://127.0.0.1:{port}@localhost/x",
            "a backslash": f"https://127.0.0.1:{port}\\@{self.other_port.url[8:]}/x",
            "no port": "https://127.0.0.1/x",
            "upper case": f"HTTPS://LOCALHOST:{port}/x",
            "a file": "file:///etc/passwd",
        }[name]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    bundle = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    stolen = reply(b'{"code":0,"data":"stolen"}')
    servers = Places(
        first=RawServer([reply(b"")], tls=context),
        other_port=RawServer([stolen], tls=context),
        plain=RawServer([stolen]),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(bundle))
        yield servers
    for server in (servers.first, servers.other_port, servers.plain):
        server.close()


NAMES = (
    *("other port", "other host", "same port, other host", "other scheme"),
    *("same port, other scheme", "no scheme", "a user name that looks like the host"),
    *("a backslash", "no port", "upper case", "a file"),
)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("name", NAMES)
def test_the_login_does_not_follow_to_another_origin(
    name: str, status: int, places: Places, tmp_path: Path
) -> None:
    location = places.target(name)
    places.first.scripts = [reply(b"", status=status, headers={"Location": location})]
    before = len(places.first.requests)
    logins = ({"COZEWF_API_KEY": KEY}, {"COZEWF_API_KEY": "", "COZEWF_SESSION_KEY": KEY})
    for command, login in zip(("run", "info"), logins, strict=True):
        argv = (command, "1", "--base-url", places.first.url, "--retries", "0")
        code, shown = on_a_screen(argv, tmp_path, login)
        assert code == 1, shown
        assert "redirects to" in shown
    headers = [request.headers for request in places.first.requests[before:]]
    assert [h.get("authorization") or h.get("cookie") for h in headers] == [
        f"Bearer {KEY}",
        f"session_key={KEY}",
    ]
    assert (places.other_port.requests, places.plain.requests) == ([], [])


def test_within_the_origin_it_follows(places: Places, tmp_path: Path) -> None:
    there = reply(b"", status=307, headers={"Location": places.first.url + "/there"})
    places.first.scripts = [there, reply(b'{"code":0,"data":"ok"}')]
    places.first.requests.clear()
    code, shown = on_a_screen(("run", "1", "--base-url", places.first.url), tmp_path)
    assert (code, "ok" in shown) == (0, True)
    assert places.first.requests[1].headers["authorization"] == f"Bearer {KEY}"
