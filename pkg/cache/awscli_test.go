//go:build !windows

package cache

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/pythonjson"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

func TestKeyText(t *testing.T) {
	const role = "arn:aws:iam::1:role/dev"
	cases := []struct {
		name string
		call RoleCall
		want string
	}{
		{"role alone", RoleCall{RoleARN: role}, `{"RoleArn": "arn:aws:iam::1:role/dev"}`},
		{"everything", RoleCall{role, "alice", "x", "arn:aws:iam::1:mfa/alice", time.Hour}, `{"DurationSeconds": 3600, "ExternalId": "x", "RoleArn": "arn:aws:iam::1:role/dev", "RoleSessionName": "alice", "SerialNumber": "arn:aws:iam::1:mfa/alice"}`},
		{"all escapes", RoleCall{RoleARN: role, ExternalID: "\"\\\n\r\t\b\f\x01\x1f\x7f/<>&'"}, `{"ExternalId": "\"\\\n\r\t\b\f\u0001\u001f\u007f/<>&'", "RoleArn": "arn:aws:iam::1:role/dev"}`},
		{"beyond ASCII", RoleCall{RoleARN: role, ExternalID: "é\u2028\uffff😀\ufffd"}, `{"ExternalId": "\u00e9\u2028\uffff\ud83d\ude00\ufffd", "RoleArn": "arn:aws:iam::1:role/dev"}`},
		{"not UTF-8, as Python reads an argument", RoleCall{RoleARN: role, ExternalID: "a\xff\xc3"}, `{"ExternalId": "a\udcff\udcc3", "RoleArn": "arn:aws:iam::1:role/dev"}`},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.call.keyText(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestPython lets Python itself check every character, and its botocore use a file.
func TestPython(t *testing.T) {
	python := lookPython(t)
	const script = `
import json, sys
for line in sys.stdin.buffer.read().split(b"\0")[:-1]:
    text = line.decode("utf-8", "surrogateescape")
    print(json.dumps(text))
`
	var texts []string
	for r := rune(1); r <= utf8.MaxRune; r++ {
		if r > 0x3000 && r%0x101 != 0 || !utf8.ValidRune(r) {
			continue
		}
		texts = append(texts, "a"+string(r)+"b")
	}
	for c := 0x80; c <= 0xff; c++ {
		texts = append(texts, "a"+string([]byte{byte(c)}), string([]byte{byte(c), 0x80, 0x80}))
	}
	cmd := exec.Command(python, "-c", script)
	cmd.Stdin = strings.NewReader(strings.Join(texts, "\x00") + "\x00")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(texts) {
		t.Fatalf("%d lines for %d texts", len(lines), len(texts))
	}
	for i, text := range texts {
		if got := string(pythonjson.AppendString(nil, text)); got != lines[i] {
			t.Errorf("%q: got %s, Python %s", text, got, lines[i])
		}
	}
}

// TestBotocoreReads gives a file of ours to the botocore of the AWS CLI.
func TestBotocoreReads(t *testing.T) {
	python := lookPython(t)
	if exec.Command(python, "-c", "import awscli.botocore.credentials").Run() != nil {
		tooltest.Missing(t, "the AWS CLI")
	}
	const script = `
import sys
from awscli.botocore.credentials import AssumeRoleCredentialFetcher
from awscli.botocore.utils import JSONFileCache
class Cached(AssumeRoleCredentialFetcher):
    def _get_credentials(self): raise SystemExit("asked STS")
fetcher = Cached(None, None, sys.argv[2], extra_args={"SerialNumber": sys.argv[3], "DurationSeconds": 7200, "ExternalId": sys.argv[4]}, cache=JSONFileCache(sys.argv[1]))
got = fetcher.fetch_credentials()
print(got["access_key"], got["secret_key"], got["token"], got["expiry_time"], sep="|")
`
	call := RoleCall{RoleARN: "arn:aws:iam::123456789012:role/dev", SerialNumber: "arn:aws:iam::123456789012:mfa/alice", ExternalID: "é<&>", Duration: 2 * time.Hour}
	e := testEntry(time.Now().Add(time.Hour))
	e.Envelope = &session.Envelope{RequestID: "r", Status: 200, Headers: []session.Header{{Name: "date", Value: "x"}}}
	cli := CLI{Dir: filepath.Join(t.TempDir(), "cache")}
	if err := cli.Store(call.FileName(), e); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", script, cli.Dir, call.RoleARN, call.SerialNumber, call.ExternalID).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "|")
	if len(got) != 4 || got[0] != e.Keys.AccessKeyID || got[1] != e.Keys.SecretAccessKey || got[2] != e.Keys.SessionToken {
		t.Errorf("botocore read %q", got)
	}
}

// AWS CLI v2 truncates the file and writes it; a reader in between waits and looks again.
func TestReadWhileCLIWrites(t *testing.T) {
	const file = "36be73df8f1fbe4cefa96dfad6cc5632ae511cc7.json"
	cli := CLI{Dir: t.TempDir()}
	path := filepath.Join(cli.Dir, file)
	if err := cli.Store(file, testEntry(time.Now().Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, half := range []string{"", string(whole[:40])} {
		writeFile(t, path, half, 0o600)
		cli.Sleep = func(time.Duration) { writeFile(t, path, string(whole), 0o600) }
		if _, ok := cli.Load(file); !ok {
			t.Errorf("after %q: a miss", half)
		}
	}
}

func TestLoadMisses(t *testing.T) {
	const file = "36be73df8f1fbe4cefa96dfad6cc5632ae511cc7.json"
	good := `{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c", "Expiration": "2026-11-20T10:59:12Z"}}`
	cases := map[string]func(t *testing.T, path string){
		"nothing there": func(*testing.T, string) {},
		"a folder": func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"a pipe that nobody writes": func(t *testing.T, path string) {
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"a link to itself": func(t *testing.T, path string) {
			if err := os.Symlink(filepath.Base(path), path); err != nil {
				t.Fatal(err)
			}
		},
		"an endless device": func(t *testing.T, path string) {
			if err := os.Symlink("/dev/zero", path); err != nil {
				t.Fatal(err)
			}
		},
		"a huge file": func(t *testing.T, path string) {
			writeFile(t, path, good+strings.Repeat(" ", 1<<20), 0o600)
		},
		"an empty key":        func(t *testing.T, path string) { writeFile(t, path, strings.Replace(good, `"a"`, `""`, 1), 0o600) },
		"a key that is null":  func(t *testing.T, path string) { writeFile(t, path, strings.Replace(good, `"b"`, `null`, 1), 0o600) },
		"a key that is a map": func(t *testing.T, path string) { writeFile(t, path, strings.Replace(good, `"c"`, `{}`, 1), 0o600) },
		"credentials in a list": func(t *testing.T, path string) {
			writeFile(t, path, `{"Credentials": [`+strings.TrimSuffix(good[16:], "}")+`]}`, 0o600)
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			cli := CLI{Dir: t.TempDir(), Sleep: noSleep(t)}
			prepare(t, filepath.Join(cli.Dir, file))
			if e, ok := cli.Load(file); ok {
				t.Errorf("got %+v", e)
			}
		})
	}
	for _, text := range []string{good + "x", good[1:], "\x00", "\xff", strings.Replace(good, "a", "\x01", 1), strings.Repeat("[", 1<<19), strings.Repeat(`{"a":`, 1<<17), good[:60] + "\xff" + good[60:]} {
		cli := CLI{Dir: t.TempDir(), Sleep: func(time.Duration) {}}
		writeFile(t, filepath.Join(cli.Dir, file), text, 0o600)
		if e, ok := cli.Load(file); ok {
			t.Errorf("%.40q: got %+v", text, e)
		}
	}
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	cli := CLI{Dir: filepath.Join(dir, "cache")}
	outside := filepath.Join(dir, "session.db")
	writeFile(t, outside, "x", 0o600)
	for _, name := range []string{"", ".", "..", "../session.db", "session.db", strings.Repeat("A", 40) + ".json", strings.Repeat("a", 40), "/" + strings.Repeat("a", 39) + ".json"} {
		if _, ok := cli.Load(name); ok {
			t.Errorf("%q was read", name)
		}
		if cli.Store(name, testEntry(time.Now())) == nil || cli.Remove(name) == nil {
			t.Errorf("%q was taken for a name of ours", name)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

func TestStoreMakesFolder(t *testing.T) {
	file := RoleCall{RoleARN: "x"}.FileName()
	home := t.TempDir()
	cli := CLI{Dir: CLIDir(home)}
	if err := cli.Store(file, testEntry(time.Now())); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{".aws", ".aws/cli", ".aws/cli/cache"} {
		if info, err := os.Stat(filepath.Join(home, dir)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: mode %v, %v, want 0700", dir, info.Mode(), err)
		}
	}
	if err := os.Chmod(cli.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := cli.Store(file, testEntry(time.Now())); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(cli.Dir); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("an existing folder: mode %v, %v, want 0755", info.Mode(), err)
	}
	if err := cli.Remove(file); err != nil {
		t.Error(err)
	}
	if err := cli.Remove(file); err != nil {
		t.Errorf("removing what is gone: %v", err)
	}
}

func TestStoreRefuses(t *testing.T) {
	file := RoleCall{RoleARN: "x"}.FileName()
	for name, spoil := range map[string]func(*session.Issued){
		"no token":  func(e *session.Issued) { e.Keys.SessionToken = "" },
		"no secret": func(e *session.Issued) { e.Keys.SecretAccessKey = "" },
		"no expiry": func(e *session.Issued) { e.Expires = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			cli := CLI{Dir: t.TempDir()}
			e := testEntry(time.Now())
			spoil(&e)
			if err := cli.Store(file, e); err == nil {
				t.Error("a file that makes the AWS CLI crash was written")
			}
		})
	}
	t.Run("folder is a file", func(t *testing.T) {
		cli := CLI{Dir: filepath.Join(t.TempDir(), "cache")}
		writeFile(t, cli.Dir, "x", 0o600)
		err := cli.Store(file, testEntry(time.Now()))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFresh(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	cases := []struct {
		name           string
		life, left, at time.Duration // at is --min
		want           bool
	}{
		{"just enough", time.Hour, 900 * time.Second, 0, true},
		{"a second short", time.Hour, 899 * time.Second, 0, false},
		{"expired", time.Hour, -time.Second, 0, false},
		{"life unknown", 0, 899 * time.Second, 0, false},
		{"short life, a third", 15 * time.Minute, 5 * time.Minute, 0, true},
		{"short life, less than a third", 15 * time.Minute, 5*time.Minute - time.Second, 0, false},
		{"short life by a slow answer", 15*time.Minute + 2*time.Second, 14 * time.Minute, 0, true},
		{"twenty minutes are not short", 20 * time.Minute, 14 * time.Minute, 0, false},
		{"min asks for more", time.Hour, 20 * time.Minute, 30 * time.Minute, false},
		{"min asks for less", time.Hour, 2 * time.Minute, time.Minute, true},
		{"min with a short life", 15 * time.Minute, 10 * time.Minute, 12 * time.Minute, false},
		{"min of nothing, expired", time.Hour, 0, time.Nanosecond, false},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			e := session.Issued{Expires: now.Add(tt.left)}
			if tt.life != 0 {
				e.Obtained = e.Expires.Add(-tt.life)
			}
			if got := Fresh(e, now, tt.at); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
	for left, want := range map[time.Duration]bool{5 * time.Minute: true, 5*time.Minute - 1: false, -1: false} {
		if got := FreshMFASession(session.Issued{Expires: now.Add(left)}, now, 0); got != want {
			t.Errorf("MFA session with %v left: got %v", left, got)
		}
	}
	if Fresh(session.Issued{}, now, 0) || FreshMFASession(session.Issued{}, now, 0) {
		t.Error("nothing is fresh")
	}
}

// FuzzScan holds the scanner against encoding/json.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{`{"a": [1, -0.5e+3, "\ud83d\ude00\u00e9\ud800", true, null, {}]}`, `"\ud800\ud800"`, `"\ud83d\n"`, `"\ud83d\u0041"`, `[]`, `01`, `"\u00g0"`, `{"a":1,}`, ` 1 `, `-`, `1.`, `"a` + "\n" + `"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, v := parseEntry(text)
		if valid := json.Valid(text) && utf8.Valid(text); valid != (v != damaged) && !deep(text) {
			t.Fatalf("valid is %v, read as %v", valid, v)
		}
		s := scanner{in: text}
		got, ok := s.text()
		var want string
		if json.Unmarshal(text, &want) != nil || !utf8.Valid(text) || strings.TrimSpace(string(text)) == "null" {
			return
		}
		if !ok || string(got) != want {
			t.Fatalf("text %q, want %q", got, want)
		}
	})
}

func deep(text []byte) bool {
	return strings.Count(string(text), "[")+strings.Count(string(text), "{") > maxDepth
}

func BenchmarkLoad(b *testing.B) {
	text, err := os.ReadFile("testdata/cli-cache.json")
	if err != nil {
		b.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		b.Fatal(err)
	}
	cli := CLI{Dir: b.TempDir()}
	file := v.Vectors[0].Cache[0]
	if err := os.WriteFile(filepath.Join(cli.Dir, file.File), file.Content, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Run("file", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := cli.Load(file.File); !ok {
				b.Fatal("a miss")
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			parseEntry(file.Content)
		}
	})
	b.Run("encoding-json", func(b *testing.B) { // what parse is measured against
		b.ReportAllocs()
		for b.Loop() {
			var e struct {
				Credentials     struct{ AccessKeyID, SecretAccessKey, SessionToken, Expiration, AccountID string }
				AssumedRoleUser struct{ AssumedRoleID, Arn string }
			}
			if err := json.Unmarshal(file.Content, &e); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// lookPython finds the Python of the AWS CLI, else any.
func lookPython(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tooltest.Missing(t, "python3")
	return ""
}
