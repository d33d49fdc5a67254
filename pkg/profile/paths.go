package profile

import (
	"path/filepath"
	"strings"
)

// Paths says where the two files are: AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE with $VAR and ~ expanded as botocore does it, else
// ~/.aws/config and ~/.aws/credentials. A variable that is set but empty means
// "no such file" and gives "". A relative path is relative to the current folder.
func Paths(env Env, home string) (config, credentials string) {
	return filePath(env, home, "AWS_CONFIG_FILE", "config"),
		filePath(env, home, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
}

func filePath(env Env, home, variable, name string) string {
	if value, set := env.get(variable); set {
		return expand(value, env, home)
	}
	return filepath.Join(home, ".aws", name)
}

// LoginDir is the folder where `aws login` keeps its tokens: AWS_LOGIN_CACHE_DIRECTORY,
// else ~/.aws/login/cache.
func LoginDir(env Env, home string) string {
	if value, set := env.get("AWS_LOGIN_CACHE_DIRECTORY"); set {
		return expand(value, env, home)
	}
	return filepath.Join(home, ".aws", "login", "cache")
}

// Short is a path as messages show it: with ~ in place of the home folder.
func Short(path, home string) string {
	const separator = string(filepath.Separator)
	if home == "" || home == separator {
		return path
	}
	if rest, ok := strings.CutPrefix(path, strings.TrimSuffix(home, separator)+separator); ok {
		return "~" + separator + rest
	}
	return path
}

// get is the variable's value, "" when it is not set or there is no environment.
func (e Env) get(name string) (string, bool) {
	if e == nil {
		return "", false
	}
	value, set := e(name)
	if !set {
		return "", false
	}
	return value, true
}

// text is the variable's value, empty also when it is not set.
func (e Env) text(name string) string {
	value, _ := e.get(name)
	return value
}

// expand replaces $NAME and ${NAME} by their values, then a leading ~ by the home
// folder (Python's os.path.expandvars and expanduser). A variable that is not set
// stays as it is written; ~name, somebody else's home, does too.
func expand(path string, env Env, home string) string { return expandFor(onWindows, path, env, home) }

// expandFor is expand. On Windows there is %NAME% too, %% stands for a single one, and a
// backslash may follow the ~.
func expandFor(windows bool, path string, env Env, home string) string {
	signs := "$"
	if windows {
		signs = "$%"
	}
	path = expandVariables(path, env, signs)
	if path == "~" || strings.HasPrefix(path, "~/") || windows && strings.HasPrefix(path, `~\`) {
		path = strings.TrimSuffix(home, "/") + path[1:]
	}
	return path
}

// expandVariables replaces what begins with one of the signs.
func expandVariables(path string, env Env, signs string) string {
	if !strings.ContainsAny(path, signs) {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); {
		if strings.IndexByte(signs, path[i]) < 0 {
			b.WriteByte(path[i])
			i++
			continue
		}
		variable := variableAt
		if path[i] == '%' {
			variable = percentAt
		}
		name, end := variable(path, i+1)
		value, set := "", false
		if end > i+1 {
			value, set = env.get(name)
		}
		if path[i] == '%' && end == i+2 {
			value, set = "%", true
		}
		if !set {
			value, end = path[i:max(end, i+1)], max(end, i+1)
		}
		b.WriteString(value)
		i = end
	}
	return b.String()
}

// percentAt reads NAME% at path[i:]; end is i when there is no second sign.
func percentAt(path string, i int) (name string, end int) {
	if n := strings.IndexByte(path[i:], '%'); n >= 0 {
		return path[i : i+n], i + n + 1
	}
	return "", i
}

// variableAt reads NAME or {NAME} at path[i:]; end is i when there is neither.
func variableAt(path string, i int) (name string, end int) {
	if i < len(path) && path[i] == '{' {
		if n := strings.IndexByte(path[i:], '}'); n > 0 {
			return path[i+1 : i+n], i + n + 1
		}
		return "", i
	}
	end = i
	for end < len(path) && wordByte(path[end]) {
		end++
	}
	return path[i:end], end
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
