# Completion of awsenv for bash 3.2 and later; the package bash-completion is
# not needed. Load it with: eval "$(awsenv completion bash)"
#
# Generated from the grammar and completions/templates/awsenv.bash: change those.
# shellcheck shell=bash

# Is this the name of a command?
_awsenv_is_command() {
  case $1 in
    {{range $i, $c := .Named}}{{if $i}} | {{end}}{{$c.Name}}{{end}}) return 0 ;;
  esac
  return 1
}

# Sets flags to what the command has.
_awsenv_flags() {
  case $1 in
{{- range .Commands}}
    {{.Name}}) flags='{{range $i, $f := .Flags}}{{if $i}} {{end}}--{{$f.Long}}{{end}}' ;;
{{- end}}
  esac
}

# Sets kind to what follows a flag of a command; empty when nothing does.
_awsenv_after_flag() {
  kind=''
  case $1 in
{{- range .Commands}}{{if .Takes}}
    {{.Name}})
      case $2 in
{{- range .Takes}}
        {{join .Flags " | "}}) kind='{{.Value.Bash}}' ;;
{{- end}}
      esac
      ;;
{{- end}}{{end}}
  esac
}

# Sets kind to what a command's words are; the first is number 1.
_awsenv_at_word() {
  kind=''
  case "$1 $2" in
{{- range $c := .Commands}}{{range $c.Words}}
    {{if .Rest}}'{{$c.Name}} '*{{else}}'{{$c.Name}} {{.Number}}'{{end}}) kind='{{.Value.Bash}}' ;;
{{- end}}{{end}}
  esac
}

# Takes the line up to the cursor apart: words are the finished ones, without
# their quotes, cur is the one being typed, quote the quote that is open in it.
# bash itself would split at more characters than a shell does (a colon, say) and
# puts what is offered in the place of the last part only: head is what comes
# before that part, without its quotes, and from is where in line it begins.
_awsenv_split() {
  local i c next typed=''
  words=() cur='' head='' quote='' from=0
  for ((i = 0; i < ${#line}; i++)); do
    c=${line:i:1}
    case $quote$c in
      "'"[!\'] | \"[!\"\\]) cur+=$c ;;
      "''" | '""')
        quote=''
        if [[ $COMP_WORDBREAKS == *"$c"* ]]; then head=$cur from=$((i + 1)); fi
        ;;
      \"\\)
        next=${line:i+1:1}
        case $next in
          [\$\`\"\\]) cur+=$next i=$((i + 1)) ;;
          *) cur+=$c ;;
        esac
        ;;
      [\'\"]) quote=$c head=$cur from=$((i + 1)) typed=1 ;;
      \\) i=$((i + 1)) cur+=${line:i:1} typed=1 ;;
      [[:space:]])
        if [[ -n $typed ]]; then words+=("$cur"); fi
        cur='' head='' typed='' from=$((i + 1))
        ;;
      *)
        typed=1
        if [[ $COMP_WORDBREAKS != *"$c"* ]]; then
          cur+=$c
        elif [[ $c == [@\$] ]]; then
          head=$cur cur+=$c from=$i
        else
          cur+=$c head=$cur from=$((i + 1))
        fi
        ;;
    esac
  done
}

# Offers a word if it goes on from what is typed, quoted as the line needs it.
_awsenv_offer() {
  [[ $1 == "$cur"* ]] || return 0
  local text=${1#"$head"} out='' i c
  # Most names need no care, and there can be thousands.
  if [[ $text != *[!a-zA-Z0-9_./-]* ]]; then
    COMPREPLY+=("$text")
    return
  fi
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    case $quote$c in
      "''") out+="'\\''" ;;
      '"!') out+='"\!"' ;;
      \"[\$\`\"\\]) out+=\\$c ;;
      [\'\"]?) out+=$c ;;
      [[:space:]\;\&\|\<\>\(\)\{\}\[\]\*\?\!\$\`\"\'\\\#\~^]) out+=\\$c ;;
      *) out+=$c ;;
    esac
  done
  # bash closes the quote by itself unless the text seems to do so.
  if [[ -n $quote && $out == *"$quote" ]]; then out+=$quote; fi
  COMPREPLY+=("$out")
}

# Offers the names of the profiles, after a flag and its equals sign where they
# belong to one; all, or what --for=COMMAND says. The function awsenv of the hook is
# passed by.
_awsenv_offer_profiles() {
  local name
  while IFS= read -r name; do
    [[ -n $name && $1$name == "$cur"* ]] || continue
    # Without -- before it, such a name would be taken for a flag.
    if [[ $name == -* && -z $ended$1 ]]; then continue; fi
    _awsenv_offer "$1$name"
  done <<< "$(command awsenv list --names ${2:+"$2"} 2> /dev/null)"
}

# Offers a program, then its files.
_awsenv_offer_program() {
  local name how=-f
  if (($1 == 0)); then how=-c; fi
  while IFS= read -r name; do
    if [[ -n $name ]]; then _awsenv_offer "$name"; fi
  done <<< "$(compgen $how -- "$cur")"
}

# Completes line, which ends at the cursor. With "eval" only the profiles that can
# be loaded are offered.
_awsenv_complete() {
  # The splitting below goes by the shell's own rules.
  local IFS=$' \t\n' words cur head quote
  local command=load named='' ended='' pending='' position=0 flags='' kind='' i word
  COMPREPLY=()
  _awsenv_split
  for ((i = 1; i < ${#words[@]}; i++)); do
    word=${words[i]}
    if [[ -n $pending ]]; then
      pending=''
    elif [[ -z $ended && $word == -?* ]]; then
      if [[ $word == -- ]]; then
        ended=1
      elif _awsenv_after_flag "$command" "$word" && [[ -n $kind ]]; then
        pending=$word
      fi
    elif [[ -z $named$ended && $position -eq 0 ]] && _awsenv_is_command "$word"; then
      command=$word named=1
    else
      position=$((position + 1))
      _awsenv_at_word "$command" $position
      if [[ $kind == program ]]; then break; fi
    fi
  done
  if [[ -n $pending ]]; then
    _awsenv_after_flag "$command" "$pending"
    word=''
  elif [[ -z $ended && $kind != program && $cur == --*=* ]]; then
    _awsenv_after_flag "$command" "${cur%%=*}"
    word=${cur%%=*}=
  elif [[ -z $ended && $kind != program && $cur == -* ]]; then
    _awsenv_flags "$command"
    kind="words $flags" word=''
  else
    position=$((position + 1))
    _awsenv_at_word "$command" $position
    word=''
  fi
  case ${1-}$kind in
    eval*) if [[ -z $word$quote && ( $kind == start || $kind == profiles* ) ]]; then _awsenv_offer_profiles ''; fi ;;
    words\ *)
      # shellcheck disable=SC2086 # a list of plain words
      set -- ${kind#words}
      for kind in "$@"; do _awsenv_offer "$word$kind"; done
      ;;
    profiles*)
      kind=${kind#profiles}
      _awsenv_offer_profiles "$word" "${kind# }"
      ;;
    start)
      _awsenv_offer_profiles ''
      for kind in{{range .Named}} {{.Name}}{{end}}; do _awsenv_offer "$kind"; done
      ;;
    program) _awsenv_offer_program $((${#words[@]} - i)) ;;
  esac
  return 0
}

# Sets line to what is typed up to the cursor.
_awsenv_typed() {
  # Before bash 4.3 COMP_POINT counts bytes.
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 403)); then local LC_ALL=C; fi
  line=${COMP_LINE:0:COMP_POINT}
}

_awsenv() {
  local line from
  _awsenv_typed
  _awsenv_complete
}

# bash completes eval "$(awsenv …)" as a word of eval: offers the profiles, with
# what closes the line.
_awsenv_eval() {
  local line from before='' i
  local form='^eval[[:space:]]+("?)\$\((awsenv[[:space:]][^)|;&<>]*)$'
  COMPREPLY=()
  _awsenv_typed
  if [[ $line =~ $form ]]; then
    line=${BASH_REMATCH[2]}
    if [[ -n ${BASH_REMATCH[1]} ]]; then before=1; fi
    _awsenv_complete eval
    if [[ -n $before ]]; then before="\$(${line:0:from}"; fi
    for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
      COMPREPLY[i]="$before${COMPREPLY[i]})"
    done
  fi
  return 0
}

complete -F _awsenv awsenv
# Somebody else's completion of eval stays.
complete -p eval > /dev/null 2>&1 || complete -o bashdefault -o default -F _awsenv_eval eval
