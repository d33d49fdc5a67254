package dialect

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, name := range Names() {
		d, err := Parse(name)
		if err != nil || d.Name() != name {
			t.Errorf("Parse(%q) = %v, %v", name, d, err)
		}
	}
	for _, name := range []string{"", "BASH", "tcsh", "/bin/bash", "bash ", "powershell"} {
		_, err := Parse(name)
		var unknown *UnknownError
		if !errors.As(err, &unknown) || unknown.ExitCode() != 2 || len(unknown.Hints()) == 0 {
			t.Errorf("Parse(%q): %v", name, err)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, test := range []struct{ name, parent, shell, want string }{
		{"a login shell", "-zsh", "", Zsh},
		{"a path", "/bin/bash", "/usr/bin/fish", Bash},
		{"a login shell by its path", "-/bin/bash", "", Bash},
		{"a bare name", "fish", "/bin/bash", Fish},
		{"dash", "dash", "/bin/zsh", Sh},
		{"sh", "sh", "/bin/zsh", Sh},
		{"busybox", "busybox", "/bin/zsh", Sh},
		{"ash", "-ash", "", Sh},
		{"ksh with its version", "ksh93", "", Sh},
		{"bash with its version", "bash-5.2", "", Bash},
		{"zsh with its version", "/usr/local/bin/zsh-5.9", "", Zsh},
		{"static zsh", "zsh-static", "", Zsh},
		{"restricted bash", "rbash", "", Bash},
		{"nu", "nu", "/bin/bash", Nu},
		{"nu as a login shell", "-nu", "", Nu},
		{"make in nu", "make", "/usr/local/bin/nu", Nu},
		{"make: the login shell decides", "make", "/bin/zsh", Zsh},
		{"a program with a shell's name inside it", "fishermen", "/bin/bash", Bash},
		{"no parent", "", "/usr/bin/fish", Fish},
		{"a shell that has no dialect", "tcsh", "/bin/tcsh", Sh},
		{"nothing known", "", "", Sh},
		{"Git Bash", "", `C:\Program Files\Git\usr\bin\bash.exe`, Bash},
		{"a program of Windows", `Zsh.EXE`, "", Zsh},
		{"a folder", "/", "-", Sh},
	} {
		if got := Detect(test.parent, test.shell).Name(); got != test.want {
			t.Errorf("%s: Detect(%q, %q) = %s, want %s", test.name, test.parent, test.shell, got, test.want)
		}
	}
}

// TestStatements pins the text: it is what a person sees who looks.
func TestStatements(t *testing.T) {
	for _, test := range []struct{ shell, value, want string }{
		{Bash, "wJalr/K7+x=", `export AWS_X='wJalr/K7+x=';`},
		{Bash, "two words", `export AWS_X='two words';`},
		{Bash, "", `export AWS_X='';`},
		{Bash, "it's\n*", `export AWS_X=$'it\047s\012\052';`},
		{Zsh, "a  b", `export AWS_X=$'a\040\040b';`},
		{Sh, "two words", `export AWS_X='two words';`},
		{Sh, "é~}$(x)", `export AWS_X='é~}$(x)';`},
		{Sh, "it's", `export AWS_X="$(printf %b 'it\0047s')";`},
		{Sh, "a\n", `AWS_X="$(printf %b '\0012.')";` + "\n" + `AWS_X="${AWS_X%.}";` + "\n" + `export AWS_X="$(printf %b 'a')$AWS_X";`},
		{Fish, "two  words*", `set -gx AWS_X 'two  words*';`},
		{Fish, `it's \`, `set -gx AWS_X 'it\'s \\';`},
		{Fish, "a\x7f", `set -gx AWS_X 'a'\X7f;`},
		{Fish, "a\nb\xff", `set -gx AWS_X 'a'\X0a'b'\Xff;`},
	} {
		d, _ := Parse(test.shell)
		if got, err := d.(statements).set("AWS_X", test.value); err != nil || got != test.want+"\n" {
			t.Errorf("%s: Set(%q) = %q, %v\nwant %q", test.shell, test.value, got, err, test.want)
		}
	}
	for shell, want := range map[string]string{
		Bash: `unset AWS_X;`, Zsh: `unset AWS_X;`, Sh: `unset AWS_X;`, Fish: `while set -e AWS_X; end; true;`,
	} {
		d, _ := Parse(shell)
		if got, err := d.(statements).begin(nil, []string{"AWS_X"}); err != nil || got != want+"\n" {
			t.Errorf("%s: Begin = %q, %v", shell, got, err)
		}
	}
}

// TestNuObject pins the text for nu.
func TestNuObject(t *testing.T) {
	for want, changes := range map[string]struct {
		set   []Variable
		unset []string
	}{
		"{}\n":                              {},
		"{\n\"A\": null\n}\n":               {unset: []string{"A"}},
		"{\n\"A\": \"it's \\\"x\\\"\"\n}\n": {set: []Variable{{"A", `it's "x"`}}},
		"{\n\"B\": null,\n\"A\": \"$\\u000a\"\n}\n": {[]Variable{{"A", "$\n"}}, []string{"B"}},
	} {
		if got, err := (nu{}).Changes(changes.set, changes.unset); err != nil || got != want {
			t.Errorf("Changes(%q, %q) = %q, %v, want %q", changes.set, changes.unset, got, err, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, shell := range Names() {
		d, _ := Parse(shell)
		for _, name := range []string{"", "1A", "A-B", "A B", "A=B", "A;id", "Ä", "A\n", "$(id)", "A[0]"} {
			var refused *NameError
			if out, err := d.Changes([]Variable{{name, "x"}}, nil); out != "" || !errors.As(err, &refused) {
				t.Errorf("%s: set %q: %q, %v", shell, name, out, err)
			}
			if out, err := d.Changes(nil, []string{name}); out != "" || !errors.As(err, &refused) {
				t.Errorf("%s: unset %q: %q, %v", shell, name, out, err)
			}
		}
		var nul *NULError
		out, err := d.Changes([]Variable{{"AWS_SECRET_ACCESS_KEY", "hush\x00hush"}}, nil)
		if out != "" || !errors.As(err, &nul) || !strings.Contains(err.Error(), "AWS_SECRET_ACCESS_KEY") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: a NUL byte gave %q, %v", shell, out, err)
		}
		if out, err := d.Quote("hush\x00hush"); out != "" || !errors.As(err, &nul) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: a NUL byte gave %q, %v", shell, out, err)
		}
	}
	var text *TextError
	out, err := (nu{}).Changes([]Variable{{"AWS_SECRET_ACCESS_KEY", "hush\xffhush"}}, nil)
	if out != "" || !errors.As(err, &text) || !strings.Contains(err.Error(), "AWS_SECRET_ACCESS_KEY") || strings.Contains(err.Error(), "hush") {
		t.Errorf("nu: a byte that is no text gave %q, %v", out, err)
	}
	if out, err := (nu{}).Quote("hush\xffhush"); out != "" || !errors.As(err, &text) || strings.Contains(err.Error(), "hush") {
		t.Errorf("nu: a byte that is no text gave %q, %v", out, err)
	}
}

func BenchmarkSet(b *testing.B) {
	token := strings.Repeat("FwoGZXIvYXdzEJr//////////wEaDPE+", 12)
	for _, shell := range []string{Bash, Sh, Fish} {
		d, _ := Parse(shell)
		b.Run(shell, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = d.(statements).set("AWS_SESSION_TOKEN", token)
			}
		})
	}
}
