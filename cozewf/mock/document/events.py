"""The events of a workflow stream as the document prints them: id and event are in the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from .. import questions
from ..gojson import plain
from ..runs import Leg, Run
from ..steps import END, Ask, Fail, Finish, Node, Step, Write

EXECUTION_FAILED = 4001


def execute_id(run: Run) -> str:
    return f"exec_{run.id}"


def frame(event: str, data: Mapping[str, Any]) -> str:
    return f"event: {event}\ndata: {plain(data)}\n\n"


async def stream(run: Run, leg: Leg) -> AsyncIterator[str]:
    encoder = Encoder(run)
    async for step in leg:
        for part in encoder.encode(step):
            yield part


class Encoder:
    """Counts the events of one call, and the tokens of each node in it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._number = 0
        self._tokens: Counter[str] = Counter()

    def encode(self, step: Step) -> Iterator[str]:
        match step:
            case Write():
                yield self._message(step.node, step.text, step.last, "text")
            case Finish(output=output):
                if isinstance(output, str):
                    yield self._message(END, output, True, "text")
                elif output is not None:
                    yield self._message(END, plain(dict(output)), True, "object_string")
                yield frame("done", self._numbered("done"))
            case Ask():
                yield self._ask(step)
            case Fail(message=message):
                data = {"error_code": EXECUTION_FAILED, "error_message": message}
                yield frame("error", data)
            case _:
                pass

    def _ask(self, ask: Ask) -> str:
        """A message of content type interrupt. An open question is a plain sentence."""
        data = questions.data(ask) if ask.options or ask.fields else ask.question
        asked = self._numbered("message") | {
            "node_seq_id": ask.node.name,
            "node_id": ask.node.id,
            "node_title": ask.node.title,
            "node_type": ask.node.type,
            "content": "",
            "content_type": "interrupt",
            "node_is_finish": True,
            "interrupt_data": {
                "event_id": f"interrupt_{self._run.event_id}",
                "type": questions.kind(ask),
                "data": data,
            },
        }
        return frame("message", asked)

    def _message(self, node: Node, content: str, last: bool, content_type: str) -> str:
        self._tokens[node.id] += 1
        data = self._numbered("message") | {
            "node_seq_id": node.name,
            "node_title": node.title,
            "content": content,
            "content_type": content_type,
            "node_is_finish": last,
        }
        if last:
            data["token"] = self._tokens.pop(node.id)
        return frame("message", data)

    def _numbered(self, event: str) -> dict[str, Any]:
        self._number += 1
        return {"id": str(self._number), "event": event}
