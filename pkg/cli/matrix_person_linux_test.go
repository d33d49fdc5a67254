package cli_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// before starts the command before a person.
func (s *scene) before(words ...string) *person {
	s.t.Helper()
	return s.sit(s.t, false, append([]string{"awsenv"}, words...)...)
}

// left is how the run came out that a person watched.
func (p *person) left() ran { return ran{p.End(), p.piped.String(), ptytest.Plain(p.Text())} }

// atQuestion lets something happen to the command while it asks.
func atQuestion(what func(*person), status int) func(*testing.T, row) tally {
	return func(t *testing.T, r row) tally {
		all := tally{}
		if r.asks == "" {
			return all
		}
		s := r.scene(t)
		p := s.before(strings.Fields(r.asks)...)
		p.Wait(0, r.question)
		what(p)
		p.Until("end", p.Ended)
		got := ran{p.Cmd.ProcessState.ExitCode(), p.piped.String(), ptytest.Plain(p.Text())}
		if status != hungUp { // else there is no terminal any more
			got = p.left()
			p.asIs()
		}
		s.ends("at the question", got, status)
		s.goesOn("at the question")
		all.add(got)
		return all
	}
}

// atCalls sends a signal at each call while it is waited for.
func atCalls(signal syscall.Signal) func(*testing.T, row) tally {
	return func(t *testing.T, r row) tally {
		all := tally{}
		calls := r.scene(t).calls()
		for i, call := range calls {
			s := r.scene(t)
			when := fmt.Sprintf("call %d, %s", i+1, call.Action)
			s.Misbehave(awstest.Fault{Action: call.Action, Skip: len(calls[:i].Of(call.Action)), Kind: awstest.Delay, Delay: time.Hour, Times: lasting})
			p := s.before(s.words()...)
			p.Until(when, func() bool { return len(s.Log()) > i || p.Ended() })
			p.Signal(signal)
			got := p.left()
			s.Behave()
			s.ends(when, got, 128+int(signal))
			p.asIs()
			s.goesOn(when)
			all.add(got)
		}
		return all
	}
}
