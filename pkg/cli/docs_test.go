package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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

// TestArchitectureNamesFilesThatExist: a file that is named and then renamed sends a
// reader nowhere.
func TestArchitectureNamesFilesThatExist(t *testing.T) {
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile("`([a-z/]+\\.go)`").FindAllStringSubmatch(string(text), -1)
	if len(files) == 0 {
		t.Error("no file is named: this test looks for the wrong thing")
	}
	for _, file := range files {
		found, err := filepath.Glob("../../pkg/" + file[1])
		if above, _ := filepath.Glob("../../" + file[1]); err != nil || len(found)+len(above) == 0 {
			t.Errorf("docs/architecture.md names %s, which does not exist", file[1])
		}
	}
}

// TestCommentsCiteWhatIsThere: a comment that refers to a page of this repository
// names one of its headings, and none refers to what a reader cannot look up.
func TestCommentsCiteWhatIsThere(t *testing.T) {
	elsewhere := regexp.MustCompile(`(?i)\b(contract|spec|issue)('s)? (section )?[0-9]|\b(contract|spec) section|the contract\b|spec/[a-z]+|^# section [0-9]`)
	cited := regexp.MustCompile(`docs/([a-z-]+\.md), "([^"]+)"`)
	wrapped := regexp.MustCompile(`\n\s*(//|#) ?`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "bin") {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if !slices.Contains([]string{".go", ".txtar", ".bash", ".zsh", ".fish"}, filepath.Ext(path)) || entry.Name() == "docs_test.go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		joined := wrapped.ReplaceAllString(string(text), " ")
		for _, found := range elsewhere.FindAllString(joined, -1) {
			t.Errorf("%s refers to %q, which is not in the repository", path, found)
		}
		for _, c := range cited.FindAllStringSubmatch(joined, -1) {
			page, err := os.ReadFile("../../docs/" + c[1])
			if err != nil || !regexp.MustCompile(`(?m)^#+ `+regexp.QuoteMeta(c[2])+`$`).Match(page) {
				t.Errorf("%s cites docs/%s, %q, which does not exist", path, c[1], c[2])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
