# Takes the hook out of bash again: functions, variables, its place in
# PROMPT_COMMAND and the DEBUG trap. The session that is loaded stays loaded.
function _awsenv_remove {
  \local _awsenv_i _awsenv_before _awsenv_after _awsenv_entry='_awsenv_hook && \:'
  for _awsenv_i in "${!PROMPT_COMMAND[@]}"; do
    case ${PROMPT_COMMAND[_awsenv_i]} in
      *"$_awsenv_entry"*) ;;
      *) \continue ;;
    esac
    _awsenv_before=${PROMPT_COMMAND[_awsenv_i]%%"$_awsenv_entry"*}
    _awsenv_after=${PROMPT_COMMAND[_awsenv_i]#*"$_awsenv_entry"}
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
  # Another hook may keep PROMPT_COMMAND's old text in a variable of its own and
  # go on calling ours.
  \unset -f _awsenv_hook
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
  \unset -f awsenv _awsenv_call _awsenv_apply _awsenv_loads _awsenv_remember _awsenv_clock _awsenv_begin _awsenv_time \
    _awsenv_say _awsenv_renew _awsenv_look _awsenv_guard _awsenv_remove
  \unset AWSENV_PROMPT _awsenv_warn _awsenv_guarded _awsenv_color_names _awsenv_color_codes \
    _awsenv_renewal _awsenv_session _awsenv_expires _awsenv_rank _awsenv_stale _awsenv_tried \
    _awsenv_renew_at _awsenv_name _awsenv_label _awsenv_type _awsenv_color _awsenv_told \
    _awsenv_date _awsenv_seconds _awsenv_depth _awsenv_terminal _awsenv_again _awsenv_again_for \
    _awsenv_same _awsenv_since _awsenv_until
else
  \unset -f _awsenv_remove
fi
