# Completion of cozewf for fish, made by `cozewf completion fish`.

set -g __cozewf_commands \
    'run' \
    'stream' \
    'resume' \
    'mock' \
    'demo' \
    'completion' \
    'help'
set -g __cozewf_valued \
    'run --param' \
    'run -p' \
    'run --params' \
    'run --bot-id' \
    'run --app-id' \
    'run --connector-id' \
    'run --workflow-version' \
    'run --execute-mode' \
    'run --ext' \
    'run --profile' \
    'run --base-url' \
    'run --timeout' \
    'run --idle-timeout' \
    'run --connect-timeout' \
    'run --retries' \
    'run --output' \
    'run -o' \
    'run --query' \
    'run --color' \
    'stream --param' \
    'stream -p' \
    'stream --params' \
    'stream --bot-id' \
    'stream --app-id' \
    'stream --connector-id' \
    'stream --workflow-version' \
    'stream --execute-mode' \
    'stream --ext' \
    'stream --answer' \
    'stream --answers' \
    'stream --record-answers' \
    'stream --profile' \
    'stream --base-url' \
    'stream --timeout' \
    'stream --idle-timeout' \
    'stream --connect-timeout' \
    'stream --retries' \
    'stream --output' \
    'stream -o' \
    'stream --query' \
    'stream --color' \
    'stream --node' \
    'resume --answer' \
    'resume --answers' \
    'resume --record-answers' \
    'resume --profile' \
    'resume --base-url' \
    'resume --timeout' \
    'resume --idle-timeout' \
    'resume --connect-timeout' \
    'resume --retries' \
    'resume --output' \
    'resume -o' \
    'resume --query' \
    'resume --color' \
    'resume --data' \
    'resume --workflow' \
    'resume --interrupt-type' \
    'resume --node' \
    'mock --port' \
    'mock --dialect' \
    'mock --pace' \
    'mock --api-key' \
    'help --output' \
    'help -o'

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

# Files after an @, as in key=@file.
function __cozewf_files
    set -l token (commandline -ct)
    string match -q '*@*' -- $token; or return
    set -l start (string replace -r '@[^@]*$' '@' -- $token)
    string match -q -- '--*=*' $start; and set start (string replace -r '^--[^=]*=' '' -- $start)
    for file in (__fish_complete_path (string replace -r '.*@' '' -- $token))
        echo "$start$file"
    end
end

complete -c cozewf -f

complete -c cozewf -n "__cozewf_at ''" -a run -d 'Run a workflow and wait for its whole result.'
complete -c cozewf -n "__cozewf_at ''" -a stream -d 'Run a workflow and show each node\'s output as it comes; answer its questions.'
complete -c cozewf -n "__cozewf_at ''" -a resume -d 'Answer a paused run and go on streaming.'
complete -c cozewf -n "__cozewf_at ''" -a mock -d 'Start a local server that speaks the API, with built-in workflows.'
complete -c cozewf -n "__cozewf_at ''" -a demo -d 'Take a tour: a stream, a question in the middle, a chat turn.'
complete -c cozewf -n "__cozewf_at ''" -a completion -d 'Print the completion script of a shell.'
complete -c cozewf -n "__cozewf_at ''" -a help -d 'Explain a command or a topic.'
complete -c cozewf -n "__cozewf_at ''" -l version -s V -d 'Print the version and exit.'
complete -c cozewf -n "__cozewf_at ''" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'run' 0" -k -a '(cozewf __complete workflow 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'run'" -l param -s p -d 'key=text, key:=JSON, key=@FILE; see cozewf help params.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'run'" -l params -d 'All of them as one JSON object; --param wins.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'run'" -l bot-id -d 'The bot that the run belongs to.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l app-id -d 'The app that the workflow belongs to.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l connector-id -d 'The channel that the run is counted for (1024: the API).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l workflow-version -d 'Version to run; open-source servers always run the newest.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l execute-mode -d 'Published version or draft.' -x -a 'release debug'
complete -c cozewf -n "__cozewf_at 'run'" -l ext -d 'One more field of the request\'s `ext`; repeatable.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'run'" -l dry-run -d 'Show the request as HTTP, or as curl, and send nothing.' -a 'http curl'
complete -c cozewf -n "__cozewf_at 'run'" -l profile -d 'Profile to use.' -x -k -a '(cozewf __complete profile 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'run'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'run'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'run'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'run'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'run'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'run'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'run'" -l async -d 'Start it, print the execute id, and return.'
complete -c cozewf -n "__cozewf_at 'run'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'stream' 0" -k -a '(cozewf __complete workflow 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'stream'" -l param -s p -d 'key=text, key:=JSON, key=@FILE; see cozewf help params.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'stream'" -l params -d 'All of them as one JSON object; --param wins.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'stream'" -l bot-id -d 'The bot that the run belongs to.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l app-id -d 'The app that the workflow belongs to.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l connector-id -d 'The channel that the run is counted for (1024: the API).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l workflow-version -d 'Version to run; open-source servers always run the newest.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l execute-mode -d 'Published version or draft.' -x -a 'release debug'
complete -c cozewf -n "__cozewf_at 'stream'" -l ext -d 'One more field of the request\'s `ext`; repeatable.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'stream'" -l dry-run -d 'Show the request as HTTP, or as curl, and send nothing.' -a 'http curl'
complete -c cozewf -n "__cozewf_at 'stream'" -l answer -d 'Answer to the next question, in order; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l answers -d 'Answers by node or question; cozewf help interrupts.' -r -F
complete -c cozewf -n "__cozewf_at 'stream'" -l record-answers -d 'Write what was answered, for --answers.' -r -F
complete -c cozewf -n "__cozewf_at 'stream'" -l no-input -d 'Never ask; end with code 8 instead.'
complete -c cozewf -n "__cozewf_at 'stream'" -l profile -d 'Profile to use.' -x -k -a '(cozewf __complete profile 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'stream'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'stream'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'stream'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'stream'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'stream'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'stream'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'stream'" -l node -d 'Show only this node\'s text.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'resume' 0" -k -a '(cozewf __complete event 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'resume'" -l answer -d 'Answer to the next question, in order; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l answers -d 'Answers by node or question; cozewf help interrupts.' -r -F
complete -c cozewf -n "__cozewf_at 'resume'" -l record-answers -d 'Write what was answered, for --answers.' -r -F
complete -c cozewf -n "__cozewf_at 'resume'" -l no-input -d 'Never ask; end with code 8 instead.'
complete -c cozewf -n "__cozewf_at 'resume'" -l profile -d 'Profile to use.' -x -k -a '(cozewf __complete profile 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'resume'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'resume'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'resume'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'resume'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'resume'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'resume'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'resume'" -l list -d 'Show the runs that wait, and answer none.'
complete -c cozewf -n "__cozewf_at 'resume'" -l data -d 'The answer to a form.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'resume'" -l workflow -d 'The workflow; needed for a run of another machine.' -x -k -a '(cozewf __complete workflow 2>/dev/null)'
complete -c cozewf -n "__cozewf_at 'resume'" -l interrupt-type -d '2 for a question, 5 for a form; for a run of another machine.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l node -d 'Show only this node\'s text.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'mock'" -l port -d '0 is any free one.' -x
complete -c cozewf -n "__cozewf_at 'mock'" -l dialect -d 'How Coze Plus and Studio speak, or how their document says.' -x -a 'open-source document'
complete -c cozewf -n "__cozewf_at 'mock'" -l pace -d 'Delays between tokens: 1 as in life, 0 none.' -x
complete -c cozewf -n "__cozewf_at 'mock'" -l api-key -d 'The only key taken; else any is.' -x
complete -c cozewf -n "__cozewf_at 'mock'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'demo'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'completion' 0" -a 'bash zsh fish powershell'
complete -c cozewf -n "__cozewf_at 'completion'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'help'" -l output -s o -d 'json: the whole command map, for programs.' -x -a 'text json'
complete -c cozewf -n "__cozewf_at 'help'" -l help -s h -d 'Show this message and exit.'
