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
from .language import N_, _


class Code(NamedTuple):
    """A code's *kind*, its *cause* in a sentence, and its *remedy* as an instruction."""

    kind: type[CozewfError]
    cause: str
    remedy: str


_LOGIN = N_("Check the API key, or the session key, and that it belongs to this server.")
_PUBLISH = N_("Publish the workflow in the editor, then run it again.")
_PARAMETERS = N_("Compare the parameters with the workflow's Start node.")
_LATER = N_("This is the server's own trouble: try again later, and give its operator the log id.")
_SERVER_LOG = N_("Open the debug link, or give the log id to the server's operator.")
_UPLOAD = N_("Send one file in the form field `file`, within the server's size limit.")
_STREAM = N_("Use `cozewf stream`: it asks the question and goes on with the answer.")
_CONVERSATION = N_(
    "Begin one with `cozewf chat --conversation-name`, with the --app-id of its app."
)

_TEXTS: dict[tuple[int, ...], Code] = {
    (700012006, 4100): Code(NotAllowed, N_("The login was not accepted."), _LOGIN),
    (401,): Code(NotAllowed, N_("The server wants a login."), _LOGIN),
    (403,): Code(NotAllowed, N_("The login has no right to do this."), _LOGIN),
    (4101,): Code(NotAllowed, N_("The token is wrong or lacks the permission."), _LOGIN),
    (106000001, 108000006, 108000007): Code(
        NotAllowed,
        N_("The key's owner has no permission here."),
        N_("Use a key of the workflow's creator, or ask for access to its workspace."),
    ),
    (6031, 720702011): Code(NotAvailable, N_("The workflow is not published."), _PUBLISH),
    (720702004,): Code(
        NotAvailable,
        N_("There is no such workflow."),
        N_("Check the workflow id: it is the long number in the editor's address."),
    ),
    (4200,): Code(
        NotAvailable,
        N_("The workflow does not exist or is not published."),
        N_("Check the workflow id and publish the workflow."),
    ),
    (404,): Code(
        NotAvailable,
        N_("The server does not know this path."),
        N_("Check the base URL: it has no path such as /v1 at its end."),
    ),
    (777777778, 777777771): Code(
        NotAvailable,
        N_("There is no such version of the workflow."),
        N_("Leave out --workflow-version."),
    ),
    (777777780,): Code(
        NotAvailable,
        N_("The server describes only ChatFlows to an API key."),
        N_("`run` and `stream` work all the same; look the parameters up in the editor."),
    ),
    (777777762, 720702201): Code(
        NotAvailable, N_("There is no such conversation, or it is another app's."), _CONVERSATION
    ),
    (720702200,): Code(
        ServerRefused, N_("A conversation of this name exists."), N_("Choose another name.")
    ),
    (429, 4013): Code(
        RateLimited,
        N_("Too many requests."),
        N_("Wait a minute, or let cozewf wait with --retries 5."),
    ),
    (400,): Code(ServerRefused, N_("The server could not read the request."), _PARAMETERS),
    (4000, 720702001, 720702002, 720712014, 4003): Code(
        ServerRefused, N_("A parameter is missing or invalid."), _PARAMETERS
    ),
    (777777763,): Code(RunFailed, N_("A required input field is missing."), _PARAMETERS),
    (6039, 720702078): Code(RunFailed, N_("The workflow asks a question in the middle."), _STREAM),
    (6023, 720702085): Code(
        RunFailed,
        N_("The workflow took longer than the server allows."),
        N_("Start it with `cozewf run --async`, or split it."),
    ),
    (6003,): Code(
        ServerRefused, N_("Asynchronous runs need a paid plan."), N_("Use `cozewf stream` instead.")
    ),
    (720701013, 4001): Code(RunFailed, N_("The workflow failed while it ran."), _SERVER_LOG),
    (4002, 777777776): Code(
        RunFailed,
        N_("A node took too long."),
        N_("Raise the node's time limit, or give it less to do."),
    ),
    (777777777,): Code(RunFailed, N_("The run was cancelled."), N_("Start it again.")),
    (305000002,): Code(RunFailed, N_("A code node failed."), N_("Mend the code of that node.")),
    (777777765,): Code(
        RunFailed,
        N_("A plug-in of the workflow wants an authorisation."),
        N_("Authorise the plug-in."),
    ),
    (777777773,): Code(
        RunFailed,
        N_("A model's answer is not of the declared structure."),
        N_("Loosen the output format of the model node, or use a stronger model."),
    ),
    (777777768, 777777766): Code(
        RunFailed,
        N_("A plug-in or tool that the workflow uses is gone."),
        N_("Mend it in the editor."),
    ),
    (720712049,): Code(
        RunFailed, N_("A question node has no options."), N_("Add options in the editor.")
    ),
    (720712023,): Code(RunFailed, N_("A node's output could not be read."), _SERVER_LOG),
    (720701003, 720701007, 720701011, 720702089): Code(
        RunFailed, N_("The server could not prepare or convert the workflow."), _SERVER_LOG
    ),
    (720701004,): Code(RunFailed, N_("A plug-in's API failed."), _SERVER_LOG),
    (720700801, 720700803, 720700808): Code(
        ServerRefused, N_("The server's database, cache or id generator failed."), _LATER
    ),
    (777777775,): Code(ServerRefused, N_("The server could not do this."), _SERVER_LOG),
    (4016,): Code(
        ServerRefused,
        N_("The conversation is busy with another chat."),
        N_("Wait for it to end, or start a new conversation."),
    ),
    (4027, 4028): Code(
        ServerRefused, N_("The account's credits are used up or a payment is due."), N_("Top up.")
    ),
    (500, 5000): Code(ServerRefused, N_("The server failed inside."), _LATER),
    (502, 503): Code(ServerRefused, N_("The proxy could not reach the server."), _LATER),
    (408, 504): Code(
        ServerRefused,
        N_("The proxy stopped waiting for the server; a run that was started most likely goes on."),
        N_("Use `cozewf stream` or `run --async`, and raise the proxy's read timeout."),
    ),
    (104000003, 104000004, 104000005, 104000006, 104000007, 104000008): Code(
        ServerRefused, N_("The file could not be taken."), _UPLOAD
    ),
}

CODES: dict[int, Code] = {code: text for codes, text in _TEXTS.items() for code in codes}

# What a code that is not listed most likely speaks of, by the range that it lies in.
CLASSES: dict[range, str] = {
    range(400, 600): N_("an HTTP status"),
    range(4000, 4100): N_("a request that the Coze cloud refused"),
    range(4100, 4200): N_("a login that the Coze cloud refused"),
    range(4200, 4300): N_("something that the Coze cloud does not have"),
    range(5000, 6000): N_("a failure inside the Coze cloud"),
    range(6000, 7000): N_("a run that the server refused"),
    range(104_000_000, 105_000_000): N_("an upload that an open-source server refused"),
    range(106_000_000, 109_000_000): N_("a permission that is missing on an open-source server"),
    range(305_000_000, 306_000_000): N_("a code node that failed"),
    range(700_000_000, 701_000_000): N_("a login that the server refused"),
    range(720_700_000, 720_800_000): N_("a failure in an open-source server's workflow engine"),
    range(777_777_000, 777_778_000): (
        N_("a workflow or conversation that failed on an open-source server")
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
        N_(
            "This server wants a conversation: give --conversation ID, or --conversation-name NAME."
        ),
    ),
    (  # wire.md §3.7: what is in no space does not exist
        re.compile(r"does not have access to space 0\b"),
        NotAvailable,
        N_("There is no such run: check the execute id."),
    ),
    (
        re.compile(r"conversation (conv_\S+ |\d+ )?not found"),
        NotAvailable,
        N_(
            "There is no such conversation in this app: check the id, and give the --app-id "
            "and --connector-id that it began with."
        ),
    ),
    (
        re.compile(r"operation failure: conversation \S.* not found"),
        NotAvailable,
        N_(
            "This server creates only conversations whose names it knows: leave --name out, "
            "or begin one of any name with `cozewf chat --conversation-name`."
        ),
    ),
    (
        re.compile(r"project_id and bot_id cannot be set"),
        ServerRefused,
        N_("Give --app-id or --bot-id, not both."),
    ),
    (
        re.compile(r"does not have access to space"),
        NotAllowed,
        N_("The key's owner has no access to the workspace of this workflow."),
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
    return known.kind, _(known.remedy)


def _classify_text(code: int | None, message: str) -> tuple[type[CozewfError], str] | None:
    """Recognise the refusals that only their text tells apart."""
    if match := _NOT_A_NUMBER.search(message):
        if not match[1]:
            return NotAvailable, _("This server wants an id that was not given, such as --app-id.")
        return NotAvailable, _('This server takes only numeric ids, and "{id}" is none.').format(
            id=match[1]
        )
    if is_not_paused(message):
        return ServerRefused, _(
            "The run does not wait for this answer: it was given, or has expired."
        )
    if code == 401 and "session_key" in message:
        # wire.md §1.2: a path that the server does not know asks for a cookie, even with a key.
        return NotAvailable, _("This server does not have this endpoint for API keys.")
    for pattern, kind, remedy in _KNOWN_BY_TEXT:
        if pattern.search(message):
            return kind, _(remedy)
    return None
