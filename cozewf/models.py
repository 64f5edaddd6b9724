"""Results of the calls that do not stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .events import Interrupt, Usage

OutputKind = Literal["json", "text", "envelope"]


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
