# Takes the hook out of fish again: functions, with the events that they wait
# for, and variables. The session that is loaded stays loaded.
if builtin functions -q _awsenv_look
    # The completion has functions of its own.
    builtin functions --erase awsenv _awsenv_apply _awsenv_shown _awsenv_run _awsenv_call _awsenv_loads _awsenv_remember _awsenv_clock _awsenv_left \
        _awsenv_begin _awsenv_meet _awsenv_time _awsenv_say _awsenv_ring _awsenv_renew _awsenv_look _awsenv_guard _awsenv_hook
    for _awsenv_i in AWSENV_PROMPT (builtin set -n | builtin string match '_awsenv_*')
        set -e -g $_awsenv_i
    end
end
