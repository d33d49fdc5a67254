//go:build !windows

package cli_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// recordVariable names the folder in which every run of awsenv in a script
// leaves what it wrote.
const recordVariable = "AWSENV_TEST_RECORD"

// failedRun marks, in front of a record of standard output, a run whose exit
// status was not 0.
const failedRun = "failed\n"

// recorded runs awsenv and keeps a copy of what it writes to its standard
// streams, unless they are a terminal.
func recorded(run func() int) int {
	folder := os.Getenv(recordVariable)
	if folder == "" {
		return run()
	}
	var status int
	var stdout, stderr string
	stderr = teed(&os.Stderr, func() {
		stdout = teed(&os.Stdout, func() { status = run() })
	})
	if status != 0 {
		stdout = failedRun + stdout
	}
	for kind, text := range map[string]string{"stdout": stdout, "stderr": stderr} {
		if err := writeRecord(folder, kind, text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 99
		}
	}
	return status
}

// teed runs f with a pipe in a stream's place and returns what went through it.
func teed(stream **os.File, f func()) string {
	real := *stream
	if info, err := real.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		f()
		return ""
	}
	read, write, err := os.Pipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
	var text strings.Builder
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.MultiWriter(&text, real), read)
	}()
	*stream = write
	f()
	*stream = real
	_ = write.Close()
	<-done
	return text.String()
}

func writeRecord(folder, kind, text string) error {
	file, err := os.CreateTemp(folder, "*."+kind)
	if err != nil {
		return err
	}
	if _, err := file.WriteString(text); err != nil {
		return err
	}
	return file.Close()
}

// recordRuns makes every run of awsenv in the script leave a record, and judges
// the records when the script is over.
func recordRuns(env *testscript.Env) error {
	folder := filepath.Join(env.WorkDir, ".record")
	if err := os.Mkdir(folder, 0o777); err != nil {
		return err
	}
	env.Setenv(recordVariable, folder)
	codes := env.Values[codesKey{}].(*[]string)
	env.Defer(func() {
		if problem := judge(folder, *codes); problem != "" {
			env.T().Fatal(problem)
		}
	})
	return nil
}

// judge looks for what no run may ever do: a secret, a token or a code anywhere
// but on standard output, the arguments of a child included; and a failure that
// leaves anything but "false;" for a shell to evaluate.
func judge(folder string, codes []string) string {
	secret := secrets(codes)
	records, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return err.Error()
	}
	for _, path := range records {
		data, err := os.ReadFile(path)
		if err != nil {
			return err.Error()
		}
		text := string(data)
		if !strings.HasSuffix(path, ".stdout") {
			if leak := secret.FindString(text); leak != "" {
				return fmt.Sprintf("a secret (%.6s…) is in the %s:\n%s", leak, strings.TrimPrefix(filepath.Ext(path), "."), text)
			}
			continue
		}
		if code, failed := strings.CutPrefix(text, failedRun); failed && code != "" && code != "false;\n" && !findings.MatchString(code) {
			return fmt.Sprintf("a run that failed left this on standard output:\n%s", code)
		}
	}
	return ""
}

// findings matches what doctor prints when it finds something, with status 1.
var findings = regexp.MustCompile(`\A(\x1b\[3\dm)?(error|warning|fixed):|\A\{\n  "findings": \[\n`)

// secrets matches the example's long-term secrets, every secret key and every
// token that the emulator issues, and the codes that the script gave out.
func secrets(codes []string) *regexp.Regexp {
	words := []string{
		regexp.QuoteMeta(awstest.SecretKey), regexp.QuoteMeta(awstest.OtherSecretKey), awstest.MFASecret,
		`[A-Za-z0-9+/]{30}EXAMPLEKEY`, `[A-Za-z0-9+/]{100}`, `hunter2`,
	}
	for _, code := range codes {
		words = append(words, `\b`+code+`\b`)
	}
	return regexp.MustCompile(strings.Join(words, "|"))
}

// helper is the program that scripts name as credential_process or as the
// command for codes: it records its arguments, says on standard error what
// $HELPER_STDERR holds, copies the file $HELPER_OUTPUT to standard output, and
// ends with status 1 when there is none.
func helper() int {
	if folder := os.Getenv(recordVariable); folder != "" {
		if err := writeRecord(folder, "argv", strings.Join(os.Args, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 99
		}
	}
	fmt.Fprint(os.Stderr, os.Getenv("HELPER_STDERR"))
	text, err := os.ReadFile(os.Getenv("HELPER_OUTPUT"))
	if err != nil {
		return 1
	}
	_, _ = os.Stdout.Write(text)
	return 0
}
