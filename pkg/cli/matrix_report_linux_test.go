package cli_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// tally counts runs by how they came out.
type tally map[string]int

func (all tally) add(got ran) {
	if got.status < 0 {
		all["killed"]++
		return
	}
	all[strconv.Itoa(got.status)]++
}

// String is "0×3 6×2", empty for no run.
func (all tally) String() string {
	var words []string
	for _, outcome := range slices.Sorted(maps.Keys(all)) {
		words = append(words, fmt.Sprintf("%s×%d", outcome, all[outcome]))
	}
	return strings.Join(words, " ")
}

// column is a fault, with what it does to a command.
type column struct {
	group, name string
	cell        func(*testing.T, row) tally
}

// The parts of the matrix.
const (
	onFiles  = "Files"
	onTheWay = "Network and AWS"
	byPeople = "People"
)

func columns() []column {
	all := []column{
		{onFiles, "killed at each change of a file", killed},
		{onFiles, "no room at each change of a file", noRoom},
	}
	for _, f := range homeFaults {
		all = append(all, column{onFiles, f.name, f.cell})
	}
	for _, n := range []int{2, 16} {
		all = append(all, column{onFiles, fmt.Sprintf("%d at once", n), together(n)})
	}
	for _, f := range worldFaults {
		all = append(all, column{onTheWay, f.name, f.cell})
	}
	for _, f := range callFaults {
		all = append(all, column{onTheWay, f.name, f.cell})
	}
	return append(all,
		column{byPeople, "Ctrl-C at the question", atQuestion(func(p *person) { p.Type("\x03") }, 130)},
		column{byPeople, "SIGTERM at the question", atQuestion(func(p *person) { p.Signal(syscall.SIGTERM) }, 143)},
		column{byPeople, "terminal gone at the question", atQuestion(func(p *person) { p.HangUp() }, hungUp)},
		column{byPeople, "Ctrl-C at each call", atCalls(syscall.SIGINT)},
		column{byPeople, "SIGTERM at each call", atCalls(syscall.SIGTERM)},
	)
}

// matrix collects what came out.
type matrix struct {
	mu    sync.Mutex
	cells map[[2]string]tally
}

func (m *matrix) keep(c column, r row, all tally) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cells == nil {
		m.cells = map[[2]string]tally{}
	}
	m.cells[[2]string{c.name, r.name}] = all
}

const (
	reliability = "../../docs/reliability.md"
	// reportBegins and reportEnds are the lines between which the report is written.
	reportBegins, reportEnds = "<!-- written by TestFaultMatrix -->\n", "<!-- end -->\n"
)

// compare holds the report in the documentation to this run.
func (m *matrix) compare(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(reliability)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), reportBegins)
	old, after, ended := strings.Cut(rest, reportEnds)
	if !found || !ended {
		t.Fatalf("%s has no place for the report", reliability)
	}
	report := m.report()
	switch {
	case report == old:
	case flag.Lookup("update").Value.String() == "true": // the completion scripts have it, too
		if err := os.WriteFile(reliability, []byte(before+reportBegins+report+reportEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is stale: go test ./pkg/cli -run TestFaultMatrix -update writes it anew. It came out\n%s", reliability, report)
	}
}

// report is a table for each part, a fault a line, with how its runs ended.
func (m *matrix) report() string {
	var text strings.Builder
	runs := 0
	for _, all := range m.cells {
		for _, n := range all {
			runs += n
		}
	}
	fmt.Fprintf(&text, "%d disturbed runs of %d commands under %d faults; after each, or each crowd, an undisturbed one.\n", runs, len(rows), len(columns()))
	group := ""
	for _, c := range columns() {
		if c.group != group {
			group = c.group
			fmt.Fprintf(&text, "\n### %s\n\n| fault |", group)
			for _, r := range rows {
				text.WriteString(" " + r.name + " |")
			}
			text.WriteString("\n|---" + strings.Repeat("|---", len(rows)) + "|\n")
		}
		text.WriteString("| " + c.name + " |")
		for _, r := range rows {
			text.WriteString(strings.TrimRight(" "+m.cells[[2]string{c.name, r.name}].String(), " ") + " |")
		}
		text.WriteString("\n")
	}
	return text.String()
}
