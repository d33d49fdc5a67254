# The awsenv hook for nu 0.108 and later.
#
# Rules: every name begins with awsenv, _awsenv or AWSENV. nu evaluates no text: a
# load is a record of JSON, which is taken in at once. What the hook keeps is in one
# record, $env._awsenv, which nu hands to no program. The words between @ signs are
# filled in, quoted, by Render; comments are dropped.

# Is this a load or a clear, whose output is for this shell? It is unless the first
# word that is no flag names another command, or a flag asks for help or for another
# output.
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
        } else if $arg in [@VALUE_FLAGS@] {
            $takes = "value"
        } else if $arg !~ '^-' {
            if $arg in [@COMMANDS@] and $word == "" {
                return false
            }
            $word = $arg
        }
    }
    true
}

# The words of a load with the name of this shell, where the command line takes it.
def _awsenv_words [args: list<string>]: nothing -> list<string> {
    if $args.0? in [@LOADS@] {
        [$args.0 "--shell" "nu" ...($args | skip 1)]
    } else {
        ["--shell" "nu" ...$args]
    }
}

# What the program printed for a load, as a record; null when it is none.
def _awsenv_changes [text: string] {
    let changes = try { $text | from json } catch { null }
    if ($changes | describe) =~ '^record' { $changes } else { null }
}

def --env _awsenv_apply [changes: record] {
    let gone = $changes | columns | where {|name| ($changes | get $name) == null }
    load-env ($changes | reject ...$gone)
    hide-env --ignore-errors ...$gone
    # The program has said that this version is not enough.
    if "_awsenv_version" in $gone {
        $env._awsenv = _awsenv_kept | merge {version: ""}
    }
}

# What tells the program of this hook: it cannot see a shell's commands, and hands the
# variable on to nobody.
def _awsenv_told []: nothing -> record {
    {AWSENV_HOOK: ("nu @ID@ " + ((_awsenv_kept).version | into string))}
}

# Run the program, which may be gone, with the shell still open.
def _awsenv_run [args: list<string>] {
    if (which --all @BINARY@ | where type == "external" | is-empty) {
        error make --unspanned {
            msg: ("awsenv: error: " + @BINARY@ + " is not there any more")
            help: "awsenv: hint: open a new shell, after installing awsenv again if it is gone"
        }
    }
    with-env (_awsenv_told) { ^@BINARY@ ...$args }
}

# Load AWS sessions into this shell. Its words are completed as those of a program.
@complete external
def --env --wrapped awsenv [...args: string] {
    if (_awsenv_loads $args) {
        _awsenv_load $args
    } else {
        _awsenv_run $args
    }
}

# A failure of the program ends this with the program's own status.
def --env _awsenv_load [args: list<string>] {
    let kept = _awsenv_kept
    # What is loaded is got anew with the words that it was loaded with.
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

# The words of a load for its renewal, without a code.
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

# The text of a variable, which is null when there is none.
def _awsenv_text [value: any]: nothing -> string {
    $value | default "" | into string
}

# What tells a session from another.
def _awsenv_session []: nothing -> string {
    $"(_awsenv_text $env.AWSENV_EXPIRES?):(_awsenv_text $env.AWSENV_PROFILE?)"
}

def _awsenv_clock []: nothing -> int {
    (date now | into int) // 1_000_000_000
}

# What the hook keeps. A parent process may have put anything into the variable.
def _awsenv_kept []: nothing -> record {
    let kept = $env._awsenv?
    if ($kept | describe) =~ '^record' {
        return $kept
    }
    {
        # What the program may expect of this hook.
        version: @VERSION@
        session: ":", expires: null, rank: 0, third: 0, stale: null, renew_at: 0, fresh: false
        stamp: (_awsenv_text $env.AWS_CREDENTIAL_EXPIRATION?), name: "", typed: "", color: "", tried: 0, again: [], again_for: ""
    }
}

# Another session, or none: take its expiry and make its name fit to be shown.
def _awsenv_begin [kept: record, session: string]: nothing -> record {
    let profile = _awsenv_text $env.AWSENV_PROFILE?
    let expires = _awsenv_text $env.AWSENV_EXPIRES?
    let stamp = _awsenv_text $env.AWS_CREDENTIAL_EXPIRATION?
    # What could run or hide something in a prompt: controls, marks that turn the
    # direction of writing or have no width, and the shells' own characters.
    let name = $profile | str replace --all --regex '[\p{C}\p{Zl}\p{Zp}\x{fffd}$`!\\]' "?"
    let typed = if $profile in [@COMMANDS@ @LOADS@] {
        $"use ($name)"
    } else if $profile =~ '^-' {
        $"use -- ($name)"
    } else if $profile =~ '[^a-zA-Z0-9_.@:/+-]|^(true|false|null)$' {
        if "'" in $name { '"' + $name + '"' } else { $"'($name)'" }
    } else {
        $name
    }
    let color = [@COLOR_NAMES@] | zip [@COLOR_CODES@] | where {|pair| $pair.0 == $profile }
    $kept | merge {
        session: $session
        expires: (if $expires =~ '^[0-9]{1,12}$' { $expires | into int } else { null })
        rank: 0
        third: 0
        stale: null
        renew_at: @FIRST@
        # A load changes this as well, a person who sets AWSENV_EXPIRES does not.
        fresh: ($stamp != $kept.stamp)
        stamp: $stamp
        name: (if $profile == "" { "aws" } else { $name })
        typed: $typed
        color: (if ($color | is-empty) { "" } else { $color.0.1 })
    }
}

# The first look at a session. With stale seconds left a plain load finds the same
# one: 15 minutes for a role, 5 for the session of an IAM user. One that begins with
# less than 15 minutes may be made for so short, and counts until a third of that.
# One that is loaded with a threshold behind it is not news yet: it is spoken of, and
# renewed, at a third of its life.
def _awsenv_meet [kept: record, seconds: int]: nothing -> record {
    let stale = if (_awsenv_text $env.AWSENV_ROLE_ARN?) != "" and $seconds > 900 { 900 } else { 300 }
    if $kept.fresh and $seconds > 0 and $seconds <= @FIRST@ {
        $kept | merge {stale: $stale, rank: null, third: ($seconds // 3), renew_at: ($seconds // 3)}
    } else {
        $kept | merge {stale: $stale}
    }
}

# The time left as people read it: 11h42m, 4m, 45s.
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
    # A role without a profile has no name to load it by.
    let adhoc = $kept.session == $kept.again_for and ($kept.again | any {|word| $word =~ '^--role-arn' })
    let typed = if $adhoc {
        $kept.again | each {|word| if $word =~ '^[a-zA-Z0-9_.@:/+=-]+$' { $word } else { $word | to nuon } } | str join " "
    } else {
        $kept.typed
    }
    let typed = if $seconds > ($kept.stale | default 300) { $typed | str replace --regex '^(use |)' '${1}--refresh ' } else { $typed }
    print --stderr $"awsenv: ($kept.name): ($what)($more), renew with: awsenv ($typed)"
}

# Tell a person who may look elsewhere: by the terminal's own notification where it is
# known to have one, else by the bell, which is all that a multiplexer hands on.
def _awsenv_ring [kept: record, seconds: int] {
    if "@NOTIFY@" != "on" or not (is-terminal --stderr) {
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

# A renewal by one command that may not ask anything: its words, its status, and what
# changes when that is 0.
def _awsenv_renewal [kept: record, seconds: int]: nothing -> record {
    let again = if $kept.session == $kept.again_for { $kept.again } else { ["use" "--" (_awsenv_text $env.AWSENV_PROFILE?)] }
    let flags = ["--no-prompt" "--quiet" "--min" $"([60 ($seconds + 60)] | math max)s"]
    let words = if $again.0 == "use" { ["use" ...$flags ...($again | skip 1)] } else { [...$flags ...$again] }
    let ended = try { with-env (_awsenv_told) { "" | ^@BINARY@ ...(_awsenv_words $words) | complete } } catch { {exit_code: 127, stdout: ""} }
    let changes = if $ended.exit_code == 0 { _awsenv_changes $ended.stdout } else { null }
    # The same role and no other, whatever the profile's name stands for by now.
    let same = (_awsenv_text $changes.AWSENV_ROLE_ARN?) == (_awsenv_text $env.AWSENV_ROLE_ARN?)
    if $changes == null or not $same {
        {again: $again, status: (if $ended.exit_code == 0 { 1 } else { $ended.exit_code }), changes: {}}
    } else {
        {again: $again, status: 0, changes: $changes}
    }
}

# At each prompt. Nothing to do while the session and the terminal are the same and the
# clock is between the last look and the next change.
def --env _awsenv_prompt [] {
    let seen = $env._awsenv.seen?
    if $seen == null or $seen.same != (_awsenv_same) or (_awsenv_clock) < $seen.since or (_awsenv_clock) >= $seen.until {
        _awsenv_look
    }
}

# All on which the prompt depends beside the clock.
def _awsenv_same []: nothing -> string {
    $"($env.AWSENV_EXPIRES?):($env.AWSENV_PROFILE?):($env.NO_COLOR?):($env.TERM?)"
}

# Compare the session with the clock, speak up, and write AWSENV_PROMPT.
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
        if "@RENEW@" == "auto" and $seconds <= $kept.renew_at and $now - $kept.tried >= 60 {
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
                # With status 4 it cannot be renewed without a person: no news.
                $more = ", renewal failed"
            }
        }
        let left = $seconds
        $at = [@WARN@] | where {|warn| $left <= $warn } | length
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
            let next = [@WARN@] | where {|warn| $left > $warn } | append $kept.third | math max
            $until = [($now + $left mod 60 + 1) ($now + $left - $next)] | math min
        } else if $left > 0 {
            $until = 0
        } else if "@RENEW@" == "auto" {
            $until = $now + 60
        }
    }
    let colored = (_awsenv_text $env.NO_COLOR?) == "" and (_awsenv_text $env.TERM?) not-in ["" "dumb"]
    let code = if not $colored or $at == 0 { "" } else if $at >= @RED@ { "\u{1b}[31m" } else { "\u{1b}[33m" }
    let shown = if $colored and $kept.color != "" { $"\u{1b}[($kept.color)m($kept.name)\u{1b}[0m($code)" } else { $kept.name }
    let words = $words
    let line = if $words == "" { $shown } else if $seconds > 0 { [@FORMAT@] | str join } else { [@EXPIRED@] | str join }
    $env._awsenv = $kept | merge {seen: {same: (_awsenv_same), since: $since, until: $until}}
    $env.AWSENV_PROMPT = if $code == "" { $line } else { $"($code)($line)\u{1b}[0m" }
}

# Before a command line runs.
def --env _awsenv_guard [line: string] {
    let session = _awsenv_session
    if $session == ":" {
        return
    }
    let starts = '(?:^|[;&|(\n]|\b(?:and|or|not|if|while|do|sudo|env|time|exec|command)\s)\s*(?:\w+=\S*\s+)*\^?(?:[^\s;&|()]*/)?'
    let found = [@GUARD@] | where {|word| $line =~ ($starts + ($word | str replace --all --regex '\W' '\$0') + '(?=$|[\s;&|)])') }
    if ($found | is-empty) {
        return
    }
    if $session != (_awsenv_kept).session {
        $env._awsenv = _awsenv_begin (_awsenv_kept) $session
    }
    let kept = _awsenv_kept
    if $kept.expires != null and $kept.expires - (_awsenv_clock) <= @LAST@ {
        _awsenv_say $kept ($kept.expires - (_awsenv_clock)) $" and ($found.0) is about to run"
    }
}

# Only of closures is it certain whose they are: by what they call.
def _awsenv_others [hooks: any]: nothing -> list<any> {
    $hooks | default [] | append [] | where {|hook| ($hook | describe) != "closure" or (view source $hook) !~ '_awsenv_' }
}

$env._awsenv = _awsenv_kept | merge {version: @VERSION@, seen: null}
$env.AWSENV_PROMPT = ""
$env.config.hooks.pre_prompt = _awsenv_others $env.config.hooks.pre_prompt? | append {|| _awsenv_prompt }
$env.config.hooks.pre_execution = _awsenv_others $env.config.hooks.pre_execution? | append {|| _awsenv_guard (commandline) }
