"""The mock over a real socket, in both dialects, without any pause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cozewf.mock.server import Server

from .talk import Talk


@pytest.fixture
def open_source() -> Iterator[Talk]:
    with Server("open-source", pace=0) as server, Talk(server.base_url) as talk:
        yield talk


@pytest.fixture
def document() -> Iterator[Talk]:
    with Server("document", pace=0) as server, Talk(server.base_url) as talk:
        yield talk
