//go:build !windows

package shell_test

import (
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// tellDay loads, looks, loads over it, and clears: the shell is as it was.
func tellDay(t *testing.T, r *real) {
	before := r.environment()
	from := r.ask("awsenv prod")
	r.code()
	r.wait(from, "(prod 1")
	typed, _, told := strings.Cut(plainText(r.text()[from:]), "prod · admin @ "+awstest.ProdAccount)
	if !told || strings.ContainsAny(typed, "0123456789") {
		t.Errorf("what was loaded was not said, or the code was shown: %q", typed)
	}
	r.status("", "0")
	r.holds("AWSENV_PROFILE", "prod", "AWS_ACCOUNT_ID", awstest.ProdAccount, "AWS_REGION", "eu-west-1", "AWS_PROFILE", "")
	if key := r.value("AWS_ACCESS_KEY_ID"); !strings.HasPrefix(key, "ASIA") {
		t.Errorf("the key is %q", key)
	}
	r.status("awsenv prod", "0")
	r.called("AssumeRole", 1)
	if out := r.run("awsenv prompt"); !strings.Contains(settled(strings.ReplaceAll(out, "\r", "")), "prod 11h59m\n") {
		t.Errorf("awsenv prompt says %q", out)
	}
	r.status("awsenv open", "0") // no MFA: nothing is asked
	r.shows("open 59m")
	r.status("awsenv --clear", "0")
	r.shows("")
	if after := r.environment(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	r.status("awsenv -c", "0")
}

// tellRefusals fails in every way that keeps the session that is there.
func tellRefusals(t *testing.T, r *real) {
	r.load("awsenv prod")
	before := r.environment()
	from := r.ask("awsenv prod-readonly")
	r.send("000000\n")
	r.wait(from, "not accepted")
	r.wait(from, "): ")
	r.send("letter\n")
	r.wait(from, "six digits")
	from = len(r.text())
	r.send("\x04") // end of input
	r.wait(from, "(prod 1")
	r.status("", "4")
	from = r.ask("awsenv foreign")
	r.code()
	r.wait(from, "(prod 1")
	r.status("", "5")
	r.status("awsenv nobody", "3")
	r.status("awsenv prod --min soon", "2")
	r.status("awsenv prod-readonly --no-prompt --refresh -d 12h", "4")
	if after := r.environment(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	// A wrong code and then a right one load all the same.
	from = r.ask("awsenv dev")
	r.send("000001\n")
	r.wait(from, "not accepted")
	r.code()
	r.wait(from, "(dev 1")
	r.status("", "0")
}

// tellInterrupted types half a code and Ctrl-C.
func tellInterrupted(t *testing.T, r *real) {
	r.run("awsenv open")
	before := r.environment()
	r.run(r.posix("stty -a >before"))
	from := r.ask("awsenv prod")
	r.send("12\x03")
	r.wait(from, "(open ")
	r.status("", "130")
	r.run(r.posix("stty -a >after"))
	if was, is := strings.Join(r.lines("before"), " "), strings.Join(r.lines("after"), " "); was != is {
		t.Errorf("the terminal was\n%s\nand is\n%s", was, is)
	}
	if out := r.run("echo seen"); !strings.Contains(out, "echo seen") {
		t.Errorf("what is typed is not shown: %q", out)
	}
	if after := r.environment(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	r.called("AssumeRole", 1)
	// In a list of commands nothing runs after it, and the next load works.
	list := "awsenv prod && echo RAN"
	switch r.shell {
	case "fish":
		list = "awsenv prod; and echo RAN"
	case "nu":
		list = "awsenv prod; echo RAN"
	}
	from = r.ask(list)
	r.send("\x03")
	r.wait(from, "(open ")
	if strings.Contains(plainText(r.text()[from:]), "RAN") {
		t.Errorf("the command after the load ran: %q", r.text()[from:])
	}
	r.load("awsenv prod")
	r.shows("prod 11h59m")
}

// tellNarrow asks where the question does not fit in one row.
func tellNarrow(t *testing.T, r *real) {
	r.Resize(30, 24)
	r.run(map[string]string{
		"bash": `PS1='one\n(${AWSENV_PROMPT})>'`,
		"zsh":  `PROMPT=$'one\n(${AWSENV_PROMPT})>'`,
		"fish": `function fish_prompt; echo one; echo -n "($AWSENV_PROMPT)>"; end`,
		"nu":   `$env.PROMPT_COMMAND = {|| "one\n(" + $env.AWSENV_PROMPT + ")" }`,
	}[r.shell])
	from := len(r.text())
	r.send("awsenv prod\n")
	r.wait(from, "MFA code")
	r.wait(from, "account\r\n111122223333): ")
	from = len(r.text())
	r.send("12\x03")
	r.wait(from, "(")
	r.wait(from, ")>")
	if out := plainText(r.text()[from:]); !strings.Contains(out, "one") {
		t.Errorf("the first line of the prompt is missing: %q", out)
	}
	r.status("", "130")
	from = len(r.text())
	r.send("awsenv prod\n")
	r.wait(from, "3333): ")
	from = len(r.text())
	r.code()
	r.wait(from, "(prod 1")
}

// tellChanged loads, changes a variable, and clears: what the person changed
// stays, the rest comes back.
func tellChanged(t *testing.T, r *real) {
	r.run("awsenv open")
	r.holds("AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-1", "AWS_DEFAULT_PROFILE", "")
	r.run(export(r.shell, "AWS_REGION", "ap-south-1"))
	r.load("awsenv dev") // over it: the region of the profile, until the clear
	r.run("awsenv --clear")
	r.holds("AWS_REGION", "ap-south-1", "AWS_DEFAULT_REGION", "", "AWS_DEFAULT_PROFILE", "mine", "AWSENV_PROFILE", "", "AWSENV_SAVED", "")
	r.run("awsenv dev")
	r.run(export(r.shell, "AWS_DEFAULT_PROFILE", "other"))
	r.run("awsenv --clear")
	r.holds("AWS_REGION", "ap-south-1", "AWS_DEFAULT_PROFILE", "other", "AWS_ACCESS_KEY_ID", "")
}

// tellSubshells loads and clears in shells below: the one above keeps its own.
func tellSubshells(t *testing.T, r *real) {
	r.run("awsenv open")
	r.load("awsenv dev")
	if r.shell == "bash" || r.shell == "zsh" { // the others have no sub-shells
		if out := r.run("(awsenv open; echo \"<$AWSENV_PROFILE>\")"); !strings.Contains(out, "<open>") {
			t.Errorf("in a sub-shell: %q", out)
		}
	}
	r.holds("AWSENV_PROFILE", "dev")
	below := map[string]string{"bash": "bash --noprofile --rcfile rc -i", "zsh": "zsh -d -i", "fish": "fish " + strings.Join(plainArgs(t, "fish"), " ") + " -i -C 'source rc'", "nu": "nu --config rc.nu --env-config /dev/null"}
	from := len(r.text())
	r.send(below[r.shell] + "\n")
	r.wait(from, "(dev 1")
	r.run("awsenv --clear")
	r.shows("")
	r.holds("AWS_REGION", "us-west-2", "AWS_ACCESS_KEY_ID", "")
	r.run("awsenv open")
	r.shows("open 59m")
	r.send("exit\n")
	r.shows("dev 11h59m")
	r.holds("AWSENV_PROFILE", "dev", "AWS_REGION", "eu-west-1")
	r.run("awsenv --clear")
	r.holds("AWS_REGION", "us-west-2")
}

// tellEval types what works without the hook.
func tellEval(t *testing.T, r *real) {
	eval, after := `eval "$(awsenv %)"`, " && "
	switch r.shell {
	case "fish":
		eval, after = "awsenv % | source", "; and "
	case "nu":
		eval, after = "^awsenv % | from json | load-env", "; "
	}
	line := func(words string) string { return strings.Replace(eval, "%", words, 1) }
	r.load(line("prod"))
	r.shows("prod 11h59m")
	if r.shell == "fish" {
		// The status of source is that of false, as the README says.
		r.status(line("nobody"), "1")
	}
	if out := r.run(line("nobody") + after + "echo R''AN"); strings.Contains(out, "RAN") || !strings.Contains(out, "awsenv: error: ") {
		t.Errorf("after a failure: %q", out)
	}
	r.holds("AWSENV_PROFILE", "prod")
	rows := func(line string) string { return strings.ReplaceAll(r.run(line), "\r", "") }
	piped := "awsenv prod | grep -c \"^[es].*AWSENV_PROFILE.'\"; awsenv dev --no-prompt | cat"
	if r.shell == "nu" { // its wrapper cannot tell
		piped = "^awsenv prod | grep -c '\"AWSENV_PROFILE\": \"'; ^awsenv dev --no-prompt | cat"
	}
	if out := rows(piped); !strings.Contains(out, "\n1\n") || !strings.Contains(out, "\nfalse;\n") {
		t.Errorf("in a pipe: %q", out)
	}
	if out := rows("awsenv prod --format json | grep -c secret; awsenv list --names | cat"); !strings.Contains(out, "\n1\n") || !strings.Contains(out, "prod-readonly") {
		t.Errorf("other output: %q", out)
	}
	if out := r.run("awsenv prod --format json"); strings.Contains(out, "secret_access_key") {
		t.Errorf("a secret is on the terminal: %q", out)
	}
	r.run(line("--clear"))
	r.shows("")
	// The hook was sourced again by a person who edits a start-up file.
	from := len(r.text())
	r.install()
	r.run(line("open"))
	r.shows("open 59m")
	r.run(export(r.shell, "AWSENV_EXPIRES", "1"))
	if got := r.said(from); len(got) != 1 {
		t.Errorf("after the hook was installed twice: %q", got)
	}
}

// tellConfirmed answers the question before a load.
func tellConfirmed(t *testing.T, r *real) {
	for _, c := range []struct{ answer, status, profile string }{{"n\n", "4", ""}, {"\x03", "130", ""}, {"y\n", "0", "open"}} {
		from := len(r.text())
		r.send("awsenv open\n")
		r.wait(from, "[y/N] ")
		from = len(r.text())
		r.send(c.answer)
		r.wait(from, ")>")
		r.status("", c.status)
		r.holds("AWSENV_PROFILE", c.profile)
	}
}

// tellRemoved takes the hook out: the program is there, and prints no secret.
func tellRemoved(t *testing.T, r *real) {
	r.run("awsenv open")
	remove := `eval "$(awsenv hook --remove ` + r.shell + `)"`
	switch r.shell {
	case "fish":
		remove = "awsenv hook --remove fish | source"
	case "nu":
		r.run("awsenv hook --remove nu | save --force remove.nu")
		remove = "source remove.nu"
	}
	r.run(remove)
	r.shows("")
	from := len(r.text())
	r.run(export(r.shell, "AWSENV_EXPIRES", "1"))
	r.run("true")
	if got := r.said(from); len(got) != 0 {
		t.Errorf("after --remove: %q", got)
	}
	r.holds("AWSENV_PROFILE", "open")
	r.status("awsenv prod", "2")
	r.install()
	r.shows("open expired")
}
