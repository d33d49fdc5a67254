package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/config"
)

// TestGuideShowsConfigurationThatWorks reads every TOML example of the guide as
// awsenv would.
func TestGuideShowsConfigurationThatWorks(t *testing.T) {
	guide, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(examples) < 2 {
		t.Fatalf("%d examples, want those of [mfa] and of the whole file", len(examples))
	}
	for _, example := range examples {
		if _, err := config.Parse("guide.md", []byte(example[1])); err != nil {
			t.Errorf("%v in\n%s", err, example[1])
		}
	}
}

// TestGuideLinksExist follows the links within the repository.
func TestGuideLinksExist(t *testing.T) {
	for _, file := range []string{"docs/guide.md", "README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		folder := "../../"
		if strings.HasPrefix(file, "docs/") {
			folder += "docs/"
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(folder + link[1]); err != nil {
				t.Errorf("%s links to %s, which does not exist", file, link[1])
			}
		}
	}
}
