//go:build !windows

package shell_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// standIn is a program in the place of awsenv for tests whose subject is the
// shell's side: it writes down its arguments, a word per line, and prints what
// awsenv prints for a load, a clear and a failure.
const standIn = `#!/bin/sh
{ for a; do printf '%s\n' "$a"; done; echo ----; } >>"$AWSENV_TEST_LOG"
shell=plain
word=$1
case $1 in use | renew | unload) shift ;; esac
if [ "$1" = --shell ]; then shell=$2; shift 2; fi
text= set= touch= unset= hidden=
if [ "$word" = unload ]; then set -- --clear; fi
put() {
  set="$set $1" touch="$touch $1=\"\$$1\"" hidden="$hidden; or set -ql $1"
  if [ "$shell" = fish ]; then text="${text}set -gx $1 '$2';
"; elif [ "$shell" = nu ]; then text="$text${text:+,
}\"$1\": \"$2\""; else text="${text}export $1='$2';
"; fi
}
drop() {
  unset="$unset $1"
  if [ "$shell" = nu ]; then text="$text${text:+,
}\"$1\": null"; fi
}
say() {
  if [ "$shell" = fish ]; then
    for name in $unset; do echo "while set -e $name; end; true;"; done
    printf %s "$text"
    echo "not begin; false$hidden; end;"
  elif [ "$shell" = nu ]; then
    printf '{\n%s\n}\n' "$text"
  else
    echo "unset$set$unset;"
    printf %s "$text"
    if [ -n "$set" ]; then echo "export$touch && unset$unset AWSENV_NONE;"; fi
  fi
  exit 0
}
for a; do
  case $a in
    refuse) echo 'false;'; echo 'awsenv: error: refused' >&2; exit 5 ;;
    ask)
      trap 'echo "false;"; exit 130' INT
      printf 'MFA code: ' >/dev/tty
      read -r code </dev/tty
      put AWSENV_PROFILE "ask-$code"
      say ;;
    --clear | -c) drop AWSENV_PROFILE; drop AWSENV_EXPIRES; drop AWS_REGION; say ;;
    status | list | help | --help | json) echo "plain: $*"; exit 3 ;;
    two) put AWSENV_PROFILE 'it is  two;  *'; put AWS_REGION eu-west-1; say ;;
    renewable | broken | unreached)
      if [ "$a" = broken ]; then echo 'awsenv: error: no' >&2; echo 'false;'; exit 4; fi
      if [ "$a" = unreached ]; then echo 'awsenv: error: no' >&2; echo 'false;'; exit 6; fi
      put AWSENV_PROFILE renewable
      if [ -n "$AWSENV_TEST_ROLE" ]; then put AWSENV_ROLE_ARN "$AWSENV_TEST_ROLE"; fi
      put AWSENV_EXPIRES "$AWSENV_TEST_EXPIRES"
      if [ -n "$AWSENV_TEST_STAMP" ]; then put AWS_CREDENTIAL_EXPIRATION "$AWSENV_TEST_STAMP"; fi
      put AWS_SECRET_ACCESS_KEY "hush-$AWSENV_TEST_EXPIRES"
      say ;;
    silent) exit 0 ;;
    killed) kill -9 $$ ;;
  esac
done
put AWSENV_PROFILE prod
put AWSENV_EXPIRES "${AWSENV_TEST_EXPIRES:-1999999999}"
put AWS_REGION eu-west-1
put AWS_ACCESS_KEY_ID ASIANEW
put AWS_SECRET_ACCESS_KEY hush-New/1+=
drop AWS_SECURITY_TOKEN
say
`

// install writes the stand-in to a path that needs quotes; log gives the
// arguments of its runs since the last look, a run per element.
func install(t *testing.T) (path string, env []string, log func() []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "it's a $HOME")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "aws env")
	if err := os.WriteFile(path, []byte(standIn), 0o700); err != nil { //nolint:gosec // it has to run
		t.Fatal(err)
	}
	file := filepath.Join(dir, "log")
	return path, []string{"AWSENV_TEST_LOG=" + file}, func() []string {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil
		}
		_ = os.Remove(file)
		var runs []string
		for run := range strings.SplitSeq(strings.TrimSuffix(string(text), "----\n"), "----\n") {
			runs = append(runs, strings.ReplaceAll(strings.TrimSuffix(run, "\n"), "\n", "|"))
		}
		return runs
	}
}
