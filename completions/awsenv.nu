# Completion of awsenv for nu 0.108 and later: among nu's own start-up files, or, in
# config.nu after what else sets an external completer:
#   source awsenv.nu
#
# Generated from the grammar and completions/templates/awsenv.nu: change those.

# What can stand for a value.
def _awsenv_complete_offers [] {
    [
        {kind: "any"}
        {kind: "profiles", only: "--for=login"}
        {kind: "profiles", only: "--for=rotate"}
        {kind: "profiles"}
        {kind: "program"}
        {kind: "start"}
        {kind: "words", words: [[value description]; ["15m" ""] ["30m" ""] ["1h" ""] ["2h" ""] ["4h" ""] ["8h" ""] ["12h" ""] ["max" ""]]}
        {kind: "words", words: [[value description]; ["15m" ""] ["30m" ""] ["1h" ""] ["2h" ""] ["4h" ""] ["8h" ""] ["12h" ""]]}
        {kind: "words", words: [[value description]; ["acm" ""] ["amplify" ""] ["apigateway" ""] ["appconfig" ""] ["apprunner" ""] ["appsync" ""] ["athena" ""] ["autoscaling" ""] ["backup" ""] ["batch" ""] ["bedrock" ""] ["billing" ""] ["budgets" ""] ["cloud9" ""] ["cloudformation" ""] ["cloudfront" ""] ["cloudshell" ""] ["cloudtrail" ""] ["cloudwatch" ""] ["codeartifact" ""] ["codebuild" ""] ["codecommit" ""] ["codedeploy" ""] ["codepipeline" ""] ["cognito" ""] ["config" ""] ["connect" ""] ["controltower" ""] ["costexplorer" ""] ["datasync" ""] ["directconnect" ""] ["dms" ""] ["docdb" ""] ["dynamodb" ""] ["ec2" ""] ["ecr" ""] ["ecs" ""] ["efs" ""] ["eks" ""] ["elasticache" ""] ["elasticbeanstalk" ""] ["elb" ""] ["emr" ""] ["eventbridge" ""] ["fsx" ""] ["globalaccelerator" ""] ["glue" ""] ["grafana" ""] ["guardduty" ""] ["health" ""] ["iam" ""] ["imagebuilder" ""] ["inspector" ""] ["iot" ""] ["kinesis" ""] ["kms" ""] ["lakeformation" ""] ["lambda" ""] ["logs" ""] ["macie" ""] ["mq" ""] ["msk" ""] ["neptune" ""] ["opensearch" ""] ["organizations" ""] ["ram" ""] ["rds" ""] ["redshift" ""] ["resource-groups" ""] ["route53" ""] ["s3" ""] ["sagemaker" ""] ["scheduler" ""] ["secretsmanager" ""] ["securityhub" ""] ["servicecatalog" ""] ["servicequotas" ""] ["ses" ""] ["shield" ""] ["sns" ""] ["sqs" ""] ["ssm" ""] ["sso" ""] ["stepfunctions" ""] ["storagegateway" ""] ["support" ""] ["transfer" ""] ["trustedadvisor" ""] ["vpc" ""] ["waf" ""] ["workspaces" ""] ["xray" ""]]}
        {kind: "words", words: [[value description]; ["af-south-1" ""] ["ap-east-1" ""] ["ap-east-2" ""] ["ap-northeast-1" ""] ["ap-northeast-2" ""] ["ap-northeast-3" ""] ["ap-south-1" ""] ["ap-south-2" ""] ["ap-southeast-1" ""] ["ap-southeast-2" ""] ["ap-southeast-3" ""] ["ap-southeast-4" ""] ["ap-southeast-5" ""] ["ap-southeast-6" ""] ["ap-southeast-7" ""] ["ca-central-1" ""] ["ca-west-1" ""] ["cn-north-1" ""] ["cn-northwest-1" ""] ["eu-central-1" ""] ["eu-central-2" ""] ["eu-north-1" ""] ["eu-south-1" ""] ["eu-south-2" ""] ["eu-west-1" ""] ["eu-west-2" ""] ["eu-west-3" ""] ["il-central-1" ""] ["me-central-1" ""] ["me-south-1" ""] ["mx-central-1" ""] ["sa-east-1" ""] ["us-east-1" ""] ["us-east-2" ""] ["us-gov-east-1" ""] ["us-gov-west-1" ""] ["us-west-1" ""] ["us-west-2" ""]]}
        {kind: "words", words: [[value description]; ["bash" ""] ["zsh" ""] ["fish" ""] ["nu" ""] ["sh" ""]]}
        {kind: "words", words: [[value description]; ["bash" ""] ["zsh" ""] ["fish" ""] ["nu" ""]]}
        {kind: "words", words: [[value description]; ["env" "lines for the shell"] ["json" "an object with keys, role, region and expiry"] ["dotenv" "lines for a .env file"] ["ini" "a section for a credentials file"] ["process" "what credential_process expects"]]}
        {kind: "words", words: [[value description]; ["import" ""] ["list" ""] ["export" ""] ["remove" ""] ["move" ""] ["unlock" ""] ["lock" ""] ["add-keeper" ""] ["remove-keeper" ""]]}
        {kind: "words", words: [[value description]; ["secret-service" ""] ["keychain" ""] ["dpapi" ""] ["passphrase" ""] ["command" ""]]}
        {kind: "words", words: [[value description]; ["sync" ""]]}
        {kind: "words", words: [[value description]; ["use" ""] ["exec" ""] ["renew" ""] ["unload" ""] ["list" ""] ["status" ""] ["login" ""] ["logout" ""] ["sso" ""] ["setup" ""] ["rotate" ""] ["keys" ""] ["whoami" ""] ["console" ""] ["credential-process" ""] ["forget" ""] ["doctor" ""] ["hook" ""] ["prompt" ""] ["completion" ""] ["help" ""] ["version" ""]]}
    ]
}

# The flags, with the place of their values among the offers, and the commands that
# take them.
def _awsenv_complete_flags [] {
    [
        [value short description offer commands];
        ["--clear" "-c" "Print the lines that unload the session" null [load]]
        ["--shell" "" "Write for this shell: bash, zsh, fish, nu or sh (default: the calling process's)" 10 [load use renew unload]]
        ["--format" "" "Output: env (shell code), json, dotenv, ini or process" 12 [load use]]
        ["--duration" "-d" "How long the session should last: 12h, 90m, 3600, or max" 6 [load use exec renew credential-process]]
        ["--role-arn" "" "Assume this role, without a profile for it" 0 [load use exec credential-process]]
        ["--mfa-serial" "" "The MFA device that the code comes from" 0 [load use exec credential-process]]
        ["--session-name" "" "Name of the role session, as CloudTrail shows it" 0 [load use exec credential-process]]
        ["--external-id" "" "External ID that the role's trust policy asks for" 0 [load use exec credential-process]]
        ["--source-profile" "" "Profile whose keys assume --role-arn (default: default; env: the environment's keys)" 3 [load use exec credential-process]]
        ["--refresh" "" "Get a new session even when the cached one would do" null [load use exec console credential-process]]
        ["--min" "" "Renew unless at least this much is left" 7 [load use exec credential-process]]
        ["--token" "-t" "The MFA code; - reads it from standard input" 0 [load use exec renew login setup rotate whoami console credential-process]]
        ["--region" "" "Region to call, and to export with a session" 9 [load use exec renew login setup rotate whoami console credential-process]]
        ["--no-prompt" "" "Never ask; exit with status 4 where an answer is needed" null [load use exec renew login sso setup rotate keys whoami console credential-process]]
        ["--verbose" "-v" "Say on standard error what is being done" null [load use exec renew unload login logout sso setup rotate keys whoami console credential-process doctor]]
        ["--quiet" "-q" "Say only what went wrong" null [load use exec renew unload login logout sso setup rotate keys whoami console credential-process doctor]]
        ["--help" "-h" "Show help for awsenv or for one of its commands" null [load use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version]]
        ["--version" "" "Print the version" null [load use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version]]
        ["--renew" "" "For what outlives a session: give the command an endpoint that renews it instead of keys" null [exec]]
        ["--names" "" "Print the names alone, one on a line, for scripts and completion" null [list]]
        ["--json" "" "Print JSON" null [list status whoami doctor version]]
        ["--sso-session" "" "Sign in to this [sso-session], without a profile" 0 [login]]
        ["--device" "" "IAM Identity Center: sign in with a code that any browser takes" null [login]]
        ["--browser" "" "IAM Identity Center: sign in with a browser on this machine" null [login]]
        ["--console" "" "Sign in to the AWS console, as aws login does, and write login_session to the profile, which may be a new one" null [login]]
        ["--remote" "" "AWS console: with a browser on another machine, which shows a code" null [login]]
        ["--duration" "-d" "How long an MFA session should last, 15m to 36h" 6 [login]]
        ["--refresh" "" "Sign in even when one is signed in" null [login]]
        ["--write" "" "Put an MFA session into the credentials file, too, as profile PROFILE-sts" null [login]]
        ["--force" "" "With --write, overwrite a section of that name that awsenv did not write" null [login]]
        ["--sso-session" "" "End the sign-in to this [sso-session]" 0 [logout]]
        ["--all" "" "End every sign-in that this computer has" null [logout]]
        ["--start-url" "" "Start URL of an IAM Identity Center that ~/.aws/config does not have yet" 0 [sso]]
        ["--sso-region" "" "Region that IAM Identity Center is in" 9 [sso]]
        ["--name" "" "What profiles are called: text with {account_name}, {account_id} and {role}" 0 [sso]]
        ["--region" "" "The profiles' region, also of those that are there" 9 [sso]]
        ["--include" "" "Only profiles whose names match one of these patterns" 0 [sso]]
        ["--exclude" "" "No profiles whose names match one of these patterns" 0 [sso]]
        ["--prune" "" "Remove generated profiles that are not wanted any more: the role is gone, or a pattern leaves it out" null [sso]]
        ["--dry-run" "" "Show the changes and make none" null [sso]]
        ["--yes" "-y" "Make the changes without asking" null [sso]]
        ["--mfa-serial" "" "The device to write, where the user has several" 0 [setup]]
        ["--dry-run" "" "Show the change as a diff and write nothing" null [setup]]
        ["--keep-old" "" "Leave the old access key, switched off; the next rotate deletes it" null [rotate]]
        ["--stdin" "" "import: read the key from standard input, as JSON or as the console's CSV" null [keys]]
        ["--keeper" "" "import: who can unlock a new store: passphrase, command, secret-service, keychain or dpapi" 14 [keys]]
        ["--to" "" "move: who alone can unlock the store from now on" 14 [keys]]
        ["--for" "" "unlock: how long, instead of what the configuration says" 6 [keys]]
        ["--all" "" "export: every key that is stored" null [keys]]
        ["--json" "" "list: print JSON" null [keys]]
        ["--region" "" "Region to call" 9 [keys]]
        ["--service" "" "Open the page of this service: ec2, s3, logs, …" 8 [console]]
        ["--destination" "" "Open this page of the console" 0 [console]]
        ["--duration" "-d" "How long the console should last, up to 12h; where AWS takes no time, it ends with the session" 6 [console]]
        ["--policy" "" "For an IAM user: the ARN of a policy, or a file with one, that limits what can be done" 0 [console]]
        ["--logout-first" "" "Sign the browser out of the console that it is in before" null [console]]
        ["--print" "" "Print the address instead of opening it. It signs in whoever opens it, for 15 minutes" null [console]]
        ["--stored" "" "Print the long-lived keys that awsenv keys import has taken in, as they are" null [credential-process]]
        ["--all" "" "Delete the cached sessions of every profile, and the MFA sessions" null [forget]]
        ["--backups" "" "Delete the copies of the AWS files that awsenv made before its first change of them" null [forget]]
        ["--fix" "" "Mend modes of files and hooks in files, and remove what killed writes left; say what was done" null [doctor]]
        ["--remove" "" "Print what takes the hook out of a running shell" null [hook]]
        ["--write" "" "Keep the hook as a file, which a shell reads faster, and print the line for its start-up file" null [hook]]
    ]
}

# The words that are no flags: their places among the offers.
def _awsenv_complete_words [] {
    {
        load: [5]
        use: [3]
        exec: [3 4]
        renew: []
        unload: []
        list: []
        status: []
        login: [1]
        logout: [3]
        sso: [15 0]
        setup: [3]
        rotate: [2]
        keys: [13 3]
        whoami: [3]
        console: [3]
        credential-process: [3]
        forget: [3]
        doctor: [3]
        hook: [11]
        prompt: []
        completion: [11]
        help: [16]
        version: []
    }
}

def _awsenv_complete_commands [] {
    [
        [value description];
        ["use" "Load PROFILE, also one that is named like a command"]
        ["exec" "Run a command with PROFILE's session in its environment only"]
        ["renew" "Get a new session for what is loaded"]
        ["unload" "Print the lines that unload the session, as --clear"]
        ["list" "List the profiles, with what is cached for each"]
        ["status" "Show what this shell holds and what is cached"]
        ["login" "Sign in as a profile wants it: MFA session, IAM Identity Center, AWS console"]
        ["logout" "End a sign-in to IAM Identity Center or with aws login, at the server too"]
        ["sso" "Write profiles for what IAM Identity Center lets you use"]
        ["setup" "Find an IAM user's name and MFA device, and write them to its profile"]
        ["rotate" "Replace an IAM user's access key, safely"]
        ["keys" "Keep access keys encrypted, where the AWS CLI and every SDK still find them"]
        ["whoami" "Ask AWS whose keys this shell or a profile has"]
        ["console" "Sign in to AWS's web console in the browser"]
        ["credential-process" "Print PROFILE's session as credential_process wants it"]
        ["forget" "Delete cached sessions"]
        ["doctor" "Look for what is wrong with profiles, files, shell and network"]
        ["hook" "Print the hook for a shell: the function awsenv, the warnings and the prompt"]
        ["prompt" "Print the prompt segment: what is loaded and the time left"]
        ["completion" "Print the completion script of a shell"]
        ["help" "Explain a command"]
        ["version" "Print the version"]
    ]
}

# A word without its quotes, and without the beginning of them.
def _awsenv_complete_plain [word: string]: nothing -> string {
    if $word =~ `^"` {
        $word | str replace --regex `^"` "" | str replace --regex `"$` "" | str replace --all --regex `\\(["\\])` '$1'
    } else if $word =~ "^['`]" {
        $word | str substring 1.. | str replace --regex $"($word | str substring 0..0)$" ""
    } else {
        $word
    }
}

# A value as it is typed.
def _awsenv_complete_quoted [value: string]: nothing -> string {
    if $value =~ '^[^\s"''`$|;&(){}\[\]<>#*?~^\\!]+$' and $value !~ '^(true|false|null)$' { $value } else { $value | to nuon }
}

# The names of the profiles, with role and account; all, or what --for=COMMAND says.
def _awsenv_complete_profiles [only: any, flags: bool] {
    let filter = if $only == null { [] } else { [$only] }
    try { ^awsenv list --names --described ...$filter | complete | get stdout | lines } catch { [] }
    # Without -- before it, such a name would be taken for a flag.
    | where {|line| not $flags or $line !~ '^-' }
    | each {|line| let parts = $line | split row "\t"; {value: $parts.0, description: ($parts.1? | default "")} }
}

# What an offer of the grammar stands for; null is left to nu.
def _awsenv_complete_offered [place: any, flags: bool] {
    let offer = if $place == null { null } else { _awsenv_complete_offers | get $place }
    match $offer.kind? {
        "words" => $offer.words
        "profiles" => (_awsenv_complete_profiles $offer.only? $flags)
        "start" => ((_awsenv_complete_profiles null $flags) ++ (if $flags { _awsenv_complete_commands } else { [] }))
        _ => []
    }
}

# The words of a line up to the cursor; the last one is being typed.
def _awsenv_complete_awsenv [spans: list<string>, others: any] {
    let all = _awsenv_complete_flags
    let places = _awsenv_complete_words
    let commands = _awsenv_complete_commands | get value
    mut name = "load"
    mut flags = true
    mut pending = -1
    mut words = []
    mut taken = 0
    for span in ($spans | skip 1 | drop 1) {
        $taken += 1
        let token = _awsenv_complete_plain $span
        if $pending != -1 {
            $pending = -1
        } else if $flags and $token == "--" {
            $flags = false
        } else if $flags and $token =~ '^-.' {
            let command = $name
            let flag = $all | where {|it| $token in [$it.value $it.short] and $command in $it.commands }
            $pending = $flag.0?.offer? | default (-1)
        } else if $flags and $name == "load" and ($words | is-empty) and $token in $commands {
            $name = $token
        } else {
            $words ++= [$token]
            if ($places | get $name | skip (($words | length) - 1)).0? == 4 {
                # The rest is another program's.
                let rest = $spans | skip $taken
                return (if $others == null { null } else { do $others $rest })
            }
        }
    }
    let last = _awsenv_complete_plain ($spans | last)
    let glued = $last | parse --regex '^(?<flag>--[\w-]+)=(?<value>.*)$'
    let number = $words | length
    let command = $name
    let here = $all | where {|it| $command in $it.commands }
    let found = if $pending != -1 {
        _awsenv_complete_offered $pending false
    } else if $flags and ($glued | is-not-empty) {
        let offer = ($here | where value == $glued.0.flag).0?.offer?
        _awsenv_complete_offered $offer false | each {|it| $it | update value {|row| $"($glued.0.flag)=($row.value)" } }
    } else if $flags and $last =~ '^-' {
        $here | select value description
    } else {
        let offer = ($places | get $command | skip $number).0?
        if $offer == 4 {
            return null
        }
        _awsenv_complete_offered $offer $flags
    }
    $found | where {|it| $it.value starts-with $last } | each {|it| {value: (_awsenv_complete_quoted $it.value), description: $it.description} }
}

# Beside the completer of other programs that is there already.
def --env _awsenv_complete_install [] {
    let others = $env.config.completions.external.completer?
    if $others != null and (view source $others) =~ '_awsenv_complete_awsenv' {
        return
    }
    $env.config.completions.external.completer = {|spans|
        if ($spans.0 | str replace "^" "" | path basename) in ["awsenv" "awsenv.exe"] {
            _awsenv_complete_awsenv $spans $others
        } else if $others != null {
            do $others $spans
        }
    }
}

_awsenv_complete_install
