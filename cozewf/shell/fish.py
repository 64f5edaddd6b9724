"""Completion for fish."""

from __future__ import annotations

from .tree import Command, Option, Value

_MAIN = r"""
# Where the cursor is: the words of the command, and how many arguments stand before it.
function __cozewf_where
    set -l tokens (commandline -opc)
    set -l path
    set -l position 0
    set -l taking no
    set -l literal no
    for token in $tokens[2..]
        if test $taking = yes
            set taking no
        else if test "$literal $token" = 'no --'
            set literal yes
        else if test $literal = no; and string match -q -- '-?*' $token
            contains -- "$path $token" $__cozewf_valued; and set taking yes
        else if contains -- (string join ' ' $path $token) $__cozewf_commands
            set -a path $token
        else
            set position (math $position + 1)
        end
    end
    echo "$path:$position"
end

# Whether the cursor is in command $argv[1], at argument $argv[2], or with + at it or later.
function __cozewf_at
    set -l where (string split : (__cozewf_where))
    test "$where[1]" = "$argv[1]"; or return 1
    switch "$argv[2]"
        case ''
            return 0
        case '*'
            string match -q -- '-*' (commandline -ct); and return 1
    end
    switch "$argv[2]"
        case '*+'
            test $where[2] -ge (string trim -c + -- $argv[2])
        case '*'
            test $where[2] -eq $argv[2]
    end
end

# What only this machine knows, asked of the cozewf that is being typed.
function __cozewf_ask
    set -l tokens (commandline -opc)
    set -l program cozewf
    if string match -q '*/*' -- $tokens[1] # not what an alias is called
        set program (string replace -r '^~/' "$HOME/" -- $tokens[1])
    end
    command $program __complete $argv[1] 2>/dev/null
end

# Files after an @, as in key=@file; the word is read without its quotes, an open one too.
function __cozewf_files
    set -l typed (commandline -ct)
    set -l token (string unescape -- $typed $typed\' $typed\")[1]
    string match -q '*@*' -- $token; or return
    set -l start (string replace -r '@[^@]*$' '@' -- $token)
    string match -q -- '--*=*' $start; and set start (string replace -r '^--[^=]*=' '' -- $start)
    for file in (__fish_complete_path (string replace -r '.*@' '' -- $token))
        echo "$start$file"
    end
end

complete -c cozewf -f
"""


def write(root: Command) -> str:
    """The script for the commands below *root*."""
    lines = ["# Completion of cozewf for fish, made by `cozewf completion fish`.", ""]
    paths = [" ".join(command.path) for command in root.walk() if command.path]
    lines += _list("__cozewf_commands", paths) + _list("__cozewf_valued", _valued(root))
    lines.append(_MAIN)
    for command in root.walk():
        lines += [*_subcommands(command), *_arguments(command), *_options(command)]
    return "\n".join(lines) + "\n"


def _list(name: str, words: list[str]) -> list[str]:
    return (
        [f"set -g {name} \\"]
        + [f"    {_quote(w)} \\" for w in words[:-1]]
        + [f"    {_quote(words[-1])}"]
    )


def _valued(root: Command) -> list[str]:
    """The options whose value is the next word, each after its command."""
    return [
        f"{' '.join(command.path)} {name}"
        for command in root.walk()
        for option in command.options
        if option.value is not None and not option.value.attached
        for name in option.names
    ]


def _subcommands(command: Command) -> list[str]:
    return [
        f"{_complete(command)} -a {child.name} -d {_quote(child.summary)}"
        for child in command.commands
    ]


def _arguments(command: Command) -> list[str]:
    lines = []
    for number, argument in enumerate(command.arguments):
        place = f"{number}+" if argument.value.repeats else str(number)
        if argument.value.source:
            lines.append(f"{_complete(command, place)} {_candidates(argument.value)}")
    return lines


def _options(command: Command) -> list[str]:
    return [f"{_complete(command)} {_option(option)}" for option in command.options]


def _complete(command: Command, place: str = "") -> str:
    condition = f"__cozewf_at {_quote(' '.join(command.path))} {place}".rstrip()
    return f'complete -c cozewf -n "{condition}"'


def _option(option: Option) -> str:
    names = [f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in option.names]
    words = [*names, f"-d {_quote(option.help)}"]
    if option.value is not None:
        # -r wants a value, -x wants one that is no file.
        words.append("" if option.value.attached else "-r" if option.value.kind == "file" else "-x")
        words.append(_candidates(option.value))
    return " ".join(word for word in words if word)


def _candidates(value: Value) -> str:
    match value.source:
        case "":
            return ""
        case "file":
            return "-F"
        case "at_file":
            return "-a '(__cozewf_files)'"
        case source if source.startswith("="):
            return f"-a {_quote(source[1:].replace('|', ' '))}"
        case source:
            return f"-k -a '(__cozewf_ask {source[1:]})'"


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
