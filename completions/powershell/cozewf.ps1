# Completion of cozewf for PowerShell, made by `cozewf completion powershell`.

Register-ArgumentCompleter -Native -CommandName cozewf -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # Values come from '=a|b' (these words), '@kind' (what `cozewf __complete` knows), 'file',
    # 'at_file' (files after an @), '' (nowhere).
    $tree = @{
        '' = @{
            commands = [ordered]@{
                'run' = 'Run a workflow and wait for its whole result.'
                'stream' = 'Run a workflow and show its nodes write; answer what it asks.'
                'resume' = 'Answer a paused run and go on streaming.'
                'chat' = 'Chat with a ChatFlow: one turn with MESSAGE, else as you like.'
                'wait' = 'Follow async runs to their end, and exit with the worst code.'
                'info' = 'Describe a workflow: name, mode, inputs and outputs.'
                'history' = 'Show past runs, newest first.'
                'explain' = 'Tell the cause and remedy of an error code or an exit code.'
                'mock' = 'Start a local server that speaks the API, with built-in workflows.'
                'demo' = 'Take a tour: a stream, a question in the middle, a chat turn.'
                'completion' = 'Print the completion script of a shell.'
                'help' = 'Explain a command or a topic.'
                'conv' = 'Begin conversations with a ChatFlow.'
                'config' = 'Look at the settings and change them.'
            }
            options = [ordered]@{
                '--version' = 'Print the version and exit.'
                '-V' = 'Print the version and exit.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{}
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
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--async' = 'Start it, print the execute id, and return.'
                '--wait' = 'With --async: ask until it has ended, then print.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--param' = 'at_file'
                '-p' = 'at_file'
                '--params' = 'at_file'
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
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
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
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--node' = 'Show only this node''s text.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--param' = 'at_file'
                '-p' = 'at_file'
                '--params' = 'at_file'
                '--bot-id' = ''
                '--app-id' = ''
                '--connector-id' = ''
                '--workflow-version' = ''
                '--execute-mode' = '=release|debug'
                '--ext' = ''
                '--dry-run=' = '=http|curl'
                '--answer' = ''
                '--answers' = 'file'
                '--record-answers' = 'file'
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
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
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--list' = 'Show the runs that wait, and answer none.'
                '--data' = 'The answer to a form.'
                '--workflow' = 'The workflow; needed for a run of another machine.'
                '--interrupt-type' = '2 for a question, 5 for a form; for a run of another machine.'
                '--node' = 'Show only this node''s text.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--answer' = ''
                '--answers' = 'file'
                '--record-answers' = 'file'
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--data' = 'at_file'
                '--workflow' = '@workflow'
                '--interrupt-type' = ''
                '--node' = ''
            }
            arguments = @('@event')
            repeats = $false
        }
        'chat' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--conversation' = 'Go on with this one.'
                '--continue' = 'Go on with the last one of this workflow.'
                '-c' = 'Go on with the last one of this workflow.'
                '--conversation-name' = 'Go on with the one of this name, or begin it.'
                '--meta' = 'Meta data of the messages, repeatable.'
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
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--conversation' = '@conversation'
                '--conversation-name' = ''
                '--meta' = ''
                '--param' = 'at_file'
                '-p' = 'at_file'
                '--params' = 'at_file'
                '--bot-id' = ''
                '--app-id' = ''
                '--connector-id' = ''
                '--workflow-version' = ''
                '--execute-mode' = '=release|debug'
                '--ext' = ''
                '--dry-run=' = '=http|curl'
                '--answer' = ''
                '--answers' = 'file'
                '--record-answers' = 'file'
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
            }
            arguments = @('@workflow', '')
            repeats = $false
        }
        'wait' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--workflow' = 'Whose runs they are, if this machine does not know.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--workflow' = '@workflow'
            }
            arguments = @('@execution')
            repeats = $true
        }
        'info' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--connector-id' = 'Connector id (1024).'
                '--draft' = 'The draft, not what is published.'
                '--skeleton' = 'Print a command and JSON parameters to fill in.'
                '--schema' = 'Take the inputs from this JSON Schema instead.'
                '--save-schema' = 'Keep the input schema: parameters are checked then.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--connector-id' = ''
                '--schema' = ''
            }
            arguments = @('@workflow')
            repeats = $false
        }
        'history' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--limit' = 'At most so many (20).'
                '-L' = 'At most so many (20).'
                '--all' = 'All there are.'
                '--status' = 'Only these; repeatable.'
                '--since' = '30m, 2h, 7d or 2026-01-01.'
                '--local' = 'The runs that this machine started.'
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one a line), csv.'
                '-o' = 'text, json (one document), jsonl (one a line), csv.'
                '--execute-id' = 'Show this one in full; @latest and @-2 too.'
                '--stats' = 'Figures instead of a list.'
                '--time' = 'How times are shown in text.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--limit' = ''
                '-L' = ''
                '--status' = '=running|success|failed|cancelled|interrupted|lost|unknown'
                '--since' = ''
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|csv'
                '-o' = '=text|json|jsonl|csv'
                '--execute-id' = '@execution'
                '--time' = '=relative|iso|raw'
            }
            arguments = @('@workflow')
            repeats = $false
        }
        'explain' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
            }
            arguments = @('')
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
            takes = [ordered]@{
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
            takes = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'completion' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{}
            arguments = @('=bash|zsh|fish|powershell')
            repeats = $false
        }
        'help' = @{
            commands = [ordered]@{
                'params' = 'Giving a workflow its parameters.'
                'output' = 'What is printed, and how to read it from a program.'
                'interrupts' = 'Runs that ask in the middle, and how to answer them.'
                'server' = 'Which server, which login, and how patient.'
                'environment' = 'Variables, files, and which setting wins.'
                'exit-codes' = 'What each exit code means.'
                'dialects' = 'The servers that cozewf talks to, and where they differ.'
                'run' = 'Run a workflow and wait for its whole result.'
                'stream' = 'Run a workflow and show its nodes write; answer what it asks.'
                'resume' = 'Answer a paused run and go on streaming.'
                'chat' = 'Chat with a ChatFlow: one turn with MESSAGE, else as you like.'
                'wait' = 'Follow async runs to their end, and exit with the worst code.'
                'info' = 'Describe a workflow: name, mode, inputs and outputs.'
                'history' = 'Show past runs, newest first.'
                'explain' = 'Tell the cause and remedy of an error code or an exit code.'
                'mock' = 'Start a local server that speaks the API, with built-in workflows.'
                'demo' = 'Take a tour: a stream, a question in the middle, a chat turn.'
                'completion' = 'Print the completion script of a shell.'
                'conv' = 'Begin conversations with a ChatFlow.'
                'config' = 'Look at the settings and change them.'
            }
            options = [ordered]@{
                '--output' = 'json: the whole command map, for programs.'
                '-o' = 'json: the whole command map, for programs.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--output' = '=text|json'
                '-o' = '=text|json'
            }
            arguments = @()
            repeats = $false
        }
        'help conv' = @{
            commands = [ordered]@{
                'create' = 'Create a conversation and print its id.'
            }
            options = [ordered]@{}
            takes = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'help config' = @{
            commands = [ordered]@{
                'init' = 'Set up a profile: ask for what is needed, try it, save it.'
                'list' = 'Show the settings in force, and with --show-origin where each comes from.'
                'get' = 'Print one setting, as it is in force; secrets are masked.'
                'set' = 'Change a setting in the file.'
                'unset' = 'Remove a setting from the file; profiles.NAME removes a whole profile.'
                'use' = 'Use PROFILE from now on, where nothing else is said.'
                'path' = 'Print where the configuration file lies, or would lie.'
                'check' = 'Check the settings, the network, the login and the server, and say how to mend each.'
            }
            options = [ordered]@{}
            takes = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'conv' = @{
            commands = [ordered]@{
                'create' = 'Create a conversation and print its id.'
            }
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'conv create' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--name' = 'Its name; open-source servers want one.'
                '--app-id' = 'The app that the workflow belongs to.'
                '--bot-id' = 'Bot id.'
                '--connector-id' = 'Connector id, as in the chat (1024).'
                '--meta' = 'Meta data, repeatable.'
                '--get-or-create' = 'Find the one of that name, if there is one.'
                '--dry-run' = 'Show the request and send nothing.'
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--name' = ''
                '--app-id' = ''
                '--bot-id' = ''
                '--connector-id' = ''
                '--meta' = ''
                '--dry-run=' = '=http|curl'
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
            }
            arguments = @('@workflow')
            repeats = $false
        }
        'config' = @{
            commands = [ordered]@{
                'init' = 'Set up a profile: ask for what is needed, try it, save it.'
                'list' = 'Show the settings in force, and with --show-origin where each comes from.'
                'get' = 'Print one setting, as it is in force; secrets are masked.'
                'set' = 'Change a setting in the file.'
                'unset' = 'Remove a setting from the file; profiles.NAME removes a whole profile.'
                'use' = 'Use PROFILE from now on, where nothing else is said.'
                'path' = 'Print where the configuration file lies, or would lie.'
                'check' = 'Check the settings, the network, the login and the server, and say how to mend each.'
            }
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'config init' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--api-key-stdin' = 'Read the API key from stdin.'
                '--session-key-stdin' = 'Read the session key from stdin.'
                '--api-key-env' = 'The variable that holds the API key.'
                '--api-key-command' = 'A command that prints the API key.'
                '--keyring' = 'Keep the key in the system''s keyring (extra `keyring`).'
                '--no-check' = 'Save it without asking the server.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--api-key-env' = ''
                '--api-key-command' = ''
            }
            arguments = @()
            repeats = $false
        }
        'config list' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--show-origin' = 'Which flag, variable or line set it.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
            }
            arguments = @()
            repeats = $false
        }
        'config get' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
            }
            arguments = @('=base_url|api_key|api_key_env|api_key_command|session_key|session_key_env|session_key_command|keyring|connector_id|bot_id|app_id|timeout|idle_timeout|connect_timeout|rate|output|no_input|lang|log')
            repeats = $false
        }
        'config set' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'The profile to change; else the one in force.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
            }
            arguments = @('=base_url|api_key|api_key_env|api_key_command|session_key|session_key_env|session_key_command|keyring|connector_id|bot_id|app_id|timeout|idle_timeout|connect_timeout|rate|output|no_input|lang|log', '')
            repeats = $true
        }
        'config unset' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'The profile to change; else the one in force.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
            }
            arguments = @('=base_url|api_key|api_key_env|api_key_command|session_key|session_key_env|session_key_command|keyring|connector_id|bot_id|app_id|timeout|idle_timeout|connect_timeout|rate|output|no_input|lang|log')
            repeats = $false
        }
        'config use' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{}
            arguments = @('@profile')
            repeats = $false
        }
        'config path' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{}
            arguments = @()
            repeats = $false
        }
        'config check' = @{
            commands = [ordered]@{}
            options = [ordered]@{
                '--profile' = 'Profile to use.'
                '--base-url' = 'The server''s address.'
                '--timeout' = 'Limit for all in all (none).'
                '--idle-timeout' = 'Limit for silence (600).'
                '--connect-timeout' = 'Limit for connecting (10).'
                '--retries' = 'Repeats where that is safe; also after a rate limit.'
                '--insecure' = 'Do not verify the certificate.'
                '--json' = 'Short for --output json.'
                '--query' = 'JMESPath on the JSON.'
                '--quiet' = 'Only errors on stderr.'
                '-q' = 'Only errors on stderr.'
                '--verbose' = 'Show requests and replies.'
                '-v' = 'Show requests and replies.'
                '--color' = 'Colours; NO_COLOR and FORCE_COLOR too.'
                '--lang' = 'Language; else COZEWF_LANG or the locale''s.'
                '--output' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '-o' = 'text, json (one document), jsonl (one event a line), raw (the server''s bytes).'
                '--workflow' = 'Run it, really, to see whether its events come one by one.'
                '--param' = 'A parameter of that workflow.'
                '-p' = 'A parameter of that workflow.'
                '--help' = 'Show this message and exit.'
                '-h' = 'Show this message and exit.'
            }
            takes = [ordered]@{
                '--profile' = '@profile'
                '--base-url' = ''
                '--timeout' = ''
                '--idle-timeout' = ''
                '--connect-timeout' = ''
                '--retries' = ''
                '--query' = ''
                '--color' = '=auto|always|never'
                '--lang' = '=en|zh'
                '--output' = '=text|json|jsonl|raw'
                '-o' = '=text|json|jsonl|raw'
                '--workflow' = '@workflow'
                '--param' = 'at_file'
                '-p' = 'at_file'
            }
            arguments = @()
            repeats = $false
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
