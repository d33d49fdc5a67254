//go:build !windows

package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// crashes is a place to end rotations at the worst moment.
type crashes struct {
	server  *awstest.Server
	program string
	home    string
	// endpoint is what awsenv calls, the server when empty.
	endpoint string
}

func newCrashes(t *testing.T) *crashes {
	t.Helper()
	server, program := newServerAndProgram(t)
	return &crashes{server: server, program: program}
}

// newServerAndProgram are an AWS for a test, and the path of an awsenv in a folder alone.
func newServerAndProgram(t *testing.T) (server *awstest.Server, program string) {
	t.Helper()
	server, err := awstest.Start(scriptWorld())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	program = filepath.Join(t.TempDir(), "awsenv")
	if err := os.Symlink(testBinary(t), program); err != nil {
		t.Fatal(err)
	}
	return server, program
}

// reset makes a world in which nothing was rotated yet.
func (c *crashes) reset(t *testing.T) {
	t.Helper()
	c.server.Change(func(w *awstest.World) { w.Users[0].Keys = awstest.ExampleWorld().Users[0].Keys })
	c.home = t.TempDir()
	folder := filepath.Join(c.home, ".aws")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	pair := fmt.Sprintf("aws_access_key_id = %s\naws_secret_access_key = %s\n", awstest.AccessKey, awstest.SecretKey)
	for name, text := range map[string]string{
		// The same key in both files, as people have it.
		"config":      "[default]\nregion = eu-west-1\n" + pair + "[profile iam]\nregion = eu-west-1\n",
		"credentials": "[iam]\n" + pair,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// rotate prepares a run, under another program when there is one.
func (c *crashes) rotate(under ...string) *exec.Cmd {
	args := append(under, c.program, "rotate", "iam", "--no-prompt")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(c.server.Env(), "HOME="+c.home, "PATH=/usr/bin:/bin", "SHELL=/bin/sh", oneThread+"=1")
	if c.endpoint != "" {
		cmd.Env = append(cmd.Env, "AWS_ENDPOINT_URL_STS="+c.endpoint, "AWS_ENDPOINT_URL_IAM="+c.endpoint)
	}
	return cmd
}

// set reads the files, which have to parse.
func (c *crashes) set(t *testing.T, when string) *profile.Set {
	t.Helper()
	var files [2]profile.File
	for i, name := range []string{"config", "credentials"} {
		text, err := os.ReadFile(filepath.Join(c.home, ".aws", name))
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		files[i] = profile.File{Path: name, Text: text}
	}
	set, err := profile.Parse(files[0], files[1])
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	return set
}

// works checks that both profiles have keys that AWS accepts.
func (c *crashes) works(t *testing.T, when string) {
	t.Helper()
	set := c.set(t, when)
	for _, name := range []string{"iam", "default"} {
		id, _ := set.Option(name, "aws_access_key_id")
		secret, _ := set.Option(name, "aws_secret_access_key")
		if !worksAs(c.server.World(), id, secret) {
			t.Fatalf("%s: the keys of profile %s do not work: %s\n%+v", when, name, id, c.server.World().Users[0].Keys)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(c.home, ".cache", "awsenv", "*"))
	for _, path := range kept {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if strings.Contains(string(text), "EXAMPLEKEY") {
			t.Fatalf("%s: a secret is in %s", when, path)
		}
	}
}

// recovers runs rotate again and checks that it ends with one active key, stored in
// both profiles, and with nothing left of the way there.
func (c *crashes) recovers(t *testing.T, when string) {
	t.Helper()
	if out, err := c.rotate().CombinedOutput(); err != nil {
		t.Fatalf("%s: the next run: %v\n%s\n%v", when, err, out, c.server.Log())
	}
	c.works(t, when+", next run")
	set, keys := c.set(t, when), c.server.World().Users[0].Keys
	for _, name := range []string{"iam", "default"} {
		if id, _ := set.Option(name, "aws_access_key_id"); len(keys) != 1 || id != keys[0].ID || id == awstest.AccessKey {
			t.Fatalf("%s: the next run ended with %s in %s and %+v", when, id, name, keys)
		}
	}
	text, err := os.ReadFile(filepath.Join(c.home, ".aws", "credentials"))
	if err != nil || strings.Contains(string(text), "awsenv_new") {
		t.Fatalf("%s: the next run left %s (%v)", when, text, err)
	}
	if notes, _ := filepath.Glob(filepath.Join(c.home, ".cache", "awsenv", "note-*")); len(notes) > 0 {
		t.Fatalf("%s: the next run left its record: %q", when, notes)
	}
	if left, _ := filepath.Glob(filepath.Join(c.home, ".aws", atomicfile.TempPattern)); len(left) > 0 {
		t.Fatalf("%s: the next run leaves %q", when, left)
	}
	c.server.ClearLog()
}

// TestRotateKilledAtEveryRequest ends awsenv by SIGKILL when its first, second, …
// request has arrived, and again when AWS has acted on it and not answered yet.
func TestRotateKilledAtEveryRequest(t *testing.T) {
	t.Parallel()
	for _, acted := range []bool{false, true} {
		t.Run(fmt.Sprintf("acted %v", acted), func(t *testing.T) {
			t.Parallel()
			c := newCrashes(t)
			// Every new key is unknown to AWS at first.
			c.server.Misbehave(awstest.Fault{Action: "CreateAccessKey", Kind: awstest.SlowKey, Refusals: 1, Times: -1})
			k := &killer{acted: acted}
			front := httptest.NewServer(k.before(t, c.server.URL))
			t.Cleanup(front.Close)
			c.endpoint = front.URL
			var n int
			for n = 1; ; n++ {
				c.reset(t)
				cmd := c.rotate()
				ended := k.run(t, cmd, n)
				when := fmt.Sprintf("request %d", n)
				c.works(t, when)
				if ended {
					break
				}
				k.arm(nil, 0)
				c.recovers(t, when)
			}
			if n < 9 {
				t.Errorf("a rotation has %d requests only", n-1)
			}
			t.Logf("killed at %d requests", n-1)
		})
	}
}

// TestTheAWSCLIWorksWhileAKeyIsStaged: the options that hold the new key mean nothing
// to other tools.
func TestTheAWSCLIWorksWhileAKeyIsStaged(t *testing.T) {
	p := newBothPrograms(t)
	path := filepath.Join(p.home, ".aws", "credentials")
	staged := awstest.ExampleCredentials() + "awsenv_new_access_key_id = AKIANEWKEYEXAMPLE000\nawsenv_new_secret_access_key = new\n"
	if err := os.WriteFile(path, []byte(staged), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := p.aws(t, "iam"); !strings.Contains(got, awstest.UserARN) {
		t.Errorf("the AWS CLI is %q", got)
	}
}

// TestRotateInterrupted: Ctrl-C while the new key is waited for leaves a profile that
// works, and the next run goes on.
func TestRotateInterrupted(t *testing.T) {
	t.Parallel()
	c := newCrashes(t)
	c.reset(t)
	c.server.Misbehave(awstest.Fault{Action: "CreateAccessKey", Kind: awstest.SlowKey, Refusals: 5})
	cmd := c.rotate()
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(c.server.Log().Of("GetCallerIdentity")) < 3 {
		time.Sleep(5 * time.Millisecond)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 130 {
		t.Errorf("exit status %d", status)
	}
	if !regexp.MustCompile(`(?m)^awsenv: error: interrupted\nawsenv: hint: the profile still has access key AKIA\w+; the new one, AKIA\w+, is stored beside it\nawsenv: hint: awsenv rotate iam goes on from there\n\z`).MatchString(said.String()) {
		t.Errorf("it says\n%s", said.String())
	}
	c.works(t, "interrupted")
	staged := c.server.World().Users[0].Keys[1].ID
	c.recovers(t, "interrupted")
	if id, _ := c.set(t, "interrupted").Option("iam", "aws_access_key_id"); id != staged {
		t.Errorf("the second run did not go on with %s, but made %s", staged, id)
	}
}

// killer is a proxy that kills the process whose request it is.
type killer struct {
	acted bool
	mu    sync.Mutex
	cmd   *exec.Cmd
	left  int
}

// arm kills cmd at its n-th request from now on; nil spares everybody.
func (k *killer) arm(cmd *exec.Cmd, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.cmd, k.left = cmd, n
}

// run runs cmd until its n-th request; ended tells that it came to its end before.
func (k *killer) run(t *testing.T, cmd *exec.Cmd, n int) (ended bool) {
	t.Helper()
	k.mu.Lock()
	err := cmd.Start()
	k.cmd, k.left = cmd, n
	k.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("request %d: %v", n, err)
	}
	return err == nil
}

func (k *killer) before(t *testing.T, target string) http.Handler {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to) // keeps the Host, which is signed
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.mu.Lock()
		cmd := k.cmd
		if k.left--; k.left != 0 {
			cmd = nil
		}
		k.mu.Unlock()
		if cmd == nil {
			proxy.ServeHTTP(w, r)
			return
		}
		if k.acted {
			proxy.ServeHTTP(httptest.NewRecorder(), r)
		}
		_ = cmd.Process.Kill()
		panic(http.ErrAbortHandler)
	})
}

// mutations are the calls to the system that change files, a group each: between two
// of them there is nothing that a crash could leave.
var mutations = [...]string{"renameat,renameat2,rename", "fsync", "unlinkat,unlink", "write,pwrite64", "fchmod,fchmodat,chmod", "mkdirat,mkdir", "ftruncate,truncate", "flock"}

// TestRotateKilledAtEveryFileOperation ends awsenv by SIGKILL at the first, the
// second, … of its calls that change a file.
func TestRotateKilledAtEveryFileOperation(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	for _, calls := range mutations {
		t.Run(calls, func(t *testing.T) {
			t.Parallel()
			c := newCrashes(t)
			n := 1
			for ; ; n++ {
				c.reset(t)
				when := fmt.Sprintf("%s %d", calls, n)
				ended := c.injected(t, strace, calls, fmt.Sprintf("signal=SIGKILL:when=%d", n))
				c.works(t, when)
				if ended {
					break
				}
				c.recovers(t, when)
			}
			t.Logf("killed at %d calls", n-1)
			if least := map[string]int{"fsync": 8, "renameat,renameat2,rename": 8}[calls]; n-1 < least {
				t.Errorf("killed at %d calls only", n-1)
			}
		})
	}
}

// TestRotateWithoutRoom fails the first, the second, … write with a full disk, once
// and for good. A key that could not be stored is deleted again.
func TestRotateWithoutRoom(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	for calls, lasting := range map[string]string{"fsync": "+", "renameat,renameat2,rename": ""} {
		t.Run(calls+lasting, func(t *testing.T) {
			t.Parallel()
			c := newCrashes(t)
			deleted := 0
			for n := 1; n <= 14; n++ {
				c.reset(t)
				when := fmt.Sprintf("%s %d%s", calls, n, lasting)
				stderr := c.full(t, strace, calls, fmt.Sprintf("%d%s", n, lasting))
				c.works(t, when)
				if strings.Contains(stderr, "could not be stored, and was deleted again") {
					deleted++
					if keys := c.server.World().Users[0].Keys; len(keys) != 1 || keys[0].ID != awstest.AccessKey {
						t.Fatalf("%s: the new key was not deleted: %+v\n%s", when, keys, stderr)
					}
				}
				c.recovers(t, when)
			}
			if deleted == 0 {
				t.Error("no new key was deleted for lack of room")
			}
		})
	}
}

// full runs a rotation whose calls fail for a full disk, and gives what it says.
func (c *crashes) full(t *testing.T, strace, calls, when string) string {
	t.Helper()
	cmd := c.rotate(strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace="+optional(calls), "-e", "inject="+optional(calls)+":error=ENOSPC:when="+when)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || !strings.Contains(stderr.String(), "awsenv: error: ")) {
		t.Fatalf("%s %s: %v\n%s", calls, when, err, stderr.String())
	}
	return stderr.String()
}

// injected runs a rotation under strace with a fault; ended tells that the fault never
// came.
func (c *crashes) injected(t *testing.T, strace, calls, fault string) (ended bool) {
	t.Helper()
	cmd := c.rotate(strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace="+optional(calls), "-e", "inject="+optional(calls)+":"+fault)
	out, err := cmd.CombinedOutput()
	if err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%s, %s: %v\n%s", calls, fault, err, out)
	}
	return err == nil
}

// optional names calls that a machine need not have.
func optional(calls string) string { return "?" + strings.ReplaceAll(calls, ",", ",?") }
