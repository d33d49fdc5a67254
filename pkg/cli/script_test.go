//go:build !windows

package cli_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// oneThread keeps awsenv's own work on one thread: strace counts each thread's calls
// for itself.
const oneThread = "AWSENV_TEST_ONE_THREAD"

func TestMain(m *testing.M) {
	// A credential_process that names this file instead of a link called awsenv would
	// start all tests, and these the next ones.
	if len(os.Args) > 1 && os.Args[1] == "credential-process" && !strings.Contains(filepath.Base(os.Args[0]), "awsenv") {
		_, _ = fmt.Fprintln(os.Stderr, "the tests are no awsenv")
		os.Exit(1)
	}
	testscript.Main(m, map[string]func(){
		"awsenv": func() {
			if os.Getenv(oneThread) != "" {
				runtime.LockOSThread()
			}
			os.Exit(recorded(mainAtClock))
		},
		"helper":  func() { os.Exit(helper()) },
		"browser": func() { os.Exit(browse()) },
		"visit":   func() { os.Exit(visit()) },
	})
}

// TestScript tells whole journeys: the real program, real shells, a real
// pseudo-terminal, and an emulated AWS on loopback with a log of its own. A
// script's name says what it shows. Whatever awsenv writes in any of them is
// searched for secrets when the script ends.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setupScript,
		Condition:           haveTool,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                scriptCommands(),
	})
}

// emulatorKey is where a script keeps its emulator.
type emulatorKey struct{}

// codesKey is where a script keeps the codes that it gave out.
type codesKey struct{}

// setupScript gives a script its own AWS, and a home with the example's files
// unless it brings its own.
func setupScript(env *testscript.Env) error {
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		return err
	}
	env.Defer(server.Close)
	env.Values[emulatorKey{}] = server
	env.Values[codesKey{}] = &[]string{}

	home := filepath.Join(env.WorkDir, "home")
	if err := exampleHome(home); err != nil {
		return err
	}
	env.Setenv("HOME", home)
	env.Setenv("SHELL", "/bin/sh")
	env.Setenv("TERM", "xterm")
	env.Setenv("LANG", "C.UTF-8")
	env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for _, service := range []string{"STS", "IAM", "SSO", "SSO_OIDC", "SIGNIN"} {
		env.Setenv("AWS_ENDPOINT_URL_"+service, server.URL)
	}
	env.Setenv("AWSENV_SIGNIN_ENDPOINT", server.URL)
	env.Setenv("BROWSER", "visit")
	env.Setenv("VISITED", filepath.Join(env.WorkDir, "visited"))
	env.Setenv("AWS_PROXY_FOR_TESTS", server.ProxyURL)
	env.Setenv("CA_FILE", server.CAFile)
	if err := deadEndpoints(env); err != nil {
		return err
	}
	return recordRuns(env)
}

// exampleHome writes those of the example's AWS files that the script does not
// bring itself; a script that brings a config brings its credentials too, or
// has the example's.
func exampleHome(home string) error {
	example := home + ".example"
	if err := awstest.WriteExample(example); err != nil {
		return err
	}
	for _, name := range []string{"config", "credentials"} {
		target := filepath.Join(home, ".aws", name)
		if _, err := os.Lstat(target); err == nil {
			// What a script brings is open to everybody, which awsenv warns of.
			if err := os.Chmod(target, 0o600); err != nil {
				return err
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(example, ".aws", name), target); err != nil {
			return err
		}
	}
	return os.RemoveAll(example)
}

// deadEndpoints puts into $SILENT an endpoint that takes connections and never
// says a word, and into $CLOSED one that refuses them.
func deadEndpoints(env *testscript.Env) error {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Defer(func() { _ = silent.Close() })
	env.Setenv("SILENT", "http://"+silent.Addr().String())
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Setenv("CLOSED", "http://"+closed.Addr().String())
	return closed.Close()
}

// scriptWorld is the example with devices that give many codes, so that a
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
