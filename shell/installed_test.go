package shell_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/shell"
)

// Where PREFIX is ~/.local, `make install` and the hook's line write into one folder of
// nu's: neither may overwrite what the other keeps there.
func TestInstallLeavesTheHookOfNuAlone(t *testing.T) {
	text, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	installed := regexp.MustCompile(`share/nushell(/\S+)`).FindStringSubmatch(string(text))
	_, line, _ := shell.StartUp("nu")
	kept := regexp.MustCompile(`save --force \$"\(\$nu\.data-dir\)(/[^"]+)"`).FindStringSubmatch(line)
	if installed == nil || kept == nil {
		t.Fatalf("no file for nu in the Makefile (%q), or none in %q", installed, line)
	}
	if path.Dir(installed[1]) != path.Dir(kept[1]) {
		t.Fatalf("%s and %s are in different folders: this test is not needed any more", installed[1], kept[1])
	}
	if strings.EqualFold(installed[1], kept[1]) {
		t.Errorf("make install and the hook both write %s", kept[1])
	}
}
