"""The events of a workflow stream (wire.md §3.2): `id`, `event`, `data`; ids count from 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from .. import questions
from ..gojson import escaped, plain
from ..runs import Leg, Run
from ..steps import END, Ask, Fail, Finish, Node, Step, Write

SPACE_ID = "7532755646093983744"


def debug_url(run: Run | None) -> str:
    """Fixed to the developer's own machine; without a run its ids are 0 (§3.1)."""
    run_id, space, workflow = (run.id, SPACE_ID, run.workflow.number) if run else ("0", "0", "0")
    return (
        f"http://127.0.0.1:3000/work_flow?execute_id={run_id}&space_id={space}"
        f"&workflow_id={workflow}&execute_mode=2"
    )


def frame(event: str, data: str, number: int | None = None) -> str:
    """One event; the server's own failure has no id, and its data may have several lines."""
    head = f"event: {event}\n" if number is None else f"id: {number}\nevent: {event}\n"
    return head + "".join(f"data: {line}\n" for line in data.split("\n")) + "\n"


async def stream(run: Run, leg: Leg) -> AsyncIterator[str]:
    encoder = Encoder(run)
    async for step in leg:
        for part in encoder.encode(step):
            yield part


class Encoder:
    """Counts the events of one call, and the messages of each node in it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._number = 0
        self._messages: Counter[str] = Counter()

    def encode(self, step: Step) -> Iterator[str]:
        match step:
            case Write():
                yield self._message(step.node, step.text, step.last)
            case Finish(output=output):
                if output is not None:
                    yield self._message(END, _end_content(output), True)
                yield self._frame("Done", {"debug_url": debug_url(self._run)})
            case Ask():
                yield from self._ask(step)
            case Fail(plain=True):
                yield frame("error", f"code={step.code} message={step.message}")
            case Fail():
                yield self._frame(
                    "Error",
                    {
                        "debug_url": debug_url(self._run),
                        "error_code": step.code,
                        "error_message": step.message,
                    },
                )
            case _:
                pass

    def _ask(self, ask: Ask) -> Iterator[str]:
        """The question comes twice: as a message for machines, then as the interrupt (§4)."""
        data = questions.data(ask)
        yield self._message(ask.node, data, True)
        details = {
            "event_id": f"{self._run.id}/{self._run.event_id}",
            "type": questions.kind(ask),
            "data": data,
        }
        yield self._frame(
            "Interrupt", {"debug_url": debug_url(self._run), "interrupt_data": details}
        )

    def _message(self, node: Node, content: str, last: bool) -> str:
        sequence = self._messages[node.id]
        self._messages[node.id] += 1
        return self._frame(
            "Message",
            {
                "content": content,
                "content_type": "text",
                "node_seq_id": str(sequence),
                "node_id": node.id,
                "node_is_finish": last,
                "node_type": node.type,
                "node_title": node.title,
            },
        )

    def _frame(self, event: str, data: Mapping[str, Any]) -> str:
        number = self._number
        self._number += 1
        return frame(event, plain(data), number)


def _end_content(output: Mapping[str, Any] | str) -> str:
    """A text as it is; variables as JSON which is escaped inside of data that is not (§1.3)."""
    return output if isinstance(output, str) else escaped(dict(output))
