package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/config"
)

// TestGuideShowsConfigurationThatWorks reads every TOML example of the guide and
// of the page on prompts as awsenv would.
func TestGuideShowsConfigurationThatWorks(t *testing.T) {
	var examples [][]string
	for _, file := range []string{"guide.md", "prompt.md"} {
		text, err := os.ReadFile("../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(text), -1)...)
	}
	if len(examples) < 4 {
		t.Fatalf("%d examples, want those of [mfa], the hook, the whole file and markers", len(examples))
	}
	for _, example := range examples {
		if strings.Contains(example[1], "starship.toml") {
			continue
		}
		if _, err := config.Parse("guide.md", []byte(example[1])); err != nil {
			t.Errorf("%v in\n%s", err, example[1])
		}
	}
}

// TestGuideLinksExist follows the links within the repository, to headings too.
func TestGuideLinksExist(t *testing.T) {
	for _, file := range []string{"docs/guide.md", "docs/prompt.md", "docs/architecture.md", "docs/aws-behaviour.md", "docs/releasing.md", "docs/security.md", "README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		folder := "../../"
		if strings.HasPrefix(file, "docs/") {
			folder += "docs/"
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#]*)#?([^)]*)\)`).FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(link[1], "://") || strings.HasPrefix(link[1], "$") { // a format of starship's
				continue
			}
			target := text
			if link[1] != "" {
				if target, err = os.ReadFile(folder + link[1]); err != nil {
					t.Errorf("%s links to %s, which does not exist", file, link[1])
					continue
				}
			}
			if link[2] != "" && !slices.Contains(anchors(string(target)), link[2]) {
				t.Errorf("%s links to the heading #%s of %s, which does not exist", file, link[2], link[1])
			}
		}
	}
}

// anchors are the names that GitHub gives the headings of a page.
func anchors(page string) (list []string) {
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		name := regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		list = append(list, strings.ReplaceAll(name, " ", "-"))
	}
	return list
}
