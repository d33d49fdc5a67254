package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"awsenv": func() { os.Exit(cli.Main()) }})
}

// TestScript tells whole journeys: the real program, real shells, a real
// pseudo-terminal, and an emulated AWS on loopback with a log of its own.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setupScript,
		Condition:           haveTool,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"typecode":    typeCode,
			"code":        setCode,
			"calls":       countCalls,
			"forgetlog":   forgetLog,
			"misbehave":   misbehave,
			"world":       changeWorld,
			"connections": countConnections,
		},
	})
}

// emulatorKey is where a script keeps its emulator.
type emulatorKey struct{}

// device is the MFA device of the example's user.
const device = "arn:aws:iam::111122223333:mfa/michael"

// setupScript gives a script its own AWS, and a home with the example's files
// unless it brings its own.
func setupScript(env *testscript.Env) error {
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		return err
	}
	env.Defer(server.Close)
	env.Values[emulatorKey{}] = server

	home := filepath.Join(env.WorkDir, "home")
	if _, err := os.Stat(filepath.Join(home, ".aws")); os.IsNotExist(err) {
		if err := awstest.WriteExample(home); err != nil {
			return err
		}
	}
	env.Setenv("HOME", home)
	env.Setenv("SHELL", "/bin/sh")
	env.Setenv("TERM", "xterm")
	env.Setenv("LANG", "C.UTF-8")
	env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for _, service := range []string{"STS", "IAM", "SSO", "SSO_OIDC", "SIGNIN"} {
		env.Setenv("AWS_ENDPOINT_URL_"+service, server.URL)
	}
	env.Setenv("AWS_PROXY_FOR_TESTS", server.ProxyURL)
	env.Setenv("CA_FILE", server.CAFile)
	return nil
}

// scriptWorld is the example with a device that gives many codes, so that a
// script need not wait half a minute for the next one.
func scriptWorld() awstest.World {
	world := awstest.ExampleWorld()
	for i := range world.Users {
		for j := range world.Users[i].Devices {
			world.Users[i].Devices[j].Drift = 50
		}
	}
	return world
}

func emulator(ts *testscript.TestScript) *awstest.Server {
	return ts.Value(emulatorKey{}).(*awstest.Server)
}

// haveTool is the condition [have:zsh]: a shell that is missing skips on a
// person's machine, and fails in CI.
func haveTool(condition string) (bool, error) {
	tool, ok := strings.CutPrefix(condition, "have:")
	if !ok {
		return false, fmt.Errorf("unknown condition %q", condition)
	}
	_, err := exec.LookPath(tool)
	if err != nil && os.Getenv("CI") == "true" {
		return false, fmt.Errorf("%s is missing, and CI must have it", tool)
	}
	return err == nil, nil
}

// typeCode writes a file with a code that was not used yet, as typed: for ttyin.
// Usage: typecode FILE [SERIAL]
func typeCode(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(nextCode(ts, args[1:])+"\n"), 0o600))
}

// setCode puts such a code into $CODE. Usage: code [SERIAL]
func setCode(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv("CODE", nextCode(ts, args))
}

func nextCode(ts *testscript.TestScript, args []string) string {
	serial := device
	if len(args) > 0 {
		serial = args[0]
	}
	code, err := emulator(ts).NextCode(serial)
	ts.Check(err)
	return code
}

// countCalls checks how often an action was called. Usage: calls ACTION COUNT
func countCalls(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	var got int
	for _, call := range emulator(ts).Log() {
		if args[0] == "all" || call.Action == args[0] {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%s was called %d times, not %d:\n%v", args[0], got, want, emulator(ts).Log())
	}
}

// countConnections checks how many connections the logged requests came over.
func countConnections(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	seen := map[int64]bool{}
	for _, call := range emulator(ts).Log() {
		seen[call.Conn] = true
	}
	if len(seen) != want {
		ts.Fatalf("%d connections, not %d", len(seen), want)
	}
}

func forgetLog(ts *testscript.TestScript, neg bool, args []string) { emulator(ts).ClearLog() }

// misbehave asks for a fault. Usage: misbehave KIND [ACTION [DURATION]]
func misbehave(ts *testscript.TestScript, neg bool, args []string) {
	fault := awstest.Fault{Kind: awstest.Kind(args[0])}
	if len(args) > 1 {
		fault.Action = args[1]
	}
	if len(args) > 2 {
		delay, err := time.ParseDuration(args[2])
		ts.Check(err)
		fault.Delay = delay
	}
	emulator(ts).Misbehave(fault)
}

// changeWorld edits the running AWS. Usage: world spend-codes | keep-codes |
// end-sessions | clock OFFSET
func changeWorld(ts *testscript.TestScript, neg bool, args []string) {
	server := emulator(ts)
	switch args[0] {
	case "spend-codes", "keep-codes":
		server.Change(func(w *awstest.World) { w.KeepRefusedCodes = args[0] == "keep-codes" })
	case "end-sessions":
		server.EndSessions()
	case "clock":
		offset, err := time.ParseDuration(args[1])
		ts.Check(err)
		server.SetOffset(offset)
	default:
		ts.Fatalf("unknown change %q", args[0])
	}
}
