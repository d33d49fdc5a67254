package cli

// example is a line to type, and what it does.
type example struct{ typed, does string }

// examples are those of a command; of the load for an empty name.
func examples(command string) []example {
	switch command {
	case "":
		return []example{
			{`eval "$(awsenv prod)"`, "load prod into this shell; with the hook: awsenv prod"},
			{`eval "$(awsenv prod || echo false)" && terraform apply`, "go on only if the session is there, whatever went wrong"},
			{`awsenv exec prod -- terraform apply`, "the same without changing this shell"},
		}
	case "use":
		return []example{
			{`eval "$(awsenv use list)"`, "load the profile that is called list"},
			{`eval "$(awsenv use -- -x)"`, "load the profile that is called -x"},
		}
	case "exec":
		return []example{
			{"awsenv exec prod -- aws s3 ls", "run one command as prod"},
			{"awsenv exec prod", "open a shell as prod"},
			{"awsenv exec --renew prod -- terraform apply", "what may take longer than the session lasts"},
		}
	case "renew":
		return []example{
			{`eval "$(awsenv renew)"`, "a new session for what is loaded; with the hook: awsenv renew"},
			{`eval "$(awsenv renew -d 4h)"`, "one that lasts four hours"},
		}
	case "unload":
		return []example{
			{`eval "$(awsenv unload)"`, "take the session out of this shell; with the hook: awsenv unload"},
			{`eval "$(awsenv unload --shell fish)"`, "the lines for another shell than the calling one"},
		}
	case "list":
		return []example{
			{"awsenv list", "what there is, and what has a session"},
			{"awsenv list --names | grep prod", "the names alone"},
		}
	case "status":
		return []example{
			{"awsenv status", "what this shell holds"},
			{"awsenv status --json | jq .loaded.seconds_left", "for a script"},
		}
	case "login":
		return []example{
			{"awsenv login", "sign in once, for all roles of the day"},
			{"awsenv login --console me", "sign in through the AWS console, for an IAM user with a passkey"},
			{"awsenv login iam --write", "and put the session where other tools find it"},
		}
	case "logout":
		return []example{
			{"awsenv logout dev", "end the sign-in that dev uses, at the server too"},
			{"awsenv logout --all", "end every sign-in of this computer"},
		}
	case "sso":
		return []example{
			{"awsenv sso sync", "profiles for all that you have in IAM Identity Center"},
			{"awsenv sso sync corp --dry-run", "what would be written"},
			{"awsenv sso sync --region eu-west-1 --prune --yes", "without a question, for a script"},
		}
	case "setup":
		return []example{
			{"awsenv setup iam --dry-run", "what would be written"},
			{"awsenv setup iam", "find user name and MFA device, and write them"},
		}
	case "rotate":
		return []example{
			{"awsenv rotate iam", "replace the access key of iam"},
			{"awsenv rotate iam --keep-old", "and leave the old one, switched off, until the next time"},
		}
	case "keys":
		return []example{
			{"awsenv keys import iam", "take the access key of iam out of the credentials file"},
			{"awsenv keys unlock --for 10h", "once in the morning"},
			{"awsenv keys list", "what is stored"},
			{"awsenv keys export iam", "put it back"},
		}
	case "whoami":
		return []example{
			{"awsenv whoami", "whose keys this shell holds"},
			{"awsenv whoami prod --json", "whose a session of prod would be, for a script"},
		}
	case "console":
		return []example{
			{"awsenv console prod", "the web console, as prod"},
			{"awsenv console prod --service s3 --region eu-west-1", "one page of it"},
			{"awsenv console prod --print", "the address, for another browser"},
		}
	case "credential-process":
		return []example{
			{"awsenv credential-process prod", "what a program would get"},
			{"credential_process = awsenv credential-process prod", "the line for a profile in ~/.aws/config"},
		}
	case "forget":
		return []example{
			{"awsenv forget prod", "ask for a new session, and a code, next time"},
			{"awsenv forget --all", "delete everything that is cached"},
		}
	case "doctor":
		return []example{
			{"awsenv doctor", "look at everything, and say what to change"},
			{"awsenv doctor prod", "look at one profile and its sources"},
		}
	case "hook":
		return []example{
			{`eval "$(awsenv hook zsh)"`, "in ~/.zshrc; bash has the same, fish: awsenv hook fish | source"},
			{"awsenv hook --write zsh", "keep it as a file: a shell starts faster with that"},
			{`eval "$(awsenv hook --remove zsh)"`, "take it out of a running shell"},
		}
	case "prompt":
		return []example{
			{"awsenv prompt", "prod 11h42m, for a prompt that runs programs"},
			{"PS1='$(awsenv prompt) $ '", "a prompt of bash without the hook"},
		}
	case "completion":
		return []example{
			{`eval "$(awsenv completion bash)"`, "in ~/.bashrc; zsh has the same"},
			{"awsenv completion fish | source", "in ~/.config/fish/config.fish"},
		}
	case "help":
		return []example{
			{"awsenv help", "the commands, and the flags of a load"},
			{"awsenv help rotate", "one command"},
		}
	case "version":
		return []example{
			{"awsenv version", "which awsenv this is"},
			{"awsenv --version", "the same"},
			{"awsenv version --json", "with commit, Go and system, for a report"},
		}
	}
	return nil
}
