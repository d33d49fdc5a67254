//go:build linux || darwin

package cli_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/tooltest"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
)

// keysWait skips a test that is about keys that stay unlocked, on a machine where none can.
func keysWait(t *testing.T) {
	t.Helper()
	place, store := unlocked.Place{Now: time.Now}, filepath.Join(t.TempDir(), "keys.json")
	if err := place.Put(store, seal.NewKey(), time.Minute); err != nil {
		t.Skipf("no key stays unlocked on this machine: %v", err)
	}
	_ = place.Drop(store)
}

// echoKeeper is a configuration in which a program that always answers keeps the keys.
const echoKeeper = "[keys]\ncommand = ['echo', 'correct horse battery staple']\n"

// storedWorld is a home in which the access key of iam was imported, by an awsenv in a
// folder with a blank in its name.
type storedWorld struct {
	bothPrograms
	env []string
}

func newStoredWorld(t *testing.T) storedWorld {
	t.Helper()
	p := newBothPrograms(t)
	folder := filepath.Join(t.TempDir(), "my programs")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testBinary(t), filepath.Join(folder, "awsenv")); err != nil {
		t.Fatal(err)
	}
	w := storedWorld{p, append(p.environ(), "PATH="+folder+":/usr/bin:/bin", "TERM=xterm")}
	if err := os.MkdirAll(filepath.Join(p.home, ".config", "awsenv"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(p.home, ".config", "awsenv", "config.toml"), echoKeeper, 0o600)
	if out, err := w.command("awsenv", "keys", "import", "iam").CombinedOutput(); err != nil {
		t.Fatalf("keys import: %v\n%s\n%s", err, out, p.server.Log())
	}
	p.server.ClearLog()
	return w
}

// command is a program in that home; awsenv is the one with the blank.
func (w storedWorld) command(name string, args ...string) *exec.Cmd {
	path := name
	for _, entry := range w.env {
		if list, found := strings.CutPrefix(entry, "PATH="); found && name == "awsenv" {
			path = filepath.Join(filepath.SplitList(list)[0], name)
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir = w.env, w.home
	return cmd
}

// TestEveryToolUsesStoredKeys: the AWS CLI, boto3 and the SDK for Go get a key that was
// imported, by themselves and as the source of a role that wants MFA.
func TestEveryToolUsesStoredKeys(t *testing.T) {
	t.Parallel()
	w := newStoredWorld(t)
	for name, argv := range identityPrograms(t) {
		cmd := w.command(argv[0], argv[1:]...)
		cmd.Env = append(w.env, "AWS_PROFILE=iam")
		if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != awstest.UserARN {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		w.server.ClearLog()
		cmd = w.command(argv[0], argv[1:]...)
		cmd.Env = append(w.env, "AWS_PROFILE=prod")
		term := ptytest.Start(t, cmd, 300, 24)
		term.Expect("Enter MFA code for")
		term.Type(w.code(t) + "\n")
		if status := term.End(); status != 0 || !strings.Contains(term.Text(), "assumed-role/admin/") {
			t.Errorf("%s, a role: status %d\n%s\n%s", name, status, term.Text(), w.server.Log())
		}
		if log := w.server.Log().Of("AssumeRole"); name == "boto3" && (len(log) != 1 || log[0].AccessKeyID != awstest.AccessKey) {
			t.Errorf("%s assumed the role with another key:\n%s", name, w.server.Log())
		}
	}
}

// TestGoUsesStoredKeys: the parts of the SDK for Go by which its configuration gets keys
// of a credential_process, and a role from them.
func TestGoUsesStoredKeys(t *testing.T) {
	w := newStoredWorld(t)
	set, err := profile.Parse(profile.File{Text: must(os.ReadFile(filepath.Join(w.home, ".aws", "config")))(t)}, profile.File{})
	if err != nil {
		t.Fatal(err)
	}
	line, _ := set.Option("iam", "credential_process")
	if !strings.Contains(line, "my programs") {
		t.Fatalf("the line is %s", line)
	}
	for _, entry := range w.env {
		if name, value, _ := strings.Cut(entry, "="); name == "HOME" || name == "PATH" {
			t.Setenv(name, value)
		}
	}
	source := processcreds.NewProvider(line)
	got, err := source.Retrieve(context.Background())
	if err != nil || got.AccessKeyID != awstest.AccessKey || got.SecretAccessKey != awstest.SecretKey || got.SessionToken != "" || got.CanExpire {
		t.Fatalf("the SDK for Go got %s: %v", got.AccessKeyID, err)
	}
	client := sts.New(sts.Options{Region: "eu-west-1", BaseEndpoint: aws.String(w.server.URL), Credentials: aws.NewCredentialsCache(source)})
	role := stscreds.NewAssumeRoleProvider(client, awstest.ProdRole, func(o *stscreds.AssumeRoleOptions) {
		o.SerialNumber, o.TokenProvider = aws.String(awstest.MFASerial), func() (string, error) { return w.code(t), nil }
	})
	if got, err := role.Retrieve(context.Background()); err != nil || got.SessionToken == "" {
		t.Errorf("a role: %v", err)
	}
}

// TestAwsenvStartsNothingForItsOwnLine: strace sees no process.
func TestAwsenvStartsNothingForItsOwnLine(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	w := newStoredWorld(t)
	keysWait(t)
	if out, err := w.command("awsenv", "keys", "unlock").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	log := filepath.Join(t.TempDir(), "log")
	own := w.command("awsenv")
	cmd := w.command(strace, "-f", "-qq", "-o", log, "-e", "trace=execve", own.Path, "prod", "--token", w.code(t), "--format", "json")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "session_token") {
		t.Fatalf("%v\n%s", err, out)
	}
	if text := string(must(os.ReadFile(log))(t)); strings.Count(text, "execve(") != 1 {
		t.Errorf("programs were started:\n%s", text)
	}
	if log := w.server.Log().Of("AssumeRole"); len(log) != 1 || log[0].AccessKeyID != awstest.AccessKey {
		t.Errorf("the role was not assumed with the stored key:\n%s", w.server.Log())
	}
}

// TestALoadFromTheCacheLeavesTheStoreAlone: what is cached needs no key, and the age of a
// stored one is no reason to read the store at each load.
func TestALoadFromTheCacheLeavesTheStoreAlone(t *testing.T) {
	t.Parallel()
	strace := tooltest.Program(t, "strace")
	w := newStoredWorld(t)
	if out, err := w.command("awsenv", "prod", "--token", w.code(t), "--format", "json").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	log := filepath.Join(t.TempDir(), "log")
	cmd := w.command(strace, "-f", "-qq", "-o", log, "-e", "trace=%file", w.command("awsenv").Path, "prod", "--format", "json")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "session_token") {
		t.Fatalf("%v\n%s", err, out)
	}
	text := string(must(os.ReadFile(log))(t))
	if !strings.Contains(text, filepath.Join(".aws", "cli", "cache")) || strings.Contains(text, "keys.json") {
		t.Errorf("the cache was not read, or the store was:\n%s", text)
	}
}

// TestPassKeepsTheKeys: `pass` with a GPG key of its own is the keeper.
func TestPassKeepsTheKeys(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"pass", "gpg"} {
		tooltest.Program(t, tool)
	}
	w := newStoredWorld(t)
	// The agent's socket is a path of a hundred characters at most.
	gnupg, err := os.MkdirTemp("/tmp", "gpg")
	if err != nil {
		t.Fatal(err)
	}
	w.env = append(w.env, "GNUPGHOME="+gnupg, "PASSWORD_STORE_DIR="+filepath.Join(w.home, "passwords"))
	t.Cleanup(func() {
		_ = w.command("gpgconf", "--kill", "gpg-agent").Run()
		_ = os.RemoveAll(gnupg)
	})
	does := func(stdin, name string, args ...string) string {
		t.Helper()
		cmd := w.command(name, args...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	does("", "gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", "awsenv-test", "default", "default", "never")
	does("", "pass", "init", "awsenv-test")
	does("ein Pferd, das kein Salat ist\n", "pass", "insert", "-e", "awsenv")

	// The program of the configuration changes with the store's keeper: `echo` opened it.
	does("", "awsenv", "keys", "unlock")
	config := filepath.Join(w.home, ".config", "awsenv", "config.toml")
	write(t, config, "[keys]\ncommand = ['pass', 'show', 'awsenv']\n", 0o600)
	keysWait(t)
	does("", "awsenv", "keys", "add-keeper", "command")
	does("", "awsenv", "keys", "lock")
	if out := does("", "awsenv", "credential-process", "--stored", "iam"); !strings.Contains(out, awstest.SecretKey) {
		t.Errorf("with pass: %s", out)
	}
	does("", "awsenv", "keys", "lock")
	does("", "pass", "rm", "-f", "awsenv")
	out, err := w.command("awsenv", "credential-process", "--stored", "iam").CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 4 || !strings.Contains(string(out), "awsenv keys unlock") {
		t.Errorf("without an entry: %v\n%s", err, out)
	}
}
