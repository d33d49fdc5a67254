package cli

import (
	"bufio"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/tty"
)

// Names with wide characters, combining marks and control characters leave the columns
// where they are, at every width.
func TestTableKeepsItsColumns(t *testing.T) {
	names := []string{"plain", "日本語プロファイル", "e\u0301te\u0301", "ta\tb\x1b[2J", strings.Repeat("long-", 30) + "end"}
	for width := range 140 {
		var text strings.Builder
		out := bufio.NewWriter(&text)
		rows := make([][]string, len(names))
		for i, name := range names {
			rows[i] = []string{cell(name), "111122223333", cell(name), cell(name), "eu-west-1", "iam", "michael", "11h59m left (21:04)"}
		}
		writeTable(out, listHeads, rows, width, tty.Paint{}, func(_, _ int, text string) string { return text })
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
		head, _, _ := strings.Cut(lines[0], "SESSION")
		for _, line := range lines {
			if strings.ContainsAny(line, "\x1b\t") || width >= 40 && tty.Width(line) > width {
				t.Errorf("in %d columns: %q", width, line)
			}
			before, _, found := strings.Cut(line, "11h59m")
			if found && tty.Width(before) != len(head) {
				t.Errorf("in %d columns, the last one is not below its heading:\n%s", width, text.String())
			}
		}
	}
}
