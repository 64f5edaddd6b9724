"""What `cozewf help TOPIC` tells, and the manual page with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import EXIT_CODES
from .facts import ENVIRONMENT, FILES
from .tree import Command, Option, Translate

# A paragraph; lines that are shown as they are, each after a space; or rows of a table.
Block: TypeAlias = "str | tuple[tuple[str, str], ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A page of help that is about no single command."""

    name: str
    title: str
    blocks: tuple[Block, ...]


# Groups of options that help only names, and the topics that tell them in full.
GROUP_TOPICS = {
    "Identity and version": "params",
    "Answers": "interrupts",
    "Server and login": "server",
    "Output": "output",
}

_PARAMS = Topic(
    name="params",
    title="Giving a workflow its parameters.",
    blocks=(
        (
            ("-p key=text", "A string, whatever it looks like: ids stay whole."),
            ("-p key:=JSON", "A number, true, false, null, a list or an object."),
            ("-p key=@FILE", "The text of a file."),
            ("-p key:=@FILE", "The JSON of a file."),
            ("-p key[sub]=text", "One field of an object."),
            ("-p key[]=text", "One more element of a list."),
            ("--params JSON", "All of them as one object; a single -p wins over it."),
            ("--params @FILE", "The same from a file."),
            ("--params -", "The same from stdin, which is read for an explicit - only."),
        ),
        "Where the server describes the workflow's inputs, `key=text` is turned into the declared "
        "type, and what is missing, unknown or ill-typed is told before anything is sent. "
        "Elsewhere the server decides. `cozewf info WORKFLOW` shows the inputs, --dry-run the "
        "request as it would be sent.",
    ),
)
_OUTPUT = Topic(
    name="output",
    title="What is printed, and how to read it from a program.",
    blocks=(
        "Data goes to stdout, everything that is meant for people to stderr.",
        (
            ("text", "On a terminal a live view; in a pipe the text of the nodes alone."),
            ("json", "One document at the end: status, output, nodes, error, token, …"),
            ("jsonl", "One event a line as it comes: message, interrupt, delta, reply, done, …"),
            ("raw", "The server's bytes."),
            ("csv", "The rows of `history`, for a spreadsheet."),
        ),
        "Once a run has started, json prints its document whatever the end, and jsonl ends with "
        "the closing event. Where nothing was started stdout stays empty, and stderr holds one "
        'object: {"error": {code, message, hint, http_status, log_id, debug_url}}.',
    ),
)
_INTERRUPTS = Topic(
    name="interrupts",
    title="Runs that ask in the middle, and how to answer them.",
    blocks=(
        "On a terminal the question is asked in place, and the run goes on. Nothing is ever asked "
        "where stdin or stderr is no terminal, where CI is set, or with --no-input. Then --answer "
        "is used, in order, and the file of --answers: each entry of [[answers]] has an answer and "
        "may say what it is for; the first that fits is used, once.",
        ' [[answers]]\n node = "目的地"\n answer = "北京"\n\n'
        ' [[answers]]\n question = "/how many/"\n kind = "form"\n answer = { days = 3 }',
        "A question with options takes the name of one or its number; a form takes a JSON object "
        "of its fields. What stays unanswered ends the command with 8 and prints the line that "
        "answers it. `cozewf resume` takes up the newest paused run, from any shell. An answer is "
        "sent once: never again by itself, whatever happens to the connection.",
    ),
)
_ENVIRONMENT = Topic(
    name="environment",
    title="Variables, files, and which setting wins.",
    blocks=(
        "A flag wins over the environment, that over the profile, that over the default. The "
        "official SDK's own variables come last.",
        ENVIRONMENT,
        FILES,
    ),
)
_EXIT_CODES = Topic(
    name="exit-codes",
    title="What each exit code means.",
    blocks=(
        tuple((str(code), text) for code, text in EXIT_CODES.items()),
        "`cozewf wait` with several runs ends with the worst of them.",
    ),
)
_DIALECTS = Topic(
    name="dialects",
    title="The servers that cozewf talks to, and where they differ.",
    blocks=(
        "cozewf is never told which server it talks to: it reads what comes.",
        (
            ("open-source", "Coze Plus and Coze Studio, as they run."),
            ("document", "What their published document says, and gateways built from it."),
            ("cloud", "api.coze.com and api.coze.cn."),
        ),
        "Open-source servers take ids of digits only, run the newest published version whatever "
        "--workflow-version says, describe only ChatFlows to an API key (`info`), and look runs "
        "up by execute id alone (`history`). The cloud keeps the results of runs for 24 hours. "
        "`cozewf mock --dialect` speaks the first two.",
    ),
)
_SERVER = Topic(name="server", title="Which server, which login, and how patient.", blocks=())


def make_topics(tree: Command, translate: Translate = str) -> dict[str, Topic]:
    """All topics by name; the options that many commands share are told by their topics."""
    plain = (_PARAMS, _OUTPUT, _INTERRUPTS, _SERVER, _ENVIRONMENT, _EXIT_CODES, _DIALECTS)
    topics = {topic.name: _translate(topic, translate) for topic in plain}
    for group, name in GROUP_TOPICS.items():
        options = shared_options(tree, translate(group))
        rows = tuple((spell(option), option.help) for option in options)
        topic = topics[name]
        topics[name] = Topic(name=name, title=topic.title, blocks=(*topic.blocks, rows))
    return topics


def topic_of_group(group: str, translate: Translate = str) -> str:
    """The topic that tells a group's options in full, "" where the command itself does."""
    return next((name for key, name in GROUP_TOPICS.items() if translate(key) == group), "")


def shared_options(tree: Command, group: str) -> list[Option]:
    """The options of *group*, each once, in the order of the first command that has them."""
    found: dict[str, Option] = {}
    for option in (option for command in tree.walk() for option in command.options):
        if option.group == group:
            found.setdefault(option.names[0], option)
    return short_first(found.values())


def short_first(options: Iterable[Option]) -> list[Option]:
    """What has a short name is what is used most."""
    return sorted(options, key=lambda option: len(option.names) == 1)


def spell(option: Option) -> str:
    """An option as help shows it: `-p, --param KEY=VALUE`."""
    names = ", ".join(sorted(option.names, key=len))
    if option.value is None:
        return names
    if option.value.attached:
        return f"{names}[={option.value.metavar}]"
    return f"{names} {option.value.metavar}"


def _translate(topic: Topic, translate: Translate) -> Topic:
    blocks = tuple(
        translate(block)
        if isinstance(block, str)
        else tuple((name, translate(text)) for name, text in block)
        for block in topic.blocks
    )
    return Topic(name=topic.name, title=translate(topic.title), blocks=blocks)
