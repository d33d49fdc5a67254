# Takes the hook out of fish again: functions, with the events that they wait
# for, and variables. The session that is loaded stays loaded.
if set -q _awsenv_rank
    builtin functions --erase awsenv _awsenv_call _awsenv_loads _awsenv_remember _awsenv_clock _awsenv_left _awsenv_begin _awsenv_time \
        _awsenv_say _awsenv_renew _awsenv_look _awsenv_guard _awsenv_hook
    for _awsenv_i in AWSENV_PROMPT _awsenv_warn _awsenv_guarded _awsenv_color_names _awsenv_color_codes \
        _awsenv_renewal _awsenv_session _awsenv_expires _awsenv_rank _awsenv_stale _awsenv_tried \
        _awsenv_renew_at _awsenv_name _awsenv_type _awsenv_color _awsenv_told _awsenv_again \
        _awsenv_again_for _awsenv_seconds _awsenv_words _awsenv_same _awsenv_since \
        _awsenv_until _awsenv_age _awsenv_file
        set -e -g $_awsenv_i
    end
end
