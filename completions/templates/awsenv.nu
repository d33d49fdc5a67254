# Completion of awsenv for nu 0.108 and later: among nu's own start-up files, or, in
# config.nu after what else sets an external completer:
#   source awsenv.nu
#
# Generated from the grammar and completions/templates/awsenv.nu: change those.

# What can stand for a value.
def _awsenv_complete_offers [] {
    [
{{- range .NuOffers}}
        {{.}}
{{- end}}
    ]
}

# The flags, with the place of their values among the offers, and the commands that
# take them.
def _awsenv_complete_flags [] {
    [
        [value short description offer commands];
{{- range .NuFlags}}
        [{{nu (print "--" .Long)}} {{if .Short}}{{nu (print "-" .Short)}}{{else}}""{{end}} {{nu .Help}} {{if .Takes}}{{$.NuOffer .Value}}{{else}}null{{end}} [{{join .Commands " "}}]]
{{- end}}
    ]
}

# The words that are no flags: their places among the offers.
def _awsenv_complete_words [] {
    {
{{- range .Commands}}
        {{.Name}}: [{{range $i, $w := .Words}}{{if $i}} {{end}}{{$.NuOffer .Value}}{{end}}]
{{- end}}
    }
}

def _awsenv_complete_commands [] {
    [
        [value description];
{{- range .Named}}
        [{{nu .Name}} {{nu .Help}}]
{{- end}}
    ]
}

# A word without its quotes, and without the beginning of them.
def _awsenv_complete_plain [word: string]: nothing -> string {
    if $word =~ `^"` {
        $word | str replace --regex `^"` "" | str replace --regex `"$` "" | str replace --all --regex `\\(["\\])` '$1'
    } else if $word =~ "^['`]" {
        $word | str substring 1.. | str replace --regex $"($word | str substring 0..0)$" ""
    } else {
        $word
    }
}

# A value as it is typed.
def _awsenv_complete_quoted [value: string]: nothing -> string {
    if $value =~ '^[^\s"''`$|;&(){}\[\]<>#*?~^\\!]+$' and $value !~ '^(true|false|null)$' { $value } else { $value | to nuon }
}

# The names of the profiles, with role and account; all, or what --for=COMMAND says.
def _awsenv_complete_profiles [only: any, flags: bool] {
    let filter = if $only == null { [] } else { [$only] }
    try { ^awsenv list --names --described ...$filter | complete | get stdout | lines } catch { [] }
    # Without -- before it, such a name would be taken for a flag.
    | where {|line| not $flags or $line !~ '^-' }
    | each {|line| let parts = $line | split row "\t"; {value: $parts.0, description: ($parts.1? | default "")} }
}

# What an offer of the grammar stands for; null is left to nu.
def _awsenv_complete_offered [place: any, flags: bool] {
    let offer = if $place == null { null } else { _awsenv_complete_offers | get $place }
    match $offer.kind? {
        "words" => $offer.words
        "profiles" => (_awsenv_complete_profiles $offer.only? $flags)
        "start" => ((_awsenv_complete_profiles null $flags) ++ (if $flags { _awsenv_complete_commands } else { [] }))
        _ => []
    }
}

# The words of a line up to the cursor; the last one is being typed.
def _awsenv_complete_awsenv [spans: list<string>, others: any] {
    let all = _awsenv_complete_flags
    let places = _awsenv_complete_words
    let commands = _awsenv_complete_commands | get value
    mut name = "load"
    mut flags = true
    mut pending = -1
    mut words = []
    mut taken = 0
    for span in ($spans | skip 1 | drop 1) {
        $taken += 1
        let token = _awsenv_complete_plain $span
        if $pending != -1 {
            $pending = -1
        } else if $flags and $token == "--" {
            $flags = false
        } else if $flags and $token =~ '^-.' {
            let command = $name
            let flag = $all | where {|it| $token in [$it.value $it.short] and $command in $it.commands }
            $pending = $flag.0?.offer? | default (-1)
        } else if $flags and $name == "load" and ($words | is-empty) and $token in $commands {
            $name = $token
        } else {
            $words ++= [$token]
            if ($places | get $name | skip (($words | length) - 1)).0? == {{.NuProgram}} {
                # The rest is another program's.
                let rest = $spans | skip $taken
                return (if $others == null { null } else { do $others $rest })
            }
        }
    }
    let last = _awsenv_complete_plain ($spans | last)
    let glued = $last | parse --regex '^(?<flag>--[\w-]+)=(?<value>.*)$'
    let number = $words | length
    let command = $name
    let here = $all | where {|it| $command in $it.commands }
    let found = if $pending != -1 {
        _awsenv_complete_offered $pending false
    } else if $flags and ($glued | is-not-empty) {
        let offer = ($here | where value == $glued.0.flag).0?.offer?
        _awsenv_complete_offered $offer false | each {|it| $it | update value {|row| $"($glued.0.flag)=($row.value)" } }
    } else if $flags and $last =~ '^-' {
        $here | select value description
    } else {
        let offer = ($places | get $command | skip $number).0?
        if $offer == {{.NuProgram}} {
            return null
        }
        _awsenv_complete_offered $offer $flags
    }
    $found | where {|it| $it.value starts-with $last } | each {|it| {value: (_awsenv_complete_quoted $it.value), description: $it.description} }
}

# Beside the completer of other programs that is there already.
def --env _awsenv_complete_install [] {
    let others = $env.config.completions.external.completer?
    if $others != null and (view source $others) =~ '_awsenv_complete_awsenv' {
        return
    }
    $env.config.completions.external.completer = {|spans|
        if ($spans.0 | str replace "^" "" | path basename) in ["awsenv" "awsenv.exe"] {
            _awsenv_complete_awsenv $spans $others
        } else if $others != null {
            do $others $spans
        }
    }
}

_awsenv_complete_install
