if ! \declare -F _awsenv_look >/dev/null; then \unset -v AWSENV_PROMPT "${!_awsenv_@}"; fi
_awsenv_warn=(900 300 60 0)
_awsenv_version=1
_awsenv_guarded=()
_awsenv_renewal=off
_awsenv_notice=off
_awsenv_color_names=()
_awsenv_color_codes=()
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
_awsenv_told=''
_awsenv_date=''
_awsenv_seconds=0
_awsenv_same=''
_awsenv_since=0
_awsenv_until=0
function _awsenv_loads {
  \local _awsenv_arg _awsenv_takes='' _awsenv_word=''
  for _awsenv_arg; do
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
  if ! \type -P 'awsenv' >/dev/null; then
    \printf '%s\n' 'awsenv: error: ''awsenv'' is not there any more' 'awsenv: hint: open a new shell, after installing awsenv again if it is gone' >&2
    \return 127
  fi
  AWSENV_HOOK="bash ab1428eae09e6c2d ${_awsenv_version-}${bash_preexec_imported:+ preexec}${__bp_imported:+ preexec}" \command 'awsenv' ${1+"$@"}
}
function _awsenv_call {
  \local _awsenv_word="${1-}"
  case $_awsenv_word in
    renew | unload | use)
      \shift
      _awsenv_run "$_awsenv_word" --shell bash ${1+"$@"} ;;
    *) _awsenv_run --shell bash ${1+"$@"} ;;
  esac
}
function _awsenv_attributes {
  \local _awsenv_one
  \declare -p "$@"
  for _awsenv_one; do
    \command unset -v "$_awsenv_one" || \printf 'declare -r %s\n' "$_awsenv_one"
  done
}
function _awsenv_free {
  \local IFS=' ' _awsenv_list="${1%%;*}" _awsenv_line _awsenv_word
  \set --
  for _awsenv_word in ${_awsenv_list#unset }; do \set -- ${1+"$@"} "$_awsenv_word"; done
  _awsenv_list=$(_awsenv_attributes "$@" 2>/dev/null || \:) || \return
  while [[ -n $_awsenv_list ]]; do
    _awsenv_line=${_awsenv_list%%$'\n'*}
    _awsenv_list=${_awsenv_list:${#_awsenv_line}+1}
    case $_awsenv_line in
      'declare -'[-xt]' '* | 'declare -tx '*) \continue ;;
      'declare -'*) ;;
      *) \continue ;;
    esac
    _awsenv_line=${_awsenv_line#declare }
    _awsenv_word=${_awsenv_line#* }
    _awsenv_word=${_awsenv_word%%=*}
    case ${_awsenv_line%% *} in
      *r*) \printf '%s\n' "awsenv: error: $_awsenv_word is read-only in this shell: nothing was changed" 'awsenv: hint: use another shell, as nothing makes it writable again' >&2 ;;
      *) \printf '%s\n' "awsenv: error: $_awsenv_word has an attribute (declare ${_awsenv_line%% *}) that would change its value: nothing was changed" "awsenv: hint: unset $_awsenv_word" >&2 ;;
    esac
    \return 1
  done
}
function _awsenv_apply {
  \local _awsenv_aliases=off _awsenv_failed=0
  if [[ -z $1 ]]; then
    \printf '%s\n' 'awsenv: error: the program ended without a word: nothing was changed' >&2
    \return 1
  fi
  _awsenv_free "$1" || \return
  if \shopt -q expand_aliases; then
    _awsenv_aliases=on
    \shopt -u expand_aliases
  fi
  \eval "$1" || _awsenv_failed=$?
  if [[ $_awsenv_aliases == on ]]; then \shopt -s expand_aliases; fi
  \return "$_awsenv_failed"
}
function _awsenv_untraced {
  \local _awsenv_flags="$-" _awsenv_failed=0
  { \set +xvET; } 2>/dev/null
  "$@" || _awsenv_failed=$?
  \set "-${_awsenv_flags//[!xvET]/}"
  \return "$_awsenv_failed"
}
function _awsenv_load {
  \local _awsenv_text
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} == "${_awsenv_again_for-}" ]]; then
    case "${1-} ${_awsenv_again[0]-}" in
      'renew use')
        \shift
        \set -- use --refresh "${_awsenv_again[@]:1}" ${1+"$@"} ;;
      'renew '*)
        \shift
        \set -- --refresh "${_awsenv_again[@]}" ${1+"$@"} ;;
    esac
  fi
  _awsenv_text=$(_awsenv_call ${1+"$@"}) || \return
  _awsenv_apply "$_awsenv_text" || \return
  _awsenv_remember ${1+"$@"}
  if [[ $- == *i* ]]; then _awsenv_look; fi
}
function awsenv {
  if ! _awsenv_loads ${1+"$@"}; then
    _awsenv_run ${1+"$@"}
    \return
  fi
  if [[ ! -t 1 ]] && [[ $BASH_SUBSHELL != "$_awsenv_depth" || -n $_awsenv_terminal ]]; then
    if ! { \: 3>&1; } 2>/dev/null; then
      \printf '%s\n' 'awsenv: error: standard output is closed: nothing was changed' >&2
      \return 1
    fi
    _awsenv_call ${1+"$@"}
    \return
  fi
  _awsenv_untraced _awsenv_load ${1+"$@"}
}
function _awsenv_remember {
  \local _awsenv_arg _awsenv_skip='' _awsenv_plain=''
  _awsenv_again=()
  _awsenv_again_for=''
  case ${1-} in renew | unload) \return 0 ;; esac
  for _awsenv_arg; do
    if [[ -n $_awsenv_skip ]]; then
      _awsenv_skip=''
      \continue
    fi
    case $_awsenv_plain$_awsenv_arg in
      -c | --clear | - | -[!-]*t*)
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
_awsenv_epoch=_awsenv_none
if [[ ${BASH_VERSINFO[0]} -ge 5 ]]; then
  _awsenv_epoch=EPOCHSECONDS
  function _awsenv_clock {
    _awsenv_now=${EPOCHSECONDS-}
    if [[ -z $_awsenv_now ]]; then \printf -v _awsenv_now '%(%s)T' -1; fi
  }
elif [[ ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 2 ]]; then
  function _awsenv_clock { \printf -v _awsenv_now '%(%s)T' -1; }
else
  function _awsenv_clock {
    _awsenv_now=''
    if [[ -z $SECONDS || $SECONDS == *[!0-9]* ]]; then \return 0; fi
    if [[ -z $_awsenv_date || $SECONDS -lt $_awsenv_seconds ]]; then
      _awsenv_date=$(\command date +%s)
      if [[ -z $_awsenv_date || $_awsenv_date == *[!0-9]* ]]; then
        _awsenv_date=''
        \return 0
      fi
      _awsenv_date=$((_awsenv_date - SECONDS))
    fi
    _awsenv_seconds=$SECONDS
    _awsenv_now=$((_awsenv_date + SECONDS))
  }
fi
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
    '' | *[!0-9]* | ?????????????*) ;;
    *) _awsenv_expires=$((10#$AWSENV_EXPIRES)) ;;
  esac
  _awsenv_name=$_awsenv_raw
  case $_awsenv_raw in
    *[!a-zA-Z0-9_.@:/+-]*)
      _awsenv_name=''
      for ((_awsenv_i = 0; _awsenv_i < ${#_awsenv_raw}; _awsenv_i++)); do
        _awsenv_char=${_awsenv_raw:_awsenv_i:1}
        case $_awsenv_char in
          [\$\`\\!] | [![:print:]]) _awsenv_char='?' ;;
          $'\xd8\x9c' | $'\xe2\x80\x8b' | $'\xe2\x80\x8c' | $'\xe2\x80\x8d' | $'\xe2\x80\x8e' | $'\xe2\x80\x8f') _awsenv_char='?' ;;
          $'\xe2\x80\xa8' | $'\xe2\x80\xa9' | $'\xe2\x80\xaa' | $'\xe2\x80\xab' | $'\xe2\x80\xac' | $'\xe2\x80\xad' | $'\xe2\x80\xae') _awsenv_char='?' ;;
          $'\xe2\x81\xa0' | $'\xe2\x81\xa6' | $'\xe2\x81\xa7' | $'\xe2\x81\xa8' | $'\xe2\x81\xa9' | $'\xef\xbb\xbf') _awsenv_char='?' ;;
        esac
        _awsenv_name+=$_awsenv_char
      done
      _awsenv_type="'$_awsenv_name'"
      case $_awsenv_name in *\'*) _awsenv_type="\"$_awsenv_name\"" ;; esac ;;
    completion | console | credential-process | doctor | exec | forget | help | hook | keys | list | login | logout | prompt | rotate | setup | sso | status | version | whoami | renew | unload | use) _awsenv_type="use $_awsenv_raw" ;;
    '')
      _awsenv_name=aws
      _awsenv_type='' ;;
    -*) _awsenv_type="use -- $_awsenv_raw" ;;
    *) _awsenv_type=$_awsenv_raw ;;
  esac
  _awsenv_label=$_awsenv_name
  _awsenv_color=''
  for ((_awsenv_i = 0; _awsenv_i < ${#_awsenv_color_names[@]}; _awsenv_i++)); do
    if [[ ${_awsenv_color_names[_awsenv_i]} == "$_awsenv_raw" ]]; then
      _awsenv_color=${_awsenv_color_codes[_awsenv_i]}
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
    \printf -v _awsenv_typed '%q ' "${_awsenv_again[@]}"
    _awsenv_typed=${_awsenv_typed% }
  fi
  if [[ $_awsenv_left -gt ${_awsenv_stale:-300} ]]; then
    case $_awsenv_typed in
      'use '*) _awsenv_typed="use --refresh ${_awsenv_typed#use }" ;;
      *) _awsenv_typed="--refresh $_awsenv_typed" ;;
    esac
  fi
  \printf '%s\n' "awsenv: $_awsenv_label: $_awsenv_what$1, renew with: awsenv${_awsenv_typed:+ $_awsenv_typed}" >&2
}
function _awsenv_ring {
  if [[ $_awsenv_notice != on || ! -t 2 ]]; then \return 0; fi
  \local _awsenv_what="$_awsenv_label: $_awsenv_words left"
  if [[ $_awsenv_left -le 0 ]]; then _awsenv_what="$_awsenv_label: session expired"; fi
  case ${TMUX-}${STY-}:${TERM_PROGRAM-}:${VTE_VERSION:+vte}:${TERM-} in
    :iTerm.app:* | :WezTerm:* | :ghostty:*) \printf '\033]9;%s\007' "$_awsenv_what" >&2 ;;
    :*:vte:* | :*::foot* | :*::rxvt-unicode*) \printf '\033]777;notify;awsenv;%s\007' "$_awsenv_what" >&2 ;;
    *) \printf '\007' >&2 ;;
  esac
}
function _awsenv_renew {
  \local _awsenv_text _awsenv_min="$((_awsenv_left + 60))"
  if [[ $_awsenv_min -lt 60 ]]; then _awsenv_min=60; fi
  if [[ $_awsenv_session != "${_awsenv_again_for-}" ]]; then
    _awsenv_again=(use -- "${AWSENV_PROFILE-}")
  fi
  if [[ ${_awsenv_again[0]} == use ]]; then
    _awsenv_text=$(_awsenv_call use --no-prompt --quiet --min "${_awsenv_min}s" "${_awsenv_again[@]:1}" </dev/null 2>/dev/null) || \return
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
  _awsenv_left=$((${_awsenv_expires:-_awsenv_now} - _awsenv_now))
  _awsenv_fresh=1
  _awsenv_meet
  _awsenv_time
  \printf '%s\n' "awsenv: $_awsenv_label: renewed, $_awsenv_words left" >&2
}
function _awsenv_look {
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} != "$_awsenv_session" ]]; then _awsenv_begin; fi
  _awsenv_same=${AWSENV_EXPIRES-}:${AWSENV_PROFILE-}:${NO_COLOR-}:${TERM-}
  _awsenv_since=0
  _awsenv_until=999999999999
  if [[ -z $_awsenv_session ]]; then \return 0; fi
  \local _awsenv_now='' _awsenv_left=0 _awsenv_at=0 _awsenv_limit _awsenv_words='' _awsenv_failed=''
  \local _awsenv_shown="$_awsenv_name" _awsenv_code='' _awsenv_line
  _awsenv_told=''
  if [[ -n $_awsenv_expires ]]; then _awsenv_clock; fi
  case $_awsenv_now in
    '' | *[!0-9]*) _awsenv_line=$_awsenv_name ;;
    *)
      _awsenv_left=$((_awsenv_expires - _awsenv_now))
      if [[ -z $_awsenv_stale ]]; then _awsenv_meet; fi
      if [[ $_awsenv_renewal == auto && $_awsenv_left -le $_awsenv_renew_at && $((_awsenv_now - _awsenv_tried)) -ge 60 ]]; then
        _awsenv_tried=$_awsenv_now
        _awsenv_untraced _awsenv_renew || _awsenv_failed=$?
        case ${_awsenv_failed:-renewed} in
          renewed) _awsenv_failed=renewed ;;
          4) _awsenv_failed='' ;;
          *) _awsenv_failed=', renewal failed' ;;
        esac
      fi
      for _awsenv_limit in "${_awsenv_warn[@]}"; do
        if [[ $_awsenv_left -gt $_awsenv_limit ]]; then \break; fi
        _awsenv_at=$((_awsenv_at + 1))
      done
      _awsenv_time
      _awsenv_rank=${_awsenv_rank:-$_awsenv_at}
      if [[ $_awsenv_at -gt $_awsenv_rank || $_awsenv_third -gt 0 && $_awsenv_left -le $_awsenv_third ]]; then
        _awsenv_rank=$_awsenv_at
        _awsenv_third=0
        if [[ $_awsenv_failed != renewed ]]; then
          _awsenv_say "$_awsenv_failed"
          _awsenv_ring
        fi
      fi
      _awsenv_since=$_awsenv_now
      if [[ $_awsenv_left -ge 60 ]]; then
        _awsenv_until=$((_awsenv_now + _awsenv_left % 60 + 1))
        _awsenv_limit=${_awsenv_warn[_awsenv_at]}
        if [[ $_awsenv_third -gt $_awsenv_limit ]]; then _awsenv_limit=$_awsenv_third; fi
        _awsenv_limit=$((_awsenv_expires - _awsenv_limit))
        if [[ $_awsenv_limit -lt $_awsenv_until ]]; then _awsenv_until=$_awsenv_limit; fi
      elif [[ $_awsenv_left -gt 0 ]]; then
        _awsenv_until=0
      elif [[ $_awsenv_renewal == auto ]]; then
        _awsenv_until=$((_awsenv_now + 60))
      fi ;;
  esac
  if [[ -z ${NO_COLOR-} && ${TERM:-dumb} != dumb ]]; then
    if [[ $_awsenv_at -ge 3 ]]; then
      _awsenv_code=31
    elif [[ $_awsenv_at -gt 0 ]]; then
      _awsenv_code=33
    fi
    if [[ -n $_awsenv_color ]]; then
      _awsenv_shown=$'\001\e['$_awsenv_color$'m\002'$_awsenv_name$'\001\e[0m\002'
      if [[ -n $_awsenv_code ]]; then _awsenv_shown+=$'\001\e['$_awsenv_code$'m\002'; fi
    fi
  fi
  if [[ -z ${_awsenv_words} ]]; then
    _awsenv_line=$_awsenv_shown
  elif [[ $_awsenv_left -gt 0 ]]; then
    _awsenv_line="$_awsenv_shown"' '"$_awsenv_words"
  else
    _awsenv_line="$_awsenv_shown"' expired'
  fi
  if [[ -n $_awsenv_code ]]; then
    _awsenv_line=$'\001\e['$_awsenv_code$'m\002'$_awsenv_line$'\001\e[0m\002'
  fi
  AWSENV_PROMPT=$_awsenv_line
}
function _awsenv_hook {
  case ${AWSENV_EXPIRES-}${AWSENV_PROFILE-}${_awsenv_session-} in
    '') \return ;;
    *) _awsenv_tick ;;
  esac
}
function _awsenv_tick {
  _awsenv_status=$? _awsenv_now=${!_awsenv_epoch-}
  if [[ -z $_awsenv_now ]]; then _awsenv_clock; fi
  if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-}:${NO_COLOR-}:${TERM-}$_awsenv_told != "$_awsenv_same" ||
    $_awsenv_now == *[!0-9]* || $_awsenv_now -lt $_awsenv_since || $_awsenv_now -ge $_awsenv_until ]]; then
    _awsenv_look
  fi
  \return "$_awsenv_status"
}
function _awsenv_guard {
  if [[ -n $_awsenv_told ]]; then \return 0; fi
  \local _awsenv_rest="$BASH_COMMAND" _awsenv_word _awsenv_one
  while [[ -n $_awsenv_rest ]]; do
    _awsenv_word=${_awsenv_rest%%[[:space:]]*}
    case $_awsenv_word in
      '' | _awsenv_hook) \return 0 ;;
      *=* | command | \\command | builtin | exec | sudo | env | time | nohup | -*)
        _awsenv_one=${_awsenv_rest#*[[:space:]]}
        if [[ $_awsenv_one == "$_awsenv_rest" ]]; then \return 0; fi
        _awsenv_rest=$_awsenv_one ;;
      *) \break ;;
    esac
  done
  _awsenv_word=${_awsenv_word##*/}
  _awsenv_word=${_awsenv_word#\\}
  if [[ ${#_awsenv_guarded[@]} -eq 0 ]]; then \return 0; fi
  for _awsenv_one in "${_awsenv_guarded[@]}"; do
    if [[ $_awsenv_word == "$_awsenv_one" ]]; then
      if [[ ${AWSENV_EXPIRES-}:${AWSENV_PROFILE-} != "$_awsenv_session" ]]; then _awsenv_begin; fi
      if [[ -z $_awsenv_expires ]]; then \return 0; fi
      \local _awsenv_now='' _awsenv_left _awsenv_words
      _awsenv_clock
      case $_awsenv_now in '' | *[!0-9]*) \return 0 ;; esac
      _awsenv_left=$((_awsenv_expires - _awsenv_now))
      if [[ $_awsenv_left -le 60 ]]; then
        _awsenv_time
        _awsenv_told=1
        _awsenv_say " and $_awsenv_one is about to run"
      fi
      \return 0
    fi
  done
  \return 0
}
_awsenv_depth=$BASH_SUBSHELL
_awsenv_terminal=''
if [[ $- == *i* ]]; then
  if [[ -t 1 ]]; then _awsenv_terminal=1; fi
  AWSENV_PROMPT=${AWSENV_PROMPT-}
  if [[ "${PROMPT_COMMAND[*]-}" == *_awsenv_hook* ]]; then
    \:
  elif [[ -z ${PROMPT_COMMAND[*]+set} ]]; then
    \printf -v PROMPT_COMMAND '%s' '_awsenv_hook && \:' 2>/dev/null || \:
  elif [[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 && ${#PROMPT_COMMAND[@]} -gt 1 ]]; then
    PROMPT_COMMAND=('_awsenv_hook && \:' "${PROMPT_COMMAND[@]}")
  else
    \printf -v PROMPT_COMMAND '%s' "_awsenv_hook && \\:;${PROMPT_COMMAND-}" 2>/dev/null || \:
  fi
  if [[ ${#_awsenv_guarded[@]} -gt 0 && -z $(\trap -p DEBUG) ]]; then
    \trap '[[ -z ${AWSENV_EXPIRES-} ]] || _awsenv_guard "$_"' DEBUG
  fi
fi
