package browser

import (
	"errors"
	"io/fs"
	"os/exec"
	"strings"
)

// origin tells where an opener is named.
type origin int

const (
	configured origin = iota + 1
	variable
	system
)

// openers are the command lines to try, in this order, and who names them. There is
// none where no browser can be shown.
func (o Opener) openers(page Page) ([][]string, origin) {
	if len(o.Command) > 0 {
		return [][]string{o.Command.fill(page)}, configured
	}
	if list, _ := o.Env("BROWSER"); strings.TrimSpace(list) != "" {
		return fromVariable(list, o.System, page.URL), variable
	}
	return o.systems(page.URL), system
}

// systems are the openers of the operating system.
func (o Opener) systems(url string) [][]string {
	switch o.System {
	case "darwin":
		return [][]string{{"open", url}}
	case "windows":
		return [][]string{windowsOpener("rundll32", url)}
	}
	var all [][]string
	if o.isSet("WSL_DISTRO_NAME") || o.isSet("WSL_INTEROP") {
		all = append(all, []string{"wslview", url}, windowsOpener("rundll32.exe", url), windowsOpener("/mnt/c/Windows/System32/rundll32.exe", url))
	}
	if o.isSet("DISPLAY") || o.isSet("WAYLAND_DISPLAY") {
		all = append(all, []string{"xdg-open", url}, []string{"x-www-browser", url})
	}
	return all
}

// windowsOpener starts no shell, in which & in an address would end a command, as
// `cmd /c start` does.
func windowsOpener(program, url string) []string {
	return []string{program, "url.dll,FileProtocolHandler", url}
}

func (o Opener) isSet(name string) bool {
	value, _ := o.Env(name)
	return value != ""
}

// fromVariable reads $BROWSER: command lines between colons (semicolons on Windows),
// in which %s stands for the address, that is appended where there is none. An entry
// that as a whole is a program's path may have blanks in it.
func fromVariable(list, system, url string) (all [][]string) {
	separator := ":"
	if system == "windows" {
		separator = ";"
	}
	for entry := range strings.SplitSeq(list, separator) {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		argv := []string{entry}
		if _, err := exec.LookPath(entry); err != nil {
			argv = words(entry)
		}
		if !strings.Contains(entry, "%s") {
			argv = append(argv, "%s")
		}
		for i := range argv {
			argv[i] = strings.ReplaceAll(argv[i], "%s", url)
		}
		all = append(all, argv)
	}
	return all
}

// words splits at blanks outside of single and double quotes.
func words(line string) (all []string) {
	var word strings.Builder
	var quote rune
	begun := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				all = append(all, word.String())
				word.Reset()
			}
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if begun {
		all = append(all, word.String())
	}
	return all
}

// reason says why an opener failed, without its arguments.
func reason(err error) string {
	var missing *exec.Error
	var unusable *fs.PathError
	switch {
	case errors.As(err, &missing):
		return missing.Err.Error()
	case errors.As(err, &unusable):
		return unusable.Err.Error()
	}
	return err.Error()
}
