# Completion of awsenv for fish 3.1 and later: among the person's completions, or
# with: awsenv completion fish | source
#
# Generated from the grammar and completions/templates/awsenv.fish: change those.

# Prints the command that the line has, load when it has none, then "ended" or
# "open" for whether a -- ended the flags, then the words that are no flags.
function _awsenv_complete_line
    set -l tokens (commandline -opc)
    # What stands before, such as a variable or the word "command", is no part.
    while set -q tokens[1]; and not string match -qr '(^|/)awsenv$' -- $tokens[1]
        set -e tokens[1]
    end
    set -e tokens[1]
    set -l name load
    set -l named no
    set -l flags open
    set -l pending no
    set -l words
    for token in $tokens
        if test $pending = yes
            set pending no
            continue
        end
        if test $flags = open
            if test "$token" = --
                set flags ended
                continue
            end
            if string match -q -- '-*' $token
                switch "$name $token"
{{- range .Commands}}{{if .Takes}}
                    case{{$c := .Name}}{{range .TakesFlags}} '{{$c}} {{.}}'{{end}}
                        set pending yes
{{- end}}{{end}}
                end
                continue
            end
            if test $named = no; and not set -q words[1]
                switch $token
                    case{{range .Named}} {{.Name}}{{end}}
                        set name $token
                        set named yes
                        continue
                end
            end
        end
        set -a words $token
{{- range $c := .Commands}}{{range $c.Words}}{{if .Rest}}
        # The rest is another program's.
        if test $name = {{$c.Name}}; and test (count $words) -ge {{.Number}}
            set flags ended
        end
{{- end}}{{end}}{{end}}
    end
    printf '%s\n' $name $flags $words
end

# Is one of these commands being typed?
function _awsenv_complete_in
    set -l line (_awsenv_complete_line)
    contains -- $line[1] $argv
end

# Is the word number $argv[2] of the command $argv[1] being typed?
function _awsenv_complete_at
    set -l line (_awsenv_complete_line)
    test "$line[1] "(count $line) = "$argv[1] "(math $argv[2] + 1)
end

# Prints the names of the profiles, with role and account; all, or what --for=COMMAND
# says. The function awsenv of the hook is passed by.
function _awsenv_complete_profiles
    set -l line (_awsenv_complete_line)
    if test "$line[2]" = ended
        command awsenv list --names --described $argv 2>/dev/null
    else
        # Without -- before it, such a name would be taken for a flag.
        command awsenv list --names --described $argv 2>/dev/null | string match -v -- '-*'
    end
end

{{range $c := .Commands}}{{range $c.Words}}{{if .Rest}}# Is the program, or a word of it, being typed that {{$c.Name}} runs?
function _awsenv_complete_in_program
    set -l line (_awsenv_complete_line)
    test "$line[1]" = {{$c.Name}}; and test (count $line) -gt {{.Number}}
end

# Prints what the program itself completes.
function _awsenv_complete_program
    set -l line (_awsenv_complete_line)
    set -e line[1..{{add .Number 1}}]
    complete -C (string join ' ' -- (string escape -- $line) (commandline -ct))
end

{{end}}{{end}}{{end}}complete -c awsenv -e
complete -c awsenv -f
{{range $c := .Commands}}{{range $w := $c.Words}}{{range .Fish}}
complete -c awsenv -n {{if $w.Rest}}_awsenv_complete_in_program{{else}}'_awsenv_complete_at {{$c.Name}} {{$w.Number}}'{{end}} -a {{.Words}}{{if .Help}} -d {{.Help}}{{end}}
{{- end}}{{end}}{{end}}
{{range .FishFlags}}
complete -c awsenv -n '_awsenv_complete_in {{join .Commands " "}}'{{if .Short}} -s {{.Short}}{{end}} -l {{.Long}}{{if .Takes}} -x{{end}}{{if .Words}} -a {{.Words}}{{end}} -d {{.Help}}
{{- end}}
