package profile

import (
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// oddNames are names that a splitter could take apart.
var oddNames = []string{
	"iam", "my profile", "a'b", `a"b`, `a\b`, `a\`, "a$HOME", "a`id`", "a;b", "a&b", "-x", "--", "--stored", "é", "a%b", "a!b", "*", "~", "a\tb", "'", "[x]", "a#b", "a=b",
}

func TestTheLineIsSplitAsItWasWritten(t *testing.T) {
	for _, program := range []string{"/usr/local/bin/awsenv", "/home/o'neil/my programs/awsenv"} {
		for _, name := range oddNames {
			line, err := StoredProcess(program, name, "linux")
			if err != nil {
				t.Errorf("%q: %v", name, err)
				continue
			}
			words, err := splitWords(line)
			if err != nil || len(words) < 4 || words[0] != program || StoredName(words) != name {
				t.Errorf("%q is %q, %v", line, words, err)
			}
		}
	}
}

// TestAShellReadsTheLineAsItWasWritten: Go's SDK gives it to sh.
func TestAShellReadsTheLineAsItWasWritten(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	for _, name := range oddNames {
		line, err := StoredProcess("/home/o'neil/my programs/awsenv", name, "linux")
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("sh", "-c", `printf '<%s>' `+line).Output()
		dashes := ""
		if strings.HasPrefix(name, "-") {
			dashes = "<-->"
		}
		if want := "</home/o'neil/my programs/awsenv><credential-process><--stored>" + dashes + "<" + name + ">"; err != nil || string(out) != want {
			t.Errorf("%s is read as %s, %v", line, out, err)
		}
	}
}

func TestTheLineOnWindows(t *testing.T) {
	for name, want := range map[string]string{
		"iam": `C:\Users\me\awsenv.exe credential-process --stored iam`,
		"a b": `C:\Users\me\awsenv.exe credential-process --stored "a b"`,
		"a&b": `C:\Users\me\awsenv.exe credential-process --stored "a&b"`,
		"a'b": `C:\Users\me\awsenv.exe credential-process --stored "a'b"`,
		"-x":  `C:\Users\me\awsenv.exe credential-process --stored -- -x`,
	} {
		line, err := StoredProcess(`C:\Users\me\awsenv.exe`, name, "windows")
		words, split := splitWindows(line)
		if err != nil || line != want || split != nil || words[0] != `C:\Users\me\awsenv.exe` || StoredName(words) != name {
			t.Errorf("%q: got %s, %v, %q", name, line, err, words)
		}
	}
	if line, err := StoredProcess(`C:\Program Files\awsenv.exe`, "iam", "windows"); err != nil || line != `"C:\Program Files\awsenv.exe" credential-process --stored iam` {
		t.Errorf("got %s, %v", line, err)
	}
	for _, name := range []string{`a"b`, "a%PATH%", `a\`, "a!b"} {
		if line, err := StoredProcess(`awsenv.exe`, name, "windows"); !errors.Is(err, ErrUnquotable) {
			t.Errorf("%q: got %s, %v", name, line, err)
		}
	}
}

func TestWhatNoLineCanHold(t *testing.T) {
	for _, name := range []string{"a\nb", "a\rb", "a\x00b", "a #b", "a ;b"} {
		if line, err := StoredProcess("awsenv", name, "linux"); !errors.Is(err, ErrUnquotable) {
			t.Errorf("%q: got %s, %v", name, line, err)
		}
	}
}

func TestOtherProcessesAreNotStored(t *testing.T) {
	for _, words := range [][]string{
		nil, {"awsenv"}, {"awsenv", "credential-process", "iam"}, {"awsenv", "credential-process", "--stored"}, {"awsenv", "credential-process", "--stored", "--"},
		{"awsenv", "credential-process", "--stored", "a", "b"}, {"awsenv", "credential-process", "--stored", "--no-prompt", "a"}, {"awsenv", "credential-process", "--stored", "-v"},
		{"x", "awsenv", "credential-process", "--stored", "a"},
	} {
		if name := StoredName(words); name != "" {
			t.Errorf("%q is %q", words, name)
		}
	}
}

func TestResolvesStoredKeys(t *testing.T) {
	config := File{Path: "config", Text: []byte(`[profile iam]
credential_process = '/opt/my programs/awsenv' credential-process --stored iam
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile prod]
role_arn = arn:aws:iam::111122223333:role/admin
source_profile = iam
[profile program]
credential_process = awsenv credential-process iam
`)}
	set, err := Parse(config, File{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"iam", "prod"} {
		chain, err := set.Resolve(name, Options{})
		if s := chain.Source; err != nil || s.Kind != SourceKeys || s.Stored != "iam" || s.Profile != "iam" || !s.Keys.Empty() || s.MFASerial == "" {
			t.Errorf("%s: %+v, %v", name, chain.Source, err)
		}
	}
	if d := set.Describe("prod"); d.MFASerial == "" {
		t.Errorf("prod is described as %+v", d)
	}
	if d := set.Describe("iam"); d.Kind != SourceKeys || d.Stored != "iam" || d.Account != "111122223333" {
		t.Errorf("iam is described as %+v", d)
	}
	if chain, err := set.Resolve("program", Options{}); err != nil || chain.Source.Kind != SourceProcess {
		t.Errorf("program: %+v, %v", chain.Source, err)
	}
}
