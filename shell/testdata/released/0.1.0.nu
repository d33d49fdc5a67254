def _awsenv_loads [args: list<string>]: nothing -> bool {
    mut takes = ""
    mut word = ""
    for arg in $args {
        if $takes == "format" and $arg != "env" {
            return false
        }
        if $takes != "" {
            $takes = ""
            continue
        }
        if $arg == "--" {
            return true
        }
        if $arg == "--format=env" {
            continue
        }
        if $arg in ["--help" "-h" "--version" "--shell"] or $arg =~ '^--(shell|format)=' {
            return false
        }
        if $arg == "--format" {
            $takes = "format"
        } else if $arg in [-d --duration -t --token --region --role-arn --mfa-serial --session-name --external-id --source-profile --min] {
            $takes = "value"
        } else if $arg !~ '^-' {
            if $arg in [completion console credential-process doctor exec forget help hook keys list login logout prompt rotate setup sso status version whoami] and $word == "" {
                return false
            }
            $word = $arg
        }
    }
    true
}
def _awsenv_words [args: list<string>]: nothing -> list<string> {
    if $args.0? in [renew unload use] {
        [$args.0 "--shell" "nu" ...($args | skip 1)]
    } else {
        ["--shell" "nu" ...$args]
    }
}
def _awsenv_changes [text: string] {
    let changes = try { $text | from json } catch { null }
    if ($changes | describe) =~ '^record' { $changes } else { null }
}
def --env _awsenv_apply [changes: record] {
    let gone = $changes | columns | where {|name| ($changes | get $name) == null }
    load-env ($changes | reject ...$gone)
    hide-env --ignore-errors ...$gone
    if "_awsenv_version" in $gone {
        $env._awsenv = _awsenv_kept | merge {version: ""}
    }
}
def _awsenv_told []: nothing -> record {
    {AWSENV_HOOK: ("nu 3be1886f2d3a813b " + ((_awsenv_kept).version | into string))}
}
def _awsenv_run [args: list<string>] {
    if (which --all "awsenv" | where type == "external" | is-empty) {
        error make --unspanned {
            msg: ("awsenv: error: " + "awsenv" + " is not there any more")
            help: "awsenv: hint: open a new shell, after installing awsenv again if it is gone"
        }
    }
    with-env (_awsenv_told) { ^"awsenv" ...$args }
}
@complete external
def --env --wrapped awsenv [...args: string] {
    if (_awsenv_loads $args) {
        _awsenv_load $args
    } else {
        _awsenv_run $args
    }
}
def --env _awsenv_load [args: list<string>] {
    let kept = _awsenv_kept
    let words = if $args.0? != "renew" or $kept.again_for != (_awsenv_session) or ($kept.again | is-empty) {
        $args
    } else if $kept.again.0 == "use" {
        ["use" "--refresh" ...($kept.again | skip 1) ...($args | skip 1)]
    } else {
        ["--refresh" ...$kept.again ...($args | skip 1)]
    }
    let text = _awsenv_run (_awsenv_words $words)
    let changes = _awsenv_changes $text
    if $changes == null {
        error make --unspanned {msg: "awsenv: error: the program ended without a word: nothing was changed"}
    }
    _awsenv_apply $changes
    let again = _awsenv_again $words
    $env._awsenv = _awsenv_kept | merge {again: $again, again_for: (if ($again | is-empty) { "" } else { _awsenv_session })}
    if $nu.is-interactive {
        _awsenv_look
    }
}
def _awsenv_again [args: list<string>]: nothing -> list<string> {
    if $args.0? in ["renew" "unload"] {
        return []
    }
    mut kept = []
    mut skips = false
    mut plain = false
    for arg in $args {
        if $skips {
            $skips = false
            continue
        }
        if not $plain {
            if $arg in ["-t" "--token"] {
                $skips = true
                continue
            }
            if $arg =~ '^(-t|--token=)' or $arg == "--refresh" {
                continue
            }
            if $arg in ["-c" "--clear" "-"] or $arg =~ '(?s)^-[^-].*t' {
                return []
            }
            $plain = $arg == "--"
        }
        $kept ++= [$arg]
    }
    $kept
}
def _awsenv_text [value: any]: nothing -> string {
    $value | default "" | into string
}
def _awsenv_session []: nothing -> string {
    $"(_awsenv_text $env.AWSENV_EXPIRES?):(_awsenv_text $env.AWSENV_PROFILE?)"
}
def _awsenv_clock []: nothing -> int {
    (date now | into int) // 1_000_000_000
}
def _awsenv_kept []: nothing -> record {
    let kept = $env._awsenv?
    if ($kept | describe) =~ '^record' {
        return $kept
    }
    {
        version: 1
        session: ":", expires: null, rank: 0, third: 0, stale: null, renew_at: 0, fresh: false
        stamp: (_awsenv_text $env.AWS_CREDENTIAL_EXPIRATION?), name: "", typed: "", color: "", tried: 0, again: [], again_for: ""
    }
}
def _awsenv_begin [kept: record, session: string]: nothing -> record {
    let profile = _awsenv_text $env.AWSENV_PROFILE?
    let expires = _awsenv_text $env.AWSENV_EXPIRES?
    let stamp = _awsenv_text $env.AWS_CREDENTIAL_EXPIRATION?
    let name = $profile | str replace --all --regex '[\p{C}\p{Zl}\p{Zp}\x{fffd}$`!\\]' "?"
    let typed = if $profile in [completion console credential-process doctor exec forget help hook keys list login logout prompt rotate setup sso status version whoami renew unload use] {
        $"use ($name)"
    } else if $profile =~ '^-' {
        $"use -- ($name)"
    } else if $profile =~ '[^a-zA-Z0-9_.@:/+-]|^(true|false|null)$' {
        if "'" in $name { '"' + $name + '"' } else { $"'($name)'" }
    } else {
        $name
    }
    let color = [] | zip [] | where {|pair| $pair.0 == $profile }
    $kept | merge {
        session: $session
        expires: (if $expires =~ '^[0-9]{1,12}$' { $expires | into int } else { null })
        rank: 0
        third: 0
        stale: null
        renew_at: 900
        fresh: ($stamp != $kept.stamp)
        stamp: $stamp
        name: (if $profile == "" { "aws" } else { $name })
        typed: $typed
        color: (if ($color | is-empty) { "" } else { $color.0.1 })
    }
}
def _awsenv_meet [kept: record, seconds: int]: nothing -> record {
    let stale = if (_awsenv_text $env.AWSENV_ROLE_ARN?) != "" and $seconds > 900 { 900 } else { 300 }
    if $kept.fresh and $seconds > 0 and $seconds <= 900 {
        $kept | merge {stale: $stale, rank: null, third: ($seconds // 3), renew_at: ($seconds // 3)}
    } else {
        $kept | merge {stale: $stale}
    }
}
def _awsenv_time [seconds: int]: nothing -> string {
    if $seconds >= 3600 {
        let minutes = $seconds mod 3600 // 60 | into string | fill --alignment right --character "0" --width 2
        $"($seconds // 3600)h($minutes)m"
    } else if $seconds >= 60 {
        $"($seconds // 60)m"
    } else if $seconds > 0 {
        $"($seconds)s"
    } else {
        "expired"
    }
}
def _awsenv_say [kept: record, seconds: int, more: string] {
    let what = if $seconds <= 0 { "session expired" } else { $"(_awsenv_time $seconds) left" }
    let adhoc = $kept.session == $kept.again_for and ($kept.again | any {|word| $word =~ '^--role-arn' })
    let typed = if $adhoc {
        $kept.again | each {|word| if $word =~ '^[a-zA-Z0-9_.@:/+=-]+$' { $word } else { $word | to nuon } } | str join " "
    } else {
        $kept.typed
    }
    let typed = if $seconds > ($kept.stale | default 300) { $typed | str replace --regex '^(use |)' '${1}--refresh ' } else { $typed }
    print --stderr $"awsenv: ($kept.name): ($what)($more), renew with: awsenv ($typed)"
}
def _awsenv_ring [kept: record, seconds: int] {
    if "off" != "on" or not (is-terminal --stderr) {
        return
    }
    let what = $kept.name + ": " + (if $seconds <= 0 { "session expired" } else { $"(_awsenv_time $seconds) left" })
    let inside = (_awsenv_text $env.TMUX?) + (_awsenv_text $env.STY?)
    let program = _awsenv_text $env.TERM_PROGRAM?
    let code = if $inside == "" and $program in ["iTerm.app" "WezTerm" "ghostty"] {
        $"\u{1b}]9;($what)\u{7}"
    } else if $inside == "" and ((_awsenv_text $env.VTE_VERSION?) != "" or $program == "" and (_awsenv_text $env.TERM?) =~ '^(foot|rxvt-unicode)') {
        $"\u{1b}]777;notify;awsenv;($what)\u{7}"
    } else {
        "\u{7}"
    }
    print --stderr --no-newline $code
}
def _awsenv_renewal [kept: record, seconds: int]: nothing -> record {
    let again = if $kept.session == $kept.again_for { $kept.again } else { ["use" "--" (_awsenv_text $env.AWSENV_PROFILE?)] }
    let flags = ["--no-prompt" "--quiet" "--min" $"([60 ($seconds + 60)] | math max)s"]
    let words = if $again.0 == "use" { ["use" ...$flags ...($again | skip 1)] } else { [...$flags ...$again] }
    let ended = try { with-env (_awsenv_told) { "" | ^"awsenv" ...(_awsenv_words $words) | complete } } catch { {exit_code: 127, stdout: ""} }
    let changes = if $ended.exit_code == 0 { _awsenv_changes $ended.stdout } else { null }
    let same = (_awsenv_text $changes.AWSENV_ROLE_ARN?) == (_awsenv_text $env.AWSENV_ROLE_ARN?)
    if $changes == null or not $same {
        {again: $again, status: (if $ended.exit_code == 0 { 1 } else { $ended.exit_code }), changes: {}}
    } else {
        {again: $again, status: 0, changes: $changes}
    }
}
def --env _awsenv_prompt [] {
    let seen = $env._awsenv.seen?
    if $seen == null or $seen.same != (_awsenv_same) or (_awsenv_clock) < $seen.since or (_awsenv_clock) >= $seen.until {
        _awsenv_look
    }
}
def _awsenv_same []: nothing -> string {
    $"($env.AWSENV_EXPIRES?):($env.AWSENV_PROFILE?):($env.NO_COLOR?):($env.TERM?)"
}
def --env _awsenv_look [] {
    let session = _awsenv_session
    mut kept = _awsenv_kept
    if $session != $kept.session {
        $kept = _awsenv_begin $kept $session
    }
    const never = 999_999_999_999
    if $session == ":" {
        $env._awsenv = $kept | merge {seen: {same: (_awsenv_same), since: 0, until: $never}}
        $env.AWSENV_PROMPT = ""
        return
    }
    mut seconds = 1
    mut at = 0
    mut words = ""
    mut since = 0
    mut until = $never
    if $kept.expires != null {
        let now = _awsenv_clock
        mut more = ""
        $seconds = $kept.expires - $now
        if $kept.stale == null {
            $kept = _awsenv_meet $kept $seconds
        }
        if "off" == "auto" and $seconds <= $kept.renew_at and $now - $kept.tried >= 60 {
            $kept.tried = $now
            let status = $env.LAST_EXIT_CODE
            let renewal = _awsenv_renewal $kept $seconds
            $env.LAST_EXIT_CODE = $status
            _awsenv_apply $renewal.changes
            $kept.version = (_awsenv_kept).version
            let session = _awsenv_session
            if $renewal.status == 0 and $session != $kept.session {
                $kept = _awsenv_begin $kept $session | merge {again: $renewal.again, again_for: $session, fresh: true}
                $seconds = ($kept.expires | default $now) - $now
                $kept = _awsenv_meet $kept $seconds
                print --stderr $"awsenv: ($kept.name): renewed, (_awsenv_time $seconds) left"
                $more = "renewed"
            } else if $renewal.status != 4 {
                $more = ", renewal failed"
            }
        }
        let left = $seconds
        $at = [900 300 60 0] | where {|warn| $left <= $warn } | length
        $words = _awsenv_time $left
        if $kept.rank == null {
            $kept.rank = $at
        }
        if $at > $kept.rank or $kept.third > 0 and $left <= $kept.third {
            $kept.rank = $at
            $kept.third = 0
            if $more != "renewed" {
                _awsenv_say $kept $left $more
                _awsenv_ring $kept $left
            }
        }
        $since = $now
        if $left >= 60 {
            let next = [900 300 60 0] | where {|warn| $left > $warn } | append $kept.third | math max
            $until = [($now + $left mod 60 + 1) ($now + $left - $next)] | math min
        } else if $left > 0 {
            $until = 0
        } else if "off" == "auto" {
            $until = $now + 60
        }
    }
    let colored = (_awsenv_text $env.NO_COLOR?) == "" and (_awsenv_text $env.TERM?) not-in ["" "dumb"]
    let code = if not $colored or $at == 0 { "" } else if $at >= 3 { "\u{1b}[31m" } else { "\u{1b}[33m" }
    let shown = if $colored and $kept.color != "" { $"\u{1b}[($kept.color)m($kept.name)\u{1b}[0m($code)" } else { $kept.name }
    let words = $words
    let line = if $words == "" { $shown } else if $seconds > 0 { [$shown " " $words] | str join } else { [$shown " expired"] | str join }
    $env._awsenv = $kept | merge {seen: {same: (_awsenv_same), since: $since, until: $until}}
    $env.AWSENV_PROMPT = if $code == "" { $line } else { $"($code)($line)\u{1b}[0m" }
}
def --env _awsenv_guard [line: string] {
    let session = _awsenv_session
    if $session == ":" {
        return
    }
    let starts = '(?:^|[;&|(\n]|\b(?:and|or|not|if|while|do|sudo|env|time|exec|command)\s)\s*(?:\w+=\S*\s+)*\^?(?:[^\s;&|()]*/)?'
    let found = [] | where {|word| $line =~ ($starts + ($word | str replace --all --regex '\W' '\$0') + '(?=$|[\s;&|)])') }
    if ($found | is-empty) {
        return
    }
    if $session != (_awsenv_kept).session {
        $env._awsenv = _awsenv_begin (_awsenv_kept) $session
    }
    let kept = _awsenv_kept
    if $kept.expires != null and $kept.expires - (_awsenv_clock) <= 60 {
        _awsenv_say $kept ($kept.expires - (_awsenv_clock)) $" and ($found.0) is about to run"
    }
}
def _awsenv_others [hooks: any]: nothing -> list<any> {
    $hooks | default [] | append [] | where {|hook| ($hook | describe) != "closure" or (view source $hook) !~ '_awsenv_' }
}
$env._awsenv = _awsenv_kept | merge {version: 1, seen: null}
$env.AWSENV_PROMPT = ""
$env.config.hooks.pre_prompt = _awsenv_others $env.config.hooks.pre_prompt? | append {|| _awsenv_prompt }
$env.config.hooks.pre_execution = _awsenv_others $env.config.hooks.pre_execution? | append {|| _awsenv_guard (commandline) }
