"""Run, watch, answer and inspect Coze workflows.

>>> from cozewf import CozeWorkflow
>>> client = CozeWorkflow(api_key="pat_...", base_url="https://coze.example.com")
>>> for event in client.workflows.run(
...     workflow_id="wf_123", parameters={"topic": "AI"}, stream=True
... ):
...     if event.type == "message" and event.node_is_finish:
...         print(event.node_title)
检索
大纲
文章输出
结束
>>> client.close()

The calls are the methods of `Workflows`, `Chatflow` and `Conversations`, the parts of a
`CozeWorkflow`. Every server is read in the same events: an `Event` is a Message, Interrupt, Delta,
Reply, ChatStatus, Done, Failed or Unknown. Every failure is a `CozewfError` that knows its exit
code, its hint and the server's log id. Ids are strings everywhere, times are in seconds.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` would double the time of --version and of completions

__version__ = "0.1.0"

__all__ = [
    "AnswerNeeded",
    "ChatStatus",
    "ChatTurn",
    "Chatflow",
    "ConnectionFailed",
    "Conversation",
    "Conversations",
    "CozeWorkflow",
    "CozewfError",
    "Delta",
    "Done",
    "Event",
    "EventStream",
    "Failed",
    "Field",
    "Interrupt",
    "InvalidInput",
    "Limits",
    "Message",
    "NotAllowed",
    "NotAvailable",
    "OutcomeUnknown",
    "Parameter",
    "RateLimited",
    "Reply",
    "ReplyUnreadable",
    "RunFailed",
    "RunOptions",
    "RunPage",
    "RunRecord",
    "RunResult",
    "ServerRefused",
    "Stopped",
    "TimeLimitPassed",
    "Unknown",
    "Usage",
    "WorkflowInfo",
    "Workflows",
    "__version__",
]

if TYPE_CHECKING:
    from typing import Any

    from .client import CozeWorkflow, EventStream, Limits, RunOptions, Workflows
    from .client.chatflow import Chatflow, ChatTurn, Conversations
    from .errors import (
        AnswerNeeded,
        ConnectionFailed,
        CozewfError,
        InvalidInput,
        NotAllowed,
        NotAvailable,
        OutcomeUnknown,
        RateLimited,
        ReplyUnreadable,
        RunFailed,
        ServerRefused,
        Stopped,
        TimeLimitPassed,
    )
    from .events import (
        ChatStatus,
        Delta,
        Done,
        Event,
        Failed,
        Field,
        Interrupt,
        Message,
        Reply,
        Unknown,
        Usage,
    )
    from .models import (
        Conversation,
        Parameter,
        RunPage,
        RunRecord,
        RunResult,
        WorkflowInfo,
    )


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: `cozewf --version` must not pay for httpx."""
    if name in __all__:
        from importlib import import_module  # noqa: PLC0415  see above

        for module in ("events", "errors", "models", "client", "client.chatflow"):
            home = import_module(f".{module}", __name__)
            if hasattr(home, name):
                return getattr(home, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
