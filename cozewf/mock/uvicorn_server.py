"""uvicorn as a guest in somebody else's process: no signals, no log, and gone at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn


class QuietServer(uvicorn.Server):
    """Serves until an event is set. uvicorn's own loop looks for its end ten times a second, and
    then waits for connections to close; here both are immediate."""

    def __init__(self, app: Any) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
            )
        )

    async def serve_until(
        self, stop: asyncio.Event, listener: socket.socket, on_ready: Callable[[], None]
    ) -> None:
        self._until = stop
        self._on_ready = on_ready
        await self.serve([listener])  # outside of the main thread it touches no signal

    async def main_loop(self) -> None:
        await self.on_tick(0)  # sets the headers of every response, the Date among them
        self._on_ready()
        while not self._until.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._until.wait(), 1)
            await self.on_tick(0)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for task in list(self.server_state.tasks):
            task.cancel()
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        while self.server_state.connections:
            await asyncio.sleep(0)
