package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// performance is a running demo.
type performance struct {
	*stage
	out           io.Writer
	first, second *terminal
}

// step is one scene: what is said, and what is done and checked.
type step struct {
	name, text string
	do         func(*performance, context.Context) error
}

// demo plays every step and stops at the first that does not hold.
func demo(ctx context.Context, out io.Writer) error {
	st, err := newStage()
	if err != nil {
		return err
	}
	defer st.close()
	p := &performance{stage: st, out: out}
	defer p.end()
	p.say(fmt.Sprintf("An AWS of three accounts listens on %s, and ~/.aws is a folder that is gone afterwards.", st.server.URL),
		fmt.Sprintf("User %s of account %s (iam) has an MFA device and may assume roles in %s (dev) and %s (prod), for 12 hours.",
			awstest.UserName, awstest.IAMAccount, awstest.DevAccount, awstest.ProdAccount))
	steps := script()
	for i, s := range steps {
		p.say("", fmt.Sprintf("%d/%d  %s", i+1, len(steps), s.text))
		if err := s.do(p, ctx); err != nil {
			return fmt.Errorf("demo: step %d (%s): %w\nrequests so far:\n%s", i+1, s.name, err, st.server.Log())
		}
	}
	p.say("", "Done: one code and one AssumeRole for two shells, one sign-in for two accounts. `make sandbox` opens your own shell in this world.")
	return nil
}

func script() []step {
	return []step{
		{"load", "Load prod. awsenv asks for the code on the terminal, where the demo types it.", (*performance).load},
		{"identity", "Who is this shell now?", (*performance).identity},
		{"time left", "How long does it last? Any program can tell from AWSENV_EXPIRES.", (*performance).timeLeft},
		{"second shell", "A second shell loads the same profile: no code, no request.", (*performance).another},
		{"failure", "A failure is a failure: nothing runs after it with the wrong keys, and what was loaded stays.", (*performance).mistake},
		{"clear", "Unload it.", (*performance).unload},
		{"sign in", "A role of IAM Identity Center. Nobody is signed in, so awsenv opens the browser, which is a program here.", (*performance).signIn},
		{"one sign-in", "A role in another account, in the other shell: the same sign-in serves it.", (*performance).signedIn},
	}
}

func (p *performance) say(lines ...string) {
	for _, line := range lines {
		_, _ = fmt.Fprintln(p.out, line)
	}
}

func (p *performance) end() {
	for _, t := range []*terminal{p.first, p.second} {
		if t != nil {
			t.close()
		}
	}
}

// ok runs a command that must succeed.
func ok(ctx context.Context, t *terminal, command string, answer func() (string, error)) (string, error) {
	r, err := t.run(ctx, command, answer)
	if err == nil && r.status != 0 {
		err = fmt.Errorf("%s: exit status %d", command, r.status)
	}
	return r.output, err
}

func (p *performance) load(ctx context.Context) (err error) {
	if p.first, err = p.open(ctx, p.out); err != nil {
		return err
	}
	code := func() (string, error) { return p.server.NextCode(awstest.MFASerial) }
	if _, err := ok(ctx, p.first, `eval "$(awsenv prod)"`, code); err != nil {
		return err
	}
	calls := p.server.Log().Of("AssumeRole").OK()
	if len(calls) != 1 || calls[0].Params["RoleArn"] != awstest.ProdRole || calls[0].Params["DurationSeconds"] != "43200" || calls.Codes() != 1 {
		return errors.New("AWS did not see one AssumeRole of the role in prod, for 12 hours, with one code")
	}
	return nil
}

func (p *performance) identity(ctx context.Context) error { return p.identityIn(ctx, p.first) }

func (p *performance) identityIn(ctx context.Context, t *terminal) error {
	return is(ctx, t, "arn:aws:sts::"+awstest.ProdAccount+":assumed-role/admin/")
}

// is asks AWS whose session a shell holds.
func is(ctx context.Context, t *terminal, want string) error {
	out, err := ok(ctx, t, "awsenv whoami", nil)
	if err == nil && !strings.Contains(out, want) {
		err = fmt.Errorf("the identity is not %s…", want)
	}
	return err
}

func (p *performance) timeLeft(ctx context.Context) error {
	out, err := ok(ctx, p.first, `echo $(( (AWSENV_EXPIRES - $(date +%s)) / 60 )) minutes`, nil)
	if err != nil {
		return err
	}
	number, _, _ := strings.Cut(out, " ")
	minutes, err := strconv.Atoi(number)
	if err != nil || minutes < 715 || minutes > 720 {
		return fmt.Errorf("%q is not 12 hours", out)
	}
	return nil
}

func (p *performance) another(ctx context.Context) (err error) {
	if p.second, err = p.open(ctx, p.out); err != nil {
		return err
	}
	before := len(p.server.Log())
	if _, err := ok(ctx, p.second, `eval "$(awsenv prod)"`, nil); err != nil {
		return err
	}
	if extra := p.server.Log()[before:]; len(extra) != 0 {
		return errors.New("the second shell needed a request")
	}
	return p.identityIn(ctx, p.second)
}

func (p *performance) mistake(ctx context.Context) error {
	r, err := p.first.run(ctx, `eval "$(awsenv prdo)" && echo deploying`, nil)
	switch {
	case err != nil:
		return err
	case r.status == 0 || strings.Contains(r.output, "\ndeploying") || strings.HasPrefix(r.output, "deploying"):
		return errors.New("a profile that does not exist was loaded")
	case !strings.Contains(r.output, "prod"):
		return errors.New("the message does not name prod")
	}
	return p.identityIn(ctx, p.first)
}

func (p *performance) unload(ctx context.Context) error {
	if _, err := ok(ctx, p.first, `eval "$(awsenv --clear)"`, nil); err != nil {
		return err
	}
	const command = `echo "key: ${AWS_ACCESS_KEY_ID-none}, profile: ${AWSENV_PROFILE-none}"`
	out, err := ok(ctx, p.first, command, nil)
	if err == nil && out != "key: none, profile: none" {
		err = fmt.Errorf("something is left: %s", out)
	}
	return err
}

func (p *performance) signIn(ctx context.Context) error {
	return p.loadRole(ctx, p.first, "sso-dev", "arn:aws:sts::"+awstest.DevAccount+":assumed-role/AWSReservedSSO_Admin_")
}

func (p *performance) signedIn(ctx context.Context) error {
	return p.loadRole(ctx, p.second, "sso-prod", "arn:aws:sts::"+awstest.ProdAccount+":assumed-role/AWSReservedSSO_ReadOnly_")
}

// loadRole loads a role of IAM Identity Center, for which one sign-in is enough, whoever
// began it.
func (p *performance) loadRole(ctx context.Context, t *terminal, profile, want string) error {
	if _, err := ok(ctx, t, `eval "$(awsenv `+profile+`)"`, nil); err != nil {
		return err
	}
	if tokens := p.server.Log().Of("CreateToken").OK(); len(tokens) != 1 {
		return fmt.Errorf("there were %d sign-ins, not one", len(tokens))
	}
	return is(ctx, t, want)
}
