package cli_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/exit"
)

// callFault is something that happens to one call of a command, each in its turn.
type callFault struct {
	name  string
	fault awstest.Fault
	// status is how a command has to end.
	status func(r row, call awstest.Entry) int
}

const lasting = -1

var callFaults = []callFault{
	{"connection reset before AWS acted", awstest.Fault{Kind: awstest.DropBefore, Times: lasting}, unless(reminder, exit.Unreachable)},
	{"connection reset before AWS acted, once", awstest.Fault{Kind: awstest.DropBefore}, once},
	{"connection reset after AWS acted", awstest.Fault{Kind: awstest.DropAfter, Times: lasting}, unless(reminder, exit.Unreachable)},
	{"connection reset after AWS acted, once", awstest.Fault{Kind: awstest.DropAfter}, once},
	{"half an answer", awstest.Fault{Kind: awstest.Half, Times: lasting}, unless(reminder, exit.Unreachable)},
	{"half an answer, once", awstest.Fault{Kind: awstest.Half}, once},
	{"a slow answer", awstest.Fault{Kind: awstest.Delay, Delay: 500 * time.Millisecond}, done},
	{"a web page", awstest.Fault{Kind: awstest.HTML, Times: lasting}, unless(reminder, exit.Unreachable)},
	{"a web page with status 502", awstest.Fault{Kind: awstest.HTML, Status: http.StatusBadGateway, Times: lasting}, unless(reminder, exit.Unreachable)},
	{"status 503", awstest.Fault{Kind: awstest.Fail, Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable", Times: lasting}, unless(reminder, exit.Unreachable)},
	{"status 500, once", awstest.Fault{Kind: awstest.Fail}, once},
	{"throttling", awstest.Fault{Kind: awstest.Throttle, Times: lasting}, unless(reminder, exit.Unreachable)},
	{"throttling, once", awstest.Fault{Kind: awstest.Throttle}, once},
	{"access denied", awstest.Fault{Kind: awstest.Deny, Times: lasting}, denied},
	{"an expiry in the past", awstest.Fault{Kind: awstest.Expiration, Offset: -48 * time.Hour, Times: lasting}, unless(noSession, exit.Unreachable)},
	{"an expiry with fractions", awstest.Fault{Kind: awstest.Expiration, Layout: "2006-01-02T15:04:05.000Z", Times: lasting}, done},
	{"no expiry", awstest.Fault{Kind: awstest.NoExpiration, Times: lasting}, unless(noSession, exit.Unreachable)},
}

func done(row, awstest.Entry) int { return exit.Done }

// unless is the status of calls but those, without which all is well.
func unless(those func(row, awstest.Entry) bool, status int) func(row, awstest.Entry) int {
	return func(r row, call awstest.Entry) int {
		if those(r, call) {
			return exit.Done
		}
		return status
	}
}

// reminder is a call that a command can do without.
func reminder(r row, call awstest.Entry) bool { return r.reminds && call.Action == "ListAccessKeys" }

// denied is the status when a policy denies a call. Of setup that the devices are
// listed may be denied: the default name of a device can be tried. logout has done its
// part, and AWS was not told.
func denied(r row, call awstest.Entry) int {
	switch {
	case reminder(r, call) || call.Action == "ListMFADevices":
		return exit.Done
	case call.Action == "Logout":
		return exit.Unreachable
	}
	return exit.Refused
}

// noSession are calls that issue none.
func noSession(_ row, call awstest.Entry) bool {
	return call.Action != "AssumeRole" && call.Action != "GetSessionToken"
}

// once is the status after what another try makes good: what
// carries a code or makes a key is not tried again.
func once(r row, call awstest.Entry) int {
	if call.Code != 0 || call.Action == "CreateAccessKey" {
		return exit.Unreachable
	}
	return exit.Done
}

// cell disturbs each call of the command.
func (f callFault) cell(t *testing.T, r row) tally {
	all := tally{}
	calls := r.scene(t).calls()
	for i, call := range calls {
		s := r.scene(t)
		when := fmt.Sprintf("call %d, %s", i+1, call.Action)
		fault := f.fault
		fault.Action, fault.Skip = call.Action, len(calls[:i].Of(call.Action))
		s.Misbehave(fault)
		got := s.awsenv(s.words()...)
		s.Behave()
		s.ends(when, got, f.status(r, call))
		s.goesOn(when)
		all.add(got)
	}
	return all
}

// worldFault is something that is wrong with the way to AWS as a whole.
type worldFault struct {
	name    string
	prepare func(*scene)
	status  func(row) int
}

func unreachable(row) int { return exit.Unreachable }

// refusedClock: AWS refuses what is signed at another time; tokens have no time.
func refusedClock(r row) int {
	if r.signedIn {
		return exit.Done
	}
	return exit.Refused
}

var worldFaults = []worldFault{
	{"connection refused", func(s *scene) {
		closed, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			s.t.Fatal(err)
		}
		s.calledAt("http://" + closed.Addr().String())
		_ = closed.Close()
	}, unreachable},
	{"a certificate that nobody trusts", func(s *scene) {
		stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
		stranger.Config.ErrorLog = silent
		stranger.StartTLS()
		s.t.Cleanup(stranger.Close)
		s.calledAt(stranger.URL)
	}, unreachable},
	{"AWS's clock an hour ahead", func(s *scene) { s.SetOffset(time.Hour) }, refusedClock},
	{"AWS's clock an hour behind", func(s *scene) { s.SetOffset(-time.Hour) }, refusedClock},
}

// calledAt leads the command to another endpoint.
func (s *scene) calledAt(url string) {
	for i, pair := range s.env {
		if name, value, _ := strings.Cut(pair, "="); value == s.URL {
			s.env[i] = name + "=" + url
		}
	}
}

func (f worldFault) cell(t *testing.T, r row) tally {
	all := tally{}
	if len(r.scene(t).calls()) == 0 {
		return all
	}
	s := r.scene(t)
	env := slices.Clone(s.env)
	f.prepare(s)
	got := s.awsenv(s.words()...)
	s.ends(f.name, got, f.status(r))
	s.env = env
	s.SetOffset(0)
	s.goesOn(f.name)
	all.add(got)
	return all
}
