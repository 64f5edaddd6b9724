"""RunState: the events of a run folded into what is reported of it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, assert_never

from .events import (
    ChatStatus,
    Delta,
    Done,
    Event,
    Failed,
    Interrupt,
    Message,
    Reply,
    Unknown,
    Usage,
)
from .growing import GrowingText
from .wire.values import decode_output

if TYPE_CHECKING:
    from .models import RunRecord, RunResult

Status = Literal["running", "success", "failed", "interrupted", "lost"]


@dataclass(slots=True, repr=False, eq=False)  # nobody asks for those
class NodeOutput:
    """One message of a node: a node that writes twice has two."""

    node_id: str
    node_title: str
    node_type: str
    content_type: str
    text: GrowingText = field(default_factory=GrowingText)
    finished: bool = False
    token: int | None = None

    @property
    def content(self) -> str:
        """All that was written so far."""
        return str(self.text)


class RunState:
    """What is known of a run so far.

    With *keep_text* false no text is kept, so that an endless stream takes no memory.
    """

    def __init__(self, workflow_id: str, *, log_id: str = "", keep_text: bool = True) -> None:
        self.workflow_id = workflow_id
        self.log_id = log_id
        self.status: Status = "running"
        self.nodes: list[NodeOutput] = []
        self.interrupt: Interrupt | None = None
        self.failure: Failed | None = None
        self.execute_id = ""
        self.conversation_id = ""
        self.debug_url = ""
        self.token: int | None = None
        self.usage: Usage | None = None
        self.result: Any = None
        self._keep_text = keep_text
        self._running: dict[str, NodeOutput] = {}

    def apply(self, event: Event) -> None:
        """Fold *event* in."""
        match event:
            case Message():
                self._write(event)
            case Interrupt():
                self.status, self.interrupt = "interrupted", event
                self._learn(event.execute_id, event.debug_url)
                self._running.clear()
            case Done():
                self.status, self.interrupt = "success", None
                self._learn(event.execute_id, event.debug_url)
                self._count(event.usage, event.token)
                self.conversation_id = event.conversation_id or self.conversation_id
            case Failed():
                self.status, self.failure = "lost" if event.lost else "failed", event
                self._learn(event.execute_id, event.debug_url)
                self.log_id = event.log_id or self.log_id
            case ChatStatus():
                self._learn(event.execute_id, "")
                self._count(event.usage, None)
                self.conversation_id = event.conversation_id or self.conversation_id
            case Delta() | Reply():
                self.conversation_id = event.conversation_id or self.conversation_id
            case Unknown():
                pass
            case _:
                assert_never(event)

    def apply_result(self, result: RunResult) -> None:
        """Fold in the whole reply of a run that did not stream."""
        self._learn(result.execute_id, result.debug_url)
        self._count(result.usage, None)
        self.log_id = result.log_id or self.log_id
        self.result = result.output
        self.interrupt = result.interrupt
        if result.interrupt:
            self.status = "interrupted"
        elif not result.is_async:
            self.status = "success"

    def apply_record(self, record: RunRecord) -> None:
        """Fold in what the history tells of the run."""
        self._learn(record.execute_id, record.debug_url)
        self._count(record.usage, None)
        self.log_id = record.log_id or self.log_id
        self.result, self.interrupt = record.result, record.interrupt
        match record.status:
            case "success" | "failed" | "interrupted":
                self.status = record.status
            case "cancelled":
                self.status = "failed"
            case "running" | "lost" | "unknown":
                self.status = "running"

    def resumed(self) -> None:
        """The answer was sent and taken: the run goes on."""
        self.status, self.interrupt = "running", None

    @property
    def output(self) -> Any:
        """The result: what the last End message says, else the last message (wire.md §7.21)."""
        if self.status != "success":
            return None
        if self.result is not None or not self.nodes:
            return self.result
        ends = [node for node in self.nodes if node.node_type.lower() == "end"]
        return decode_output((ends or self.nodes)[-1].content)

    def _learn(self, execute_id: str, debug_url: str) -> None:
        self.execute_id = execute_id or self.execute_id
        self.debug_url = debug_url or self.debug_url

    def _count(self, usage: Usage | None, token: int | None) -> None:
        if usage is not None:
            self.usage, self.token = usage, usage.total or self.token
        elif token is not None:
            self.token = token

    def _write(self, message: Message) -> None:
        self._count(message.usage, message.token)
        if message.echo or not self._keep_text:
            return
        key = message.node_execute_uuid or message.node_id or message.node_title
        node = self._running.get(key)
        if node is None:
            node = self._running[key] = NodeOutput(
                message.node_id, message.node_title, message.node_type, message.content_type
            )
            self.nodes.append(node)
        node.text.append(message.content)
        node.token = message.token or node.token
        if message.node_is_finish:
            node.finished = True
            del self._running[key]
