//go:build linux || darwin

package cli_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// execForms are the two ways to run a command.
var execForms = map[string]string{"exec": "awsenv exec", "exec --renew": "awsenv exec --renew"}

// newOpenWorld is a world with the profile open, which wants no code.
func newOpenWorld(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	appendConfig(t, w.home, openProfile)
	return w
}

const openProfile = "\n[profile open]\nrole_arn = " + awstest.OpenRole + "\nsource_profile = bare\nregion = eu-west-1\n" +
	"[profile bare]\naws_access_key_id = " + awstest.AccessKey + "\naws_secret_access_key = " + awstest.SecretKey + "\n"

// inShells runs a test for both forms in both shells that have jobs and a status line of
// their own for them.
func inShells(t *testing.T, test func(t *testing.T, w world, form string, shell *person)) {
	t.Helper()
	for name, form := range execForms {
		for _, shell := range []string{"bash", "zsh"} {
			argv := map[string][]string{"bash": {"bash", "--norc", "--noprofile", "-i"}, "zsh": {"zsh", "-f", "-i"}}[shell]
			t.Run(name+" in "+shell, func(t *testing.T) {
				if have, err := haveTool("have:" + shell); err != nil {
					t.Fatal(err)
				} else if !have {
					t.Skipf("%s is not installed", shell)
				}
				t.Parallel()
				w := newOpenWorld(t)
				w.env = append(w.env, "PS1=ready> ", "HISTFILE=")
				p := w.sit(t, true, argv...)
				p.Wait(0, "ready> ")
				test(t, w, form, p)
			})
		}
	}
}

// TestExecIsAJob: Ctrl-Z, fg and kill treat it as the command itself.
func TestExecIsAJob(t *testing.T) {
	inShells(t, func(t *testing.T, w world, form string, p *person) {
		p.Type(form + " open sh -c 'echo begun; cat; exit 5'\r")
		p.Expect(`[\r\n]begun`)
		p.Type("one\r")
		p.Expect(`one\s+one`)
		p.Type("\x1a")
		p.Expect(`(?i)(stopped|suspended)`)
		waitForChild(t, p, stopped, "cat")
		p.Expect(`ready> `)
		p.Type("echo in the $((1+1))nd\r")
		p.Expect(`in the 2nd`)
		p.Expect(`ready> `)
		p.Type("fg\r")
		p.Expect(`awsenv exec`)
		waitForChild(t, p, running, "cat")
		p.Type("two\r")
		p.Expect(`two\s+two`)
		p.Type("\x1a")
		p.Expect(`(?i)(stopped|suspended)`)
		waitForChild(t, p, stopped, "cat")
		p.Expect(`ready> `)
		p.Type("fg\r")
		p.Expect(`awsenv exec`)
		waitForChild(t, p, running, "cat")
		p.Type("once more\r")
		p.Expect(`once more\s+once more`)
		p.Type("\x04")
		p.Expect(`ready> `)
		p.Type("echo status $?\r")
		p.Expect(`status 5`)
		p.Expect(`ready> `)
		p.Type(form + " open sh -c 'echo begun; exec cat' | cat\r")
		p.Expect(`[\r\n]begun`)
		p.Type("three\r")
		p.Expect(`three\s+three`)
		p.Type("\x04")
		p.Expect(`ready> `)
		p.Type("exit\r")
		p.End()
	})
}

// TestContinuedCommandStopsAgain: a command that was continued by somebody else, and has
// stopped since, is not continued by a SIGCONT that is still on its way to us; one that
// was not is.
func TestContinuedCommandStopsAgain(t *testing.T) {
	p := newOpenWorld(t).sit(t, true, "awsenv", "exec", "--renew", "open", "sh", "-c", "echo pid $$.; kill -STOP $$; echo once; kill -STOP $$; echo twice")
	pid, err := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(p.Expect(`pid \d+\.`)))
	if err != nil {
		t.Fatal(err)
	}
	waitForChild(t, p, stopped, "awsenv")
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	p.Expect("once")
	waitForChild(t, p, stopped, "sh")
	p.Signal(syscall.SIGCONT)
	waitForChild(t, p, stopped, "awsenv")
	if strings.Contains(p.Text(), "twice") {
		t.Error("the command was continued when it had stopped again")
	}
	p.Signal(syscall.SIGCONT)
	p.Expect("twice")
	if status := p.End(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestInterruptedCommand: Ctrl-C reaches the command once, and a shell's script stops as
// if awsenv were not there.
func TestInterruptedCommand(t *testing.T) {
	inShells(t, func(t *testing.T, w world, form string, p *person) {
		p.Type(form + ` open sh -c 'trap "echo caught it" INT; echo begun; until read x; do :; done; echo read $x'` + "\r")
		p.Expect(`[\r\n]begun`)
		p.Type("\x03")
		p.Expect(`caught it`)
		p.Type("x\r")
		if text := p.Expect(`[^$]*read x`); strings.Contains(text, "caught it") {
			t.Errorf("the command was interrupted twice: %q", text)
		}
		p.Expect(`ready> `)
		p.Type(form + " open sleep 1000\r")
		waitForChild(t, p, running, "sleep")
		p.Type("\x03")
		p.Expect(`ready> `)
		p.Type("echo status $?\r")
		p.Expect(`status 130`)
		p.Expect(`ready> `)
		p.Type("sh -c '" + form + " open sleep 1000; echo not $((1+1))nd'; echo over $((1+2))\r")
		waitForChild(t, p, running, "sleep")
		p.Type("\x03")
		p.Expect(`ready> `)
		p.Type("echo really over $((2+2))\r")
		if text := p.Expect(`[\s\S]*really over 4`); strings.Contains(text, "not 2nd") {
			t.Errorf("the script went on: %q", text)
		}
		p.Expect(`ready> `)
		p.Type("exit\r")
		p.End()
	})
}

// The states of a program on a terminal, as ps has them.
const (
	running = `S\S*\+` // in the foreground
	stopped = `T\S*`
)

// waitForChild waits until a program is in that state. A shell shows its prompt as soon as
// the leader of a job has stopped: a program of the job that has still to take notice of
// Ctrl-Z takes what is typed by then.
func waitForChild(t *testing.T, p *person, state, name string) {
	t.Helper()
	p.Until(name+" to be "+state, func() bool {
		out, _ := exec.Command("ps", "-o", "stat=,comm=", "-t", strings.TrimPrefix(p.Line.Name(), "/dev/")).Output()
		return regexp.MustCompile(`(?m)^` + state + `\s+` + name + `$`).Match(out)
	})
}

// endpointOf is what a command of `exec --renew` that prints it was given.
type endpointOf struct{ url, token string }

// showEndpoint is a command that prints its endpoint and stays until there is a file
// called done. It does not read the terminal, where it would take what is typed.
const showEndpoint = `echo "endpoint $AWS_CONTAINER_CREDENTIALS_FULL_URI $AWS_CONTAINER_AUTHORIZATION_TOKEN."
until rm done 2>/dev/null; do sleep 0.05; done; echo the end`

// done ends such a command.
func (w world) done(t *testing.T, p *person) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.home, "done"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if status := p.End(); status != 0 || !strings.Contains(p.Text(), "the end") {
		t.Errorf("exit status %d\n%s", status, p.Text())
	}
}

func (p *person) endpoint() endpointOf {
	p.t.Helper()
	found := regexp.MustCompile(`endpoint (\S+) ([0-9a-f]+)\.`).FindStringSubmatch(p.Expect(`endpoint \S+\s+\S+\.`))
	if found == nil {
		p.t.Fatalf("no endpoint on the terminal:\n%s", p.Text())
	}
	return endpointOf{found[1], found[2]}
}

// ask is the access key that the endpoint hands out, or its message.
func (e endpointOf) ask(t *testing.T) (id, message string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, e.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", e.token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var fields struct {
		AccessKeyID string `json:"AccessKeyId"`
		Message     string `json:"message"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&fields); err != nil {
		t.Fatal(err)
	}
	return fields.AccessKeyID, fields.Message
}

// until asks until the endpoint answers as wanted.
func (e endpointOf) until(t *testing.T, what string, ok func(id, message string) bool) (id string) {
	t.Helper()
	for end := time.Now().Add(ptytest.Patience); ; {
		id, message := e.ask(t)
		if ok(id, message) {
			return id
		}
		if time.Now().After(end) {
			t.Fatalf("the endpoint does not come to %s: it hands out %q, and says %q", what, id, message)
		}
	}
}

// aheadBy sets the clocks of awsenv, of programs that are to come and run, and of AWS.
func (w world) aheadBy(t *testing.T, offset time.Duration) {
	t.Helper()
	w.Change(func(world *awstest.World) { world.MaxSkew = 1000 * time.Hour })
	w.SetOffset(offset)
	setClock(t, w.home, offset)
}

// setClock writes the file of a clock whole: awsenv may be reading it.
func setClock(t *testing.T, home string, offset time.Duration) {
	t.Helper()
	path := filepath.Join(home, "clock")
	if err := os.WriteFile(path+".new", []byte(offset.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// newSettableWorld is a world whose clocks are set by aheadBy.
func newSettableWorld(t *testing.T) world {
	t.Helper()
	w := newOpenWorld(t)
	w.env = append(w.env, clockVariable+"=@"+filepath.Join(w.home, "clock"))
	w.aheadBy(t, 0)
	return w
}

// TestRenewalAsksOnTheTerminal: a renewal that needs a code asks for it beside the
// command, which keeps its old session meanwhile and gets the new one.
func TestRenewalAsksOnTheTerminal(t *testing.T) {
	t.Parallel()
	w := newSettableWorld(t)
	p := w.sit(t, true, "awsenv", "exec", "--token", w.code(t), "--renew", "prod", "sh", "-c", showEndpoint)
	e := p.endpoint()
	first, _ := e.ask(t)
	w.aheadBy(t, 11*time.Hour)
	if again, message := e.ask(t); first == "" || again != first || strings.Contains(p.Text(), "MFA code for") {
		t.Fatalf("it hands out %q, then %q, and says %q:\n%s", first, again, message, p.Text())
	}
	// Asked for in the background while the old one is handed out.
	w.aheadBy(t, 11*time.Hour+50*time.Minute)
	for !strings.Contains(p.Text(), "MFA code for") {
		if id, message := e.ask(t); id != first {
			t.Fatalf("it hands out %q, and says %q", id, message)
		}
	}
	p.Expect(`needs you; the old one works for another \d+m`)
	p.Type(w.code(t) + "\r")
	e.until(t, "a new session", func(id, _ string) bool { return id != "" && id != first })
	w.done(t, p)
	p.asIs()
	if codes := w.Log().Codes(); codes != 2 {
		t.Errorf("%d codes were sent", codes)
	}
}

// TestRenewalThatNobodyAnswers: Ctrl-C at the question is no signal for the command. It is
// not asked again; the programs learn what to type, and go on once that has been done.
func TestRenewalThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	w := newSettableWorld(t)
	p := w.sit(t, true, "awsenv", "exec", "-t", w.code(t), "--renew", "--region", "eu-central-1", "prod", "sh", "-c", showEndpoint)
	e := p.endpoint()
	w.aheadBy(t, 11*time.Hour+50*time.Minute)
	for !strings.Contains(p.Text(), "MFA code for") {
		e.ask(t)
	}
	p.Type("\x03")
	p.Expect(`warning: the session of profile "prod" could not be renewed`)
	if id, message := e.ask(t); id == "" {
		t.Errorf("it hands out nothing while the old session works, and says %q", message)
	}
	w.aheadBy(t, 13*time.Hour)
	const typed = "awsenv exec --region eu-central-1 prod true"
	e.until(t, "what to type", func(_, message string) bool { return strings.Contains(message, typed) })
	if strings.Count(p.Text(), "MFA code for") != 1 {
		t.Errorf("it was asked again:\n%s", p.Text())
	}
	other := w.sit(t, true, "sh", "-c", typed)
	other.Wait(0, "MFA code")
	other.Type(w.code(t) + "\r")
	if status := other.End(); status != 0 {
		t.Fatalf("exit status %d\n%s", status, other.Text())
	}
	e.until(t, "the new session", func(id, _ string) bool { return id != "" })
	w.done(t, p)
	p.asIs()
}

// TestRenewalInAShellAsksNothing: an interactive shell has the terminal for itself, and a
// question in its background would stop the endpoint.
func TestRenewalInAShellAsksNothing(t *testing.T) {
	t.Parallel()
	w := newSettableWorld(t)
	w.env = append(w.env, "PS1=$AWSENV_PROMPT> ", "ENV=", "HISTFILE=")
	p := w.sit(t, true, "awsenv", "exec", "--token", w.code(t), "--renew", "prod", "bash", "--norc", "-i")
	p.Expect(`> $`)
	show, _, _ := strings.Cut(showEndpoint, "\n")
	p.Type(show + "\r")
	p.Expect(`\."`)
	e := p.endpoint()
	w.aheadBy(t, 13*time.Hour)
	e.until(t, "what to type", func(_, message string) bool { return strings.Contains(message, "awsenv exec prod true") })
	p.Type("echo still $((1+1)) here\r")
	p.Expect(`still 2 here`)
	if strings.Contains(p.Text(), "MFA code for") {
		t.Errorf("it asked:\n%s", p.Text())
	}
	p.Type("exit 3\r")
	if status := p.End(); status != 3 {
		t.Errorf("exit status %d", status)
	}
}

// TestCommandGetsOurSignals: what reaches awsenv alone is handed on, and when it is killed
// the command is told.
func TestCommandGetsOurSignals(t *testing.T) {
	const traps = `for s in TERM HUP USR1 USR2 INT QUIT; do trap "echo got $s" $s; done; trap 'echo the end; exit 0' ALRM
echo pid $$.; while :; do sleep 0.05; done`
	w := newOpenWorld(t)
	cmd := exec.Command("awsenv", "exec", "--renew", "open", "sh", "-c", traps)
	cmd.Env = w.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	term := ptytest.Open(t, 80, 24) // for its patience; it is not the command's terminal
	term.Start(cmd)
	p := &person{Terminal: term, t: t}
	pid, err := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(p.Expect(`pid \d+\.`)))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		signal syscall.Signal
		name   string
	}{
		{syscall.SIGTERM, "TERM"}, {syscall.SIGHUP, "HUP"}, {syscall.SIGUSR1, "USR1"}, {syscall.SIGUSR2, "USR2"},
		{syscall.SIGINT, "INT"}, {syscall.SIGQUIT, "QUIT"},
	} {
		p.Signal(test.signal)
		p.Expect("got " + test.name)
	}
	if deathIsTold {
		told := strings.Count(p.Text(), "got TERM")
		p.Signal(syscall.SIGKILL)
		p.Until("SIGTERM for the command", func() bool { return strings.Count(p.Text(), "got TERM") > told })
	}
	if err := syscall.Kill(pid, syscall.SIGALRM); err != nil {
		t.Fatal(err)
	}
	p.Until("end of the command", func() bool { return strings.Contains(p.Text(), "the end") })
}
