# Takes the hook out of zsh again: functions, variables, its places in the lists
# of hooks and its alarm. The session that is loaded stays loaded.
function _awsenv_remove {
  \builtin emulate -L zsh
  \local _awsenv_i
  precmd_functions=(${${precmd_functions-}:#_awsenv_look})
  if [[ ${#precmd_functions} -eq 0 ]]; then \unset precmd_functions; fi
  if [[ -n ${(M)${preexec_functions-}:#_awsenv_guard} ]]; then
    preexec_functions=(${preexec_functions:#_awsenv_guard})
    if [[ ${#preexec_functions} -eq 0 ]]; then \unset preexec_functions; fi
  fi
  if [[ -n $_awsenv_idle ]] && \builtin zmodload -F zsh/sched +p:zsh_scheduled_events 2>/dev/null; then
    for ((_awsenv_i = ${#zsh_scheduled_events}; _awsenv_i > 0; _awsenv_i--)); do
      case $zsh_scheduled_events[_awsenv_i] in *:_awsenv_wake) \sched -$_awsenv_i ;; esac
    done
    \builtin zmodload -F zsh/sched -p:zsh_scheduled_events
  fi
  # The completion has functions of its own.
  \builtin unfunction awsenv _awsenv_run _awsenv_call _awsenv_apply _awsenv_loads _awsenv_remember _awsenv_begin _awsenv_meet _awsenv_time \
    _awsenv_say _awsenv_ring _awsenv_renew _awsenv_look _awsenv_wake _awsenv_guard
  \unset -m AWSENV_PROMPT '_awsenv_*'
}
if [[ ${(t)_awsenv_warn-} == array* ]]; then _awsenv_remove; fi
\builtin unfunction _awsenv_remove
