"""The runs of the server's life, kept in memory, and what drives their scripts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from . import questions
from .gojson import plain
from .steps import Ask, Fail, Finish, HangUp, Inputs, Script, Step, Wait, Write
from .workflows import Workflow

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
Status: TypeAlias = Literal["running", "success", "failed", "interrupted"]

SYNC, STREAM, ASYNC = 0, 1, 2


class Ids:
    """Ids as the real servers make them: 19 digits, growing, new after a restart as well."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last = max(self._last + 512, int(time.time() * 2**20) << 12)
        return str(self._last)


@dataclass(slots=True, eq=False)
class Run:
    """One execution of a workflow."""

    id: str
    workflow: Workflow
    parameters: Mapping[str, Any]
    mode: int
    script: Script
    created: int
    log_id: str = ""
    status: Status = "running"
    output: Mapping[str, Any] | str | None = None
    failure: Fail | None = None
    question: Ask | None = None
    event_id: str = ""
    updated: int | None = None
    words: int = 0
    spent_events: set[str] = field(default_factory=set)

    @property
    def tokens_in(self) -> int:
        return len(plain(dict(self.parameters)))

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.words

    @property
    def output_json(self) -> str:
        """What the history keeps as output."""
        if self.output is None:
            return ""
        return plain(self.output if isinstance(self.output, str) else dict(self.output))


class Leg:
    """The steps of a run from its start, or from an answer, to where it stops."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Step | None] = asyncio.Queue()
        self._done = asyncio.Event()

    def put(self, step: Step | None) -> None:
        self._queue.put_nowait(step)

    async def __aiter__(self) -> AsyncIterator[Step]:
        while (step := await self._queue.get()) is not None:
            yield step

    def close(self) -> None:
        self.put(None)
        self._done.set()

    async def wait(self) -> None:
        """Wait for the end of the leg."""
        await self._done.wait()


class Runs:
    """Starts and continues runs. A run goes on when nobody listens, as on a real server (§1.5)."""

    def __init__(self, ids: Ids, *, pace: float, sleep: Sleep) -> None:
        self._ids = ids
        self._pace = pace
        self._sleep = sleep
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(
        self, workflow: Workflow, inputs: Inputs, *, mode: int, log_id: str = ""
    ) -> tuple[Run, Leg]:
        run = Run(
            id=self._ids.next(),
            workflow=workflow,
            parameters=inputs.parameters,
            mode=mode,
            script=workflow.script(inputs),
            created=int(time.time()),
            log_id=log_id,
        )
        self._runs[run.id] = run
        return run, self._go(run, None)

    def resume(self, run: Run, answer: str) -> Leg:
        """Answer the question that *run* waits with."""
        return self._go(run, answer)

    def get(self, run_id: str) -> Run | None:
        return self._runs.get(run_id)

    def with_event(self, event_id: str) -> Run | None:
        """The run that asks, or has asked, under *event_id*."""
        events = (r for r in self._runs.values() if event_id in (r.event_id, *r.spent_events))
        return next(events, None)

    def newest(self) -> list[Run]:
        return list(reversed(self._runs.values()))

    def _go(self, run: Run, answer: str | None) -> Leg:
        question, run.question, run.status = run.question, None, "running"
        if run.event_id:
            run.spent_events.add(run.event_id)
            run.event_id = ""
        leg = Leg()
        task = asyncio.create_task(self._drive(run, question, answer, leg))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return leg

    async def _drive(self, run: Run, question: Ask | None, answer: str | None, leg: Leg) -> None:
        try:
            value = None
            if question is not None and answer is not None:
                value = questions.read(question, answer, lines=run.workflow.mode == 3)
            step = run.script.send(value)
            while await self._take(run, step, leg):
                step = next(run.script)
        except questions.Unreadable as broken:
            await self._take(run, broken.failure, leg)
        finally:
            run.updated = int(time.time())
            leg.close()

    async def _take(self, run: Run, step: Step, leg: Leg) -> bool:
        """Do *step*; False where the leg ends with it."""
        match step:
            case Wait(seconds=seconds):
                if self._pace > 0:
                    await self._sleep(seconds * self._pace)
                return True
            case HangUp():
                leg.put(None)
                return True
            case Write():
                run.words += 1
                leg.put(step)
                return True
            case Ask():
                run.question, run.event_id, run.status = step, self._ids.next(), "interrupted"
            case Finish(output=output):
                run.output, run.status = output, "success"
            case Fail():
                run.failure, run.status = step, "failed"
        leg.put(step)
        return False
