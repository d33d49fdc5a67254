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
                    case 'load --shell' 'load --format' 'load --duration' 'load -d' 'load --role-arn' 'load --mfa-serial' 'load --session-name' 'load --external-id' 'load --token' 'load -t' 'load --source-profile' 'load --min' 'load --region'
                        set pending yes
                    case 'use --shell' 'use --format' 'use --duration' 'use -d' 'use --role-arn' 'use --mfa-serial' 'use --session-name' 'use --external-id' 'use --token' 'use -t' 'use --source-profile' 'use --min' 'use --region'
                        set pending yes
                    case 'exec --duration' 'exec -d' 'exec --role-arn' 'exec --mfa-serial' 'exec --session-name' 'exec --external-id' 'exec --token' 'exec -t' 'exec --source-profile' 'exec --min' 'exec --region'
                        set pending yes
                    case 'renew --shell' 'renew --duration' 'renew -d' 'renew --token' 'renew -t' 'renew --region'
                        set pending yes
                    case 'unload --shell'
                        set pending yes
                    case 'login --sso-session' 'login --token' 'login -t' 'login --duration' 'login -d' 'login --region'
                        set pending yes
                    case 'logout --sso-session'
                        set pending yes
                    case 'sso --start-url' 'sso --name' 'sso --include' 'sso --exclude' 'sso --sso-region' 'sso --region'
                        set pending yes
                    case 'setup --mfa-serial' 'setup --token' 'setup -t' 'setup --region'
                        set pending yes
                    case 'rotate --token' 'rotate -t' 'rotate --region'
                        set pending yes
                    case 'keys --keeper' 'keys --to' 'keys --for' 'keys --region'
                        set pending yes
                    case 'whoami --token' 'whoami -t' 'whoami --region'
                        set pending yes
                    case 'console --service' 'console --destination' 'console --policy' 'console --token' 'console -t' 'console --duration' 'console -d' 'console --region'
                        set pending yes
                    case 'credential-process --duration' 'credential-process -d' 'credential-process --role-arn' 'credential-process --mfa-serial' 'credential-process --session-name' 'credential-process --external-id' 'credential-process --token' 'credential-process -t' 'credential-process --source-profile' 'credential-process --min' 'credential-process --region'
                        set pending yes
                end
                continue
            end
            if test $named = no; and not set -q words[1]
                switch $token
                    case use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version
                        set name $token
                        set named yes
                        continue
                end
            end
        end
        set -a words $token
        # The rest is another program's.
        if test $name = exec; and test (count $words) -ge 2
            set flags ended
        end
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

# Is the program, or a word of it, being typed that exec runs?
function _awsenv_complete_in_program
    set -l line (_awsenv_complete_line)
    test "$line[1]" = exec; and test (count $line) -gt 2
end

# Prints what the program itself completes.
function _awsenv_complete_program
    set -l line (_awsenv_complete_line)
    set -e line[1..3]
    complete -C (string join ' ' -- (string escape -- $line) (commandline -ct))
end

complete -c awsenv -e
complete -c awsenv -f

complete -c awsenv -n '_awsenv_complete_at load 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at load 1' -a use -d 'Load PROFILE, also one that is named like a command'
complete -c awsenv -n '_awsenv_complete_at load 1' -a exec -d 'Run a command with PROFILE\'s session in its environment only'
complete -c awsenv -n '_awsenv_complete_at load 1' -a renew -d 'Get a new session for what is loaded'
complete -c awsenv -n '_awsenv_complete_at load 1' -a unload -d 'Print the lines that unload the session, as --clear'
complete -c awsenv -n '_awsenv_complete_at load 1' -a list -d 'List the profiles, with what is cached for each'
complete -c awsenv -n '_awsenv_complete_at load 1' -a status -d 'Show what this shell holds and what is cached'
complete -c awsenv -n '_awsenv_complete_at load 1' -a login -d 'Sign in as a profile wants it: MFA session, IAM Identity Center, AWS console'
complete -c awsenv -n '_awsenv_complete_at load 1' -a logout -d 'End a sign-in to IAM Identity Center or with aws login, at the server too'
complete -c awsenv -n '_awsenv_complete_at load 1' -a sso -d 'Write profiles for what IAM Identity Center lets you use'
complete -c awsenv -n '_awsenv_complete_at load 1' -a setup -d 'Find an IAM user\'s name and MFA device, and write them to its profile'
complete -c awsenv -n '_awsenv_complete_at load 1' -a rotate -d 'Replace an IAM user\'s access key, safely'
complete -c awsenv -n '_awsenv_complete_at load 1' -a keys -d 'Keep access keys encrypted, where the AWS CLI and every SDK still find them'
complete -c awsenv -n '_awsenv_complete_at load 1' -a whoami -d 'Ask AWS whose keys this shell or a profile has'
complete -c awsenv -n '_awsenv_complete_at load 1' -a console -d 'Sign in to AWS\'s web console in the browser'
complete -c awsenv -n '_awsenv_complete_at load 1' -a credential-process -d 'Print PROFILE\'s session as credential_process wants it'
complete -c awsenv -n '_awsenv_complete_at load 1' -a forget -d 'Delete cached sessions'
complete -c awsenv -n '_awsenv_complete_at load 1' -a doctor -d 'Look for what is wrong with profiles, files, shell and network'
complete -c awsenv -n '_awsenv_complete_at load 1' -a hook -d 'Print the hook for a shell: the function awsenv, the warnings and the prompt'
complete -c awsenv -n '_awsenv_complete_at load 1' -a prompt -d 'Print the prompt segment: what is loaded and the time left'
complete -c awsenv -n '_awsenv_complete_at load 1' -a completion -d 'Print the completion script of a shell'
complete -c awsenv -n '_awsenv_complete_at load 1' -a help -d 'Explain a command'
complete -c awsenv -n '_awsenv_complete_at load 1' -a version -d 'Print the version'
complete -c awsenv -n '_awsenv_complete_at use 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at exec 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n _awsenv_complete_in_program -a '(_awsenv_complete_program)'
complete -c awsenv -n '_awsenv_complete_at login 1' -a '(_awsenv_complete_profiles --for=login)' -d Profile
complete -c awsenv -n '_awsenv_complete_at logout 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at sso 1' -a sync -d Action
complete -c awsenv -n '_awsenv_complete_at setup 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at rotate 1' -a '(_awsenv_complete_profiles --for=rotate)' -d Profile
complete -c awsenv -n '_awsenv_complete_at keys 1' -a 'import list export remove move unlock lock add-keeper remove-keeper' -d Action
complete -c awsenv -n '_awsenv_complete_at keys 2' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at whoami 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at console 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at credential-process 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at forget 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at doctor 1' -a '(_awsenv_complete_profiles)' -d Profile
complete -c awsenv -n '_awsenv_complete_at hook 1' -a 'bash zsh fish nu' -d Shell
complete -c awsenv -n '_awsenv_complete_at completion 1' -a 'bash zsh fish nu' -d Shell
complete -c awsenv -n '_awsenv_complete_at help 1' -a 'use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version' -d Topic

complete -c awsenv -n '_awsenv_complete_in load' -s c -l clear -d 'Print the lines that unload the session'
complete -c awsenv -n '_awsenv_complete_in load use renew unload' -l shell -x -a 'bash zsh fish nu sh' -d 'Write for this shell: bash, zsh, fish, nu or sh (default: the calling process\'s)'
complete -c awsenv -n '_awsenv_complete_in load use' -l format -x -a 'env\t"lines for the shell" json\t"an object with keys, role, region and expiry" dotenv\t"lines for a .env file" ini\t"a section for a credentials file" process\t"what credential_process expects"' -d 'Output: env (shell code), json, dotenv, ini or process'
complete -c awsenv -n '_awsenv_complete_in load use exec renew credential-process' -s d -l duration -x -a '15m 30m 1h 2h 4h 8h 12h max' -d 'How long the session should last: 12h, 90m, 3600, or max'
complete -c awsenv -n '_awsenv_complete_in load use exec credential-process' -l role-arn -x -d 'Assume this role, without a profile for it'
complete -c awsenv -n '_awsenv_complete_in load use exec credential-process' -l mfa-serial -x -d 'The MFA device that the code comes from'
complete -c awsenv -n '_awsenv_complete_in load use exec credential-process' -l session-name -x -d 'Name of the role session, as CloudTrail shows it'
complete -c awsenv -n '_awsenv_complete_in load use exec credential-process' -l external-id -x -d 'External ID that the role\'s trust policy asks for'
complete -c awsenv -n '_awsenv_complete_in load use exec credential-process' -l source-profile -x -a '(_awsenv_complete_profiles)' -d 'Profile whose keys assume --role-arn (default: default; env: the environment\'s keys)'
complete -c awsenv -n '_awsenv_complete_in load use exec console credential-process' -l refresh -d 'Get a new session even when the cached one would do'
complete -c awsenv -n '_awsenv_complete_in load use exec credential-process' -l min -x -a '15m 30m 1h 2h 4h 8h 12h' -d 'Renew unless at least this much is left'
complete -c awsenv -n '_awsenv_complete_in load use exec renew login setup rotate whoami console credential-process' -s t -l token -x -d 'The MFA code; - reads it from standard input'
complete -c awsenv -n '_awsenv_complete_in load use exec renew login setup rotate whoami console credential-process' -l region -x -a 'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' -d 'Region to call, and to export with a session'
complete -c awsenv -n '_awsenv_complete_in load use exec renew login sso setup rotate keys whoami console credential-process' -l no-prompt -d 'Never ask; exit with status 4 where an answer is needed'
complete -c awsenv -n '_awsenv_complete_in load use exec renew unload login logout sso setup rotate keys whoami console credential-process doctor' -s v -l verbose -d 'Say on standard error what is being done'
complete -c awsenv -n '_awsenv_complete_in load use exec renew unload login logout sso setup rotate keys whoami console credential-process doctor' -s q -l quiet -d 'Say only what went wrong'
complete -c awsenv -n '_awsenv_complete_in load use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version' -s h -l help -d 'Show help for awsenv or for one of its commands'
complete -c awsenv -n '_awsenv_complete_in load use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version' -l version -d 'Print the version'
complete -c awsenv -n '_awsenv_complete_in exec' -l renew -d 'For what outlives a session: give the command an endpoint that renews it instead of keys'
complete -c awsenv -n '_awsenv_complete_in list' -l names -d 'Print the names alone, one on a line, for scripts and completion'
complete -c awsenv -n '_awsenv_complete_in list status whoami doctor version' -l json -d 'Print JSON'
complete -c awsenv -n '_awsenv_complete_in login' -l sso-session -x -d 'Sign in to this [sso-session], without a profile'
complete -c awsenv -n '_awsenv_complete_in login' -l device -d 'IAM Identity Center: sign in with a code that any browser takes'
complete -c awsenv -n '_awsenv_complete_in login' -l browser -d 'IAM Identity Center: sign in with a browser on this machine'
complete -c awsenv -n '_awsenv_complete_in login' -l console -d 'Sign in to the AWS console, as aws login does, and write login_session to the profile, which may be a new one'
complete -c awsenv -n '_awsenv_complete_in login' -l remote -d 'AWS console: with a browser on another machine, which shows a code'
complete -c awsenv -n '_awsenv_complete_in login' -s d -l duration -x -a '15m 30m 1h 2h 4h 8h 12h max' -d 'How long an MFA session should last, 15m to 36h'
complete -c awsenv -n '_awsenv_complete_in login' -l refresh -d 'Sign in even when one is signed in'
complete -c awsenv -n '_awsenv_complete_in login' -l write -d 'Put an MFA session into the credentials file, too, as profile PROFILE-sts'
complete -c awsenv -n '_awsenv_complete_in login' -l force -d 'With --write, overwrite a section of that name that awsenv did not write'
complete -c awsenv -n '_awsenv_complete_in logout' -l sso-session -x -d 'End the sign-in to this [sso-session]'
complete -c awsenv -n '_awsenv_complete_in logout' -l all -d 'End every sign-in that this computer has'
complete -c awsenv -n '_awsenv_complete_in sso' -l start-url -x -d 'Start URL of an IAM Identity Center that ~/.aws/config does not have yet'
complete -c awsenv -n '_awsenv_complete_in sso' -l sso-region -x -a 'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' -d 'Region that IAM Identity Center is in'
complete -c awsenv -n '_awsenv_complete_in sso' -l name -x -d 'What profiles are called: text with {account_name}, {account_id} and {role}'
complete -c awsenv -n '_awsenv_complete_in sso' -l region -x -a 'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' -d 'The profiles\' region, also of those that are there'
complete -c awsenv -n '_awsenv_complete_in sso' -l include -x -d 'Only profiles whose names match one of these patterns'
complete -c awsenv -n '_awsenv_complete_in sso' -l exclude -x -d 'No profiles whose names match one of these patterns'
complete -c awsenv -n '_awsenv_complete_in sso' -l prune -d 'Remove generated profiles that are not wanted any more: the role is gone, or a pattern leaves it out'
complete -c awsenv -n '_awsenv_complete_in sso' -l dry-run -d 'Show the changes and make none'
complete -c awsenv -n '_awsenv_complete_in sso' -s y -l yes -d 'Make the changes without asking'
complete -c awsenv -n '_awsenv_complete_in setup' -l mfa-serial -x -d 'The device to write, where the user has several'
complete -c awsenv -n '_awsenv_complete_in setup' -l dry-run -d 'Show the change as a diff and write nothing'
complete -c awsenv -n '_awsenv_complete_in rotate' -l keep-old -d 'Leave the old access key, switched off; the next rotate deletes it'
complete -c awsenv -n '_awsenv_complete_in keys' -l stdin -d 'import: read the key from standard input, as JSON or as the console\'s CSV'
complete -c awsenv -n '_awsenv_complete_in keys' -l keeper -x -a 'secret-service keychain dpapi passphrase command' -d 'import: who can unlock a new store: passphrase, command, secret-service, keychain or dpapi'
complete -c awsenv -n '_awsenv_complete_in keys' -l to -x -a 'secret-service keychain dpapi passphrase command' -d 'move: who alone can unlock the store from now on'
complete -c awsenv -n '_awsenv_complete_in keys' -l for -x -a '15m 30m 1h 2h 4h 8h 12h max' -d 'unlock: how long, instead of what the configuration says'
complete -c awsenv -n '_awsenv_complete_in keys' -l all -d 'export: every key that is stored'
complete -c awsenv -n '_awsenv_complete_in keys' -l json -d 'list: print JSON'
complete -c awsenv -n '_awsenv_complete_in keys' -l region -x -a 'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' -d 'Region to call'
complete -c awsenv -n '_awsenv_complete_in console' -l service -x -a 'acm amplify apigateway appconfig apprunner appsync athena autoscaling backup batch bedrock billing budgets cloud9 cloudformation cloudfront cloudshell cloudtrail cloudwatch codeartifact codebuild codecommit codedeploy codepipeline cognito config connect controltower costexplorer datasync directconnect dms docdb dynamodb ec2 ecr ecs efs eks elasticache elasticbeanstalk elb emr eventbridge fsx globalaccelerator glue grafana guardduty health iam imagebuilder inspector iot kinesis kms lakeformation lambda logs macie mq msk neptune opensearch organizations ram rds redshift resource-groups route53 s3 sagemaker scheduler secretsmanager securityhub servicecatalog servicequotas ses shield sns sqs ssm sso stepfunctions storagegateway support transfer trustedadvisor vpc waf workspaces xray' -d 'Open the page of this service: ec2, s3, logs, …'
complete -c awsenv -n '_awsenv_complete_in console' -l destination -x -d 'Open this page of the console'
complete -c awsenv -n '_awsenv_complete_in console' -s d -l duration -x -a '15m 30m 1h 2h 4h 8h 12h max' -d 'How long the console should last, up to 12h; where AWS takes no time, it ends with the session'
complete -c awsenv -n '_awsenv_complete_in console' -l policy -x -d 'For an IAM user: the ARN of a policy, or a file with one, that limits what can be done'
complete -c awsenv -n '_awsenv_complete_in console' -l logout-first -d 'Sign the browser out of the console that it is in before'
complete -c awsenv -n '_awsenv_complete_in console' -l print -d 'Print the address instead of opening it. It signs in whoever opens it, for 15 minutes'
complete -c awsenv -n '_awsenv_complete_in credential-process' -l stored -d 'Print the long-lived keys that awsenv keys import has taken in, as they are'
complete -c awsenv -n '_awsenv_complete_in forget' -l all -d 'Delete the cached sessions of every profile, and the MFA sessions'
complete -c awsenv -n '_awsenv_complete_in forget' -l backups -d 'Delete the copies of the AWS files that awsenv made before its first change of them'
complete -c awsenv -n '_awsenv_complete_in doctor' -l fix -d 'Mend modes of files and hooks in files, and remove what killed writes left; say what was done'
complete -c awsenv -n '_awsenv_complete_in hook' -l remove -d 'Print what takes the hook out of a running shell'
complete -c awsenv -n '_awsenv_complete_in hook' -l write -d 'Keep the hook as a file, which a shell reads faster, and print the line for its start-up file'
