package aws

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/session"
)

// processEnd is how long an interrupted helper may take to put the terminal in
// order, and how long a finished one's children may hold its output open.
const processEnd = 500 * time.Millisecond

// ProcessRequest is one run of a profile's credential_process.
type ProcessRequest struct {
	// Profile names the profile in messages.
	Profile string
	// Words are the program and its arguments: it is run without a shell.
	Words []string
	// Stdin is the program's standard input, as in the AWS CLI our own: a helper
	// may ask there. Nil is an empty one.
	Stdin io.Reader
	// Alone keeps the terminal from the program, which then cannot ask there.
	Alone bool
	// Environ is its environment, nil for our own.
	Environ []string
	// Account is aws_account_id of the profile, used when the answer has none.
	Account string
}

// Format hides the arguments and the environment, for every verb.
func (r ProcessRequest) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "credential_process of "+r.Profile)
}

// ProcessError says what is wrong with a credential_process.
type ProcessError struct {
	// Profile and Program name it; arguments may hold secrets and are not kept.
	Profile, Program string
	// Problem says what is wrong, never with what the program printed as its
	// answer.
	Problem string
	Err     error
}

// Error names the profile and the program.
func (e *ProcessError) Error() string {
	return fmt.Sprintf("credential_process %q of profile %q: %s", printable.Words(e.Program), e.Profile, e.Problem)
}

// Unwrap is the error below, nil when there is none.
func (e *ProcessError) Unwrap() error { return e.Err }

// ExitCode is 3: profile or configuration.
func (e *ProcessError) ExitCode() int { return exit.Config }

// Hints say what a credential_process is.
func (e *ProcessError) Hints() []string {
	var notFound *exec.Error
	var notRun *fs.PathError
	if errors.As(e.Err, &notFound) || errors.As(e.Err, &notRun) {
		return []string{"it is run directly, without a shell: give the program's full path; ~, $VARIABLES and pipes do not work"}
	}
	return nil
}

// ProcessCredentials runs the program and reads its answer, by the rules of
// botocore's ProcessProvider: standard error is kept back and shown only when the
// program fails. There is no time limit, as it may be asking the person; when ctx
// ends, the program is ended. Errors are *ProcessError or wrap ctx's.
func (c *Client) ProcessCredentials(ctx context.Context, r ProcessRequest) (session.Issued, error) {
	if len(r.Words) == 0 || r.Words[0] == "" {
		return session.Issued{}, &ProcessError{Profile: r.Profile, Problem: "it is empty"}
	}
	fault := func(err error, format string, args ...any) error {
		return &ProcessError{Profile: r.Profile, Program: r.Words[0], Problem: fmt.Sprintf(format, args...), Err: err}
	}
	out, words, err := runProcess(ctx, r)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return session.Issued{}, fmt.Errorf("run credential_process of profile %q: %w", r.Profile, ctx.Err())
	case errors.As(err, &exit) && words != "":
		return session.Issued{}, fault(err, "it failed (%v) and says: %s", exit, words)
	case errors.As(err, &exit):
		return session.Issued{}, fault(err, "it failed (%v) and says nothing", exit)
	case err != nil:
		return session.Issued{}, fault(err, "it cannot be run: %s", printable.Words(err.Error()))
	}
	answer, problem := parseProcess(out, c.cfg.Now())
	if problem != "" {
		return session.Issued{}, fault(nil, "%s", problem)
	}
	if answer.Account == "" {
		answer.Account = r.Account
	}
	return answer, nil
}

// runProcess runs the program to its end. words is the end of what it wrote to
// standard error.
func runProcess(ctx context.Context, r ProcessRequest) (out []byte, words string, err error) {
	var answer bytes.Buffer
	var complaint lastBytes
	cmd := exec.CommandContext(ctx, r.Words[0], r.Words[1:]...)
	cmd.Env, cmd.Stdin = r.Environ, r.Stdin
	cmd.Stdout, cmd.Stderr = &firstBytes{&answer}, &complaint
	cmd.WaitDelay = processEnd
	sweep := endTogether(cmd, r.Alone)
	err = cmd.Run()
	if err != nil && ctx.Err() == nil {
		// Ctrl-C at the terminal reaches the program as well as us, and it may
		// be the first to react.
		sleep(ctx, processEnd/10)
	}
	if ctx.Err() != nil {
		sweep()
	}
	if errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil {
		err = nil // it has finished; an agent that it left behind holds its output open
	}
	return answer.Bytes(), printable.Words(string(complaint.text)), err
}

// parseProcess reads the program's answer. problem never quotes it.
func parseProcess(out []byte, now time.Time) (a session.Issued, problem string) {
	// Not a struct: the decoder would take "accesskeyid" for "AccessKeyId".
	var fields map[string]json.RawMessage
	if !utf8.Valid(out) || json.Unmarshal(out, &fields) != nil || fields == nil {
		return a, "it does not print one JSON object"
	}
	var version float64
	if json.Unmarshal(fields["Version"], &version) != nil || version != 1 {
		return a, "its answer does not have \"Version\": 1"
	}
	var expires string
	for _, field := range []struct {
		name     string
		into     *string
		required bool
	}{
		{"AccessKeyId", &a.Keys.AccessKeyID, true},
		{"SecretAccessKey", &a.Keys.SecretAccessKey, true},
		{"SessionToken", &a.Keys.SessionToken, false},
		{"Expiration", &expires, false},
		{"AccountId", &a.Account, false},
	} {
		raw, there := fields[field.name]
		if there && json.Unmarshal(raw, field.into) != nil {
			return session.Issued{}, fmt.Sprintf("%s in its answer is no text", field.name)
		}
		if field.required && *field.into == "" {
			return session.Issued{}, fmt.Sprintf("its answer has no %s", field.name)
		}
	}
	if expires == "" {
		return a, ""
	}
	a.Expires = awsterms.ParseTime(expires)
	if a.Expires.IsZero() {
		return session.Issued{}, "Expiration in its answer is no time in ISO 8601 with a zone"
	}
	if !a.Expires.After(now) {
		return session.Issued{}, fmt.Sprintf("the keys that it printed have expired (%s)", awsterms.FormatTime(a.Expires))
	}
	return a, ""
}

// firstBytes keeps the beginning of what is written, up to maxAnswer.
type firstBytes struct{ to *bytes.Buffer }

func (h *firstBytes) Write(p []byte) (int, error) {
	if room := maxAnswer - h.to.Len(); room > 0 {
		h.to.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// lastBytes keeps the end of what is written: the reason stands there.
type lastBytes struct{ text []byte }

func (t *lastBytes) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if extra := len(t.text) - printable.MostWords; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}
