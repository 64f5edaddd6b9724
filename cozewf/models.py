"""Results of the calls that do not stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .events import Interrupt, Usage

OutputKind = Literal["json", "text", "envelope"]
# lost: this machine does not know how it ended. unknown: the server said a word nobody knows.
RunStatus = Literal["running", "success", "failed", "cancelled", "interrupted", "lost", "unknown"]
RunMode = Literal["sync", "stream", "async"]
WorkflowMode = Literal["workflow", "imageflow", "sceneflow", "chatflow"]
Schema: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The reply of /v1/workflow/run (wire.md §3.1), the same for every dialect.

    *output* is decoded where it is JSON, and the bare text where the End node returns text;
    *output_raw* is the string as it came, None when there was none. *is_async*: only started.
    """

    execute_id: str = ""
    output: Any = None
    output_raw: str | None = None
    output_kind: OutputKind | None = None
    is_async: bool = False
    interrupt: Interrupt | None = None
    usage: Usage | None = None
    debug_url: str = ""
    log_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A ChatFlow conversation; *created_at* is in seconds, None where the server did not say."""

    conversation_id: str
    section_id: str = ""
    name: str = ""
    created_at: int | None = None
    meta_data: Mapping[str, str] = field(default_factory=dict)
    log_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A past or running run as the history tells of it (wire.md §3.7), for every dialect.

    *input* and *output* are as they came, None when there was none; *result* is the output
    decoded. Times are in seconds since 1970. *status_raw* is the server's word.
    """

    execute_id: str
    workflow_id: str = ""
    status: RunStatus = "unknown"
    status_raw: str = ""
    input: str | None = None
    output: str | None = None
    result: Any = None
    started_at: int | None = None
    finished_at: int | None = None
    run_mode: RunMode | None = None
    usage: Usage | None = None
    error_code: int | None = None
    error_message: str = ""
    debug_url: str = ""
    log_id: str = ""
    bot_id: str = ""
    connector_id: str = ""
    interrupt: Interrupt | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen without a person; an unknown status may be running."""
        return self.status in ("success", "failed", "cancelled", "interrupted")

    @property
    def seconds(self) -> int | None:
        """How long it ran, None while it runs: some servers give an end all the same."""
        if self.started_at is None or self.finished_at is None or self.status == "running":
            return None
        return max(0, self.finished_at - self.started_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One page of a workflow's runs; *next_page_token* is "" after the last one."""

    records: tuple[RunRecord, ...]
    next_page_token: str = ""

    @property
    def has_more(self) -> bool:
        """Whether there is another page to ask for."""
        return bool(self.next_page_token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One input or output of a workflow; *type* is JSON Schema's word, or Coze's (image, …)."""

    name: str
    type: str = ""
    required: bool = False
    description: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowInfo:
    """What a server tells of a workflow (wire.md §3.6).

    The schemas are JSON Schemas of an object, None where the server gives none: open-source
    servers know only a ChatFlow's role card, with its *opening* and *suggested_questions*.
    """

    workflow_id: str
    name: str = ""
    description: str = ""
    mode: WorkflowMode | None = None
    input_schema: Schema | None = None
    output_schema: Schema | None = None
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    created_at: int | None = None
    updated_at: int | None = None
    opening: str = ""
    suggested_questions: tuple[str, ...] = ()
    log_id: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the server answered without telling anything."""
        return not (self.name or self.description or self.opening or self.input_schema)
