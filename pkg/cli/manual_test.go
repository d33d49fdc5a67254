package cli

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const manualPath = "../../docs/awsenv.1"

// manual is what docs/awsenv.1 documents.
type manual struct {
	// headings are the subsections as a reader sees them, flags the flags that
	// each defines, as "-d, --duration TIME", and texts their whole text.
	headings []string
	flags    map[string][]string
	texts    map[string]string
	// statuses are the exit statuses.
	statuses []string
}

// readManual reads the source of the page: .SH and .SS begin a section, the line
// after .TP defines something.
func readManual(t *testing.T) manual {
	t.Helper()
	source, err := os.ReadFile(manualPath)
	if err != nil {
		t.Fatal(err)
	}
	m := manual{flags: map[string][]string{}, texts: map[string]string{}}
	section, defines := "", false
	for line := range strings.SplitSeq(string(source), "\n") {
		text := seen(line)
		switch {
		case strings.HasPrefix(line, `.\"`):
		case strings.HasPrefix(line, ".SH "), strings.HasPrefix(line, ".SS "):
			section = text
			m.headings = append(m.headings, section)
		case line == ".TP":
			defines = true
			continue
		case defines && strings.HasPrefix(text, "-"):
			m.flags[section] = append(m.flags[section], text)
		case defines && section == "EXIT STATUS":
			m.statuses = append(m.statuses, text)
		}
		defines = false
		m.texts[section] += text + "\n"
	}
	return m
}

var fontChange = regexp.MustCompile(`\\f.`)

// seen is a line of the source as a reader sees it.
func seen(line string) string {
	if strings.HasPrefix(line, ".") {
		macro, rest, _ := strings.Cut(line, " ")
		line = rest
		if len(macro) == 3 && macro != ".SH" && macro != ".SS" {
			line = alternating(rest) // .BR, .BI, .IR: the words are joined
		}
	}
	line = fontChange.ReplaceAllString(line, "")
	line = strings.Trim(line, `"`)
	return strings.NewReplacer(`\-`, "-", `\(aq`, "'", `\(dq`, `"`, `\(ti`, "~", `\e`, `\`).Replace(line)
}

// alternating joins the words of a macro such as .BR as it prints them.
func alternating(words string) string {
	var b strings.Builder
	quoted := false
	for _, r := range words {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// documented are a flag's words as the page has them.
func documented(f *kong.Flag) string {
	text := "--" + f.Name
	if f.Short != 0 {
		text = "-" + string(f.Short) + ", " + text
	}
	if !f.IsBool() {
		text += " " + f.FormatPlaceHolder()
	}
	return text
}

// synopsis is a command as the page has it in a heading.
func synopsis(node *kong.Node, isDefault bool) string {
	text := "awsenv"
	if !isDefault {
		text += " " + node.Name
	}
	for _, arg := range node.Positional {
		name := strings.ToUpper(arg.Name)
		if !arg.Required {
			name = "[" + name + "]"
		}
		text += " " + name
	}
	return text
}

// TestManual compares the page with the grammar, in both directions.
func TestManual(t *testing.T) {
	m := readManual(t)
	k := mustParser(t)
	wanted := []string{}
	for _, node := range k.Model.Children {
		isDefault := node == k.Model.DefaultCmd
		if node.Hidden && !isDefault {
			continue
		}
		heading := synopsis(node, isDefault)
		wanted = append(wanted, heading)
		if !slices.Contains(m.headings, heading) {
			t.Errorf("there is no section %q", heading)
			continue
		}
		has := slices.Clone(m.flags[heading])
		for _, group := range []string{"Load options", "Session options"} {
			if strings.Contains(m.texts[heading], strings.ToLower(group)) {
				has = append(has, m.flags[group]...)
			}
		}
		compare(t, heading, node.Flags, has)
	}
	compare(t, "General options", k.Model.Flags, m.flags["General options"])
	for _, heading := range m.headings {
		if strings.HasPrefix(heading, "awsenv") && !slices.Contains(wanted, heading) {
			t.Errorf("section %q is about a command that does not exist", heading)
		}
	}
	if want := []string{"0", "1", "2", "3", "4", "5", "6", "130"}; !slices.Equal(m.statuses, want) {
		t.Errorf("exit statuses %q, want %q", m.statuses, want)
	}
}

// compare holds the flags of a section to those of the grammar.
func compare(t *testing.T, section string, flags []*kong.Flag, has []string) {
	t.Helper()
	var wanted []string
	for _, f := range flags {
		if !f.Hidden {
			wanted = append(wanted, documented(f))
		}
	}
	for _, flag := range wanted {
		if !slices.Contains(has, flag) {
			t.Errorf("%s: %q is not documented", section, flag)
		}
	}
	for _, flag := range has {
		if !slices.Contains(wanted, flag) {
			t.Errorf("%s: %q is documented and does not exist", section, flag)
		}
	}
}

// TestManualNamesOnlyFlagsThatExist looks at the running text, of the guide and
// the README too.
func TestManualNamesOnlyFlagsThatExist(t *testing.T) {
	known := map[string]bool{}
	for _, node := range mustParser(t).Model.Children {
		for _, group := range node.AllFlags(true) {
			for _, f := range group {
				known["--"+f.Name] = true
			}
		}
	}
	for _, other := range []string{
		"--profile", "--query", "--cluster-name", // of the AWS CLI
		"--single", "--otp", // of ykman and op
		"--new-tab", "--profile-directory", "--user-data-dir", "--no-first-run", // of browsers
		"--rm", "--username", "--password-stdin", // of docker
		"--allow-untrusted", "--strip-components", "--ignore-missing", // of apk, tar and sha256sum
	} {
		known[other] = true
	}
	flag := regexp.MustCompile(`(^|[^\w-])(--[a-z][a-z-]*)`)
	for _, path := range []string{manualPath, "../../docs/guide.md", "../../README.md"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range flag.FindAllStringSubmatch(strings.ReplaceAll(string(text), `\-`, "-"), -1) {
			if !known[match[2]] {
				t.Errorf("%s names %s, which does not exist", path, match[2])
			}
		}
	}
}

// TestManualRenders wants no warning from the programs that people read it with.
func TestManualRenders(t *testing.T) {
	for _, tt := range []struct {
		program string
		args    []string
	}{
		{"man", []string{"--warnings", "-l"}},
		{"groff", []string{"-man", "-ww", "-Tutf8"}},
	} {
		t.Run(tt.program, func(t *testing.T) {
			path, err := exec.LookPath(tt.program)
			if err != nil && tt.program == "man" && os.Getenv("CI") == "true" {
				t.Fatal("man is not installed, and CI must run this test")
			} else if err != nil {
				t.Skipf("%s is not installed: this test did not run", tt.program)
			}
			if tt.program == "man" && !understandsWarnings(path) {
				t.Skip("this man has no --warnings: this test did not run")
			}
			cmd := exec.Command(path, append(tt.args, manualPath)...)
			cmd.Env = append(os.Environ(), "MANPAGER=cat", "MANWIDTH=80", "LC_ALL=C.UTF-8")
			var out, errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errs
			if err := cmd.Run(); err != nil || errs.Len() > 0 {
				t.Errorf("%v\n%s", err, errs.String())
			}
			if out.Len() < 5000 {
				t.Errorf("only %d bytes came out", out.Len())
			}
		})
	}
}

// understandsWarnings tells man-db from the man of other systems.
func understandsWarnings(path string) bool {
	out, err := exec.Command(path, "--version").CombinedOutput()
	return err == nil && bytes.HasPrefix(out, []byte("man 2"))
}
