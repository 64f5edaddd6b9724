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

# What $1 means: the word without its quotes, the quote that is still open, and what of the word
# stays as it is. Bash replaces what follows the last of its own breaks, and an @ with it.
_cozewf_read() {
    local char i
    current= quote= kept=
    for ((i = 0; i < ${#1}; i++)); do
        char=${1:i:1}
        if [[ -n $quote && $char == "$quote" ]]; then
            quote=
        elif [[ $char == \\ && $quote != \' ]]; then
            ((i++))
            current+=${1:i:1}
        elif [[ -z $quote && $char == [\"\'] ]]; then
            quote=$char kept=$current
        else
            [[ -z $quote && $char == @ && $COMP_WORDBREAKS == *@* ]] && kept=$current
            current+=$char
            [[ -z $quote && $char != @ && $COMP_WORDBREAKS == *"$char"* ]] && kept=$current
        fi
    done
}

# $1 as it has to stand where the cursor is: nothing of a name is ever run by the shell.
_cozewf_write() {
    local char i
    written=
    if [[ -z $quote ]]; then
        [[ -z $1 ]] || printf -v written %q "$1"
        return
    fi
    for ((i = 0; i < ${#1}; i++)); do
        char=${1:i:1}
        case $quote$char in
        \'\') char="'\\''" ;;
        \"[\"\\\$\`]) char=\\$char ;;
        \"!) return 1 ;; # bash reads it as history, and nothing hides it in these quotes
        esac
        written+=$char
    done
}

# Whether option $1 takes a value, and which.
_cozewf_value() {
    [[ $values == *" $1:"* ]] || return
    source=${values#*" $1:"}
    source=${source%% *}
}

_cozewf_find() {
    local IFS=" |" word
    case $1 in
    =*) for word in ${1#=}; do [[ $word != "$current"* ]] || found+=("$word"); done ;;
    @*)
        while IFS=$'\t' read -r word _; do
            found+=("$word")
        done < <("$program" __complete "${1#@}" "$current" 2>/dev/null)
        ;;
    file) compopt -o default 2>/dev/null ;;
    at_file)
        [[ $current == *@* && $current != *@~* ]] || return
        for word in "${current##*@}"*; do
            [[ -e $word ]] || continue
            [[ -d $word ]] && word+=/ && compopt -o nospace 2>/dev/null
            found+=("${current%@*}@$word")
        done
        ;;
    esac
}

_cozewf() {
    local words=() path= commands= options= values= arguments=() repeats= source=
    local taking= literal= position=0 found=() current quote kept written before= word i
    local program=cozewf
    [[ $1 != */* ]] || program=${1/#\~\//"$HOME/"}  # not what an alias is called
    COMPREPLY=()
    _cozewf_split
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
    _cozewf_read "${words[${#words[@]} - 1]}"
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
    for word in "${found[@]}"; do
        word=$before$word
        _cozewf_write "${word#"$kept"}" && COMPREPLY+=("$written")
    done
}

# What is newest comes first, where bash can keep the order.
complete -o nosort -F _cozewf cozewf 2>/dev/null || complete -F _cozewf cozewf
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
        if not (command.options or command.arguments or command.commands):
            continue  # a topic of help
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
