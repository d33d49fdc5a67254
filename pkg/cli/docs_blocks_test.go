//go:build !windows

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// A block is an example of a page. A comment of HTML before it says what a reader need
// not see: why it is not run, that it is a file or belongs into one, with which exit
// status it ends, that it asks for no code.
type block struct {
	page, heading, language, text string
	line, status                  int
	file, addedTo, notRun         string
	asksNobody                    bool
}

// blocks reads the examples of a page.
func blocks(t *testing.T, page string) (list []block) {
	t.Helper()
	text := string(must(os.ReadFile("../../" + page))(t))
	for _, at := range regexp.MustCompile("(?ms)^(?:<!-- ([^\n]*?) -->\n)?```(\\w+)\n(.*?)^```$").FindAllStringSubmatchIndex(text, -1) {
		before := text[:at[0]]
		b := block{page: page, language: text[at[4]:at[5]], text: text[at[6]:at[7]], line: strings.Count(before, "\n") + 1}
		if headings := regexp.MustCompile(`(?m)^##+ (.*)$`).FindAllStringSubmatch(before, -1); headings != nil {
			b.heading = headings[len(headings)-1][1]
		}
		if at[2] >= 0 {
			name, value, found := strings.Cut(text[at[2]:at[3]], ": ")
			switch {
			case found && name == "not run":
				b.notRun = value
			case found && name == "file":
				b.file = value
			case found && name == "added to":
				b.addedTo = value
			case found && name == "exit status":
				b.status = must(strconv.Atoi(value))(t)
			case name == "asks nobody":
				b.asksNobody = true
			default:
				t.Errorf("%s:%d: <!-- %s --> says nothing that this test knows", page, b.line, text[at[2]:at[3]])
			}
		}
		list = append(list, b)
	}
	return list
}

// shellsOf says in which shells a block of commands has to work.
var shellsOf = map[string][][]string{
	"sh":      {{"bash", "--norc", "-ec"}, {"zsh", "-fec"}},
	"bash":    {{"bash", "--norc", "-ec"}},
	"zsh":     {{"zsh", "-fec"}},
	"fish":    {{"fish", "--no-config", "-c"}},
	"nu":      {{"nu", "--no-config-file", "-c"}},
	"console": {{"bash", "--norc", "-c"}},
}

// TestDocsBlocksRun runs the commands of the README and the guide in the emulator's
// world, with a person who types codes, and compares what they show with what the
// page says that they do. The blocks below one heading share a world.
func TestDocsBlocksRun(t *testing.T) {
	for _, page := range []string{"README.md", "docs/guide.md"} {
		sections, order := map[string][]block{}, []string{}
		for _, b := range blocks(t, page) {
			if b.notRun != "" || b.file+b.addedTo == "" && shellsOf[b.language] == nil {
				continue
			}
			if sections[b.heading] == nil {
				order = append(order, b.heading)
			}
			sections[b.heading] = append(sections[b.heading], b)
		}
		if len(order) == 0 {
			t.Errorf("%s has no command: this test looks for the wrong thing", page)
		}
		for _, heading := range order {
			t.Run(page+" "+heading, func(t *testing.T) {
				t.Parallel()
				w := docsWorld(t)
				if prepare := preparations[heading]; prepare != nil {
					prepare(t, w)
				}
				for _, b := range sections[heading] {
					b.run(t, w)
				}
			})
		}
	}
}

// preparations are what the text around a section's blocks takes for granted.
var preparations = map[string]func(*testing.T, world){
	"When something is odd": func(t *testing.T, w world) {
		config := filepath.Join(w.home, ".aws/config")
		text := "[prod]\nregion = eu-west-1\n\n" + string(must(os.ReadFile(config))(t))
		write(t, config, text, 0o600)
		write(t, filepath.Join(w.home, ".aws/credentials"), awstest.ExampleCredentials(), 0o644)
	},
}

// docsWorld is the example with a profile for jobs, and stand-ins for the programs that
// need an account, a phone or a daemon of their own: those that use a session look for
// it, and those that print a code print a good one.
func docsWorld(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	appendConfig(t, w.home, fmt.Sprintf("\n[profile deploy]\nrole_arn = %s\nsource_profile = iam\nmfa_serial = %s\nregion = eu-west-1\n", awstest.ShortRole, awstest.MFASerial))
	programs := filepath.Join(w.home, "bin")
	code := w.code(t)
	for _, name := range []string{"op", "pass", "ykman"} {
		write(t, filepath.Join(programs, name), "#!/bin/sh\necho "+code+"\n", 0o700)
	}
	for _, name := range []string{"terraform", "docker", "kubectl", "code"} {
		write(t, filepath.Join(programs, name), "#!/bin/sh\ntest -n \"$AWS_SESSION_TOKEN$AWS_CONTAINER_AUTHORIZATION_TOKEN\" || { echo \"$0: no session\"; exit 1; }\n", 0o700)
	}
	if aws, err := exec.LookPath("aws"); err == nil { // one that is too old for AWS_ENDPOINT_URL_STS must not reach AWS
		write(t, filepath.Join(programs, "aws"), fmt.Sprintf("#!/bin/sh\nHTTPS_PROXY=%s AWS_CA_BUNDLE=%s exec %s \"$@\"\n", w.ProxyURL, w.CAFile, aws), 0o700)
	}
	var env []string
	for _, v := range w.env {
		if !strings.HasPrefix(v, "AWS_ACCESS_KEY_ID=") && !strings.HasPrefix(v, "PATH=") {
			env = append(env, v)
		}
	}
	w.env = append(env, "PATH="+programs+":"+os.Getenv("PATH"), "BROWSER=visit", "VISITED="+filepath.Join(w.home, "visited"),
		"TMUX_TMPDIR="+w.home, "code="+code)
	return w
}

func write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

// run runs a block, or writes it when it is a file.
func (b block) run(t *testing.T, w world) {
	if b.file+b.addedTo != "" {
		name, text := filepath.Join(w.home, strings.TrimPrefix(b.file+b.addedTo, "~")), b.text
		if b.addedTo != "" {
			text = string(must(os.ReadFile(name))(t)) + "\n" + text
		}
		write(t, name, text, 0o600)
		return
	}
	for _, argv := range shellsOf[b.language] {
		t.Run(fmt.Sprintf("line %d in %s", b.line, argv[0]), func(t *testing.T) {
			for _, tool := range []string{argv[0], "aws", "direnv", "jq", "make", "tmux"} {
				if !regexp.MustCompile(`(?m)(^|[ (])` + tool + ` `).MatchString(argv[0] + " \n" + b.text) {
					continue
				}
				if have, err := haveTool("have:" + tool); err != nil {
					t.Fatal(err)
				} else if !have {
					t.Skipf("%s is not installed", tool)
				}
			}
			if b.language == "console" {
				b.compare(t, w, argv)
				return
			}
			var out bytes.Buffer
			status, said := w.follow(t, !b.asksNobody, &out, append(argv, b.text))
			if status != b.status {
				t.Errorf("%s:%d: exit status %d, not %d:\n%s\n%s%s", b.page, b.line, status, b.status, b.text, out.String(), said)
			}
		})
	}
}

// compare types the commands of a block that shows a terminal, and compares what each
// shows with what stands below it.
func (b block) compare(t *testing.T, w world, argv []string) {
	var script, want strings.Builder
	script.WriteString("status=0\n")
	for line := range strings.Lines(b.text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			fmt.Fprintf(&script, "echo %s\n%sended=$?; [ $ended = 0 ] || status=$ended\n", quoted(line[:len(line)-1]), command)
		}
		want.WriteString(line)
	}
	script.WriteString("exit $status\n")
	status, said := w.follow(t, !b.asksNobody, nil, append(argv, script.String()))
	if status != b.status {
		t.Errorf("%s:%d: exit status %d, not %d", b.page, b.line, status, b.status)
	}
	if want, got := stable(want.String()), stable(said); want != got {
		t.Errorf("%s:%d shows\n%s\nand it is\n%s", b.page, b.line, want, said)
	}
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// varying is what differs from one time to the next: what is left, the clock, keys, and
// the dots of a code that was typed.
var varying = regexp.MustCompile(`\d+h\d\dm|\b\d\d?[ms] left|\((?:[A-Z][a-z]{2} )?\d\d:\d\d\)|AKIA[A-Z0-9]{16}|[•*]+`)

// stable is a text without what changes and without the spaces at the ends of its lines.
func stable(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		b.WriteString(strings.TrimRight(varying.ReplaceAllString(line, ""), " \n") + "\n")
	}
	return b.String()
}

// follow runs a program on a terminal wider than the pages, types a good code whenever
// it asks for one, and says what the screen shows in the end.
func (w world) follow(t *testing.T, mayAsk bool, out *bytes.Buffer, argv []string) (status int, said string) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Dir = w.env, w.home
	if out != nil {
		cmd.Stdout = out
	}
	p := ptytest.Start(t, cmd, 200, 24)
	const question = "MFA code for"
	for answered := 0; ; answered++ {
		p.Until("a question or the end", func() bool { return p.Ended() || strings.Count(p.Text(), question) > answered })
		if p.Ended() {
			return p.End(), ptytest.Show(p.Text(), 200, 500).Text()
		}
		if !mayAsk {
			t.Fatalf("it asks for a code:\n%s", p.Text())
		}
		p.UntilRaw()
		p.Type(w.code(t) + "\r")
	}
}
