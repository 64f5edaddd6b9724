"""Completion for zsh, as a file of $fpath or for `source`."""

from __future__ import annotations

from .tree import Argument, Command, Option, Value

_HEAD = r"""#compdef cozewf
# Completion of cozewf for zsh, made by `cozewf completion zsh`.

# What only this machine knows: profiles, aliases, recent ids; the newest first.
_cozewf_ask() {
    [[ $PREFIX != -* ]] || return
    local line
    local -a found
    for line in "${(@f)$($program __complete $1 2>/dev/null)}"; do
        line=${line//\\/\\\\}
        [[ -z $line ]] || found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    _describe -V -t $1 $1 found
}

# Files after an @, as in key=@file.
_cozewf_at() {
    compset -P '*@' && _files
}
"""

_TAIL = r"""
if [[ $funcstack[1] == _cozewf ]]; then
    _cozewf "$@"
else
    compdef _cozewf cozewf
fi
"""

# What is asked for candidates: the cozewf of the path that is typed, not what an alias is called.
_PROGRAM = (
    "    local program=cozewf",
    "    [[ $words[1] != */* ]] || program=${~${(Q)words[1]}}",
)


def write(root: Command) -> str:
    """The script for the commands below *root*."""
    return _HEAD + "".join(_function(command) for command in root.walk() if _says(command)) + _TAIL


def _says(command: Command) -> bool:
    """Whether anything follows *command*; nothing does after a topic of help."""
    return bool(command.options or command.arguments or command.commands)


def _function(command: Command) -> str:
    """The function of one command; a group passes on to those of its commands."""
    specs = [_option(option) for option in command.options]
    name = "_".join(("_cozewf", *command.path))
    if not command.commands:
        specs += [_argument(n, argument) for n, argument in enumerate(command.arguments, 1)]
        body = ["    _arguments -s -S : \\", *_continued(specs)]
        return "\n".join(["", f"{name}() {{", *body, "}", ""])
    specs += ["': :->command'", "'*:: :->rest'"]
    followed = [child.name for child in command.commands if _says(child)]
    children = [f"{child.name}:{_colons(child.summary)}" for child in command.commands]
    lines = [
        *([] if command.path else _PROGRAM),
        "    local curcontext=$curcontext state line result=1",
        "    local -A opt_args",
        "    local -a commands=(",
        *(f"        {_quote(child)}" for child in children),
        "    )",
        "    _arguments -C -s -S : \\",
        *_continued(specs, " && result=0"),
        "    case $state in",
        "    command) _describe -V -t commands command commands && result=0 ;;",
        "    rest)",
        "        case $words[1] in",
        *(f"        {child}) {name}_{child} && result=0 ;;" for child in followed),
        "        esac",
        "        ;;",
        "    esac",
        "    return result",
    ]
    return "\n".join(["", f"{name}() {{", *lines, "}", ""])


def _continued(specs: list[str], end: str = "") -> list[str]:
    return [f"        {spec} \\" for spec in specs[:-1]] + [f"        {specs[-1]}{end}"]


def _option(option: Option) -> str:
    value = option.value
    names = [_name(name, value) for name in option.names]
    what = option.help.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    what = f"[{what}]"
    if value is not None:
        colon = "::" if value.attached else ":"
        what += f"{colon}{_colons(value.metavar)}:{_action(value)}"
    repeats = value is not None and value.repeats
    if len(names) == 1:
        return _quote(f"{'*' * repeats}{names[0]}{what}")
    others = "'*'" if repeats else f"'({' '.join(option.names)})'"
    return f"{others}{{{','.join(names)}}}{_quote(what)}"


def _name(name: str, value: Value | None) -> str:
    if value is None:
        return name
    if value.attached:
        return f"{name}=-"
    return f"{name}=" if name.startswith("--") else f"{name}+"


def _argument(number: int, argument: Argument) -> str:
    value = argument.value
    place = "*" if value.repeats else str(number)
    colon = ":" if value.required or value.repeats else "::"
    return _quote(f"{place}{colon}{_colons(value.metavar)}:{_action(value)}")


def _action(value: Value) -> str:
    match value.source:
        case "":
            return ""
        case "file":
            return "_files"
        case "at_file":
            return " _cozewf_at"
        case source if source.startswith("="):
            return f"({source[1:].replace('|', ' ')})"
        case source:
            return f" _cozewf_ask {source[1:]}"


def _colons(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
