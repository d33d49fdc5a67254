package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/vault/keeper"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
	"github.com/awsenv/awsenv/shell"
)

// row is a command in the fault matrix: one that writes files or calls AWS. A new
// command of that kind is one more of them.
type row struct {
	// name is that of the report, words the command line; CODE stands for a code of
	// michael's device.
	name, words string
	// evaluated says that a shell evaluates standard output, so that a failure is
	// "false;" there.
	evaluated bool
	// secret says that standard output has the session when all is well.
	secret bool
	// deletes says that it is there to delete files.
	deletes bool
	// edits says that it changes the person's AWS files.
	edits bool
	// loaded are profiles that were loaded before, with the caches to show for it.
	loaded []string
	// signedIn says that michael is signed in to IAM Identity Center.
	signedIn bool
	// env is the environment beside the world's own.
	env []string
	// asks is the command line that has a question for a person, empty for none, and
	// question what it asks.
	asks, question string
	// own is awsenv's configuration, empty for none.
	own string
	// reminds says that it calls iam:ListAccessKeys for a reminder, and does without.
	reminds bool
}

const codeQuestion = "MFA code"

var rows = []row{
	{name: "load", words: "prod --token CODE", asks: "prod", question: codeQuestion, evaluated: true, secret: true},
	{name: "load by MFA session", words: "prod-readonly --token CODE", asks: "prod-readonly", question: codeQuestion, evaluated: true, secret: true},
	{name: "load of a chain", words: "deployer --token CODE", asks: "deployer", question: codeQuestion, evaluated: true, secret: true},
	{name: "load by sign-in", words: "sso-dev", evaluated: true, secret: true, signedIn: true},
	{name: "renew", words: "renew --token CODE", asks: "renew", question: codeQuestion, evaluated: true, secret: true, loaded: []string{"prod"},
		env: []string{"AWSENV_PROFILE=prod", "AWSENV_ROLE_ARN=" + awstest.ProdRole}},
	{name: "exec", words: "exec --token CODE prod -- true", asks: "exec prod -- true", question: codeQuestion},
	{name: "exec --renew", words: "exec --renew --token CODE prod -- true", asks: "exec --renew prod -- true", question: codeQuestion},
	{name: "credential-process", words: "credential-process --token CODE prod", asks: "credential-process prod", question: codeQuestion, secret: true},
	{name: "console", words: "console --print --token CODE prod", asks: "console --print prod", question: codeQuestion, secret: true},
	{name: "whoami", words: "whoami --token CODE prod", asks: "whoami prod", question: codeQuestion},
	{name: "login", words: "login --token CODE iam", asks: "login iam", question: codeQuestion, reminds: true},
	{name: "login --write", words: "login --write --token CODE iam", asks: "login --write iam", question: codeQuestion, edits: true, reminds: true},
	{name: "logout", words: "logout sso-dev", deletes: true, signedIn: true},
	{name: "sso sync", words: "sso sync --yes", edits: true, signedIn: true},
	{name: "setup", words: "setup iam", edits: true, reminds: true},
	{name: "rotate", words: "rotate --token CODE iam", asks: "rotate iam", question: codeQuestion, edits: true},
	{name: "keys import", words: "keys import iam", edits: true, own: echoKeeper},
	{name: "forget", words: "forget prod", deletes: true, loaded: []string{"prod"}},
}

// scene is a fresh world in which a command is about to run.
type scene struct {
	world
	t     *testing.T
	row   row
	codes []string
}

func (r row) scene(t *testing.T) *scene {
	t.Helper()
	s := &scene{world: newWorld(t), t: t, row: r}
	if r.signedIn {
		s.signIn()
	}
	if r.own != "" {
		if err := os.MkdirAll(filepath.Join(s.home, ".config", "awsenv"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.write(t, filepath.Join(".config", "awsenv", "config.toml"), r.own)
		s.unlockedStore()
	}
	for _, name := range r.loaded {
		if got := s.awsenv(name, "--token", s.code()); got.status != exit.Done {
			t.Fatalf("%s could not be loaded before: %+v", name, got)
		}
	}
	s.env = append(s.env, r.env...)
	s.ClearLog()
	return s
}

// storeMade is a store without a key of iam, and its data key: making one takes seconds.
var storeMade = sync.OnceValues(func() (made custodyHome, err error) {
	made.home, err = os.MkdirTemp("", "store")
	if err != nil {
		return made, err
	}
	defer os.RemoveAll(made.home)
	return made, made.found(false, keeper.NameCommand)
})

// unlockedStore gives the home that store, which waits unlocked.
func (s *scene) unlockedStore() {
	s.t.Helper()
	made := must(storeMade())(s.t)
	path := filepath.Join(s.home, made.store())
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	write(s.t, path, string(made.made), 0o600)
	// In memory the key waits wherever the kernel keeps none.
	memory, err := os.MkdirTemp("/dev/shm", "awsenv")
	if err != nil {
		s.t.Fatal(err)
	}
	s.env = append(s.env, "XDG_RUNTIME_DIR="+memory)
	place := unlocked.Place{RuntimeDir: memory, Now: time.Now}
	if err := place.Put(path, made.key, time.Hour); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = place.Drop(path)
		_ = os.RemoveAll(memory)
	})
}

// signIn leaves what a sign-in to the example's portal leaves.
func (s *scene) signIn() {
	s.t.Helper()
	s.write(s.t, ".aws/config", s.config())
	now := time.Now()
	v := awstest.SSOSession{
		StartURL: awstest.PortalURL, Region: awstest.PortalRegion, User: awstest.UserName,
		AccessToken: strings.Repeat("access", 20), RefreshToken: strings.Repeat("refresh", 20),
		ClientID: "client", ClientSecret: strings.Repeat("client", 20),
		Expires: now.Add(8 * time.Hour), RegistrationExpires: now.Add(24 * time.Hour),
		Roles: []awstest.SSORole{{Account: awstest.DevAccount, Name: "Admin"}},
	}
	s.Change(func(w *awstest.World) { w.SSO = append(w.SSO, v) })
	name, content := v.TokenFile(awstest.PortalName)
	if err := os.MkdirAll(filepath.Join(s.home, ".aws", "sso", "cache"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.write(s.t, filepath.Join(".aws", "sso", "cache", name), string(content))
}

// config is ~/.aws/config as it was before the command.
func (s *scene) config() string {
	if s.row.signedIn {
		return awstest.ExampleConfig() + "\n" + awstest.ExamplePortalConfig()
	}
	return awstest.ExampleConfig()
}

func (s *scene) code() string {
	s.t.Helper()
	code, err := s.NewCode(awstest.MFASerial, s.codes)
	if err != nil {
		s.t.Fatal(err)
	}
	s.codes = append(s.codes, code)
	return code
}

// words are the command's, with a code in them that was not used yet.
func (s *scene) words() []string {
	words := strings.Fields(s.row.words)
	if at := slices.Index(words, "CODE"); at >= 0 {
		words[at] = s.code()
	}
	return words
}

// hungUp is the status when the terminal is gone, on which nothing can be said.
const hungUp = 129

// ran is how a run came out; status is -1 for one that a signal ended.
type ran struct {
	status         int
	stdout, stderr string
}

// command prepares a run without a terminal, under another program when there is one.
func (s *scene) command(under []string, words ...string) (cmd *exec.Cmd, stdout, stderr *bytes.Buffer) {
	s.t.Helper()
	program, err := exec.LookPath("awsenv")
	if err != nil {
		s.t.Fatal(err)
	}
	args := append(slices.Clone(under), append([]string{program}, words...)...)
	cmd, stdout, stderr = exec.Command(args[0], args[1:]...), new(bytes.Buffer), new(bytes.Buffer)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = append(slices.Clone(s.env), oneThread+"=1"), s.home, stdout, stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd, stdout, stderr
}

func (s *scene) awsenv(words ...string) ran { return s.under(nil, words...) }

func (s *scene) under(under []string, words ...string) ran {
	s.t.Helper()
	cmd, stdout, stderr := s.command(under, words...)
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		s.t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// sound checks what holds after every run, whatever happened in it.
func (s *scene) sound(when string, got ran) {
	s.t.Helper()
	secret := secrets(s.codes)
	if leak := secret.FindString(got.stderr); leak != "" {
		s.t.Errorf("%s: a secret (%.4s…) is in the messages:\n%s", when, leak, got.stderr)
	}
	wanted := ""
	switch {
	case got.status == exit.Done || got.status < 0 && !s.row.evaluated:
		wanted = got.stdout
		if leak := secret.FindString(got.stdout); leak != "" && !s.row.secret {
			s.t.Errorf("%s: a secret (%.4s…) is on standard output", when, leak)
		}
	case got.status > 0 && s.row.evaluated:
		wanted = "false;\n"
	}
	if got.stdout != wanted {
		s.t.Errorf("%s: status %d, standard output is %q", when, got.status, got.stdout)
	}
	if got.status > 0 && got.status != hungUp && !strings.Contains(got.stderr, "awsenv: error: ") {
		s.t.Errorf("%s: status %d and no error:\n%s", when, got.status, got.stderr)
	}
	s.files(when)
}

// files checks that no file is half of anything, and that the profile's keys are
// those of AWS.
func (s *scene) files(when string) {
	s.t.Helper()
	var parts [2]profile.File
	for i, name := range []string{"config", "credentials"} {
		path := filepath.Join(s.home, ".aws", name)
		text, err := os.ReadFile(path)
		if err != nil {
			s.t.Fatalf("%s: %v", when, err)
		}
		if !s.row.edits && string(text) != []string{s.config(), awstest.ExampleCredentials()}[i] {
			s.t.Errorf("%s: %s was changed:\n%s", when, name, text)
		}
		parts[i] = profile.File{Path: path, Text: text}
	}
	set, err := profile.Parse(parts[0], parts[1])
	if err != nil {
		s.t.Fatalf("%s: %v", when, err)
	}
	id, _ := set.Option("iam", "aws_access_key_id")
	key, _ := set.Option("iam", "aws_secret_access_key")
	if s.row.own != "" && id == "" {
		id, key = storedPair(s.t, s.under(nil, "credential-process", "--stored", "iam").stdout)
	}
	if !worksAs(s.World(), id, key) {
		s.t.Errorf("%s: the keys of the profile do not work: %s\n%+v", when, id, s.World().Users[0].Keys)
	}
	for _, folder := range []string{filepath.Join(".aws", "cli", "cache"), filepath.Join(".aws", "sso", "cache"), filepath.Join(".cache", "awsenv")} {
		err := filepath.WalkDir(filepath.Join(s.home, folder), func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			if info.Mode().Perm() != 0o600 {
				s.t.Errorf("%s: %s has mode %v", when, path, info.Mode())
			}
			if half, _ := filepath.Match(atomicfile.TempPattern, entry.Name()); half || filepath.Ext(path) != ".json" {
				return nil
			}
			text, err := os.ReadFile(path)
			if err == nil && !json.Valid(text) {
				s.t.Errorf("%s: %s is\n%s", when, path, text)
			}
			return err
		})
		if err != nil {
			s.t.Fatalf("%s: %v", when, err)
		}
	}
}

// storedPair is the pair that credential-process --stored printed.
func storedPair(t *testing.T, printed string) (id, secret string) {
	t.Helper()
	var pair struct{ AccessKeyID, SecretAccessKey string }
	if err := json.Unmarshal([]byte(printed), &pair); err != nil {
		t.Errorf("no stored keys: %v", err)
	}
	return pair.AccessKeyID, pair.SecretAccessKey
}

// goesOn checks that the next run, with nothing in its way, does what the command is
// for, and that nothing is left of the one before.
func (s *scene) goesOn(when string) {
	s.t.Helper()
	when += ", next run"
	s.age()
	got := s.awsenv(s.words()...)
	s.sound(when, got)
	if got.status != exit.Done || strings.Contains(got.stderr, "another awsenv") {
		s.t.Errorf("%s: status %d\n%s\n%v", when, got.status, got.stderr, s.Log())
	}
	s.swept(when)
	if s.row.name == "rotate" {
		text, err := os.ReadFile(filepath.Join(s.home, ".aws", "credentials"))
		if keys := s.World().Users[0].Keys; err != nil || len(keys) != 1 || bytes.Contains(text, []byte("awsenv_new")) {
			s.t.Errorf("%s: the rotation is not finished: %+v\n%s %v", when, keys, text, err)
		}
	}
}

// age makes what is in the caches older than any write that goes on could be.
func (s *scene) age() {
	past := time.Now().Add(-time.Hour)
	for _, folder := range s.caches() {
		entries, _ := os.ReadDir(folder)
		for _, entry := range entries {
			if err := os.Chtimes(filepath.Join(folder, entry.Name()), past, past); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

// swept checks that nothing is left of killed writes: beside the AWS files, and in the
// caches where the next run has written something.
func (s *scene) swept(when string) {
	s.t.Helper()
	left, _ := filepath.Glob(filepath.Join(s.home, ".aws", atomicfile.TempPattern))
	for _, folder := range s.caches() {
		entries, _ := os.ReadDir(folder)
		written := slices.ContainsFunc(entries, func(entry fs.DirEntry) bool {
			info, err := entry.Info()
			return err == nil && !strings.HasPrefix(entry.Name(), "lock-") && time.Since(info.ModTime()) < time.Minute
		})
		if more, _ := filepath.Glob(filepath.Join(folder, atomicfile.TempPattern)); written {
			left = append(left, more...)
		}
	}
	if len(left) > 0 {
		s.t.Errorf("%s: left behind: %q", when, left)
	}
}

// calls are those that the command makes when all is well.
func (s *scene) calls() awstest.Log {
	s.t.Helper()
	got := s.awsenv(s.words()...)
	s.sound("undisturbed", got)
	if got.status != exit.Done {
		s.t.Fatalf("undisturbed: status %d\n%s", got.status, got.stderr)
	}
	return s.Log()
}

// ends checks how a run came out, and what holds after every one.
func (s *scene) ends(when string, got ran, statuses ...int) {
	s.t.Helper()
	if !slices.Contains(statuses, got.status) {
		s.t.Errorf("%s: status %d, not one of %v\n%s\n%v", when, got.status, statuses, got.stderr, s.Log())
	}
	s.sound(when, got)
}

// TestFaultMatrixHasEveryCommand: a command is in the matrix, or neither writes nor calls.
func TestFaultMatrixHasEveryCommand(t *testing.T) {
	neither := []string{"completion", "doctor", "help", "hook", "list", "prompt", "status", "unload", "use", "version"}
	for _, name := range append(shell.Commands(), shell.Loads()...) {
		tested := slices.ContainsFunc(rows, func(r row) bool { return strings.Fields(r.words)[0] == name })
		if tested == slices.Contains(neither, name) {
			t.Errorf("awsenv %s: in the matrix %v, and neither writes nor calls %v", name, tested, !tested)
		}
	}
}

// TestFaultMatrix runs every command under every fault, and holds
// docs/reliability.md to what came out: -update writes it anew.
func TestFaultMatrix(t *testing.T) {
	var m matrix
	t.Run("cells", func(t *testing.T) {
		for _, c := range columns() {
			for _, r := range rows {
				t.Run(c.name+"/"+r.name, func(t *testing.T) {
					t.Parallel()
					m.keep(c, r, c.cell(t, r))
				})
			}
		}
	})
	if t.Failed() || len(m.cells) < len(columns())*len(rows) {
		t.Log("not every cell was run, or held: docs/reliability.md is not looked at")
		return
	}
	m.compare(t)
}
