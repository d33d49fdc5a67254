# Takes the hook out of bash again: functions, variables, its place in
# PROMPT_COMMAND and the DEBUG trap. The session that is loaded stays loaded.
function _awsenv_remove {
  \local _awsenv_i _awsenv_before _awsenv_after _awsenv_entry='_awsenv_hook && \:'
  for _awsenv_i in "${!PROMPT_COMMAND[@]}"; do
    # bash 3.2 finds nothing to cut in an element of what is no array.
    _awsenv_after=${PROMPT_COMMAND[_awsenv_i]}
    case $_awsenv_after in
      *"$_awsenv_entry"*) ;;
      *) \continue ;;
    esac
    _awsenv_before=${_awsenv_after%%"$_awsenv_entry"*}
    _awsenv_after=${_awsenv_after#*"$_awsenv_entry"}
    case $_awsenv_after in
      [\;$'\n']*) _awsenv_after=${_awsenv_after#?} ;;
      '') _awsenv_before=${_awsenv_before%[\;$'\n']} ;;
    esac
    if [[ ${PROMPT_COMMAND[_awsenv_i]} != "$_awsenv_entry" ]]; then
      _awsenv_before+=$_awsenv_after
      if [[ $_awsenv_i -eq 0 ]]; then
        PROMPT_COMMAND=$_awsenv_before
      else
        PROMPT_COMMAND[_awsenv_i]=$_awsenv_before
      fi
    elif [[ ${#PROMPT_COMMAND[@]} -eq 1 ]]; then
      \unset PROMPT_COMMAND
    else
      \unset "PROMPT_COMMAND[$_awsenv_i]"
      PROMPT_COMMAND=("${PROMPT_COMMAND[@]}")
    fi
    \break
  done
  # The completion has functions of its own.
  \unset -f awsenv _awsenv_attributes _awsenv_free _awsenv_apply _awsenv_untraced _awsenv_load _awsenv_run _awsenv_call _awsenv_loads \
    _awsenv_remember _awsenv_clock _awsenv_begin _awsenv_meet _awsenv_time _awsenv_say _awsenv_ring _awsenv_renew _awsenv_look _awsenv_guard \
    _awsenv_tick _awsenv_hook
  # Another hook may keep PROMPT_COMMAND's old text in a variable of its own and
  # go on calling ours.
  for _awsenv_i in $(\compgen -v); do
    if [[ $_awsenv_i == *PROMPT_COMMAND* && ${!_awsenv_i-} == *_awsenv_hook* ]]; then
      function _awsenv_hook { \return; }
      \break
    fi
  done
}
if [[ -n ${_awsenv_depth-} ]]; then
  _awsenv_remove
  case $(\trap -p DEBUG) in *_awsenv_guard*) \trap - DEBUG ;; esac
  \unset -v AWSENV_PROMPT "${!_awsenv_@}"
fi
\unset -f _awsenv_remove
