# Completion of cozewf for PowerShell, made by `cozewf completion powershell`.

Register-ArgumentCompleter -Native -CommandName cozewf -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # Values come from '=a|b' (these words), '@kind' (what `cozewf __complete` knows), '' (nowhere).
    $tree = @{
        '' = @{
            commands = [ordered]@{
                'run' = 'Run a workflow and wait for its whole result.'
                'stream' = 'Run a workflow and show each node''s output as it comes; answer its questions.'
                'resume' = 'Answer a paused run and go on streaming.'
                'mock' = 'Start a local server that speaks the API, with built-in workflows.'
                'demo' = 'Take a tour: a stream, a question in the middle, a chat turn.'
                'completion' = 'Print the completion script of a shell.'
                'help' = 'Explain a command or a topic.'
            }
            options = [ordered]@{
                '--version' = 'Print the version and exit.'
                '-V' = 'Print the version and exit.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'run' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--param' = 'key=text, key:=JSON, key=@FILE; see cozewf help params.'
                '-p' = 'key=text, key:=JSON, key=@FILE; see cozewf help params.'
                '--params' = 'All of them as one JSON object; --param wins.'
                '--bot-id' = 'The bot that the run belongs to.'
                '--app-id' = 'The app that the workflow belongs to.'
                '--connector-id' = 'The channel that the run is counted for (1024: the API).'
                '--workflow-version' = 'Version to run; open-source servers always run the newest.'
                '--execute-mode' = 'Published version or draft.'
                '--ext' = 'One more field of the request''s `ext`; repeatable.'
                '--dry-run' = 'Show the request as HTTP, or as curl, and send nothing.'
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--async' = 'Start it, print the execute id, and return.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{
                '--param' = ''
                '-p' = ''
                '--params' = ''
                '--bot-id' = ''
                '--app-id' = ''
                '--connector-id' = ''
                '--workflow-version' = ''
                '--execute-mode' = '=release|debug'
                '--ext' = ''
                '--dry-run=' = '=http|curl'
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--query' = ''
                '--color' = '=auto|always|never'
            }
            arguments = @('@workflow')
            repeats = $false
        }
        'stream' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--param' = 'key=text, key:=JSON, key=@FILE; see cozewf help params.'
                '-p' = 'key=text, key:=JSON, key=@FILE; see cozewf help params.'
                '--params' = 'All of them as one JSON object; --param wins.'
                '--bot-id' = 'The bot that the run belongs to.'
                '--app-id' = 'The app that the workflow belongs to.'
                '--connector-id' = 'The channel that the run is counted for (1024: the API).'
                '--workflow-version' = 'Version to run; open-source servers always run the newest.'
                '--execute-mode' = 'Published version or draft.'
                '--ext' = 'One more field of the request''s `ext`; repeatable.'
                '--dry-run' = 'Show the request as HTTP, or as curl, and send nothing.'
                '--answer' = 'Answer to the next question, in order; repeatable.'
                '--answers' = 'Answers by node or question; cozewf help interrupts.'
                '--record-answers' = 'Write what was answered, for --answers.'
                '--no-input' = 'Never ask; end with code 8 instead.'
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--node' = 'Show only this node''s text.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{
                '--param' = ''
                '-p' = ''
                '--params' = ''
                '--bot-id' = ''
                '--app-id' = ''
                '--connector-id' = ''
                '--workflow-version' = ''
                '--execute-mode' = '=release|debug'
                '--ext' = ''
                '--dry-run=' = '=http|curl'
                '--answer' = ''
                '--answers' = ''
                '--record-answers' = ''
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--query' = ''
                '--color' = '=auto|always|never'
                '--node' = ''
            }
            arguments = @('@workflow')
            repeats = $false
        }
        'resume' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--answer' = 'Answer to the next question, in order; repeatable.'
                '--answers' = 'Answers by node or question; cozewf help interrupts.'
                '--record-answers' = 'Write what was answered, for --answers.'
                '--no-input' = 'Never ask; end with code 8 instead.'
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--list' = 'Show the runs that wait, and answer none.'
                '--data' = 'The answer to a form.'
                '--workflow' = 'The workflow; needed for a run of another machine.'
                '--interrupt-type' = '2 for a question, 5 for a form; for a run of another machine.'
                '--node' = 'Show only this node''s text.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{
                '--answer' = ''
                '--answers' = ''
                '--record-answers' = ''
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--query' = ''
                '--color' = '=auto|always|never'
                '--data' = ''
                '--workflow' = '@workflow'
                '--interrupt-type' = ''
                '--node' = ''
            }
            arguments = @('@event')
            repeats = $false
        }
        'mock' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--port' = '0 is any free one.'
                '--dialect' = 'How Coze Plus and Studio speak, or how their document says.'
                '--pace' = 'Delays between tokens: 1 as in life, 0 none.'
                '--api-key' = 'The only key taken; else any is.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{
                '--port' = ''
                '--dialect' = '=open-source|document'
                '--pace' = ''
                '--api-key' = ''
            }
            arguments = @()
            repeats = $false
        }
        'demo' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'completion' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{}
            arguments = @('=bash|zsh|fish|powershell')
            repeats = $false
        }
        'help' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--output' = 'json: the whole command map, for programs.'
                '-o' = 'json: the whole command map, for programs.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            values = [ordered]@{
                '--output' = '=text|json'
                '-o' = '=text|json'
            }
            arguments = @('')
            repeats = $true
        }
    }

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
        elseif ($word -clike '-?*') { if ($here.values.Contains($word)) { $taking = $word } }
        elseif ($here.commands.Contains($word)) { $path = "$path $word".Trim() }
        else { $position++ }
    }

    $here = $tree[$path]
    $before = ''
    $current = $wordToComplete
    $source = ''
    $offered = @{}
    if ($taking) { $source = $here.values[$taking] }
    elseif (-not $literal -and $current -clike '--*=*') {
        $name, $current = $current -split '=', 2
        $before = "$name="
        $source = $here.values[$name]
        if ($null -eq $source) { $source = $here.values[$before] }
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
