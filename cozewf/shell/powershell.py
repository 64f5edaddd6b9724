"""Completion for PowerShell, 5.1 and later."""

from __future__ import annotations

import re

from .tree import Command

_HEAD = """\
# Completion of cozewf for PowerShell, made by `cozewf completion powershell`.

Register-ArgumentCompleter -Native -CommandName cozewf -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # Values come from '=a|b' (these words), '@kind' (what `cozewf __complete` knows), 'file',
    # 'at_file' (files after an @), '' (nowhere).
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
        if ($null -eq $here) { return }
        if ($taking) { $taking = '' }
        elseif ($literal) { $position++ }
        elseif ($word -ceq '--') { $literal = $true }
        elseif ($word -clike '-?*') { if ($here.takes.Contains($word)) { $taking = $word } }
        elseif ($here.commands.Contains($word)) { $path = "$path $word".Trim() }
        else { $position++ }
    }

    $here = $tree[$path]
    if ($null -eq $here) { return }
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

    $current = $current.Trim("'`"")
    if ($source -clike '=*') {
        $offered = [ordered]@{}
        foreach ($word in $source.Substring(1) -split '\|') { $offered[$word] = $word }
    }
    elseif ($source -clike '@*') {
        $offered = [ordered]@{}
        $encoding = [Console]::OutputEncoding
        try {
            # Names may be Chinese, whatever the code page of the console.
            [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
            foreach ($line in @(cozewf __complete $source.Substring(1) $current 2>$null)) {
                $word, $text = $line -split "`t", 2
                $offered[$word] = $text
            }
        }
        finally { [Console]::OutputEncoding = $encoding }
    }
    elseif ($source -clike '*file') {
        $offered = [ordered]@{}
        $start = $current.LastIndexOf('@') + 1
        if ($source -ceq 'file') { $start = 0 }
        elseif ($start -eq 0) { return }
        $name = $current.Substring($start)
        $folder = $name.Substring(0, $name.LastIndexOfAny([char[]]'/\') + 1)
        foreach ($file in Get-ChildItem -Path ([WildcardPattern]::Escape($name) + '*')) {
            $end = if ($file.PSIsContainer) { '/' } else { '' }
            $offered[$current.Substring(0, $start) + $folder + $file.Name + $end] = $file.FullName
        }
    }
    foreach ($entry in $offered.GetEnumerator()) {
        $word = $entry.Key
        if (-not $word.StartsWith($current, [StringComparison]::OrdinalIgnoreCase)) { continue }
        $text = $before + $word
        if ($text -cnotmatch '^[\w./:=-]+$') {
            # Typographic quotes end a string as well: this doubles all of them.
            $generation = [System.Management.Automation.Language.CodeGeneration]
            $text = "'" + $generation::EscapeSingleQuotedStringContent($text) + "'"
        }
        $tip = if ($entry.Value) { $entry.Value } else { $word }
        [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $tip)
    }
}
"""


def write(root: Command) -> str:
    """The script for the commands below *root*."""
    entries = (_entry(command) for command in root.walk() if command.options or command.commands)
    return _HEAD + "".join(entries) + _MAIN


def _entry(command: Command) -> str:
    commands = {child.name: child.summary for child in command.commands}
    options = {name: option.help for option in command.options for name in option.names}
    takes = {
        f"{name}=" if option.value.attached else name: option.value.source
        for option in command.options
        if option.value is not None
        for name in option.names
    }
    arguments = ", ".join(_quote(a.value.source) for a in command.arguments)
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


def _table(entries: dict[str, str]) -> str:
    if not entries:
        return "[ordered]@{}"
    lines = [f"                {_quote(key)} = {_quote(text)}" for key, text in entries.items()]
    return "\n".join(["[ordered]@{", *lines, "            }"])


def _quote(text: str) -> str:
    return "'" + re.sub("['‘’‚‛]", r"\g<0>\g<0>", text) + "'"
