//go:build linux

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/vault/keeper"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
	"github.com/awsenv/awsenv/pkg/voice"
)

// unlockingWords are what the keepers of these tests know.
const unlockingWords = "correct horse battery staple"

// custodyHome is a home whose keys are moved about, and killed in the middle of it.
type custodyHome struct {
	server        *awstest.Server
	program, home string
	// made is the text of a store that is there already, empty for none; the key waits
	// unlocked.
	made []byte
	key  []byte
}

func newCustodyHome(t *testing.T) *custodyHome {
	t.Helper()
	server, program := newServerAndProgram(t)
	return &custodyHome{server: server, program: program}
}

// reset makes a home in which nothing was moved yet.
func (h *custodyHome) reset(t *testing.T) {
	t.Helper()
	h.home = t.TempDir()
	pair := fmt.Sprintf("aws_access_key_id = %s\naws_secret_access_key = %s\n", awstest.AccessKey, awstest.SecretKey)
	h.file(t, ".aws/config", "[profile iam]\nregion = eu-west-1\n")
	h.file(t, ".aws/credentials", "# mine\n[iam]\n"+pair+"\n[other]\nx = y\n")
	h.file(t, ".config/awsenv/config.toml", "[keys]\ncommand = ['echo', '"+unlockingWords+"']\n")
	if h.made != nil {
		h.file(t, h.store(), string(h.made))
		h.wait(t)
	}
	t.Cleanup(func() { _ = h.place().Drop(h.path(h.store())) })
}

func (h *custodyHome) store() string { return ".local/share/awsenv/keys.json" }

func (h *custodyHome) path(name string) string { return filepath.Join(h.home, name) }

func (h *custodyHome) file(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.path(name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (h *custodyHome) place() unlocked.Place {
	return unlocked.Place{RuntimeDir: os.Getenv("XDG_RUNTIME_DIR"), Now: time.Now}
}

// wait lets the data key wait unlocked.
func (h *custodyHome) wait(t *testing.T) {
	t.Helper()
	if err := h.place().Put(h.path(h.store()), h.key, time.Hour); err != nil {
		t.Skipf("no key can wait unlocked on this machine: %v", err)
	}
}

// opener opens the store in this process, with what the keepers know.
func (h *custodyHome) opener() vault.Opener {
	ask := func(context.Context, string) (string, error) { return unlockingWords, nil }
	all := map[string]vault.Keeper{
		keeper.NamePassphrase: &keeper.Passphrase{Ask: ask, Warn: func(string) {}},
		keeper.NameCommand:    keeper.Command{Argv: []string{"echo", unlockingWords}, Tell: voice.None{}},
	}
	return vault.Opener{
		File:     vault.File{Path: h.path(h.store()), Name: "the store", Locks: cache.Store{Dir: h.path(".cache/awsenv")}, Tell: voice.None{}},
		Keeper:   func(name string) (vault.Keeper, error) { return all[name], nil },
		Unlocked: unlocked.Place{Now: time.Now}, // asks the keepers only: nothing waits for it
	}
}

// make makes a store with the keepers, and with a pair of iam if it is to have one.
func (h *custodyHome) make(t *testing.T, stored bool, keepers ...string) {
	t.Helper()
	h.made = nil
	h.reset(t)
	if err := h.found(stored, keepers...); err != nil {
		t.Fatal(err)
	}
}

// found is make without a test.
func (h *custodyHome) found(stored bool, keepers ...string) error {
	o := h.opener()
	err := o.File.Change(context.Background(), func(now *vault.Contents) error {
		key, err := o.Found(context.Background(), now, keepers)
		h.key = key
		if err != nil {
			return err
		}
		name := "other"
		if stored {
			name = "iam"
		}
		return now.Put(key, name, session.Keys{AccessKeyID: awstest.AccessKey, SecretAccessKey: awstest.SecretKey}, time.Now())
	})
	if err == nil {
		h.made, err = os.ReadFile(h.path(h.store()))
	}
	return err
}

// run prepares awsenv, under another program when there is one.
func (h *custodyHome) run(under []string, words ...string) *exec.Cmd {
	args := append(append(append([]string{}, under...), h.program), words...)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = h.home
	cmd.Env = append(h.server.Env(), "HOME="+h.home, "PATH="+filepath.Dir(h.program)+":/usr/bin:/bin", "SHELL=/bin/sh", oneThread+"=1", "XDG_RUNTIME_DIR="+os.Getenv("XDG_RUNTIME_DIR"))
	return cmd
}

// killed runs awsenv until its n-th call of a group; ended tells that it came to its end.
func (h *custodyHome) killed(t *testing.T, strace, calls string, n int, words ...string) (ended bool) {
	t.Helper()
	under := []string{strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + optional(calls), "-e", fmt.Sprintf("inject=%s:signal=SIGKILL:when=%d", optional(calls), n)}
	out, err := h.run(under, words...).CombinedOutput()
	if err != nil && !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%s %d: %v\n%s", calls, n, err, out)
	}
	return err == nil
}

// works checks that iam's pair is found where every AWS tool looks for it: in the
// credentials file, else by the line of the config file.
func (h *custodyHome) works(t *testing.T, when string) {
	t.Helper()
	var files [2]profile.File
	for i, name := range []string{"config", "credentials"} {
		text, err := os.ReadFile(h.path(".aws/" + name))
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		files[i] = profile.File{Path: name, Text: text}
	}
	set, err := profile.Parse(files[0], files[1])
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	id, _ := set.Option("iam", "aws_access_key_id")
	secret, _ := set.Option("iam", "aws_secret_access_key")
	if id == "" && secret == "" {
		line, _ := set.Option("iam", "credential_process")
		cmd := exec.Command("/bin/sh", "-c", line)
		cmd.Env = h.run(nil).Env
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		var pair struct{ AccessKeyID, SecretAccessKey string }
		if err != nil || json.Unmarshal(out, &pair) != nil {
			t.Fatalf("%s: %q gives no keys: %v\n%s", when, line, err, said.String())
		}
		id, secret = pair.AccessKeyID, pair.SecretAccessKey
	}
	if !worksAs(h.server.World(), id, secret) {
		t.Fatalf("%s: the keys of iam do not work: %q\n%+v", when, id, h.server.World().Users[0].Keys)
	}
}

// finishes runs a command again, and checks that nothing is left of the way there.
func (h *custodyHome) finishes(t *testing.T, when string, words ...string) {
	t.Helper()
	if out, err := h.run(nil, words...).CombinedOutput(); err != nil {
		t.Fatalf("%s: the next run: %v\n%s", when, err, out)
	}
	h.works(t, when+", next run")
	for _, folder := range []string{".aws", filepath.Dir(h.store())} {
		if left, _ := filepath.Glob(filepath.Join(h.path(folder), atomicfile.TempPattern)); len(left) > 0 {
			t.Fatalf("%s: the next run leaves %q", when, left)
		}
	}
}

// nowhere checks that the secret stands in no file of the home.
func (h *custodyHome) nowhere(t *testing.T, when string) {
	t.Helper()
	err := filepath.WalkDir(h.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(awstest.SecretKey)) {
			t.Errorf("%s: the secret stands in %s", when, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestImportKilledAtEveryFileOperation ends an import by SIGKILL at the first, the
// second, … of its calls that change a file. At each point one working copy of the key
// exists, a second run finishes, and then the secret stands in no file.
func TestImportKilledAtEveryFileOperation(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	words := []string{"keys", "import", "iam"}
	for _, calls := range mutations {
		t.Run(calls, func(t *testing.T) {
			t.Parallel()
			h := newCustodyHome(t)
			if calls != mutations[0] {
				// Making a store takes seconds; its operations are those of a rename.
				h.make(t, false, keeper.NameCommand)
			}
			n := 1
			for ; ; n++ {
				h.reset(t)
				when := fmt.Sprintf("%s %d", calls, n)
				ended := h.killed(t, strace, calls, n, words...)
				h.works(t, when)
				if !ended {
					h.finishes(t, when, words...)
				}
				h.nowhere(t, when)
				if ended {
					break
				}
			}
			t.Logf("killed at %d calls", n-1)
			if least := map[string]int{"fsync": 4, mutations[0]: 3}[calls]; n-1 < least {
				t.Errorf("killed at %d calls only", n-1)
			}
		})
	}
}

// TestMoveKilledAtEveryFileOperation: at each point a keeper opens the store, and a second
// run leaves the one that was named.
func TestMoveKilledAtEveryFileOperation(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	words := []string{"keys", "move", "--to", "command"}
	for _, calls := range mutations[:2] {
		t.Run(calls, func(t *testing.T) {
			t.Parallel()
			h := newCustodyHome(t)
			h.make(t, true, keeper.NamePassphrase)
			n := 1
			for ; ; n++ {
				h.reset(t)
				when := fmt.Sprintf("%s %d", calls, n)
				ended := h.killed(t, strace, calls, n, words...)
				h.opens(t, when)
				if ended {
					break
				}
				if out, err := h.run(nil, words...).CombinedOutput(); err != nil {
					t.Fatalf("%s: the next run: %v\n%s", when, err, out)
				}
				if names := h.opens(t, when+", next run"); names != "command" {
					t.Fatalf("%s: the next run leaves the keepers %s", when, names)
				}
			}
			if n < 3 {
				t.Errorf("killed at %d calls only", n-1)
			}
		})
	}
}

// TestStoredRotationKilledAtEveryFileOperation: at each point the line of the config file
// gives a key that AWS accepts, and a second run ends with one key.
func TestStoredRotationKilledAtEveryFileOperation(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	words := []string{"rotate", "iam", "--no-prompt"}
	for _, calls := range mutations[:2] {
		t.Run(calls, func(t *testing.T) {
			t.Parallel()
			h := newCustodyHome(t)
			h.make(t, true, keeper.NameCommand)
			n := 1
			for ; ; n++ {
				h.reset(t)
				h.server.Change(func(w *awstest.World) { w.Users[0].Keys = awstest.ExampleWorld().Users[0].Keys })
				h.file(t, ".aws/credentials", "")
				h.file(t, ".aws/config", "[profile iam]\nregion = eu-west-1\ncredential_process = "+h.program+" credential-process --stored iam\n")
				when := fmt.Sprintf("%s %d", calls, n)
				ended := h.killed(t, strace, calls, n, words...)
				h.works(t, when)
				if ended {
					break
				}
				h.finishes(t, when, words...)
				if keys := h.server.World().Users[0].Keys; len(keys) != 1 || keys[0].ID == awstest.AccessKey {
					t.Fatalf("%s: the next run ended with %+v", when, keys)
				}
				h.nowhere(t, when)
			}
			if n < 6 {
				t.Errorf("killed at %d calls only", n-1)
			}
		})
	}
}

// opens checks that a keeper opens the store, and that iam's pair is in it.
func (h *custodyHome) opens(t *testing.T, when string) (keepers string) {
	t.Helper()
	o := h.opener()
	c, _, err := o.File.Read()
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	key, err := o.Unlock(t.Context(), c)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	if got, err := c.Open(key, "iam", c.Entries["iam"].Pair); err != nil || got.SecretAccessKey != awstest.SecretKey {
		t.Fatalf("%s: the keys of iam do not open: %v", when, err)
	}
	return strings.Join(c.KeeperNames(), " ")
}
