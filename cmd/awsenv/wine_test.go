//go:build linux

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

func TestWindowsShows(t *testing.T) {
	p := newPerson(t)
	if r := p.want(0, p.awsenv("version")); !strings.HasPrefix(r.stdout, "awsenv ") {
		t.Errorf("version: %q", r.stdout)
	}
	p.want(2, p.awsenv("list", "--no-such-flag"))
	if r := p.want(3, p.awsenv("prdo", "--format", "json")); !strings.Contains(r.stderr, `did you mean "prod"`) || !strings.Contains(r.stderr, `~\.aws\config`) || r.stdout != "" {
		t.Errorf("unknown profile: %q, %q", r.stdout, r.stderr)
	}
	if r := p.want(0, p.awsenv("list", "--names")); !strings.Contains(r.stdout, "prod\n") {
		t.Errorf("list: %q", r.stdout)
	}
	if r := p.want(0, p.awsenv("status")); !strings.Contains(r.stdout, "nothing is loaded") {
		t.Errorf("status: %q", r.stdout)
	}
	if log := p.server.Log(); len(log) > 0 {
		t.Errorf("requests: %v", log)
	}
}

func TestWindowsLoads(t *testing.T) {
	p := newPerson(t)
	r := p.want(0, p.awsenv("prod", "--format", "json", "--token", p.code()))
	var loaded struct {
		Profile string `json:"profile"`
		RoleARN string `json:"role_arn"`
		Secret  string `json:"secret_access_key"`
	}
	if err := json.Unmarshal([]byte(r.stdout), &loaded); err != nil || loaded.Profile != "prod" || loaded.RoleARN != awstest.ProdRole || loaded.Secret == "" {
		t.Fatalf("%v in %q", err, r.stdout)
	}
	if again := p.want(0, p.awsenv("prod", "--format", "json", "--no-prompt")); !strings.Contains(again.stdout, loaded.Secret) {
		t.Error("the second load has another session")
	}
	if r := p.want(0, p.awsenv("prod", "--shell", "bash")); !strings.Contains(r.stdout, "export AWS_SECRET_ACCESS_KEY='"+loaded.Secret+"'") && !strings.Contains(r.stdout, "AWS_SECRET_ACCESS_KEY="+loaded.Secret) {
		t.Errorf("for bash: %d bytes without the key", len(r.stdout))
	}
	if made := len(p.server.Log().Of("AssumeRole")); made != 1 {
		t.Errorf("%d requests for three loads", made)
	}
	if r := p.want(0, p.awsenv("status")); !strings.Contains(r.stdout, "prod") {
		t.Errorf("status: %q", r.stdout)
	}
	if r := p.want(0, p.awsenv("--clear", "--shell", "bash")); !strings.Contains(r.stdout, "unset AWS_ACCESS_KEY_ID ") {
		t.Errorf("clear: %q", r.stdout)
	}
	p.want(0, p.awsenv("forget", "--all"))
	if r := p.want(4, p.awsenv("prod", "--no-prompt")); r.stdout != "false;\n" {
		t.Errorf("after forgetting: %q", r.stdout)
	}
}

// Two that want the same session make one request, and the one that waits knows for whom:
// what it reads stands in a file of which the other holds a part locked.
func TestWindowsLocks(t *testing.T) {
	p := newPerson(t)
	p.server.Misbehave(awstest.Fault{Action: "AssumeRole", Kind: awstest.Delay, Delay: 2 * time.Second})
	var both [2]result
	var running sync.WaitGroup
	for i := range both {
		running.Go(func() { both[i] = p.awsenv("open", "--format", "process") })
	}
	running.Wait()
	for _, r := range both {
		p.want(0, r)
	}
	if made := len(p.server.Log().Of("AssumeRole")); made != 1 {
		t.Errorf("%d requests for one session", made)
	}
	if said := both[0].stderr + both[1].stderr; !strings.Contains(said, "waiting for another awsenv that is getting the same session (pid ") {
		t.Errorf("the one that waited says %q", said)
	}
	if both[0].stdout != both[1].stdout {
		t.Error("they have two sessions")
	}
}

// A file that is there, that may only be read, or that another program reads just now, is
// replaced, and nothing is left beside it.
func TestWindowsReplacesFiles(t *testing.T) {
	p := newPerson(t)
	p.want(0, p.awsenv("login", "iam", "--token", p.code(), "--write"))
	first := p.read(".aws/credentials")
	if !strings.HasPrefix(first, "[iam]\r\n") || !strings.Contains(first, "[iam-sts]\r\n") {
		t.Fatalf("the credentials file: %q", first)
	}

	path := filepath.Join(p.home, ".aws", "credentials")
	if err := os.Chmod(path, 0o444); err != nil { // what wine takes for the attribute
		t.Fatal(err)
	}
	p.want(0, p.awsenv("login", "iam", "--token", p.code(), "--write", "--refresh"))
	second := p.read(".aws/credentials")
	if second == first {
		t.Error("a file that may only be read is as it was")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o222 != 0 {
		t.Errorf("it may be written now: %v, %v", info.Mode(), err)
	}

	release := p.hold(`C:\users\` + filepath.Base(p.home) + `\.aws\credentials`)
	written := make(chan result)
	go func() {
		written <- p.awsenv("login", "iam", "--token", p.code(), "--write", "--refresh")
	}()
	for r, done := (result{}), false; !done; {
		select {
		case r = <-written:
			t.Fatalf("status %d while another program has the file open\n%s", r.status, r.stderr)
		case <-time.After(time.Millisecond):
			// The new text is complete when the file beside it is.
			beside, _ := filepath.Glob(filepath.Join(p.home, ".aws", ".awsenv-credentials-*.tmp"))
			done = len(beside) > 0
		}
	}
	release()
	p.want(0, <-written)
	if third := p.read(".aws/credentials"); third == second {
		t.Error("a file that was open is as it was")
	}

	entries, err := os.ReadDir(filepath.Join(p.home, ".aws"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".awsenv-") {
			t.Errorf("left behind: %s", entry.Name())
		}
	}
}

// The names of the two files are read as botocore reads them on Windows.
func TestWindowsPaths(t *testing.T) {
	p := newPerson(t)
	p.write("elsewhere/the config", role("other"))
	home := `C:\users\` + filepath.Base(p.home)
	for _, path := range []string{home + `\elsewhere\the config`, `%USERPROFILE%\elsewhere\the config`, `~\elsewhere\the config`, home + "/elsewhere/the config"} {
		env := []string{"AWS_CONFIG_FILE=" + path}
		if r := p.want(0, p.awsenvWith(env, "list", "--names")); !strings.Contains(r.stdout, "other\n") {
			t.Errorf("%s: %q", path, r.stdout)
		}
		p.want(0, p.awsenvWith(env, "other", "--format", "json"))
	}
	if made := len(p.server.Log().Of("AssumeRole")); made != 1 {
		t.Errorf("%d requests for one session", made)
	}
	// Another profile folder is another home.
	r := p.want(0, p.run(nil, "cmd", "/c", `set USERPROFILE=C:\nobody&& C:\awsenv.exe list --names`))
	if strings.TrimSpace(r.stdout) != "" {
		t.Errorf("in another home: %q", r.stdout)
	}
}

// A credential_process is quoted as Microsoft's C runtime wants it.
func TestWindowsCredentialProcess(t *testing.T) {
	p := newPerson(t)
	if err := os.MkdirAll(filepath.Join(p.folder, "drive_c", "Program Files", "Keys"), 0o755); err != nil {
		t.Fatal(err)
	}
	answer := `@echo {"Version": 1, "AccessKeyId": "` + awstest.AccessKey + `", "SecretAccessKey": "` + awstest.SecretKey + `", "SessionToken": "%~1"}` + "\r\n"
	if err := os.WriteFile(filepath.Join(p.folder, "drive_c", "Program Files", "Keys", "keys.bat"), []byte(answer), 0o755); err != nil {
		t.Fatal(err)
	}
	p.write(".aws/config", "[profile asked]\ncredential_process = \"C:\\Program Files\\Keys\\keys.bat\" \"two words\"\n")
	if r := p.want(0, p.awsenv("asked", "--format", "json")); !strings.Contains(r.stdout, `"two words"`) || !strings.Contains(r.stdout, awstest.SecretKey) {
		t.Errorf("%q", r.stdout)
	}
}

// A key that Windows keeps encrypted is there for a role, by a line that names awsenv.exe.
func TestWindowsKeepsKeys(t *testing.T) {
	p := newPerson(t)
	p.want(0, p.awsenv("keys", "import", "plain", "--keeper", "dpapi"))
	if text := p.read(".aws/credentials"); strings.Count(text, awstest.SecretKey) != 1 {
		t.Errorf("the credentials file: %q", text)
	}
	if text := p.read(".aws/config"); !strings.Contains(text, `credential_process = C:\awsenv.exe credential-process --stored plain`) {
		t.Errorf("the config file: %q", text)
	}
	p.want(0, p.awsenv("open", "--format", "json", "--no-prompt"))
	if r := p.want(0, p.awsenv("credential-process", "--stored", "plain")); !strings.Contains(r.stdout, awstest.SecretKey) {
		t.Errorf("%q", r.stdout)
	}
}

func TestWindowsExec(t *testing.T) {
	p := newPerson(t)
	p.want(7, p.awsenv("exec", "open", "--", "cmd", "/c", "exit 7"))
	p.want(127, p.awsenv("exec", "open", "--", "no-such-command"))
	// Names of variables have no case: these two would win over the keys.
	env := []string{"aws_profile=iam", "Aws_Session_Token=old"}
	r := p.want(0, p.awsenvWith(env, "exec", "open", "--", "cmd", "/c", "set"))
	set := map[string]string{}
	for line := range strings.SplitSeq(r.stdout, "\r\n") {
		name, value, _ := strings.Cut(line, "=")
		set[strings.ToUpper(name)] = value
	}
	if _, has := set["AWS_PROFILE"]; has || set["AWS_SESSION_TOKEN"] == "old" || set["AWS_ACCESS_KEY_ID"] == "" || set["AWSENV_PROFILE"] != "open" || set["USERPROFILE"] == "" {
		t.Errorf("the command's environment has AWS_PROFILE %v, AWSENV_PROFILE %q and %d more", has, set["AWSENV_PROFILE"], len(set))
	}
}

// Without a console nobody can be asked.
func TestWindowsWithoutConsole(t *testing.T) {
	p := newPerson(t)
	if r := p.want(4, p.awsenv("prod")); r.stdout != "false;\n" || !strings.Contains(r.stderr, "terminal") {
		t.Errorf("%q, %q", r.stdout, r.stderr)
	}
}

// What is asked is asked on the console, not on the standard streams.
func TestWindowsConsole(t *testing.T) {
	p := newPerson(t)
	console, stdout := p.console("prod", "--format", "json")
	console.Expect("MFA code for profile \"prod\"")
	console.Type("12\b\b" + p.code() + "\r")
	if status := console.End(); status != 0 || !strings.Contains(stdout(), awstest.ProdRole) {
		t.Fatalf("status %d\n%s\n%q", status, console.Screen(), stdout())
	}

	console, stdout = p.console("prod-readonly")
	console.Expect("MFA code")
	console.Type("\x03")
	if status := console.End(); status != 130 || stdout() != "false;\n" {
		t.Errorf("Ctrl-C: status %d, %q\n%s", status, stdout(), console.Screen())
	}
}

func TestWindowsPicker(t *testing.T) {
	p := newPerson(t)
	console, stdout := p.console("--format", "json")
	console.Expect("deployer")
	console.Type("ope\r")
	if status := console.End(); status != 0 || !strings.Contains(stdout(), awstest.OpenRole) {
		t.Fatalf("status %d\n%s\n%q", status, console.Screen(), stdout())
	}
}

// Ctrl-C is for the command, whose status is ours.
func TestWindowsCtrlCUnderExec(t *testing.T) {
	p := newPerson(t)
	console, stdout := p.console("exec", "open", "--", `C:\hold.exe`, `C:\hold.exe`)
	console.Until("command that runs", func() bool { return strings.Contains(stdout(), "open") })
	console.Type("\x03")
	if status := console.End(); status != 9 {
		t.Errorf("status %d\n%s", status, console.Screen())
	}
}
