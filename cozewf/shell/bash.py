"""Completion for bash, 3.2 and later, without the package bash-completion."""

from __future__ import annotations

from collections.abc import Iterator

from .tree import Command

_HEAD = """\
# Completion of cozewf for bash, made by `cozewf completion bash`.

# Where candidates come from: "=a|b" these words, "@kind" what `cozewf __complete` knows, "file",
# "at_file" files after an @, "" nowhere.
"""

_MAIN = r"""
# The words as they were typed: bash has split them at = : and @ as well.
_cozewf_split() {
    local line=${COMP_LINE:0:COMP_POINT} part i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        part=${COMP_WORDS[i]}
        if [[ $i -eq 0 || $line == [[:space:]]* ]]; then
            line=${line#"${line%%[![:space:]]*}"}
            words+=("")
        fi
        [[ $i -eq $COMP_CWORD ]] && part=$line
        words[${#words[@]} - 1]+=$part
        line=${line#"$part"}
    done
}

# Whether option $1 takes a value, and which.
_cozewf_value() {
    [[ $values == *" $1:"* ]] || return
    source=${values#*" $1:"}
    source=${source%% *}
}

_cozewf_find() {
    local IFS=" |" word quoted
    case $1 in
    =*) for word in ${1#=}; do [[ $word != "$current"* ]] || found+=("$word"); done ;;
    @*)
        while IFS=$'\t' read -r word _; do
            printf -v quoted %q "$word"
            [[ $current == [\"\']* ]] && quoted=${current:0:1}$word
            found+=("$quoted")
        done < <(cozewf __complete "${1#@}" "${current//[\\\"\']/}" 2>/dev/null)
        ;;
    file) compopt -o default 2>/dev/null ;;
    at_file)
        [[ $current == *@* ]] || return
        while IFS= read -r word; do
            printf -v quoted %q "$word"
            [[ -d $word ]] && quoted+=/ && compopt -o nospace 2>/dev/null
            found+=("${current%@*}@$quoted")
        done < <(compgen -f -- "${current##*@}")
        ;;
    esac
}

_cozewf() {
    local words=() path= commands= options= values= arguments=() repeats= source=
    local taking= literal= position=0 found=() current before= word i
    COMPREPLY=()
    _cozewf_split
    current=${words[${#words[@]} - 1]}
    _cozewf_command ""
    for ((i = 1; i < ${#words[@]} - 1; i++)); do
        word=${words[i]}
        if [[ -n $taking ]]; then
            taking=
        elif [[ -z $literal && $word == -- ]]; then
            literal=yes
        elif [[ -z $literal && $word == -?* ]]; then
            _cozewf_value "$word" && taking=yes
        elif [[ " $commands " == *" $word "* ]]; then
            path=${path:+$path }$word
            _cozewf_command "$path"
        else
            ((position++))
        fi
    done
    if [[ -n $taking ]]; then
        _cozewf_value "$word"
        _cozewf_find "$source"
    elif [[ -z $literal && $current == --*=* ]]; then
        before=${current%%=*}=
        current=${current#*=}
        _cozewf_value "$before" || _cozewf_value "${before%=}" || return
        _cozewf_find "$source"
    elif [[ -z $literal && $current == -* ]]; then
        _cozewf_find "=$options"
    elif [[ -n $commands ]]; then
        _cozewf_find "=$commands"
    elif [[ ${#arguments[@]} -gt 0 ]]; then
        source=${arguments[${#arguments[@]} - 1]}
        if [[ $position -lt ${#arguments[@]} ]]; then
            source=${arguments[position]}
        elif [[ -z $repeats ]]; then
            return
        fi
        _cozewf_find "$source"
    fi
    # Bash replaces only what follows the last of its own breaks, and an @ with what follows it.
    current=${words[${#words[@]} - 1]}
    local kept=${current##*[$COMP_WORDBREAKS]}
    kept=${current%"$kept"}
    kept=${kept%@}
    [[ $current == [\"\']* ]] && kept=${current:0:1}
    for word in "${found[@]}"; do
        word=$before$word
        COMPREPLY+=("${word#"$kept"}")
    done
}

complete -F _cozewf cozewf
"""


def write(root: Command) -> str:
    """The script for the commands below *root*."""
    return _HEAD + _commands(root) + _MAIN


def _commands(root: Command) -> str:
    lines = [
        "_cozewf_command() {  # $1: its path",
        "    commands= options= values= arguments=() repeats=",
        "    case $1 in",
    ]
    for command in root.walk():
        names = [name for option in command.options for name in option.names]
        sources = [_quote(argument.value.source) for argument in command.arguments]
        lines.append(f"    {_quote(' '.join(command.path))})")
        if command.commands:
            words = " ".join(child.name for child in command.commands)
            lines.append(f"        commands={_quote(words)}")
        lines.append(f"        options={_quote(' '.join(names))}")
        if values := list(_values(command)):
            lines.append(f"        values={_quote(' '.join(['', *values, '']))}")
        if sources:
            lines.append(f"        arguments=({' '.join(sources)})")
        if any(argument.value.repeats for argument in command.arguments):
            lines.append("        repeats=yes")
        lines.append("        ;;")
    return "\n".join([*lines, "    esac", "}", ""])


def _values(command: Command) -> Iterator[str]:
    """`--name:source` for each option that takes a value, `--name=:source` for --name=VALUE."""
    for option in command.options:
        if option.value is not None:
            end = "=" if option.value.attached else ""
            yield from (f"{name}{end}:{option.value.source}" for name in option.names)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
