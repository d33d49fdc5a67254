package cli

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestArchitectureNamesEveryPackage compares the layout in docs/architecture.md
// with the packages that there are.
func TestArchitectureNamesEveryPackage(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "\n## Layout\n\n")
	block, _, _ = strings.Cut(block, "\n\n")
	var named []string
	for _, line := range strings.Split(block, "\n") {
		names, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		for _, name := range strings.Split(names, ", ") {
			named = append(named, strings.TrimSuffix(name, "/"))
		}
	}
	for _, p := range listPackages(t) {
		if name := strings.TrimPrefix(p.ImportPath, module); !slices.Contains(named, name) && !strings.Contains(name, "testdata") {
			t.Errorf("docs/architecture.md has no line for %s in its layout", name)
		}
	}
	for _, name := range named {
		if _, err := os.Stat("../../" + name); err != nil {
			t.Errorf("docs/architecture.md names %q in its layout, which does not exist", name)
		}
	}
}
