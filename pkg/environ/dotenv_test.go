package environ

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

func TestDotenv(t *testing.T) {
	known := prod()
	known.Settings = []session.Variable{{Name: EndpointURL, Value: "http://127.0.0.1:1/lab"}}
	got, err := Dotenv(known)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "everything known", string(got), `AWS_ACCESS_KEY_ID=ASIAEXAMPLE
AWS_SECRET_ACCESS_KEY=hush/1
AWS_SESSION_TOKEN=hush/2==
AWS_CREDENTIAL_EXPIRATION=2026-11-20T21:00:00Z
AWS_REGION=eu-west-1
AWS_DEFAULT_REGION=eu-west-1
AWS_ENDPOINT_URL=http://127.0.0.1:1/lab
AWS_ACCOUNT_ID=123456789012
AWSENV_PROFILE=prod
AWSENV_EXPIRES=1795208400
AWSENV_ROLE_ARN=arn:aws:iam::123456789012:role/admin
`)
	odd := user()
	odd.Profile = "a\\b\"c $(id) `id` #d é"
	got, err = Dotenv(odd)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "quotes", string(got), "AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=hush\nAWSENV_PROFILE='a\\b\"c $(id) `id` #d é'\n")
	for _, value := range []string{"hush'", "hush\nx", "hush\r", "hush\x00"} {
		odd := user()
		odd.Keys.SecretAccessKey = value
		var refused *DotenvError
		if got, err := Dotenv(odd); got != nil || !errors.As(err, &refused) || refused.Name != SecretAccessKey || refused.ExitCode() != 3 ||
			strings.Contains(err.Error(), "hush") {
			t.Errorf("%q gave %q, %v", value, got, err)
		}
	}
}

// readers are programs that read a .env file, $1, and print their environment with
// a NUL byte after each variable; make and docker are for plain values only.
func readers(t *testing.T) map[string]struct {
	argv  []string
	plain bool
} {
	t.Helper()
	type reader = struct {
		argv  []string
		plain bool
	}
	return map[string]reader{
		"sh":     {[]string{"dash", "-c", "set -a; . \"$1\"; exec env -0", "sh"}, false},
		"bash":   {[]string{"bash", "--norc", "-c", "set -a; . \"$1\"; exec env -0", "bash"}, false},
		"zsh":    {[]string{"zsh", "-fc", "set -a; . \"$1\"; exec env -0", "zsh"}, false},
		"direnv": {[]string{"bash", "--norc", "-c", "eval \"$(direnv dotenv bash \"$1\")\"; exec env -0", "bash"}, false},
		"python": {[]string{"python3", "-c", "import dotenv, sys\nfor k, v in dotenv.dotenv_values(sys.argv[1]).items(): sys.stdout.buffer.write(f'{k}={v}\\0'.encode())"}, false},
		"node":   {[]string{"sh", "-c", "exec node --env-file=\"$1\" -e 'for (const k in process.env) process.stdout.write(k + \"=\" + process.env[k] + \"\\0\")'", "sh"}, false},
		"make":   {[]string{"sh", "-c", "printf 'include %s\\nexport\\nall:\\n\\t@env -0\\n' \"$1\" >\"$1.mk\"; exec make -f \"$1.mk\"", "sh"}, true},
		"docker": {[]string{"awk", `!/^#/ && NF { sub(/^[ \t]+/, ""); printf "%s%c", $0, 0 }`}, true},
	}
}

// has skips a reader that is not there, and fails in CI for those that CI installs.
func has(t *testing.T, name string) {
	t.Helper()
	switch name {
	case "python":
		if exec.Command(tooltest.Program(t, "python3"), "-c", "import dotenv").Run() != nil {
			tooltest.Missing(t, "python-dotenv")
		}
	case "node":
		if exec.Command("node", "--env-file=/dev/null", "-e", "0").Run() != nil {
			t.Skip("skipped: there is no node that knows --env-file (20.6 or later)")
		}
	case "docker":
		// Its command line reads the file itself, in a few lines of Go: blank lines
		// and comments are passed over, blanks before a name are dropped, and what
		// follows the first "=" is the value as it stands.
	case "sh":
		tooltest.Program(t, "dash")
	default:
		tooltest.Program(t, name)
	}
}

// TestDotenvReaders: what is written is what each reader reads; a backtick in a
// profile's name once ran a command when a shell read the file.
func TestDotenvReaders(t *testing.T) {
	r := rand.New(rand.NewPCG(27, 0))
	text := func(alphabet string) string {
		letters := []rune(alphabet)
		b := make([]rune, 1+r.IntN(20))
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return string(b)
	}
	const plain = "abcxyzABCXYZ0189_-+=./:@%,"
	values := map[string]string{} // of profiles, by a variable's name for each
	for i, name := range []string{"`touch ran`", "$(touch ran)", "a\\b", "a #b", " a ", "export X=1", "#", "\"a\"", "$HOME", "a;touch ran", "=ls", "a:=ls"} {
		values[fmt.Sprint("QUOTED", i)] = name
	}
	for i := range 100 {
		values[fmt.Sprint("PLAIN", i)] = "a" + strings.ReplaceAll(text(plain), ":=", "")
		// What python-dotenv alone expands is left out: "${" and "\\\\".
		values[fmt.Sprint("MIXED", i)] = strings.ReplaceAll(text(plain+" \t\"`$()#;&|<>*?[]!~^éü€😀"), "${", "$")
	}
	for name, reader := range readers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			has(t, name)
			want := map[string]string{}
			var content strings.Builder
			for variable, value := range values {
				if reader.plain && !strings.HasPrefix(variable, "PLAIN") {
					continue
				}
				s := user()
				s.Profile = value
				lines, err := Dotenv(s)
				if err != nil {
					t.Fatal(err)
				}
				_, line, _ := strings.Cut(string(lines), Profile+"=")
				content.WriteString(variable + "=" + line)
				want[variable] = value
			}
			dir := t.TempDir()
			file := filepath.Join(dir, "vars")
			if err := os.WriteFile(file, []byte(content.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(reader.argv[0], append(reader.argv[1:], file)...)
			cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C.UTF-8"}
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			got := map[string]string{}
			for entry := range strings.SplitSeq(string(out), "\x00") {
				variable, value, _ := strings.Cut(entry, "=")
				got[variable] = value
			}
			for variable, value := range want {
				if got[variable] != value {
					t.Errorf("%s=%q is read as %q", variable, value, got[variable])
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
				t.Error("reading the file ran a command")
			}
		})
	}
}
