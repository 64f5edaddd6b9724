"""The replies of the open-source servers that are no streams (wire.md §3.1, §3.6, §3.7)."""

from __future__ import annotations

from typing import Any

from ..calls import Reply
from ..chatflow import PROLOGUE
from ..gojson import escaped, plain
from ..runs import Run
from ..workflows import Workflow
from .binding import Failure
from .events import debug_url

USER_ID = "7532755646102372352"
# /run has its own numbers for some failures (§3.1).
_RUN_CODES = {720702011: 6031, 720702001: 4000, 720702002: 4000, 720712014: 4000, 720702078: 6039}
_STATUS = {
    "running": "Running",
    "success": "Success",
    "failed": "Fail",
    "interrupted": "<UNSET>",  # the enum's 5 has no name (§3.7)
}
_NO_INTERRUPT = Failure(
    720702078,
    "Synchronous requests do not support interruption. Please switch to asynchronous requests "
    "for interruptible operations.",
)


def finished(run: Run) -> Reply:
    """The reply of a sync run which has come to an end; raises Failure where it failed."""
    if run.failure is not None:
        raise Failure(run.failure.code, run.failure.message)
    if run.status == "interrupted":
        raise _NO_INTERRUPT
    data = run.output_json
    if isinstance(run.output, str):
        data = plain({"content_type": 1, "data": run.output, "type_for_model": 2})
    return run_reply(
        data=data, token=run.tokens, cost="0.00000", debug_url=debug_url(run), execute_id=run.id
    )


def run_reply(code: int = 0, **given: Any) -> Reply:
    """Every key is always there, null where nothing is said."""
    keys = ("msg", "data", "token", "cost", "debug_url", "execute_id", "BaseResp")
    return Reply(escaped({"code": code} | {key: given.get(key) for key in keys}))


def run_failed(refusal: Failure, run: Run | None) -> Reply:
    """The reply of a sync run that failed; *run* where an execution has started."""
    code = _RUN_CODES.get(refusal.code, refusal.code)
    return run_reply(code=code, msg=refusal.message, debug_url=debug_url(run))


def record(run: Run) -> dict[str, Any]:
    """Ids are bare numbers here (§3.7)."""
    return {
        "execute_id": int(run.id),
        "execute_status": _STATUS[run.status],
        "bot_id": None,
        "connector_id": 1024,
        "connector_uid": USER_ID,
        "run_mode": run.mode,
        "log_id": run.log_id,
        "create_time": run.created,
        "update_time": run.updated if run.status != "running" else None,
        "debug_url": debug_url(run),
        "input": plain(dict(run.parameters)),
        "output": run.output_json,
        "token": 0 if run.status == "running" else run.tokens,
        "cost": "0.00000",
        "cost_unit": None,
        "ext": None,
        "error_code": str(run.failure.code) if run.failure else "",
        "error_msg": run.failure.message if run.failure else "",
    }


def role(workflow: Workflow) -> dict[str, Any]:
    """What tells of a chatflow: a card for people, no schemas (§3.6)."""
    avatar = "default_icon/x.png"
    nothing = (
        "suggest_reply_info background_image_info audio_config user_input_config project_version"
    )
    return {
        "id": str(int(workflow.number) + 1),
        "workflow_id": workflow.number,
        "connector_id": "",
        "avatar": {
            "image_uri": avatar,
            "image_url": f"http://localhost:8888/local_storage/opencoze/{avatar}"
            "?X-Amz-Expires=604800&X-Amz-Signature=ab",
        },
        "description": workflow.description,
        "onboarding_info": {
            "prologue": PROLOGUE,
            "suggested_questions": ["去哪玩?", "预订", "选择城市"],
            "display_all_suggestions": None,
        },
        "name": workflow.title,
    } | dict.fromkeys(nothing.split())
