# Completion of awsenv for bash 3.2 and later; the package bash-completion is
# not needed. Load it with: eval "$(awsenv completion bash)"
#
# Generated from the grammar and completions/templates/awsenv.bash: change those.
# shellcheck shell=bash

# Is this the name of a command?
_awsenv_is_command() {
  case $1 in
    use | exec | renew | unload | list | status | login | logout | sso | setup | rotate | keys | whoami | console | credential-process | forget | doctor | hook | prompt | completion | help | version) return 0 ;;
  esac
  return 1
}

# Sets flags to what the command has.
_awsenv_flags() {
  case $1 in
    load) flags='--clear --shell --format --duration --role-arn --mfa-serial --session-name --external-id --source-profile --refresh --min --token --region --no-prompt --verbose --quiet --help --version' ;;
    use) flags='--shell --format --duration --role-arn --mfa-serial --session-name --external-id --source-profile --refresh --min --token --region --no-prompt --verbose --quiet --help --version' ;;
    exec) flags='--renew --duration --role-arn --mfa-serial --session-name --external-id --source-profile --refresh --min --token --region --no-prompt --verbose --quiet --help --version' ;;
    renew) flags='--shell --duration --token --region --no-prompt --verbose --quiet --help --version' ;;
    unload) flags='--shell --verbose --quiet --help --version' ;;
    list) flags='--names --json --help --version' ;;
    status) flags='--json --help --version' ;;
    login) flags='--sso-session --device --browser --console --remote --duration --refresh --write --force --token --region --no-prompt --verbose --quiet --help --version' ;;
    logout) flags='--sso-session --all --verbose --quiet --help --version' ;;
    sso) flags='--start-url --sso-region --name --region --include --exclude --prune --dry-run --yes --no-prompt --verbose --quiet --help --version' ;;
    setup) flags='--mfa-serial --dry-run --token --region --no-prompt --verbose --quiet --help --version' ;;
    rotate) flags='--keep-old --token --region --no-prompt --verbose --quiet --help --version' ;;
    keys) flags='--stdin --keeper --to --for --all --json --region --no-prompt --verbose --quiet --help --version' ;;
    whoami) flags='--json --token --region --no-prompt --verbose --quiet --help --version' ;;
    console) flags='--service --destination --duration --policy --refresh --logout-first --print --token --region --no-prompt --verbose --quiet --help --version' ;;
    credential-process) flags='--stored --duration --role-arn --mfa-serial --session-name --external-id --source-profile --refresh --min --token --region --no-prompt --verbose --quiet --help --version' ;;
    forget) flags='--all --backups --help --version' ;;
    doctor) flags='--fix --json --verbose --quiet --help --version' ;;
    hook) flags='--remove --write --help --version' ;;
    prompt) flags='--help --version' ;;
    completion) flags='--help --version' ;;
    help) flags='--help --version' ;;
    version) flags='--json --help --version' ;;
  esac
}

# Sets kind to what follows a flag of a command; empty when nothing does.
_awsenv_after_flag() {
  kind=''
  case $1 in
    load)
      case $2 in
        --shell) kind='words bash zsh fish nu sh' ;;
        --format) kind='words env json dotenv ini process' ;;
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --role-arn | --mfa-serial | --session-name | --external-id | --token | -t) kind='any' ;;
        --source-profile) kind='profiles' ;;
        --min) kind='words 15m 30m 1h 2h 4h 8h 12h' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    use)
      case $2 in
        --shell) kind='words bash zsh fish nu sh' ;;
        --format) kind='words env json dotenv ini process' ;;
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --role-arn | --mfa-serial | --session-name | --external-id | --token | -t) kind='any' ;;
        --source-profile) kind='profiles' ;;
        --min) kind='words 15m 30m 1h 2h 4h 8h 12h' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    exec)
      case $2 in
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --role-arn | --mfa-serial | --session-name | --external-id | --token | -t) kind='any' ;;
        --source-profile) kind='profiles' ;;
        --min) kind='words 15m 30m 1h 2h 4h 8h 12h' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    renew)
      case $2 in
        --shell) kind='words bash zsh fish nu sh' ;;
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --token | -t) kind='any' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    unload)
      case $2 in
        --shell) kind='words bash zsh fish nu sh' ;;
      esac
      ;;
    login)
      case $2 in
        --sso-session | --token | -t) kind='any' ;;
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    logout)
      case $2 in
        --sso-session) kind='any' ;;
      esac
      ;;
    sso)
      case $2 in
        --start-url | --name | --include | --exclude) kind='any' ;;
        --sso-region | --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    setup)
      case $2 in
        --mfa-serial | --token | -t) kind='any' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    rotate)
      case $2 in
        --token | -t) kind='any' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    keys)
      case $2 in
        --keeper | --to) kind='words secret-service keychain dpapi passphrase command' ;;
        --for) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    whoami)
      case $2 in
        --token | -t) kind='any' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    console)
      case $2 in
        --service) kind='words acm amplify apigateway appconfig apprunner appsync athena autoscaling backup batch bedrock billing budgets cloud9 cloudformation cloudfront cloudshell cloudtrail cloudwatch codeartifact codebuild codecommit codedeploy codepipeline cognito config connect controltower costexplorer datasync directconnect dms docdb dynamodb ec2 ecr ecs efs eks elasticache elasticbeanstalk elb emr eventbridge fsx globalaccelerator glue grafana guardduty health iam imagebuilder inspector iot kinesis kms lakeformation lambda logs macie mq msk neptune opensearch organizations ram rds redshift resource-groups route53 s3 sagemaker scheduler secretsmanager securityhub servicecatalog servicequotas ses shield sns sqs ssm sso stepfunctions storagegateway support transfer trustedadvisor vpc waf workspaces xray' ;;
        --destination | --policy | --token | -t) kind='any' ;;
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
    credential-process)
      case $2 in
        --duration | -d) kind='words 15m 30m 1h 2h 4h 8h 12h max' ;;
        --role-arn | --mfa-serial | --session-name | --external-id | --token | -t) kind='any' ;;
        --source-profile) kind='profiles' ;;
        --min) kind='words 15m 30m 1h 2h 4h 8h 12h' ;;
        --region) kind='words af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2' ;;
      esac
      ;;
  esac
}

# Sets kind to what a command's words are; the first is number 1.
_awsenv_at_word() {
  kind=''
  case "$1 $2" in
    'load 1') kind='start' ;;
    'use 1') kind='profiles' ;;
    'exec 1') kind='profiles' ;;
    'exec '*) kind='program' ;;
    'login 1') kind='profiles --for=login' ;;
    'logout 1') kind='profiles' ;;
    'sso 1') kind='words sync' ;;
    'sso 2') kind='any' ;;
    'setup 1') kind='profiles' ;;
    'rotate 1') kind='profiles --for=rotate' ;;
    'keys 1') kind='words import list export remove move unlock lock add-keeper remove-keeper' ;;
    'keys 2') kind='profiles' ;;
    'whoami 1') kind='profiles' ;;
    'console 1') kind='profiles' ;;
    'credential-process 1') kind='profiles' ;;
    'forget 1') kind='profiles' ;;
    'doctor 1') kind='profiles' ;;
    'hook 1') kind='words bash zsh fish nu' ;;
    'completion 1') kind='words bash zsh fish nu' ;;
    'help 1') kind='words use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version' ;;
  esac
}

# Takes the line up to the cursor apart: words are the finished ones, without
# their quotes, cur is the one being typed, quote the quote that is open in it.
# bash itself would split at more characters than a shell does (a colon, say) and
# puts what is offered in the place of the last part only: head is what comes
# before that part, without its quotes, and from is where in line it begins.
_awsenv_split() {
  local i c next typed=''
  words=() cur='' head='' quote='' from=0
  for ((i = 0; i < ${#line}; i++)); do
    c=${line:i:1}
    case $quote$c in
      "'"[!\'] | \"[!\"\\]) cur+=$c ;;
      "''" | '""')
        quote=''
        if [[ $COMP_WORDBREAKS == *"$c"* ]]; then head=$cur from=$((i + 1)); fi
        ;;
      \"\\)
        next=${line:i+1:1}
        case $next in
          [\$\`\"\\]) cur+=$next i=$((i + 1)) ;;
          *) cur+=$c ;;
        esac
        ;;
      [\'\"]) quote=$c head=$cur from=$((i + 1)) typed=1 ;;
      \\) i=$((i + 1)) cur+=${line:i:1} typed=1 ;;
      [[:space:]])
        if [[ -n $typed ]]; then words+=("$cur"); fi
        cur='' head='' typed='' from=$((i + 1))
        ;;
      *)
        typed=1
        if [[ $COMP_WORDBREAKS != *"$c"* ]]; then
          cur+=$c
        elif [[ $c == [@\$] ]]; then
          head=$cur cur+=$c from=$i
        else
          cur+=$c head=$cur from=$((i + 1))
        fi
        ;;
    esac
  done
}

# Offers a word if it goes on from what is typed, quoted as the line needs it.
_awsenv_offer() {
  [[ $1 == "$cur"* ]] || return 0
  local text=${1#"$head"} out='' i c
  # Most names need no care, and there can be thousands.
  if [[ $text != *[!a-zA-Z0-9_./-]* ]]; then
    COMPREPLY+=("$text")
    return
  fi
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:i:1}
    case $quote$c in
      "''") out+="'\\''" ;;
      '"!') out+='"\!"' ;;
      \"[\$\`\"\\]) out+=\\$c ;;
      [\'\"]?) out+=$c ;;
      [[:space:]\;\&\|\<\>\(\)\{\}\[\]\*\?\!\$\`\"\'\\\#\~^]) out+=\\$c ;;
      *) out+=$c ;;
    esac
  done
  # bash closes the quote by itself unless the text seems to do so.
  if [[ -n $quote && $out == *"$quote" ]]; then out+=$quote; fi
  COMPREPLY+=("$out")
}

# Offers the names of the profiles, after a flag and its equals sign where they
# belong to one; all, or what --for=COMMAND says. The function awsenv of the hook is
# passed by.
_awsenv_offer_profiles() {
  local name
  while IFS= read -r name; do
    [[ -n $name && $1$name == "$cur"* ]] || continue
    # Without -- before it, such a name would be taken for a flag.
    if [[ $name == -* && -z $ended$1 ]]; then continue; fi
    _awsenv_offer "$1$name"
  done <<< "$(command awsenv list --names ${2:+"$2"} 2> /dev/null)"
}

# Offers a program, then its files.
_awsenv_offer_program() {
  local name how=-f
  if (($1 == 0)); then how=-c; fi
  while IFS= read -r name; do
    if [[ -n $name ]]; then _awsenv_offer "$name"; fi
  done <<< "$(compgen $how -- "$cur")"
}

# Completes line, which ends at the cursor. With "eval" only the profiles that can
# be loaded are offered.
_awsenv_complete() {
  # The splitting below goes by the shell's own rules.
  local IFS=$' \t\n' words cur head quote
  local command=load named='' ended='' pending='' position=0 flags='' kind='' i word
  COMPREPLY=()
  _awsenv_split
  for ((i = 1; i < ${#words[@]}; i++)); do
    word=${words[i]}
    if [[ -n $pending ]]; then
      pending=''
    elif [[ -z $ended && $word == -?* ]]; then
      if [[ $word == -- ]]; then
        ended=1
      elif _awsenv_after_flag "$command" "$word" && [[ -n $kind ]]; then
        pending=$word
      fi
    elif [[ -z $named$ended && $position -eq 0 ]] && _awsenv_is_command "$word"; then
      command=$word named=1
    else
      position=$((position + 1))
      _awsenv_at_word "$command" $position
      if [[ $kind == program ]]; then break; fi
    fi
  done
  if [[ -n $pending ]]; then
    _awsenv_after_flag "$command" "$pending"
    word=''
  elif [[ -z $ended && $kind != program && $cur == --*=* ]]; then
    _awsenv_after_flag "$command" "${cur%%=*}"
    word=${cur%%=*}=
  elif [[ -z $ended && $kind != program && $cur == -* ]]; then
    _awsenv_flags "$command"
    kind="words $flags" word=''
  else
    position=$((position + 1))
    _awsenv_at_word "$command" $position
    word=''
  fi
  case ${1-}$kind in
    eval*) if [[ -z $word$quote && ( $kind == start || $kind == profiles* ) ]]; then _awsenv_offer_profiles ''; fi ;;
    words\ *)
      # shellcheck disable=SC2086 # a list of plain words
      set -- ${kind#words}
      for kind in "$@"; do _awsenv_offer "$word$kind"; done
      ;;
    profiles*)
      kind=${kind#profiles}
      _awsenv_offer_profiles "$word" "${kind# }"
      ;;
    start)
      _awsenv_offer_profiles ''
      for kind in use exec renew unload list status login logout sso setup rotate keys whoami console credential-process forget doctor hook prompt completion help version; do _awsenv_offer "$kind"; done
      ;;
    program) _awsenv_offer_program $((${#words[@]} - i)) ;;
  esac
  return 0
}

# Sets line to what is typed up to the cursor.
_awsenv_typed() {
  # Before bash 4.3 COMP_POINT counts bytes.
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 403)); then local LC_ALL=C; fi
  line=${COMP_LINE:0:COMP_POINT}
}

_awsenv() {
  local line from
  _awsenv_typed
  _awsenv_complete
}

# bash completes eval "$(awsenv …)" as a word of eval: offers the profiles, with
# what closes the line.
_awsenv_eval() {
  local line from before='' i
  local form='^eval[[:space:]]+("?)\$\((awsenv[[:space:]][^)|;&<>]*)$'
  COMPREPLY=()
  _awsenv_typed
  if [[ $line =~ $form ]]; then
    line=${BASH_REMATCH[2]}
    if [[ -n ${BASH_REMATCH[1]} ]]; then before=1; fi
    _awsenv_complete eval
    if [[ -n $before ]]; then before="\$(${line:0:from}"; fi
    for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
      COMPREPLY[i]="$before${COMPREPLY[i]})"
    done
  fi
  return 0
}

complete -F _awsenv awsenv
# Somebody else's completion of eval stays.
complete -p eval > /dev/null 2>&1 || complete -o bashdefault -o default -F _awsenv_eval eval
