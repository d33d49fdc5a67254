if not builtin functions -q _awsenv_look
    for _awsenv_i in AWSENV_PROMPT (builtin set -n | builtin string match '_awsenv_*')
        set -e $_awsenv_i
    end
end
function _awsenv_loads
    set -l _awsenv_takes ''
    set -l _awsenv_word ''
    for _awsenv_arg in $argv
        switch $_awsenv_takes
            case format
                if test "$_awsenv_arg" != env
                    return 1
                end
                set _awsenv_takes ''
                continue
            case value
                set _awsenv_takes ''
                continue
        end
        switch $_awsenv_arg
            case --
                return 0
            case --format=env
            case --help -h --version --shell '--shell=*' '--format=*'
                return 1
            case --format
                set _awsenv_takes format
            case -d --duration -t --token --region --role-arn --mfa-serial --session-name --external-id --source-profile --min
                set _awsenv_takes value
            case '-*'
            case completion console credential-process doctor exec forget help hook keys list login logout prompt rotate setup sso status version whoami
                if test -z "$_awsenv_word"
                    return 1
                end
                set _awsenv_word $_awsenv_arg
            case '*'
                set _awsenv_word $_awsenv_arg
        end
    end
    return 0
end
function _awsenv_run
    if not command -q awsenv
        builtin echo 'awsenv: error: 'awsenv' is not there any more' >&2
        builtin echo 'awsenv: hint: open a new shell, after installing awsenv again if it is gone' >&2
        return 127
    end
    set -lx AWSENV_HOOK "fish 9e465ebf35040d34 $_awsenv_version"
    command awsenv $argv
end
function _awsenv_call
    switch "$argv[1]"
        case renew unload use
            _awsenv_run $argv[1] --shell fish $argv[2..-1]
        case '*'
            _awsenv_run --shell fish $argv
    end
end
function _awsenv_shown
    if builtin string match -q '3.1.*' $version
        command test -t 1
    else
        test -t 1
    end
end
function _awsenv_apply
    if test -z "$argv"
        builtin echo 'awsenv: error: the program ended without a word: nothing was changed' >&2
        return 1
    end
    for _awsenv_i in (builtin string match -r '^(?:set -gx|while set -e) (?:\w+)' -- $argv | builtin string replace -r '.* ' '')
        if set -ql $_awsenv_i
            builtin echo "awsenv: error: $_awsenv_i is a local variable here, which would hide what is loaded: nothing was changed" >&2
            builtin echo "awsenv: hint: set -e $_awsenv_i, or load outside of the function or block" >&2
            return 1
        end
    end
    eval "$argv"
end
function awsenv --description 'Load AWS sessions into this shell'
    if not _awsenv_loads $argv
        _awsenv_run $argv
        return
    end
    if status is-command-substitution; or not _awsenv_shown
        if not command sh -c ': 3>&1' 2>/dev/null
            builtin echo 'awsenv: error: standard output is closed: nothing was changed' >&2
            return 1
        end
        _awsenv_call $argv
        return
    end
    set -lx fish_trace
    if test "$AWSENV_EXPIRES:$AWSENV_PROFILE" = "$_awsenv_again_for"
        switch "$argv[1] $_awsenv_again[1]"
            case 'renew use'
                set argv use --refresh $_awsenv_again[2..-1] $argv[2..-1]
            case 'renew *'
                set argv --refresh $_awsenv_again $argv[2..-1]
        end
    end
    set -l _awsenv_text (_awsenv_call $argv)
    or return
    _awsenv_apply $_awsenv_text
    or return
    _awsenv_remember $argv
    if status is-interactive
        _awsenv_look
    end
    return 0
end
function _awsenv_remember
    set -g _awsenv_again
    set -g _awsenv_again_for ''
    if contains -- "$argv[1]" renew unload
        return 0
    end
    set -l _awsenv_skip ''
    set -l _awsenv_plain ''
    for _awsenv_arg in $argv
        if test -n "$_awsenv_skip"
            set _awsenv_skip ''
            continue
        end
        switch "$_awsenv_plain$_awsenv_arg"
            case -t --token
                set _awsenv_skip 1
                continue
            case '-t*' '--token=*' --refresh
                continue
            case --
                set _awsenv_plain :
            case -c --clear -
                set -g _awsenv_again
                return 0
            case '--*'
            case '-*t*'
                set -g _awsenv_again
                return 0
        end
        set -g _awsenv_again $_awsenv_again "$_awsenv_arg"
    end
    if set -q _awsenv_again[1]
        set -g _awsenv_again_for "$AWSENV_EXPIRES:$AWSENV_PROFILE"
    end
end
if builtin contains -- path (builtin --names)
    set -g _awsenv_file (eval 'builtin path filter (status fish-path) /')[1]
    eval 'function _awsenv_clock
        set -g _awsenv_age (builtin path mtime -R $_awsenv_file)
    end
    function _awsenv_left
        set -l _awsenv_then (builtin path mtime $_awsenv_file)
        _awsenv_clock
        set -g _awsenv_seconds (builtin math "$_awsenv_expires - $_awsenv_then - $_awsenv_age" 2>/dev/null)
    end'
else
    function _awsenv_clock
        if not builtin read -l _awsenv_up _awsenv_idle </proc/uptime 2>/dev/null
            set -g _awsenv_age (command date +%s)
            return
        end
        if not set -q _awsenv_booted
            set -l _awsenv_now (command date +%s.%N | builtin string match -r '^\d+(?:\.\d+)?')
            set -g _awsenv_booted (builtin math $_awsenv_now - $_awsenv_up)
        end
        set -g _awsenv_age (builtin math -s0 $_awsenv_booted + $_awsenv_up)
    end
    function _awsenv_left
        _awsenv_clock
        set -g _awsenv_seconds (builtin math "$_awsenv_expires - $_awsenv_age" 2>/dev/null)
    end
end
function _awsenv_begin
    set -g _awsenv_session "$AWSENV_EXPIRES:$AWSENV_PROFILE"
    set -g _awsenv_expires ''
    set -g _awsenv_rank 0
    set -g _awsenv_third 0
    set -g _awsenv_stale ''
    set -g _awsenv_renew_at 900
    set -g _awsenv_fresh ''
    if test "$AWS_CREDENTIAL_EXPIRATION" != "$_awsenv_stamp"
        set -g _awsenv_stamp "$AWS_CREDENTIAL_EXPIRATION"
        set -g _awsenv_fresh 1
    end
    if test "$_awsenv_session" = :
        set -g _awsenv_session ''
        set -g AWSENV_PROMPT ''
        return
    end
    if builtin string match -qr '^[0-9]{1,12}$' -- "$AWSENV_EXPIRES"
        set -g _awsenv_expires (builtin string replace -r '^0+(?=.)' '' -- $AWSENV_EXPIRES)
    end
    set -g _awsenv_name (builtin string replace -ra '[\p{C}\p{Zl}\p{Zp}$`!\\\\]' '?' -- "$AWSENV_PROFILE" | builtin string join '?')
    set -g _awsenv_type $_awsenv_name
    switch "$AWSENV_PROFILE"
        case ''
            set -g _awsenv_name aws
        case completion console credential-process doctor exec forget help hook keys list login logout prompt rotate setup sso status version whoami renew unload use
            set -g _awsenv_type "use $_awsenv_name"
        case '-*'
            set -g _awsenv_type "use -- $_awsenv_name"
        case '*'
            if builtin string match -qr '[^a-zA-Z0-9_.@:/+-]' -- "$AWSENV_PROFILE"
                set -g _awsenv_type "'$_awsenv_name'"
                if builtin string match -q "*'*" -- $_awsenv_name
                    set -g _awsenv_type "\"$_awsenv_name\""
                end
            end
    end
    set -g _awsenv_color ''
    if set -l _awsenv_i (builtin contains -i -- "$AWSENV_PROFILE" $_awsenv_color_names)
        set -g _awsenv_color $_awsenv_color_codes[$_awsenv_i]
    end
end
function _awsenv_meet
    set -g _awsenv_stale 300
    if test -n "$AWSENV_ROLE_ARN" -a $_awsenv_seconds -gt 900
        set -g _awsenv_stale 900
    end
    if test -n "$_awsenv_fresh" -a $_awsenv_seconds -gt 0 -a $_awsenv_seconds -le 900
        set -g _awsenv_rank ''
        set -g _awsenv_third (builtin math -s0 $_awsenv_seconds / 3)
        set -g _awsenv_renew_at $_awsenv_third
    end
end
function _awsenv_time
    if test $_awsenv_seconds -ge 3600
        set -l _awsenv_minutes (builtin math -s0 $_awsenv_seconds % 3600 / 60)
        if test $_awsenv_minutes -lt 10
            set _awsenv_minutes 0$_awsenv_minutes
        end
        set -g _awsenv_words (builtin math -s0 $_awsenv_seconds / 3600)h{$_awsenv_minutes}m
    else if test $_awsenv_seconds -ge 60
        set -g _awsenv_words (builtin math -s0 $_awsenv_seconds / 60)m
    else if test $_awsenv_seconds -gt 0
        set -g _awsenv_words {$_awsenv_seconds}s
    else
        set -g _awsenv_words expired
    end
end
function _awsenv_say
    set -l _awsenv_what "$_awsenv_words left"
    set -l _awsenv_typed $_awsenv_type
    if test "$_awsenv_session" = "$_awsenv_again_for"; and builtin string match -q -- '*--role-arn*' "$_awsenv_again"
        set _awsenv_typed (builtin string escape -- $_awsenv_again)
    end
    if test $_awsenv_seconds -le 0
        set _awsenv_what 'session expired'
    else if test $_awsenv_seconds -gt (builtin string match -r '.+' -- "$_awsenv_stale" 300)[1]
        set _awsenv_typed (builtin string replace -r '^(use |)' '$1--refresh ' -- "$_awsenv_typed")
    end
    set -l _awsenv_line awsenv $_awsenv_typed
    builtin echo "awsenv: $_awsenv_name: $_awsenv_what$argv[1], renew with: $_awsenv_line" >&2
end
function _awsenv_ring
    if test $_awsenv_notice != on; or not test -t 2
        return 0
    end
    set -l _awsenv_what "$_awsenv_name: $_awsenv_words left"
    if test $_awsenv_seconds -le 0
        set _awsenv_what "$_awsenv_name: session expired"
    end
    set -l _awsenv_vte ''
    if test -n "$VTE_VERSION"
        set _awsenv_vte vte
    end
    switch "$TMUX$STY:$TERM_PROGRAM:$_awsenv_vte:$TERM"
        case ':iTerm.app:*' ':WezTerm:*' ':ghostty:*'
            builtin printf '\e]9;%s\a' $_awsenv_what >&2
        case ':*:vte:*' ':*::foot*' ':*::rxvt-unicode*'
            builtin printf '\e]777;notify;awsenv;%s\a' $_awsenv_what >&2
        case '*'
            builtin printf '\a' >&2
    end
end
function _awsenv_renew
    set -lx fish_trace
    set -l _awsenv_min (builtin math $_awsenv_seconds + 60)
    if test $_awsenv_min -lt 60
        set _awsenv_min 60
    end
    if test "$_awsenv_session" != "$_awsenv_again_for"
        set -g _awsenv_again use -- "$AWSENV_PROFILE"
    end
    set -l _awsenv_line --no-prompt --quiet --min {$_awsenv_min}s $_awsenv_again
    if test "$_awsenv_again[1]" = use
        set _awsenv_line use --no-prompt --quiet --min {$_awsenv_min}s $_awsenv_again[2..-1]
    end
    set -l _awsenv_text (_awsenv_call $_awsenv_line </dev/null 2>/dev/null)
    or return
    if test -n "$AWSENV_ROLE_ARN"
        builtin string match -q -- "*AWSENV_ROLE_ARN '$AWSENV_ROLE_ARN';*" "$_awsenv_text"
        or return 1
    else if builtin string match -q -- '*set -gx AWSENV_ROLE_ARN *' "$_awsenv_text"
        return 1
    end
    _awsenv_apply $_awsenv_text 2>/dev/null
    or return 1
    if test "$AWSENV_EXPIRES:$AWSENV_PROFILE" = "$_awsenv_session"
        return 1
    end
    _awsenv_begin
    set -g _awsenv_same ''
    set -g _awsenv_again_for $_awsenv_session
    if test -n "$_awsenv_expires"
        _awsenv_left
    end
    set -g _awsenv_fresh 1
    _awsenv_meet
    _awsenv_time
    builtin echo "awsenv: $_awsenv_name: renewed, $_awsenv_words left" >&2
end
function _awsenv_look
    if test "$AWSENV_EXPIRES:$AWSENV_PROFILE" != "$_awsenv_session"
        _awsenv_begin
    end
    set -g _awsenv_same "$AWSENV_EXPIRES:$AWSENV_PROFILE:$NO_COLOR:$TERM"
    set -g _awsenv_since 0
    set -g _awsenv_until 999999999999
    if test -z "$_awsenv_session"
        return
    end
    set -g _awsenv_told ''
    set -l _awsenv_at 0
    set -l _awsenv_shown $_awsenv_name
    set -l _awsenv_line
    set -l _awsenv_code ''
    set -g _awsenv_words ''
    if test -n "$_awsenv_expires"; and _awsenv_left
        set -l _awsenv_failed ''
        set -l _awsenv_next 0
        if test -z "$_awsenv_stale"
            _awsenv_meet
        end
        if test "$_awsenv_renewal" = auto; and test $_awsenv_seconds -le $_awsenv_renew_at
            set -l _awsenv_now (builtin math $_awsenv_expires - $_awsenv_seconds)
            if test (builtin math $_awsenv_now - $_awsenv_tried) -ge 60
                set -g _awsenv_tried $_awsenv_now
                _awsenv_renew
                switch $status
                    case 0
                        set _awsenv_failed renewed
                    case 4
                    case '*'
                        set _awsenv_failed ', renewal failed'
                end
            end
        end
        for _awsenv_i in 1 2 3 4
            if test $_awsenv_seconds -gt $_awsenv_warn[$_awsenv_i]
                set _awsenv_next $_awsenv_warn[$_awsenv_i]
                break
            end
            set _awsenv_at $_awsenv_i
        end
        _awsenv_time
        if test -z "$_awsenv_rank"
            set -g _awsenv_rank $_awsenv_at
        end
        if test $_awsenv_at -gt $_awsenv_rank -o $_awsenv_third -gt 0 -a $_awsenv_seconds -le $_awsenv_third
            set -g _awsenv_rank $_awsenv_at
            set -g _awsenv_third 0
            if test "$_awsenv_failed" != renewed
                _awsenv_say $_awsenv_failed
                _awsenv_ring
            end
        end
        set -g _awsenv_since $_awsenv_age
        if test $_awsenv_seconds -ge 60
            set -g _awsenv_until (builtin math "$_awsenv_age + $_awsenv_seconds % 60 + 1")
            if test $_awsenv_third -gt $_awsenv_next
                set _awsenv_next $_awsenv_third
            end
            set _awsenv_next (builtin math "$_awsenv_age + $_awsenv_seconds - $_awsenv_next")
            if test $_awsenv_next -lt $_awsenv_until
                set -g _awsenv_until $_awsenv_next
            end
        else if test $_awsenv_seconds -gt 0
            set -g _awsenv_until 0
        else if test $_awsenv_renewal = auto
            set -g _awsenv_until (builtin math $_awsenv_age + 60)
        end
    end
    if test -z "$NO_COLOR"; and test -n "$TERM"; and test "$TERM" != dumb
        if test $_awsenv_at -ge 3
            set _awsenv_code 31
        else if test $_awsenv_at -gt 0
            set _awsenv_code 33
        end
        if test -n "$_awsenv_color"
            set _awsenv_shown \e\[{$_awsenv_color}m$_awsenv_name\e\[0m
            if test -n "$_awsenv_code"
                set _awsenv_shown $_awsenv_shown\e\[{$_awsenv_code}m
            end
        end
    end
    if test -z "$_awsenv_words"
        set _awsenv_line $_awsenv_shown
    else if test $_awsenv_seconds -gt 0
        set _awsenv_line "$_awsenv_shown"' '"$_awsenv_words"
    else
        set _awsenv_line "$_awsenv_shown"' expired'
    end
    if test -n "$_awsenv_code"
        set _awsenv_line \e\[{$_awsenv_code}m$_awsenv_line\e\[0m
    end
    set -g AWSENV_PROMPT $_awsenv_line
end
function _awsenv_guard --on-event fish_preexec
    if test -z "$AWSENV_EXPIRES" -o -n "$_awsenv_told"; or not set -q _awsenv_guarded[1]
        return
    end
    set -l _awsenv_starts '(?:^|[;&|(\n]|\b(?:and|or|not|if|while|begin|command|exec|sudo|env|time)\s)\s*(?:\w+=\S*\s+)*(?:[^\s;&|()]*/)?'
    for _awsenv_word in $_awsenv_guarded
        if not builtin string match -qr -- $_awsenv_starts(builtin string escape --style=regex -- $_awsenv_word)'(?=$|[\s;&|)])' "$argv[1]"
            continue
        end
        if test "$AWSENV_EXPIRES:$AWSENV_PROFILE" != "$_awsenv_session"
            _awsenv_begin
        end
        if test -n "$_awsenv_expires"; and _awsenv_left; and test $_awsenv_seconds -le 60
            _awsenv_time
            set -g _awsenv_told 1
            _awsenv_say " and $_awsenv_word is about to run"
        end
        return
    end
end
function _awsenv_hook --on-event fish_prompt
    if test -n "$AWSENV_EXPIRES$AWSENV_PROFILE$_awsenv_session"
        if test "$AWSENV_EXPIRES:$AWSENV_PROFILE:$NO_COLOR:$TERM$_awsenv_told" = "$_awsenv_same"
            and _awsenv_clock
            and test "$_awsenv_age" -ge "$_awsenv_since" -a "$_awsenv_age" -lt "$_awsenv_until"
        else
            _awsenv_look
        end
    end
end
set -g _awsenv_version 1
set -g _awsenv_warn 900 300 60 0
set -g _awsenv_guarded
set -g _awsenv_color_names
set -g _awsenv_color_codes
set -g _awsenv_renewal off
set -g _awsenv_notice off
set -g _awsenv_same ''
if not set -q _awsenv_rank
    set -g _awsenv_session ''
    set -g _awsenv_rank 0
    set -g _awsenv_third 0
    set -g _awsenv_stale ''
    set -g _awsenv_tried 0
    set -g _awsenv_fresh ''
    set -g _awsenv_stamp "$AWS_CREDENTIAL_EXPIRATION"
    set -g _awsenv_told ''
    set -g AWSENV_PROMPT ''
end
if not status is-interactive
    builtin functions --erase _awsenv_guard _awsenv_hook
end
