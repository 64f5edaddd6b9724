# Completion of cozewf for fish, made by `cozewf completion fish`.

set -g __cozewf_commands \
    'run' \
    'stream' \
    'resume' \
    'chat' \
    'wait' \
    'info' \
    'history' \
    'explain' \
    'mock' \
    'demo' \
    'completion' \
    'help' \
    'help params' \
    'help output' \
    'help interrupts' \
    'help server' \
    'help environment' \
    'help exit-codes' \
    'help dialects' \
    'help run' \
    'help stream' \
    'help resume' \
    'help chat' \
    'help wait' \
    'help info' \
    'help history' \
    'help explain' \
    'help mock' \
    'help demo' \
    'help completion' \
    'help conv' \
    'help conv create' \
    'help config' \
    'help config init' \
    'help config list' \
    'help config get' \
    'help config set' \
    'help config unset' \
    'help config use' \
    'help config path' \
    'help config check' \
    'conv' \
    'conv create' \
    'config' \
    'config init' \
    'config list' \
    'config get' \
    'config set' \
    'config unset' \
    'config use' \
    'config path' \
    'config check'
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
    'run --query' \
    'run --color' \
    'run --lang' \
    'run --output' \
    'run -o' \
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
    'stream --query' \
    'stream --color' \
    'stream --lang' \
    'stream --output' \
    'stream -o' \
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
    'resume --query' \
    'resume --color' \
    'resume --lang' \
    'resume --output' \
    'resume -o' \
    'resume --data' \
    'resume --workflow' \
    'resume --interrupt-type' \
    'resume --node' \
    'chat --conversation' \
    'chat --conversation-name' \
    'chat --meta' \
    'chat --param' \
    'chat -p' \
    'chat --params' \
    'chat --bot-id' \
    'chat --app-id' \
    'chat --connector-id' \
    'chat --workflow-version' \
    'chat --execute-mode' \
    'chat --ext' \
    'chat --answer' \
    'chat --answers' \
    'chat --record-answers' \
    'chat --profile' \
    'chat --base-url' \
    'chat --timeout' \
    'chat --idle-timeout' \
    'chat --connect-timeout' \
    'chat --retries' \
    'chat --query' \
    'chat --color' \
    'chat --lang' \
    'chat --output' \
    'chat -o' \
    'wait --profile' \
    'wait --base-url' \
    'wait --timeout' \
    'wait --idle-timeout' \
    'wait --connect-timeout' \
    'wait --retries' \
    'wait --query' \
    'wait --color' \
    'wait --lang' \
    'wait --output' \
    'wait -o' \
    'wait --workflow' \
    'info --profile' \
    'info --base-url' \
    'info --timeout' \
    'info --idle-timeout' \
    'info --connect-timeout' \
    'info --retries' \
    'info --query' \
    'info --color' \
    'info --lang' \
    'info --output' \
    'info -o' \
    'info --connector-id' \
    'info --schema' \
    'history --limit' \
    'history -L' \
    'history --status' \
    'history --since' \
    'history --profile' \
    'history --base-url' \
    'history --timeout' \
    'history --idle-timeout' \
    'history --connect-timeout' \
    'history --retries' \
    'history --query' \
    'history --color' \
    'history --lang' \
    'history --output' \
    'history -o' \
    'history --execute-id' \
    'history --time' \
    'explain --query' \
    'explain --color' \
    'explain --lang' \
    'explain --output' \
    'explain -o' \
    'mock --port' \
    'mock --dialect' \
    'mock --pace' \
    'mock --api-key' \
    'help --output' \
    'help -o' \
    'conv create --name' \
    'conv create --app-id' \
    'conv create --bot-id' \
    'conv create --connector-id' \
    'conv create --meta' \
    'conv create --profile' \
    'conv create --base-url' \
    'conv create --timeout' \
    'conv create --idle-timeout' \
    'conv create --connect-timeout' \
    'conv create --retries' \
    'conv create --query' \
    'conv create --color' \
    'conv create --lang' \
    'conv create --output' \
    'conv create -o' \
    'config init --profile' \
    'config init --base-url' \
    'config init --timeout' \
    'config init --idle-timeout' \
    'config init --connect-timeout' \
    'config init --retries' \
    'config init --api-key-env' \
    'config init --api-key-command' \
    'config list --profile' \
    'config list --base-url' \
    'config list --timeout' \
    'config list --idle-timeout' \
    'config list --connect-timeout' \
    'config list --retries' \
    'config list --query' \
    'config list --color' \
    'config list --lang' \
    'config list --output' \
    'config list -o' \
    'config get --profile' \
    'config get --base-url' \
    'config get --timeout' \
    'config get --idle-timeout' \
    'config get --connect-timeout' \
    'config get --retries' \
    'config get --query' \
    'config get --color' \
    'config get --lang' \
    'config get --output' \
    'config get -o' \
    'config set --profile' \
    'config unset --profile' \
    'config check --profile' \
    'config check --base-url' \
    'config check --timeout' \
    'config check --idle-timeout' \
    'config check --connect-timeout' \
    'config check --retries' \
    'config check --query' \
    'config check --color' \
    'config check --lang' \
    'config check --output' \
    'config check -o' \
    'config check --workflow' \
    'config check --param' \
    'config check -p'

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

complete -c cozewf -n "__cozewf_at ''" -a run -d 'Run a workflow and wait for its whole result.'
complete -c cozewf -n "__cozewf_at ''" -a stream -d 'Run a workflow and show its nodes write; answer what it asks.'
complete -c cozewf -n "__cozewf_at ''" -a resume -d 'Answer a paused run and go on streaming.'
complete -c cozewf -n "__cozewf_at ''" -a chat -d 'Chat with a ChatFlow: one turn with MESSAGE, else as you like.'
complete -c cozewf -n "__cozewf_at ''" -a wait -d 'Follow async runs to their end, and exit with the worst code.'
complete -c cozewf -n "__cozewf_at ''" -a info -d 'Describe a workflow: name, mode, inputs and outputs.'
complete -c cozewf -n "__cozewf_at ''" -a history -d 'Show past runs, newest first.'
complete -c cozewf -n "__cozewf_at ''" -a explain -d 'Tell the cause and remedy of an error code or an exit code.'
complete -c cozewf -n "__cozewf_at ''" -a mock -d 'Start a local server that speaks the API, with built-in workflows.'
complete -c cozewf -n "__cozewf_at ''" -a demo -d 'Take a tour: a stream, a question in the middle, a chat turn.'
complete -c cozewf -n "__cozewf_at ''" -a completion -d 'Print the completion script of a shell.'
complete -c cozewf -n "__cozewf_at ''" -a help -d 'Explain a command or a topic.'
complete -c cozewf -n "__cozewf_at ''" -a conv -d 'Begin conversations with a ChatFlow.'
complete -c cozewf -n "__cozewf_at ''" -a config -d 'Look at the settings and change them.'
complete -c cozewf -n "__cozewf_at ''" -l version -s V -d 'Print the version and exit.'
complete -c cozewf -n "__cozewf_at ''" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'run' 0" -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'run'" -l param -s p -d 'key=text, key:=JSON, key=@FILE; see cozewf help params.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'run'" -l params -d 'All of them as one JSON object; --param wins.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'run'" -l bot-id -d 'The bot that the run belongs to.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l app-id -d 'The app that the workflow belongs to.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l connector-id -d 'The channel that the run is counted for (1024: the API).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l workflow-version -d 'Version to run; open-source servers always run the newest.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l execute-mode -d 'Published version or draft.' -x -a 'release debug'
complete -c cozewf -n "__cozewf_at 'run'" -l ext -d 'One more field of the request\'s `ext`; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l dry-run -d 'Show the request as HTTP, or as curl, and send nothing.' -a 'http curl'
complete -c cozewf -n "__cozewf_at 'run'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'run'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'run'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'run'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'run'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'run'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'run'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'run'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'run'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'run'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'run'" -l async -d 'Start it, print the execute id, and return.'
complete -c cozewf -n "__cozewf_at 'run'" -l wait -d 'With --async: ask until it has ended, then print.'
complete -c cozewf -n "__cozewf_at 'run'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'stream' 0" -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'stream'" -l param -s p -d 'key=text, key:=JSON, key=@FILE; see cozewf help params.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'stream'" -l params -d 'All of them as one JSON object; --param wins.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'stream'" -l bot-id -d 'The bot that the run belongs to.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l app-id -d 'The app that the workflow belongs to.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l connector-id -d 'The channel that the run is counted for (1024: the API).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l workflow-version -d 'Version to run; open-source servers always run the newest.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l execute-mode -d 'Published version or draft.' -x -a 'release debug'
complete -c cozewf -n "__cozewf_at 'stream'" -l ext -d 'One more field of the request\'s `ext`; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l dry-run -d 'Show the request as HTTP, or as curl, and send nothing.' -a 'http curl'
complete -c cozewf -n "__cozewf_at 'stream'" -l answer -d 'Answer to the next question, in order; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l answers -d 'Answers by node or question; cozewf help interrupts.' -r -F
complete -c cozewf -n "__cozewf_at 'stream'" -l record-answers -d 'Write what was answered, for --answers.' -r -F
complete -c cozewf -n "__cozewf_at 'stream'" -l no-input -d 'Never ask; end with code 8 instead.'
complete -c cozewf -n "__cozewf_at 'stream'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'stream'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'stream'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'stream'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'stream'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'stream'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'stream'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'stream'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'stream'" -l node -d 'Show only this node\'s text.' -x
complete -c cozewf -n "__cozewf_at 'stream'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'resume' 0" -k -a '(__cozewf_ask event)'
complete -c cozewf -n "__cozewf_at 'resume'" -l answer -d 'Answer to the next question, in order; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l answers -d 'Answers by node or question; cozewf help interrupts.' -r -F
complete -c cozewf -n "__cozewf_at 'resume'" -l record-answers -d 'Write what was answered, for --answers.' -r -F
complete -c cozewf -n "__cozewf_at 'resume'" -l no-input -d 'Never ask; end with code 8 instead.'
complete -c cozewf -n "__cozewf_at 'resume'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'resume'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'resume'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'resume'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'resume'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'resume'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'resume'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'resume'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'resume'" -l list -d 'Show the runs that wait, and answer none.'
complete -c cozewf -n "__cozewf_at 'resume'" -l data -d 'The answer to a form.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'resume'" -l workflow -d 'The workflow; needed for a run of another machine.' -x -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'resume'" -l interrupt-type -d '2 for a question, 5 for a form; for a run of another machine.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l node -d 'Show only this node\'s text.' -x
complete -c cozewf -n "__cozewf_at 'resume'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'chat' 0" -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'chat'" -l conversation -d 'Go on with this one.' -x -k -a '(__cozewf_ask conversation)'
complete -c cozewf -n "__cozewf_at 'chat'" -l continue -s c -d 'Go on with the last one of this workflow.'
complete -c cozewf -n "__cozewf_at 'chat'" -l conversation-name -d 'Go on with the one of this name, or begin it.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l meta -d 'Meta data of the messages, repeatable.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l param -s p -d 'key=text, key:=JSON, key=@FILE; see cozewf help params.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'chat'" -l params -d 'All of them as one JSON object; --param wins.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'chat'" -l bot-id -d 'The bot that the run belongs to.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l app-id -d 'The app that the workflow belongs to.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l connector-id -d 'The channel that the run is counted for (1024: the API).' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l workflow-version -d 'Version to run; open-source servers always run the newest.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l execute-mode -d 'Published version or draft.' -x -a 'release debug'
complete -c cozewf -n "__cozewf_at 'chat'" -l ext -d 'One more field of the request\'s `ext`; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l dry-run -d 'Show the request as HTTP, or as curl, and send nothing.' -a 'http curl'
complete -c cozewf -n "__cozewf_at 'chat'" -l answer -d 'Answer to the next question, in order; repeatable.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l answers -d 'Answers by node or question; cozewf help interrupts.' -r -F
complete -c cozewf -n "__cozewf_at 'chat'" -l record-answers -d 'Write what was answered, for --answers.' -r -F
complete -c cozewf -n "__cozewf_at 'chat'" -l no-input -d 'Never ask; end with code 8 instead.'
complete -c cozewf -n "__cozewf_at 'chat'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'chat'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'chat'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'chat'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'chat'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'chat'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'chat'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'chat'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'chat'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'chat'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'wait' 0+" -k -a '(__cozewf_ask execution)'
complete -c cozewf -n "__cozewf_at 'wait'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'wait'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'wait'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'wait'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'wait'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'wait'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'wait'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'wait'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'wait'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'wait'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'wait'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'wait'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'wait'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'wait'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'wait'" -l workflow -d 'Whose runs they are, if this machine does not know.' -x -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'wait'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'info' 0" -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'info'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'info'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'info'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'info'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'info'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'info'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'info'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'info'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'info'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'info'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'info'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'info'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'info'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'info'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'info'" -l connector-id -d 'Connector id (1024).' -x
complete -c cozewf -n "__cozewf_at 'info'" -l draft -d 'The draft, not what is published.'
complete -c cozewf -n "__cozewf_at 'info'" -l skeleton -d 'Print a command and JSON parameters to fill in.'
complete -c cozewf -n "__cozewf_at 'info'" -l schema -d 'Take the inputs from this JSON Schema instead.' -x
complete -c cozewf -n "__cozewf_at 'info'" -l save-schema -d 'Keep the input schema: parameters are checked then.'
complete -c cozewf -n "__cozewf_at 'info'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'history' 0" -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'history'" -l limit -s L -d 'At most so many (20).' -x
complete -c cozewf -n "__cozewf_at 'history'" -l all -d 'All there are.'
complete -c cozewf -n "__cozewf_at 'history'" -l status -d 'Only these; repeatable.' -x -a 'running success failed cancelled interrupted lost unknown'
complete -c cozewf -n "__cozewf_at 'history'" -l since -d '30m, 2h, 7d or 2026-01-01.' -x
complete -c cozewf -n "__cozewf_at 'history'" -l local -d 'The runs that this machine started.'
complete -c cozewf -n "__cozewf_at 'history'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'history'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'history'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'history'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'history'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'history'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'history'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'history'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'history'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'history'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'history'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'history'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'history'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'history'" -l output -s o -d 'text, json (one document), jsonl (one a line), csv.' -x -a 'text json jsonl csv'
complete -c cozewf -n "__cozewf_at 'history'" -l execute-id -d 'Show this one in full; @latest and @-2 too.' -x -k -a '(__cozewf_ask execution)'
complete -c cozewf -n "__cozewf_at 'history'" -l stats -d 'Figures instead of a list.'
complete -c cozewf -n "__cozewf_at 'history'" -l time -d 'How times are shown in text.' -x -a 'relative iso raw'
complete -c cozewf -n "__cozewf_at 'history'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'explain'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'explain'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'explain'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'explain'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'explain'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'explain'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'explain'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'explain'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'mock'" -l port -d '0 is any free one.' -x
complete -c cozewf -n "__cozewf_at 'mock'" -l dialect -d 'How Coze Plus and Studio speak, or how their document says.' -x -a 'open-source document'
complete -c cozewf -n "__cozewf_at 'mock'" -l pace -d 'Delays between tokens: 1 as in life, 0 none.' -x
complete -c cozewf -n "__cozewf_at 'mock'" -l api-key -d 'The only key taken; else any is.' -x
complete -c cozewf -n "__cozewf_at 'mock'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'demo'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'completion' 0" -a 'bash zsh fish powershell'
complete -c cozewf -n "__cozewf_at 'completion'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'help'" -a params -d 'Giving a workflow its parameters.'
complete -c cozewf -n "__cozewf_at 'help'" -a output -d 'What is printed, and how to read it from a program.'
complete -c cozewf -n "__cozewf_at 'help'" -a interrupts -d 'Runs that ask in the middle, and how to answer them.'
complete -c cozewf -n "__cozewf_at 'help'" -a server -d 'Which server, which login, and how patient.'
complete -c cozewf -n "__cozewf_at 'help'" -a environment -d 'Variables, files, and which setting wins.'
complete -c cozewf -n "__cozewf_at 'help'" -a exit-codes -d 'What each exit code means.'
complete -c cozewf -n "__cozewf_at 'help'" -a dialects -d 'The servers that cozewf talks to, and where they differ.'
complete -c cozewf -n "__cozewf_at 'help'" -a run -d 'Run a workflow and wait for its whole result.'
complete -c cozewf -n "__cozewf_at 'help'" -a stream -d 'Run a workflow and show its nodes write; answer what it asks.'
complete -c cozewf -n "__cozewf_at 'help'" -a resume -d 'Answer a paused run and go on streaming.'
complete -c cozewf -n "__cozewf_at 'help'" -a chat -d 'Chat with a ChatFlow: one turn with MESSAGE, else as you like.'
complete -c cozewf -n "__cozewf_at 'help'" -a wait -d 'Follow async runs to their end, and exit with the worst code.'
complete -c cozewf -n "__cozewf_at 'help'" -a info -d 'Describe a workflow: name, mode, inputs and outputs.'
complete -c cozewf -n "__cozewf_at 'help'" -a history -d 'Show past runs, newest first.'
complete -c cozewf -n "__cozewf_at 'help'" -a explain -d 'Tell the cause and remedy of an error code or an exit code.'
complete -c cozewf -n "__cozewf_at 'help'" -a mock -d 'Start a local server that speaks the API, with built-in workflows.'
complete -c cozewf -n "__cozewf_at 'help'" -a demo -d 'Take a tour: a stream, a question in the middle, a chat turn.'
complete -c cozewf -n "__cozewf_at 'help'" -a completion -d 'Print the completion script of a shell.'
complete -c cozewf -n "__cozewf_at 'help'" -a conv -d 'Begin conversations with a ChatFlow.'
complete -c cozewf -n "__cozewf_at 'help'" -a config -d 'Look at the settings and change them.'
complete -c cozewf -n "__cozewf_at 'help'" -l output -s o -d 'json: the whole command map, for programs.' -x -a 'text json'
complete -c cozewf -n "__cozewf_at 'help'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'help conv'" -a create -d 'Create a conversation and print its id.'
complete -c cozewf -n "__cozewf_at 'help config'" -a init -d 'Set up a profile: ask for what is needed, try it, save it.'
complete -c cozewf -n "__cozewf_at 'help config'" -a list -d 'Show the settings in force, and with --show-origin where each comes from.'
complete -c cozewf -n "__cozewf_at 'help config'" -a get -d 'Print one setting, as it is in force; secrets are masked.'
complete -c cozewf -n "__cozewf_at 'help config'" -a set -d 'Change a setting in the file.'
complete -c cozewf -n "__cozewf_at 'help config'" -a unset -d 'Remove a setting from the file; profiles.NAME removes a whole profile.'
complete -c cozewf -n "__cozewf_at 'help config'" -a use -d 'Use PROFILE from now on, where nothing else is said.'
complete -c cozewf -n "__cozewf_at 'help config'" -a path -d 'Print where the configuration file lies, or would lie.'
complete -c cozewf -n "__cozewf_at 'help config'" -a check -d 'Check the settings, the network, the login and the server, and say how to mend each.'
complete -c cozewf -n "__cozewf_at 'conv'" -a create -d 'Create a conversation and print its id.'
complete -c cozewf -n "__cozewf_at 'conv'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'conv create' 0" -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'conv create'" -l name -d 'Its name; open-source servers want one.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l app-id -d 'The app that the workflow belongs to.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l bot-id -d 'Bot id.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l connector-id -d 'Connector id, as in the chat (1024).' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l meta -d 'Meta data, repeatable.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l get-or-create -d 'Find the one of that name, if there is one.'
complete -c cozewf -n "__cozewf_at 'conv create'" -l dry-run -d 'Show the request and send nothing.' -a 'http curl'
complete -c cozewf -n "__cozewf_at 'conv create'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'conv create'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'conv create'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'conv create'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'conv create'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'conv create'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'conv create'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'conv create'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'conv create'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'conv create'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config'" -a init -d 'Set up a profile: ask for what is needed, try it, save it.'
complete -c cozewf -n "__cozewf_at 'config'" -a list -d 'Show the settings in force, and with --show-origin where each comes from.'
complete -c cozewf -n "__cozewf_at 'config'" -a get -d 'Print one setting, as it is in force; secrets are masked.'
complete -c cozewf -n "__cozewf_at 'config'" -a set -d 'Change a setting in the file.'
complete -c cozewf -n "__cozewf_at 'config'" -a unset -d 'Remove a setting from the file; profiles.NAME removes a whole profile.'
complete -c cozewf -n "__cozewf_at 'config'" -a use -d 'Use PROFILE from now on, where nothing else is said.'
complete -c cozewf -n "__cozewf_at 'config'" -a path -d 'Print where the configuration file lies, or would lie.'
complete -c cozewf -n "__cozewf_at 'config'" -a check -d 'Check the settings, the network, the login and the server, and say how to mend each.'
complete -c cozewf -n "__cozewf_at 'config'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config init'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config init'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'config init'" -l api-key-stdin -d 'Read the API key from stdin.'
complete -c cozewf -n "__cozewf_at 'config init'" -l session-key-stdin -d 'Read the session key from stdin.'
complete -c cozewf -n "__cozewf_at 'config init'" -l api-key-env -d 'The variable that holds the API key.' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l api-key-command -d 'A command that prints the API key.' -x
complete -c cozewf -n "__cozewf_at 'config init'" -l keyring -d 'Keep the key in the system\'s keyring (extra `keyring`).'
complete -c cozewf -n "__cozewf_at 'config init'" -l no-check -d 'Save it without asking the server.'
complete -c cozewf -n "__cozewf_at 'config init'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config list'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config list'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'config list'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'config list'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'config list'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'config list'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'config list'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'config list'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'config list'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'config list'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'config list'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'config list'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'config list'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'config list'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'config list'" -l show-origin -d 'Which flag, variable or line set it.'
complete -c cozewf -n "__cozewf_at 'config list'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config get' 0" -a 'base_url api_key api_key_env api_key_command session_key session_key_env session_key_command keyring connector_id bot_id app_id timeout idle_timeout connect_timeout rate output no_input lang log'
complete -c cozewf -n "__cozewf_at 'config get'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config get'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'config get'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'config get'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'config get'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'config get'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'config get'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'config get'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'config get'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'config get'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'config get'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'config get'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'config get'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'config get'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'config get'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config set' 0" -a 'base_url api_key api_key_env api_key_command session_key session_key_env session_key_command keyring connector_id bot_id app_id timeout idle_timeout connect_timeout rate output no_input lang log'
complete -c cozewf -n "__cozewf_at 'config set'" -l profile -d 'The profile to change; else the one in force.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config set'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config unset' 0" -a 'base_url api_key api_key_env api_key_command session_key session_key_env session_key_command keyring connector_id bot_id app_id timeout idle_timeout connect_timeout rate output no_input lang log'
complete -c cozewf -n "__cozewf_at 'config unset'" -l profile -d 'The profile to change; else the one in force.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config unset'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config use' 0" -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config use'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config path'" -l help -s h -d 'Show this message and exit.'
complete -c cozewf -n "__cozewf_at 'config check'" -l profile -d 'Profile to use.' -x -k -a '(__cozewf_ask profile)'
complete -c cozewf -n "__cozewf_at 'config check'" -l base-url -d 'The server\'s address.' -x
complete -c cozewf -n "__cozewf_at 'config check'" -l timeout -d 'Limit for all in all (none).' -x
complete -c cozewf -n "__cozewf_at 'config check'" -l idle-timeout -d 'Limit for silence (600).' -x
complete -c cozewf -n "__cozewf_at 'config check'" -l connect-timeout -d 'Limit for connecting (10).' -x
complete -c cozewf -n "__cozewf_at 'config check'" -l retries -d 'Repeats where that is safe; also after a rate limit.' -x
complete -c cozewf -n "__cozewf_at 'config check'" -l insecure -d 'Do not verify the certificate.'
complete -c cozewf -n "__cozewf_at 'config check'" -l json -d 'Short for --output json.'
complete -c cozewf -n "__cozewf_at 'config check'" -l query -d 'JMESPath on the JSON.' -x
complete -c cozewf -n "__cozewf_at 'config check'" -l quiet -s q -d 'Only errors on stderr.'
complete -c cozewf -n "__cozewf_at 'config check'" -l verbose -s v -d 'Show requests and replies.'
complete -c cozewf -n "__cozewf_at 'config check'" -l color -d 'Colours; NO_COLOR and FORCE_COLOR too.' -x -a 'auto always never'
complete -c cozewf -n "__cozewf_at 'config check'" -l lang -d 'Language; else COZEWF_LANG or the locale\'s.' -x -a 'en zh'
complete -c cozewf -n "__cozewf_at 'config check'" -l output -s o -d 'text, json (one document), jsonl (one event a line), raw (the server\'s bytes).' -x -a 'text json jsonl raw'
complete -c cozewf -n "__cozewf_at 'config check'" -l workflow -d 'Run it, really, to see whether its events come one by one.' -x -k -a '(__cozewf_ask workflow)'
complete -c cozewf -n "__cozewf_at 'config check'" -l param -s p -d 'A parameter of that workflow.' -x -a '(__cozewf_files)'
complete -c cozewf -n "__cozewf_at 'config check'" -l help -s h -d 'Show this message and exit.'
