function _awsenv_loads {
  \builtin emulate -L zsh
  \local _awsenv_arg _awsenv_takes='' _awsenv_word=''
  for _awsenv_arg in "$@"; do
    case $_awsenv_takes in
      format)
        if [[ $_awsenv_arg != env ]]; then \return 1; fi
        _awsenv_takes=''
        \continue ;;
      value)
        _awsenv_takes=''
        \continue ;;
    esac
    case $_awsenv_arg in
      --) \return 0 ;;
      --format=env) ;;
      --help | -h | --version | --shell | --shell=* | --format=*) \return 1 ;;
      --format) _awsenv_takes=format ;;
      -d | --duration | -t | --token | --region | --role-arn | --mfa-serial | --session-name | --external-id | --source-profile | --min) _awsenv_takes=value ;;
      -*) ;;
      completion | console | credential-process | doctor | exec | forget | help | hook | keys | list | login | logout | prompt | rotate | setup | sso | status | version | whoami)
        if [[ -z $_awsenv_word ]]; then \return 1; fi ;;
      *) _awsenv_word=$_awsenv_arg ;;
    esac
  done
  \return 0
}
function _awsenv_run {
  if ! \whence -p -- 'awsenv' >/dev/null; then
    \print -r -u 2 -l -- 'awsenv: error: ''awsenv'' is not there any more' 'awsenv: hint: open a new shell, after installing awsenv again if it is gone'
    \return 127
  fi
  AWSENV_HOOK="zsh a12295e291a08d64 ${_awsenv_version-}" \command 'awsenv' "$@"
}
function _awsenv_call {
  case ${1-} in
    renew | unload | use) _awsenv_run "$1" --shell zsh "${@[2,-1]}" ;;
    *) _awsenv_run --shell zsh "$@" ;;
  esac
}
function _awsenv_apply {
  \builtin emulate -L zsh
  \setopt no_xtrace no_verbose no_aliases
  \local _awsenv_name _awsenv_kind
  if [[ -z $1 ]]; then
    \print -r -u 2 -- 'awsenv: error: the program ended without a word: nothing was changed'
    \return 1
  fi
  for _awsenv_name in ${(s: :)${(M)${1%%;*}:#unset *}#unset }; do
    _awsenv_kind=${(Pt)_awsenv_name}
    case -$_awsenv_kind in
      *-readonly*) \print -r -u 2 -l -- "awsenv: error: $_awsenv_name is read-only in this shell: nothing was changed" 'awsenv: hint: typeset +r makes it writable, if it is yours to change' ;;
      - | -scalar | -scalar-export | -scalar-local | -scalar-local-export) \continue ;;
      *) \print -r -u 2 -l -- "awsenv: error: $_awsenv_name is ${_awsenv_kind//-/, }, which would change its value: nothing was changed" "awsenv: hint: unset $_awsenv_name" ;;
    esac
    \return 1
  done
  \eval "$1"
}
function awsenv {
  \builtin emulate -L zsh
  if ! _awsenv_loads "$@"; then
    _awsenv_run "$@"
    \return
  fi
  if [[ ! -t 1 && ( $ZSH_SUBSHELL != $_awsenv_depth || -n $_awsenv_terminal ) ]]; then
    if ! { \: 3>&1; } 2>/dev/null; then
      \print -r -u 2 -- 'awsenv: error: standard output is closed: nothing was changed'
      \return 1
    fi
    _awsenv_call "$@"
    \return
  fi
  \setopt no_xtrace no_verbose
  \trap - DEBUG
  \local _awsenv_text
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} == "${_awsenv_again_for-}" ]]; then
    case "${1-} $_awsenv_again[1]" in
      'renew use') \set -- use --refresh "${(@)_awsenv_again[2,-1]}" "${@[2,-1]}" ;;
      'renew '*) \set -- --refresh "${_awsenv_again[@]}" "${@[2,-1]}" ;;
    esac
  fi
  if [[ -o interactive ]]; then \trap '\:' INT; fi
  _awsenv_text=$(_awsenv_call "$@") || \return
  _awsenv_apply "$_awsenv_text" || \return
  _awsenv_remember "$@"
  if [[ -o interactive ]]; then _awsenv_look; fi
  \return 0
}
function _awsenv_remember {
  \builtin emulate -L zsh
  \local _awsenv_arg _awsenv_skip='' _awsenv_plain=''
  _awsenv_again=()
  _awsenv_again_for=''
  case ${1-} in renew | unload) \return 0 ;; esac
  for _awsenv_arg in "$@"; do
    if [[ -n $_awsenv_skip ]]; then
      _awsenv_skip=''
      \continue
    fi
    case $_awsenv_plain$_awsenv_arg in
      -c | --clear | - | -[^-]*t*)
        _awsenv_again=()
        \return 0 ;;
      -t | --token)
        _awsenv_skip=1
        \continue ;;
      -t* | --token=* | --refresh) \continue ;;
      --) _awsenv_plain=: ;;
    esac
    _awsenv_again+=("$_awsenv_arg")
  done
  if [[ ${#_awsenv_again[@]} -gt 0 ]]; then _awsenv_again_for=${AWSENV_EXPIRES-}:${AWSENV_PROFILE-}; fi
}
function _awsenv_begin {
  \local _awsenv_i _awsenv_char _awsenv_raw="${AWSENV_PROFILE-}"
  _awsenv_session=${AWSENV_EXPIRES-}:$_awsenv_raw
  _awsenv_expires=''
  _awsenv_rank=0
  _awsenv_third=0
  _awsenv_stale=''
  _awsenv_renew_at=900
  _awsenv_fresh=''
  if [[ ${AWS_CREDENTIAL_EXPIRATION-} != "$_awsenv_stamp" ]]; then
    _awsenv_stamp=${AWS_CREDENTIAL_EXPIRATION-}
    _awsenv_fresh=1
  fi
  if [[ $_awsenv_session == : ]]; then
    _awsenv_session=''
    AWSENV_PROMPT=''
    \return 0
  fi
  case ${AWSENV_EXPIRES-} in
    '' | *[^0-9]* | ?????????????*) ;;
    *) _awsenv_expires=$((10#$AWSENV_EXPIRES)) ;;
  esac
  _awsenv_label=$_awsenv_raw
  case $_awsenv_raw in
    *[^a-zA-Z0-9_.@:/+-]*)
      _awsenv_label=''
      for ((_awsenv_i = 1; _awsenv_i <= ${#_awsenv_raw}; _awsenv_i++)); do
        _awsenv_char=$_awsenv_raw[_awsenv_i]
        case $_awsenv_char in
          [\$\`\\!] | [^[:print:]]) _awsenv_char='?' ;;
          [^[:print:]]) _awsenv_char='?' ;;
          $'\xd8\x9c' | $'\xe2\x80\x8b' | $'\xe2\x80\x8c' | $'\xe2\x80\x8d' | $'\xe2\x80\x8e' | $'\xe2\x80\x8f') _awsenv_char='?' ;;
          $'\xe2\x80\xa8' | $'\xe2\x80\xa9' | $'\xe2\x80\xaa' | $'\xe2\x80\xab' | $'\xe2\x80\xac' | $'\xe2\x80\xad' | $'\xe2\x80\xae') _awsenv_char='?' ;;
          $'\xe2\x81\xa0' | $'\xe2\x81\xa6' | $'\xe2\x81\xa7' | $'\xe2\x81\xa8' | $'\xe2\x81\xa9' | $'\xef\xbb\xbf') _awsenv_char='?' ;;
        esac
        _awsenv_label+=$_awsenv_char
      done
      _awsenv_type="'$_awsenv_label'"
      case $_awsenv_label in *\'*) _awsenv_type="\"$_awsenv_label\"" ;; esac ;;
    completion | console | credential-process | doctor | exec | forget | help | hook | keys | list | login | logout | prompt | rotate | setup | sso | status | version | whoami | renew | unload | use) _awsenv_type="use $_awsenv_raw" ;;
    '')
      _awsenv_label=aws
      _awsenv_type='' ;;
    -*) _awsenv_type="use -- $_awsenv_raw" ;;
    *) _awsenv_type=$_awsenv_raw ;;
  esac
  _awsenv_name=${_awsenv_label//\%/%%}
  _awsenv_color=''
  for ((_awsenv_i = 1; _awsenv_i <= ${#_awsenv_color_names}; _awsenv_i++)); do
    if [[ $_awsenv_color_names[_awsenv_i] == "$_awsenv_raw" ]]; then
      _awsenv_color=$_awsenv_color_codes[_awsenv_i]
    fi
  done
}
function _awsenv_meet {
  _awsenv_stale=300
  if [[ -n ${AWSENV_ROLE_ARN-} && $_awsenv_left -gt 900 ]]; then _awsenv_stale=900; fi
  if [[ -n $_awsenv_fresh && $_awsenv_left -gt 0 && $_awsenv_left -le 900 ]]; then
    _awsenv_rank=''
    _awsenv_third=$((_awsenv_left / 3))
    _awsenv_renew_at=$_awsenv_third
  fi
}
function _awsenv_time {
  if [[ $_awsenv_left -ge 3600 ]]; then
    _awsenv_words=$((_awsenv_left % 3600 / 60))
    if [[ $_awsenv_words -lt 10 ]]; then _awsenv_words=0$_awsenv_words; fi
    _awsenv_words=$((_awsenv_left / 3600))h${_awsenv_words}m
  elif [[ $_awsenv_left -ge 60 ]]; then
    _awsenv_words=$((_awsenv_left / 60))m
  elif [[ $_awsenv_left -gt 0 ]]; then
    _awsenv_words=${_awsenv_left}s
  else
    _awsenv_words=expired
  fi
}
function _awsenv_say {
  \local _awsenv_what="$_awsenv_words left" _awsenv_typed="$_awsenv_type"
  if [[ $_awsenv_left -le 0 ]]; then _awsenv_what='session expired'; fi
  if [[ $_awsenv_session == "${_awsenv_again_for-}" && ${_awsenv_again[*]-} == *--role-arn* ]]; then
    _awsenv_typed="${(j: :)${(@q-)_awsenv_again}}"
  fi
  if [[ $_awsenv_left -gt ${_awsenv_stale:-300} ]]; then
    case $_awsenv_typed in
      'use '*) _awsenv_typed="use --refresh ${_awsenv_typed#use }" ;;
      *) _awsenv_typed="--refresh $_awsenv_typed" ;;
    esac
  fi
  \print -r -u 2 -- "awsenv: $_awsenv_label: $_awsenv_what$1, renew with: awsenv${_awsenv_typed:+ $_awsenv_typed}"
}
function _awsenv_ring {
  if [[ $_awsenv_notice != on || ! -t 2 ]]; then \return 0; fi
  \local _awsenv_what="$_awsenv_label: $_awsenv_words left"
  if [[ $_awsenv_left -le 0 ]]; then _awsenv_what="$_awsenv_label: session expired"; fi
  case ${TMUX-}${STY-}:${TERM_PROGRAM-}:${VTE_VERSION:+vte}:${TERM-} in
    :iTerm.app:* | :WezTerm:* | :ghostty:*) \print -n -r -u 2 -- $'\e]9;'$_awsenv_what$'\a' ;;
    :*:vte:* | :*::foot* | :*::rxvt-unicode*) \print -n -r -u 2 -- $'\e]777;notify;awsenv;'$_awsenv_what$'\a' ;;
    *) \print -n -r -u 2 -- $'\a' ;;
  esac
}
function _awsenv_renew {
  \builtin emulate -L zsh
  \setopt no_xtrace no_verbose
  \trap - DEBUG
  \local _awsenv_text _awsenv_min="$((_awsenv_left + 60))"
  if [[ $_awsenv_min -lt 60 ]]; then _awsenv_min=60; fi
  if [[ $_awsenv_session != "${_awsenv_again_for-}" ]]; then
    _awsenv_again=(use -- "${AWSENV_PROFILE-}")
  fi
  if [[ $_awsenv_again[1] == use ]]; then
    _awsenv_text=$(_awsenv_call use --no-prompt --quiet --min "${_awsenv_min}s" "${(@)_awsenv_again[2,-1]}" </dev/null 2>/dev/null) || \return
  else
    _awsenv_text=$(_awsenv_call --no-prompt --quiet --min "${_awsenv_min}s" "${_awsenv_again[@]}" </dev/null 2>/dev/null) || \return
  fi
  if [[ -n ${AWSENV_ROLE_ARN-} && $_awsenv_text != *"AWSENV_ROLE_ARN='$AWSENV_ROLE_ARN';"* ]] ||
    [[ -z ${AWSENV_ROLE_ARN-} && $_awsenv_text == *'export AWSENV_ROLE_ARN='* ]]; then
    \return 1
  fi
  _awsenv_apply "$_awsenv_text" 2>/dev/null || \return 1
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} == "$_awsenv_session" ]]; then \return 1; fi
  _awsenv_begin
  _awsenv_same=''
  _awsenv_again_for=$_awsenv_session
  _awsenv_left=$((${_awsenv_expires:-$_awsenv_now} - _awsenv_now))
  _awsenv_fresh=1
  _awsenv_meet
  _awsenv_time
  \print -r -u 2 -- "awsenv: $_awsenv_label: renewed, $_awsenv_words left"
}
function _awsenv_look {
  if [[ -z ${AWSENV_EXPIRES-}${AWSENV_PROFILE-}${_awsenv_session-} ]]; then \return 0; fi
  \local _awsenv_now=${(%):-%D{%s}}
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-}:${NO_COLOR-}:${TERM-} == "$_awsenv_same" &&
    $_awsenv_now != *[^0-9]* && $_awsenv_now -ge $_awsenv_since && $_awsenv_now -lt $_awsenv_until && -z $_awsenv_told ]]; then
    \return 0
  fi
  \builtin emulate -L zsh
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} != "$_awsenv_session" ]]; then _awsenv_begin; fi
  _awsenv_same=${AWSENV_EXPIRES-}:${AWSENV_PROFILE-}:${NO_COLOR-}:${TERM-}
  _awsenv_since=0
  _awsenv_until=999999999999
  if [[ -z $_awsenv_session ]]; then \return 0; fi
  _awsenv_now=''
  \local _awsenv_left=0 _awsenv_at=0 _awsenv_limit _awsenv_words='' _awsenv_failed='' _awsenv_due=''
  \local _awsenv_shown="$_awsenv_name" _awsenv_code='' _awsenv_line
  _awsenv_told=''
  if [[ -n $_awsenv_expires ]]; then _awsenv_now=${(%):-%D{%s}}; fi
  case $_awsenv_now in
    '' | *[^0-9]*) ;;
    *)
      _awsenv_left=$((_awsenv_expires - _awsenv_now))
      if [[ -z $_awsenv_stale ]]; then _awsenv_meet; fi
      if [[ $_awsenv_renewal == auto && -z ${1-} && $_awsenv_left -le $_awsenv_renew_at && $((_awsenv_now - _awsenv_tried)) -ge 60 ]]; then
        _awsenv_tried=$_awsenv_now
        _awsenv_renew || _awsenv_failed=$?
        case ${_awsenv_failed:-renewed} in
          renewed) _awsenv_failed=renewed ;;
          4) _awsenv_failed='' ;;
          *) _awsenv_failed=', renewal failed' ;;
        esac
      fi
      for _awsenv_limit in $_awsenv_warn; do
        if [[ $_awsenv_left -gt $_awsenv_limit ]]; then \break; fi
        _awsenv_at=$((_awsenv_at + 1))
      done
      if [[ $_awsenv_left -ge 3600 ]]; then
        _awsenv_words=$((_awsenv_left % 3600 / 60))
        if [[ $_awsenv_words -lt 10 ]]; then _awsenv_words=0$_awsenv_words; fi
        _awsenv_words=$((_awsenv_left / 3600))h${_awsenv_words}m
      else
        _awsenv_time
      fi
      _awsenv_rank=${_awsenv_rank:-$_awsenv_at}
      if [[ $_awsenv_at -gt $_awsenv_rank || $_awsenv_third -gt 0 && $_awsenv_left -le $_awsenv_third ]]; then
        _awsenv_rank=$_awsenv_at
        _awsenv_third=0
        if [[ -n ${1-} ]]; then
          _awsenv_due=1
        elif [[ $_awsenv_failed != renewed ]]; then
          _awsenv_say "$_awsenv_failed"
          _awsenv_ring
        fi
      fi
      _awsenv_since=$_awsenv_now
      _awsenv_limit=$_awsenv_warn[_awsenv_at+1]
      if [[ $_awsenv_third -gt $_awsenv_limit ]]; then _awsenv_limit=$_awsenv_third; fi
      _awsenv_limit=$((_awsenv_expires - _awsenv_limit))
      if [[ $_awsenv_left -ge 60 ]]; then
        _awsenv_until=$((_awsenv_now + _awsenv_left % 60 + 1))
        if [[ $_awsenv_limit -lt $_awsenv_until ]]; then _awsenv_until=$_awsenv_limit; fi
      elif [[ $_awsenv_left -gt 0 ]]; then
        _awsenv_until=0
      elif [[ $_awsenv_renewal == auto ]]; then
        _awsenv_until=$((_awsenv_now + 60))
      fi
      if [[ $_awsenv_left -gt 0 && -n $_awsenv_idle && $_awsenv_limit != "$_awsenv_alarm" ]]; then
        _awsenv_alarm=$_awsenv_limit
        \sched $_awsenv_limit _awsenv_wake
      fi ;;
  esac
  if [[ -z ${NO_COLOR-} && ${TERM:-dumb} != dumb ]]; then
    if [[ $_awsenv_at -ge 3 ]]; then
      _awsenv_code=31
    elif [[ $_awsenv_at -gt 0 ]]; then
      _awsenv_code=33
    fi
    if [[ -n $_awsenv_color ]]; then
      _awsenv_shown=$'%{\e['$_awsenv_color$'m%}'$_awsenv_name$'%{\e[0m%}'
      if [[ -n $_awsenv_code ]]; then _awsenv_shown+=$'%{\e['$_awsenv_code$'m%}'; fi
    fi
  fi
  if [[ -z $_awsenv_words ]]; then
    _awsenv_line=$_awsenv_shown
  elif [[ $_awsenv_left -gt 0 ]]; then
    _awsenv_line="$_awsenv_shown"' '"$_awsenv_words"
  else
    _awsenv_line="$_awsenv_shown"' expired'
  fi
  if [[ -n $_awsenv_code ]]; then
    _awsenv_line=$'%{\e['$_awsenv_code$'m%}'$_awsenv_line$'%{\e[0m%}'
  fi
  AWSENV_PROMPT=$_awsenv_line
  if [[ -n $_awsenv_due ]]; then
    \zle reset-prompt
    \zle -I
    _awsenv_say ''
    _awsenv_ring
  fi
  \return 0
}
function _awsenv_wake {
  \builtin emulate -L zsh
  _awsenv_alarm=''
  if [[ $_awsenv_renewal == auto || -z ${AWSENV_EXPIRES-} ]] || ! \zle; then \return 0; fi
  _awsenv_look idle
  \return 0
}
function _awsenv_guard {
  if [[ -z ${AWSENV_EXPIRES-} || -n $_awsenv_told ]]; then \return 0; fi
  \builtin emulate -L zsh
  \local _awsenv_word _awsenv_first=1
  for _awsenv_word in "${(z@)3}"; do
    case $_awsenv_word in
      ';' | '|' | '|&' | '||' | '&&' | '&' | '&!' | '&|' | '(' | '{' | '!' | do | then | else | if | while | until) _awsenv_first=1 ;;
      *=* | command | builtin | exec | sudo | env | time | noglob | nocorrect | nohup | -*) ;;
      *)
        if [[ -z $_awsenv_first ]]; then \continue; fi
        _awsenv_first=''
        _awsenv_word=${${(Q)_awsenv_word}##*/}
        if [[ -n $_awsenv_word && -n ${_awsenv_guarded[(re)$_awsenv_word]} ]]; then
          if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} != "$_awsenv_session" ]]; then _awsenv_begin; fi
          if [[ -z $_awsenv_expires ]]; then \return 0; fi
          \local _awsenv_left _awsenv_words _awsenv_now
          _awsenv_now=${(%):-%D{%s}}
          case $_awsenv_now in '' | *[^0-9]*) \return 0 ;; esac
          _awsenv_left=$((_awsenv_expires - _awsenv_now))
          if [[ $_awsenv_left -le 60 ]]; then
            _awsenv_time
            _awsenv_told=1
            _awsenv_say " and $_awsenv_word is about to run"
          fi
          \return 0
        fi ;;
    esac
  done
  \return 0
}
function _awsenv_install {
  \builtin emulate -L zsh
  \setopt no_warn_create_global
  if [[ ${(t)_awsenv_warn} != array* ]]; then
    \unset -m '_awsenv_*' || \:
    \unset AWSENV_PROMPT
    _awsenv_again=()
    _awsenv_again_for=''
  fi
  _awsenv_version=1
  _awsenv_warn=(900 300 60 0)
  _awsenv_guarded=()
  _awsenv_color_names=()
  _awsenv_color_codes=()
  _awsenv_renewal=off
  _awsenv_notice=off
  _awsenv_session=${_awsenv_session-}
  _awsenv_expires=${_awsenv_expires-}
  _awsenv_rank=${_awsenv_rank-0}
  _awsenv_third=${_awsenv_third-0}
  _awsenv_stale=${_awsenv_stale-}
  _awsenv_tried=${_awsenv_tried-0}
  _awsenv_renew_at=${_awsenv_renew_at-900}
  _awsenv_stamp=${_awsenv_stamp-${AWS_CREDENTIAL_EXPIRATION-}}
  _awsenv_fresh=${_awsenv_fresh-}
  _awsenv_name=${_awsenv_name-}
  _awsenv_label=${_awsenv_label-}
  _awsenv_type=${_awsenv_type-}
  _awsenv_color=${_awsenv_color-}
  _awsenv_alarm=${_awsenv_alarm-}
  _awsenv_told=''
  _awsenv_same=''
  _awsenv_since=0
  _awsenv_until=0
  _awsenv_idle=''
  _awsenv_depth=$1
  _awsenv_terminal=''
  if [[ ! -o interactive ]]; then \return 0; fi
  if [[ -t 1 ]]; then _awsenv_terminal=1; fi
  AWSENV_PROMPT=${AWSENV_PROMPT-}
  precmd_functions=(_awsenv_look ${${precmd_functions-}:#_awsenv_look})
  if [[ ${#_awsenv_guarded} -gt 0 ]]; then
    preexec_functions=(_awsenv_guard ${${preexec_functions-}:#_awsenv_guard})
  fi
  if \builtin zmodload -F zsh/sched b:sched 2>/dev/null; then _awsenv_idle=1; fi
  \return 0
}
_awsenv_install "$ZSH_SUBSHELL"
\builtin unfunction _awsenv_install
