"""Reading a request as the open-source servers do, with their refusals (wire.md §1.1, §1.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..calls import PLAIN, Call, Refused, Reply
from ..gojson import escaped, mismatch, not_an_int, panic, syntax_error, value_offset
from ..workflows import Workflow, find

EXECUTION_FAILED, OPERATION_FAILED = 720701013, 777777775
NOT_FOUND, INVALID_PARAMETER, MISSING_PARAMETER = 720702004, 720702001, 720702002
NOT_LOGGED_IN = 700012006

INVALID_PARAMETER_TEXT = (
    "Invalid request parameters. Please check your input and ensure all required fields are "
    "correctly formatted and within allowed ranges."
)
_WRAPPERS = {
    EXECUTION_FAILED: "Workflow execution failure: ",
    OPERATION_FAILED: "Workflow operation failure: ",
}

_STRINGS = (
    "workflow_id app_id bot_id project_id connector_id execute_mode version event_id resume_data "
    "conversation_id conversation_name"
)
_FIELDS: dict[str, tuple[str, type]] = {name: ("string", str) for name in _STRINGS.split()} | {
    "is_async": ("bool", bool),
    "get_or_create": ("bool", bool),
    "draft_mode": ("bool", bool),
    "interrupt_type": ("int64", int),
    "additional_messages": ("[]*workflow.EnterMessage", list),
    "ext": ("map[string]string", dict),
    "suggest_reply_info": ("workflow.SuggestReplyInfo", dict),
}


class Failure(Exception):
    """A business error; each endpoint prints it in its own shape."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def failure(code: int, cause: str) -> Failure:
    """A *cause* as the sentence that *code* wraps around it."""
    return Failure(code, _WRAPPERS.get(code, "") + cause)


def error(code: int, message: str, status: int = 200, *, chunked: bool = False) -> Reply:
    return Reply(escaped({"code": code, "msg": message}), status, chunked=chunked)


def check_login(call: Call, api_key: str | None) -> None:
    """Bearer only; a cookie is ignored here, and a refusal has HTTP status 200."""
    header = call.headers.get("authorization")
    if not header:
        raise Refused(_not_logged_in("missing authorization in header"))
    parts = header.split("Bearer")
    if len(parts) != 2 or not parts[1].strip():
        raise Refused(_not_logged_in("missing api_key in request"))
    if api_key is not None and parts[1].strip() != api_key:
        raise Refused(_not_logged_in("CheckPermission failed"))


def unknown_path(call: Call, api_key: str | None) -> Reply:
    """Every path that is not in the server's own list asks for a cookie, then is not found."""
    session = call.cookies.get("session_key")
    if not session:
        return error(401, "missing session_key in cookie", 401)
    if api_key is not None and session != api_key:
        return _not_logged_in("session not exist")
    return error(404, "not found", 404)


def bind(call: Call, *, text_errors: bool = False) -> dict[str, Any]:
    """The JSON body with checked types. Without the JSON content type nothing is bound."""
    if not call.is_json:
        return {}
    try:
        body = json.loads(call.raw)
    except ValueError:
        text = syntax_error(call.raw.decode("utf-8", "replace"))
        raise _unbound(f"bind body failed, err={text}", text_errors) from None
    if not isinstance(body, dict):
        raise _unbound(mismatch("struct", body, call.raw, 0), text_errors)
    wrong = _wrong_type(body, call.raw)
    if wrong:
        raise _unbound(wrong, text_errors)
    return {name: value for name, value in body.items() if value is not None or name in _NULLABLE}


def int64(text: Any, function: str, code: int) -> str:
    """*text* again, if it is an id of digits; else what the server's panic makes of it."""
    number = str(text or "")
    if number.isascii() and number.isdigit() and int(number) < 2**63:
        return number
    raise failure(code, panic(not_an_int(number), function))


def workflow(body: Mapping[str, Any], function: str, code: int) -> Workflow:
    """The workflow that is meant: by a built-in name, or by the digits that a real one needs."""
    workflow_id = str(body.get("workflow_id") or "")
    found = find(workflow_id)
    if found is None:
        int64(workflow_id, function, code)
        raise Failure(
            NOT_FOUND,
            f"workflow {workflow_id} not found, please check if the workflow exists "
            "and not deleted",
        )
    return found


def parameters(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parameters of a string or of an object. Raises ValueError with the parser's text."""
    given = body.get("parameters", {})
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise ValueError(syntax_error(given)) from None
    if given is None or isinstance(given, dict):
        return given
    raise ValueError("Mismatch type map[string]interface {} with value")


def check_parameters(found: Workflow, given: Mapping[str, Any]) -> None:
    """The workflow's own inputs: what is missing, what has the wrong type."""
    for name, why in found.problems(given):
        if why == "is required":
            raise Failure(
                MISSING_PARAMETER,
                f"Missing required parameters {name}. Please review the API documentation and "
                "ensure all mandatory fields are included in your request.",
            )
        raise Failure(INVALID_PARAMETER, INVALID_PARAMETER_TEXT)


_NULLABLE = ("parameters",)


def _wrong_type(body: dict[str, Any], raw: bytes) -> str | None:
    for name, value in body.items():
        wanted, kind = _FIELDS.get(name, ("", object))
        if value is not None and (not isinstance(value, kind) or _is_wrong_bool(value, wanted)):
            return mismatch(wanted, value, raw, value_offset(raw, name))
        if name == "ext" and isinstance(value, dict):
            for key, inner in value.items():
                if not isinstance(inner, str | None):
                    return mismatch("string", inner, raw, value_offset(raw, name, key))
    return None


def _is_wrong_bool(value: Any, wanted: str) -> bool:
    return isinstance(value, bool) and wanted == "int64"


def _unbound(message: str, text: bool) -> Refused:
    if text:
        return Refused(Reply(message, 400, PLAIN))
    return Refused(error(400, message, 400))


def _not_logged_in(reason: str) -> Reply:
    return error(NOT_LOGGED_IN, f"authentication failed: {reason}")
