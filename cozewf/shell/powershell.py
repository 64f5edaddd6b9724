"""Completion for PowerShell, 5.1 and later."""

from __future__ import annotations

from .tree import Command

_HEAD = """\
# Completion of cozewf for PowerShell, made by `cozewf completion powershell`.

Register-ArgumentCompleter -Native -CommandName cozewf -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # Values come from '=a|b' (these words), '@kind' (what `cozewf __complete` knows), '' (nowhere).
    $tree = @{
"""

_MAIN = r"""    }

    $path = ''
    $position = 0
    $taking = ''
    $literal = $false
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    foreach ($word in $words) {
        $here = $tree[$path]
        if ($taking) { $taking = '' }
        elseif ($literal) { $position++ }
        elseif ($word -ceq '--') { $literal = $true }
        elseif ($word -clike '-?*') { if ($here.takes.Contains($word)) { $taking = $word } }
        elseif ($here.commands.Contains($word)) { $path = "$path $word".Trim() }
        else { $position++ }
    }

    $here = $tree[$path]
    $before = ''
    $current = $wordToComplete
    $source = ''
    $offered = @{}
    if ($taking) { $source = $here.takes[$taking] }
    elseif (-not $literal -and $current -clike '--*=*') {
        $name, $current = $current -split '=', 2
        $before = "$name="
        $source = $here.takes[$name]
        if ($null -eq $source) { $source = $here.takes[$before] }
    }
    elseif (-not $literal -and $current -clike '-*') { $offered = $here.options }
    elseif ($here.commands.Count) { $offered = $here.commands }
    elseif ($here.arguments.Count) {
        $last = $here.arguments.Count - 1
        if ($position -le $last -or $here.repeats) {
            $source = $here.arguments[[Math]::Min($position, $last)]
        }
    }

    if ($source -clike '=*') {
        $offered = [ordered]@{}
        foreach ($word in $source.Substring(1) -split '\|') { $offered[$word] = $word }
    }
    elseif ($source -clike '@*') {
        $offered = [ordered]@{}
        foreach ($line in @(cozewf __complete $source.Substring(1) $current.Trim("'`"") 2>$null)) {
            $word, $text = $line -split "`t", 2
            $offered[$word] = $text
        }
    }
    foreach ($entry in $offered.GetEnumerator()) {
        $word = $entry.Key
        if (-not $word.StartsWith($current.Trim("'`""), [StringComparison]::Ordinal)) { continue }
        $text = $before + $word
        if ($text -cnotmatch '^[\w./:=-]+$') { $text = "'" + $text.Replace("'", "''") + "'" }
        $tip = if ($entry.Value) { $entry.Value } else { $word }
        [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $tip)
    }
}
"""


def write(root: Command) -> str:
    """The script for the commands below *root*."""
    return _HEAD + "".join(_entry(command) for command in root.walk()) + _MAIN


def _entry(command: Command) -> str:
    commands = {child.name: child.summary for child in command.commands}
    options = {name: option.help for option in command.options for name in option.names}
    takes = {
        f"{name}=" if option.value.attached else name: _source(option.value.source)
        for option in command.options
        if option.value is not None
        for name in option.names
    }
    arguments = ", ".join(_quote(_source(a.value.source)) for a in command.arguments)
    repeats = any(argument.value.repeats for argument in command.arguments)
    return f"""\
        {_quote(" ".join(command.path))} = @{{
            commands = {_table(commands)}
            options = {_table(options)}
            takes = {_table(takes)}
            arguments = @({arguments})
            repeats = ${str(repeats).lower()}
        }}
"""


def _source(source: str) -> str:
    return "" if source in ("file", "at_file") else source  # PowerShell completes files by itself


def _table(entries: dict[str, str]) -> str:
    if not entries:
        return "[ordered]@{}"
    lines = [f"                {_quote(key)} = {_quote(text)}" for key, text in entries.items()]
    return "\n".join(["[ordered]@{", *lines, "            }"])


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
