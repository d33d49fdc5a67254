//go:build linux || darwin

package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/cli"
	"github.com/awsenv/awsenv/pkg/ptytest"
)

// drawing is a picture: what it shows in words, and how it comes to be.
type drawing struct {
	name, about string
	shells      []string
	play        func(t *testing.T) []ptytest.Window
}

// drawings are the pictures of the README and the guide.
var drawings = []drawing{
	{"load", "Two terminals. In bash, awsenv prod asks for an MFA code and loads the session, and the prompt shows the time left; a misspelt profile stops what comes after it; awsenv unload ends it. In fish, awsenv prod then needs no code", []string{"bash", "fish"}, drawLoad},
	{"picker", "awsenv alone lists profiles with account, role and time left; pay was typed, and three remain", []string{"bash"}, drawPicker},
	{"list", "awsenv list prints profiles with account, role and session; awsenv status prints what the shell holds and what is cached", []string{"bash"}, drawList},
	{"warning", "In bash, zsh and fish, after a long command: a warning says that 4 minutes are left, and the session in the prompt is yellow", []string{"bash", "zsh", "fish"}, drawWarning},
	{"sign-in", "awsenv opens the browser for a sign-in to IAM Identity Center and loads a role; the next role, in another account, needs no sign-in", []string{"bash"}, drawSignIn},
	{"sync", "awsenv sso sync shows the profiles of a new account as a diff, and asks before it writes them", []string{"bash"}, drawSync},
}

// TestDocsDrawings plays what the pictures in docs/pictures show, and compares. After a
// change that is meant, `make pictures` draws them anew.
func TestDocsDrawings(t *testing.T) {
	for _, d := range drawings {
		t.Run(d.name, func(t *testing.T) {
			for _, shell := range d.shells {
				if have, err := haveTool("have:" + shell); err != nil {
					t.Fatal(err)
				} else if !have {
					t.Skipf("%s is not installed", shell)
				}
			}
			t.Parallel()
			windows := d.play(t)
			path := filepath.Join("..", "..", "docs", "pictures", d.name+".svg")
			drawn := string(ptytest.Draw(d.about, windows...))
			if cli.Updating() {
				write(t, path, drawn, 0o644)
			}
			if kept, _ := os.ReadFile(path); string(kept) != drawn {
				t.Errorf("%s is no longer what awsenv shows:\n%s\n`make pictures` draws it anew", path, oneSided(string(kept), drawn))
			}
			if strings.Contains(drawn, os.TempDir()+"/") {
				t.Errorf("%s shows the machine that it was drawn on", path)
			}
		})
	}
}

// oneSided are the lines that only one of two drawings has.
func oneSided(kept, drawn string) string {
	var b strings.Builder
	only := func(sign, in, other string) {
		for line := range strings.Lines(in) {
			if !strings.Contains(other, line) {
				b.WriteString(sign + line)
			}
		}
	}
	only("- ", kept, drawn)
	only("+ ", drawn, kept)
	return b.String()
}

// TestDocsShowDrawings: every picture stands in a page, with what it shows in words, the
// README has one at once, and those of a page are small.
func TestDocsShowDrawings(t *testing.T) {
	shown := map[string]bool{}
	for page, folder := range map[string]string{"README.md": "docs/pictures/", "docs/guide.md": "pictures/"} {
		text := string(must(os.ReadFile(filepath.Join("..", "..", page)))(t))
		size := 0
		for _, image := range regexp.MustCompile(`!\[([^]]*)\]\(`+folder+`([a-z-]+)\.svg\)`).FindAllStringSubmatch(text, -1) {
			i := slices.IndexFunc(drawings, func(d drawing) bool { return d.name == image[2] })
			if i < 0 || strings.Join(strings.Fields(image[1]), " ") != drawings[i].about {
				t.Errorf("%s: the picture %s is not there, or shows something else than %q", page, image[2], image[1])
				continue
			}
			shown[image[2]] = true
			size += len(must(os.ReadFile(filepath.Join("..", "..", "docs", "pictures", image[2]+".svg")))(t))
		}
		if size > 100_000 {
			t.Errorf("the pictures of %s have %d bytes", page, size)
		}
		if at := strings.Index(text, "!["); page == "README.md" && (at < 0 || strings.Count(text[:at], "\n") > 10) {
			t.Error("the README does not begin with a picture")
		}
	}
	for _, d := range drawings {
		if !shown[d.name] {
			t.Errorf("no page shows the picture %s", d.name)
		}
	}
}

// passing is what differs from one time to the next, with what a picture shows for it.
var passing = []struct {
	pattern *regexp.Regexp
	shown   string
}{
	{regexp.MustCompile(` (12h00m|11h5\dm)`), " 11h59m"},
	{regexp.MustCompile(` (1h00m|5\dm)\b`), " 59m"},
	{regexp.MustCompile(` [34]m\b`), " 4m"},
	{regexp.MustCompile(`client_id=[\w-]+`), "client_id=uXmSxF7rT2qKcYw0b3LdPg"},
	{regexp.MustCompile(`code_challenge=[\w-]+`), "code_challenge=Vt9oRz1eQy7hJc4nWm2sLx8gKp5aUd3fBi6vEqTuGk0"},
	{regexp.MustCompile(`127\.0\.0\.1%3A\d+`), "127.0.0.1%3A41873"},
	{regexp.MustCompile(`state=[\w-]+`), "state=Zr4kHw8sNb2yTe6mXq0cJv7pLd3gUf9a"},
}

// withoutPassing is a terminal's text as pictures show it.
func withoutPassing(text string) string {
	for _, p := range passing {
		text = p.pattern.ReplaceAllString(text, p.shown)
	}
	return text
}
