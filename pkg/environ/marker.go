package environ

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/dialect"
)

// MarkerError says why a name in `markers` of the configuration is refused.
type MarkerError struct {
	Name    string
	Problem string
}

func (e *MarkerError) Error() string { return fmt.Sprintf("marker %q: %s", e.Name, e.Problem) }

// Hints says what a marker is.
func (e *MarkerError) Hints() []string {
	return []string{"a marker is a variable that shows the profile's name in a prompt, such as AWSUME_PROFILE or AWS_VAULT"}
}

// ExitCode is that of a bad value in the configuration.
func (e *MarkerError) ExitCode() int { return 3 }

// CheckMarker reports whether a variable may carry the profile's name: a name in
// capital letters (the shells keep lower-case ones, such as zsh's path, for
// themselves) that awsenv does not use already and that decides nothing in AWS's
// tools, the shells, the loader, or the programs that run others. The error is a
// *MarkerError.
func CheckMarker(name string) error {
	switch {
	case !dialect.ValidName(name):
		return &MarkerError{Name: name, Problem: "not the name of an environment variable"}
	case strings.ToUpper(name) != name:
		return &MarkerError{Name: name, Problem: "not in capital letters"}
	case ours(name):
		return &MarkerError{Name: name, Problem: "awsenv uses it already"}
	case decidesAWS(name):
		return &MarkerError{Name: name, Problem: "AWS's tools read it"}
	case decidesSystem(name):
		return &MarkerError{Name: name, Problem: "shells and programs depend on it"}
	}
	return nil
}

// ours reports the names of the list, and those that awsenv may come to use.
func ours(name string) bool {
	switch name {
	case AccessKeyID, SecretAccessKey, SessionToken, SecurityToken, CredentialExpiration, AccountID:
		return true
	}
	return slices.Contains(restored[:], name) || strings.HasPrefix(name, "AWSENV")
}

// decidesAWS reports what changes which account, endpoint or file AWS's tools
// use. Other tools' markers (AWS_VAULT, AWS_SSO_PROFILE) share the prefix.
func decidesAWS(name string) bool {
	rest, ok := strings.CutPrefix(name, "AWS_")
	if !ok {
		return false
	}
	switch rest {
	case "ACCESS_KEY", "SECRET_KEY", "ROLE_ARN", "ROLE_SESSION_NAME", "WEB_IDENTITY_TOKEN_FILE", "CREDENTIAL_FILE",
		"CA_BUNDLE", "DATA_PATH", "MAX_ATTEMPTS", "RETRY_MODE", "DEFAULTS_MODE", "DEFAULT_OUTPUT", "OUTPUT", "PAGER",
		"STS_REGIONAL_ENDPOINTS", "IGNORE_CONFIGURED_ENDPOINT_URLS", "ACCOUNT_ID_ENDPOINT_MODE", "SDK_LOAD_CONFIG",
		"SDK_UA_APP_ID", "SIGV4A_SIGNING_REGION_SET", "BEARER_TOKEN", "LAMBDA_FUNCTION_NAME", "EXECUTION_ENV":
		return true
	}
	return hasPrefix(rest, "CONFIG_", "SHARED_CREDENTIALS_", "ENDPOINT_", "CONTAINER_", "EC2_METADATA_", "METADATA_",
		"LOGIN_", "CLI_", "USE_", "S3_", "BEARER_TOKEN_", "REQUEST_", "RESPONSE_", "AUTH_")
}

// decidesSystem reports what a shell, the dynamic loader or an interpreter takes
// orders from.
func decidesSystem(name string) bool {
	switch name {
	case "_", "HOME", "IFS", "ENV", "SHELL", "USER", "LOGNAME", "USERNAME", "HOST", "HOSTNAME", "PWD", "OLDPWD",
		"TERM", "TERMINFO", "TZ", "LANG", "LANGUAGE", "COLUMNS", "LINES", "OPTARG", "OPTIND", "OPTERR", "RANDOM", "SECONDS",
		"LINENO", "FUNCNAME", "FUNCNEST", "DIRSTACK", "PIPESTATUS", "REPLY", "EPOCHSECONDS", "EPOCHREALTIME", "EUID", "UID",
		"EGID", "GID", "GROUPS", "PPID", "SHLVL", "SHELLOPTS", "BASHOPTS", "BASHPID", "BASH", "FCEDIT", "INPUTRC", "MAIL",
		"MAILCHECK", "TMOUT", "TMPDIR", "TMPPREFIX", "TRAPS", "KEYTIMEOUT", "NULLCMD", "READNULLCMD", "WORDCHARS",
		"EDITOR", "VISUAL", "PAGER", "BROWSER", "LESSOPEN", "LESSCLOSE", "MANPAGER", "DISPLAY", "CI", "NO_COLOR",
		"PROMPT_COMMAND", "PROMPT_DIRTRIM", "PS0", "PS1", "PS2", "PS3", "PS4", "PROMPT", "PROMPT2", "PROMPT3", "PROMPT4",
		"RPROMPT", "RPROMPT2", "RPS1", "RPS2", "SPROMPT", "ZDOTDIR", "NODE_OPTIONS", "RUBYOPT", "RUBYLIB", "JAVA_TOOL_OPTIONS",
		"GOFLAGS", "GOENV", "GOROOT", "GOPROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "KUBECONFIG", "MAKEFLAGS":
		return true
	}
	return strings.HasSuffix(name, "PATH") || strings.HasSuffix(name, "_PROXY") ||
		hasPrefix(name, "LD_", "DYLD_", "LC_", "BASH_", "ZSH_", "FISH_", "HIST", "COMP_", "GIT_", "SSH_", "SUDO_", "XDG_",
			"PYTHON", "PERL", "NPM_", "MALLOC_", "GLIBC_")
}

func hasPrefix(name string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
