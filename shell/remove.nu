# Takes the hook out of nu again: its closures among those of the prompt, its
# commands, and its variables. The session that is loaded stays loaded.
$env.config.hooks.pre_prompt = $env.config.hooks.pre_prompt? | default [] | append [] | where {|hook| ($hook | describe) != "closure" or (view source $hook) !~ '_awsenv_' }
$env.config.hooks.pre_execution = $env.config.hooks.pre_execution? | default [] | append [] | where {|hook| ($hook | describe) != "closure" or (view source $hook) !~ '_awsenv_' }
hide-env --ignore-errors _awsenv AWSENV_PROMPT
hide _awsenv_loads
hide _awsenv_words
hide _awsenv_changes
hide _awsenv_apply
hide _awsenv_told
hide _awsenv_run
hide awsenv
hide _awsenv_load
hide _awsenv_again
hide _awsenv_text
hide _awsenv_session
hide _awsenv_clock
hide _awsenv_kept
hide _awsenv_begin
hide _awsenv_meet
hide _awsenv_time
hide _awsenv_say
hide _awsenv_ring
hide _awsenv_renewal
hide _awsenv_look
hide _awsenv_prompt
hide _awsenv_same
hide _awsenv_guard
hide _awsenv_others
