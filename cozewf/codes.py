"""The API's error codes: which kind of error each is, its cause and its remedy.

The numbers are those of wire.md §5. `classify` decides the kind of any refusal, known or not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .errors import (
    CozewfError,
    NotAllowed,
    NotAvailable,
    RateLimited,
    RunFailed,
    ServerRefused,
)


class Code(NamedTuple):
    """A code's *kind*, its *cause* in a sentence, and its *remedy* as an instruction."""

    kind: type[CozewfError]
    cause: str
    remedy: str


_LOGIN = "Check the API key, or the session key, and that it belongs to this server."
_PUBLISH = "Publish the workflow in the editor, then run it again."
_PARAMETERS = "Compare the parameters with the workflow's Start node."
_LATER = "This is the server's own trouble: try again later, and give its operator the log id."
_SERVER_LOG = "Open the debug link, or give the log id to the server's operator."
_UPLOAD = "Send one file in the form field `file`, within the server's size limit."
_STREAM = "Use `cozewf stream`: it asks the question and goes on with the answer."
_CONVERSATION = "Begin one with `cozewf chat --conversation-name`, with the --app-id of its app."

_TEXTS: dict[tuple[int, ...], Code] = {
    (700012006, 4100): Code(NotAllowed, "The login was not accepted.", _LOGIN),
    (401,): Code(NotAllowed, "The server wants a login.", _LOGIN),
    (403,): Code(NotAllowed, "The login has no right to do this.", _LOGIN),
    (4101,): Code(NotAllowed, "The token is wrong or lacks the permission.", _LOGIN),
    (106000001, 108000006, 108000007): Code(
        NotAllowed,
        "The key's owner has no permission here.",
        "Use a key of the workflow's creator, or ask for access to its workspace.",
    ),
    (6031, 720702011): Code(NotAvailable, "The workflow is not published.", _PUBLISH),
    (720702004,): Code(
        NotAvailable,
        "There is no such workflow.",
        "Check the workflow id: it is the long number in the editor's address.",
    ),
    (4200,): Code(
        NotAvailable,
        "The workflow does not exist or is not published.",
        "Check the workflow id and publish the workflow.",
    ),
    (404,): Code(
        NotAvailable,
        "The server does not know this path.",
        "Check the base URL: it has no path such as /v1 at its end.",
    ),
    (777777778, 777777771): Code(
        NotAvailable, "There is no such version of the workflow.", "Leave out --workflow-version."
    ),
    (777777780,): Code(
        NotAvailable,
        "The server describes only ChatFlows to an API key.",
        "`run` and `stream` work all the same; look the parameters up in the editor.",
    ),
    (777777762, 720702201): Code(
        NotAvailable, "There is no such conversation, or it is another app's.", _CONVERSATION
    ),
    (720702200,): Code(
        ServerRefused, "A conversation of this name exists.", "Choose another name."
    ),
    (429, 4013): Code(
        RateLimited,
        "Too many requests.",
        "Wait a minute, or let cozewf wait with --retries 5.",
    ),
    (400,): Code(ServerRefused, "The server could not read the request.", _PARAMETERS),
    (4000, 720702001, 720702002, 720712014, 4003): Code(
        ServerRefused, "A parameter is missing or invalid.", _PARAMETERS
    ),
    (777777763,): Code(RunFailed, "A required input field is missing.", _PARAMETERS),
    (6039, 720702078): Code(RunFailed, "The workflow asks a question in the middle.", _STREAM),
    (6023, 720702085): Code(
        RunFailed,
        "The workflow took longer than the server allows.",
        "Start it with `cozewf run --async`, or split it.",
    ),
    (6003,): Code(
        ServerRefused, "Asynchronous runs need a paid plan.", "Use `cozewf stream` instead."
    ),
    (720701013, 4001): Code(RunFailed, "The workflow failed while it ran.", _SERVER_LOG),
    (4002, 777777776): Code(
        RunFailed, "A node took too long.", "Raise the node's time limit, or give it less to do."
    ),
    (777777777,): Code(RunFailed, "The run was cancelled.", "Start it again."),
    (305000002,): Code(RunFailed, "A code node failed.", "Mend the code of that node."),
    (777777765,): Code(
        RunFailed, "A plug-in of the workflow wants an authorisation.", "Authorise the plug-in."
    ),
    (777777773,): Code(
        RunFailed,
        "A model's answer is not of the declared structure.",
        "Loosen the output format of the model node, or use a stronger model.",
    ),
    (777777768, 777777766): Code(
        RunFailed, "A plug-in or tool that the workflow uses is gone.", "Mend it in the editor."
    ),
    (720712049,): Code(RunFailed, "A question node has no options.", "Add options in the editor."),
    (720712023,): Code(RunFailed, "A node's output could not be read.", _SERVER_LOG),
    (720701003, 720701007, 720701011, 720702089): Code(
        RunFailed, "The server could not prepare or convert the workflow.", _SERVER_LOG
    ),
    (720701004,): Code(RunFailed, "A plug-in's API failed.", _SERVER_LOG),
    (720700801, 720700803, 720700808): Code(
        ServerRefused, "The server's database, cache or id generator failed.", _LATER
    ),
    (777777775,): Code(ServerRefused, "The server could not do this.", _SERVER_LOG),
    (4016,): Code(
        ServerRefused,
        "The conversation is busy with another chat.",
        "Wait for it to end, or start a new conversation.",
    ),
    (4027, 4028): Code(
        ServerRefused, "The account's credits are used up or a payment is due.", "Top up."
    ),
    (500, 5000): Code(ServerRefused, "The server failed inside.", _LATER),
    (502, 503): Code(ServerRefused, "The proxy could not reach the server.", _LATER),
    (408, 504): Code(
        ServerRefused,
        "The proxy stopped waiting for the server; a run that was started most likely goes on.",
        "Use `cozewf stream` or `run --async`, and raise the proxy's read timeout.",
    ),
    (104000003, 104000004, 104000005, 104000006, 104000007, 104000008): Code(
        ServerRefused, "The file could not be taken.", _UPLOAD
    ),
}

CODES: dict[int, Code] = {code: text for codes, text in _TEXTS.items() for code in codes}

# What a code that is not listed most likely speaks of, by the range that it lies in.
CLASSES: dict[range, str] = {
    range(400, 600): "an HTTP status",
    range(4000, 4100): "a request that the Coze cloud refused",
    range(4100, 4200): "a login that the Coze cloud refused",
    range(4200, 4300): "something that the Coze cloud does not have",
    range(5000, 6000): "a failure inside the Coze cloud",
    range(6000, 7000): "a run that the server refused",
    range(104_000_000, 105_000_000): "an upload that an open-source server refused",
    range(106_000_000, 109_000_000): "a permission that is missing on an open-source server",
    range(305_000_000, 306_000_000): "a code node that failed",
    range(700_000_000, 701_000_000): "a login that the server refused",
    range(720_700_000, 720_800_000): "a failure in an open-source server's workflow engine",
    range(777_777_000, 777_778_000): (
        "a workflow or conversation that failed on an open-source server"
    ),
}

_INNER = re.compile(r"code=(\d+) message=([^\n]*)")
_NOT_A_NUMBER = re.compile(r'strconv\.ParseInt: parsing "([^"]*)": invalid syntax')
_NOT_PAUSED = re.compile(
    r"cannot resume|invalid event id|event id mismatch|interrupt event does not exist"
    r"|workflow execution does not exist"
)
_KNOWN_BY_TEXT = (
    (
        re.compile(r"conversation name is requ"),
        ServerRefused,
        "This server wants a conversation: give --conversation ID, or --conversation-name NAME.",
    ),
    (  # wire.md §3.7: what is in no space does not exist
        re.compile(r"does not have access to space 0\b"),
        NotAvailable,
        "There is no such run: check the execute id.",
    ),
    (
        re.compile(r"conversation (conv_\S+ |\d+ )?not found"),
        NotAvailable,
        "There is no such conversation in this app: check the id, and give the --app-id and"
        " --connector-id that it began with.",
    ),
    (
        re.compile(r"operation failure: conversation \S.* not found"),
        NotAvailable,
        "This server creates only conversations whose names it knows: leave --name out, or begin"
        " one of any name with `cozewf chat --conversation-name`.",
    ),
    (
        re.compile(r"project_id and bot_id cannot be set"),
        ServerRefused,
        "Give --app-id or --bot-id, not both.",
    ),
    (
        re.compile(r"does not have access to space"),
        NotAllowed,
        "The key's owner has no access to the workspace of this workflow.",
    ),
)


def guess_class(code: int) -> str:
    """What a code that is not listed most likely speaks of, "" where nothing is known."""
    return next((text for codes, text in CLASSES.items() if code in codes), "")


def find_inner(message: str) -> tuple[int, str] | None:
    """Find the real code and text that a wrapped error carries (wire.md §1.4)."""
    match = _INNER.search(message)
    return (int(match[1]), match[2].strip()) if match else None


def is_not_paused(message: str) -> bool:
    """Whether a refusal says that the run does not wait for this answer (any more)."""
    return _NOT_PAUSED.search(message) is not None


def classify(
    code: int | None, http_status: int | None, message: str
) -> tuple[type[CozewfError], str]:
    """Tell the kind of a refusal and its remedy; the body's code goes before the HTTP status.

    *message* is the whole text: some servers put the real code, or the only clue, there.
    """
    inner = find_inner(message)
    if inner is not None and inner[0] in CODES:
        code = inner[0]
    by_text = _classify_text(code, message)
    if by_text is not None:
        return by_text
    known = CODES.get(code) if code is not None else None
    if known is None and http_status is not None and http_status >= 400:
        known = CODES.get(http_status)
    if known is None:
        return ServerRefused, ""
    return known.kind, known.remedy


def _classify_text(code: int | None, message: str) -> tuple[type[CozewfError], str] | None:
    """Recognise the refusals that only their text tells apart."""
    if match := _NOT_A_NUMBER.search(message):
        if not match[1]:
            return NotAvailable, "This server wants an id that was not given, such as --app-id."
        return NotAvailable, f'This server takes only numeric ids, and "{match[1]}" is none.'
    if is_not_paused(message):
        return ServerRefused, "The run does not wait for this answer: it was given, or has expired."
    if code == 401 and "session_key" in message:
        # wire.md §1.2: a path that the server does not know asks for a cookie, even with a key.
        return NotAvailable, "This server does not have this endpoint for API keys."
    for pattern, kind, remedy in _KNOWN_BY_TEXT:
        if pattern.search(message):
            return kind, remedy
    return None
