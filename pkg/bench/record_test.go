package bench

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

var (
	record = flag.Bool("record", false, "write what is measured to docs/performance.json, and draw docs/performance.md anew")
	redraw = flag.Bool("update", false, "draw docs/performance.md anew from docs/performance.json")
)

// Record is docs/performance.json: what one run has measured.
type Record struct {
	// Date is the day of the run, System what it ran on, Go the compiler's version.
	Date, System, Go string
	Rows             []Row
	// Peers are other programs of the kind, with the ratio of their time to ours.
	Peers []Peer `json:",omitempty"`
	// Growth is what a load from the cache takes among more and more profiles.
	Growth []Point `json:",omitempty"`
}

// Row is one row of the table of budgets. Low and High are the quartiles; a row without
// a Limit has no budget.
type Row struct {
	Name, Unit        string
	Low, Median, High float64
	Goal, Limit       float64 `json:",omitempty"`
	// Milliseconds is the median of our own time, 0 where that is not what is measured.
	Milliseconds float64 `json:",omitempty"`
}

// Peer is another program. Low, Median and High are how many times our time it takes.
type Peer struct {
	Name, Version string
	// Date is the day on which it was measured.
	Date              string
	Low, Median, High float64
	Milliseconds      float64
}

// Point is the time of a program's load from its cache among so many profiles.
type Point struct {
	Program      string
	Profiles     int
	Milliseconds float64
}

// measured is what this run has measured so far.
var measured Record

const docs = "../../docs"

// TestMain writes the record once all is measured.
func TestMain(m *testing.M) {
	flag.Parse()
	status := m.Run()
	if *record && len(measured.Rows)+len(measured.Growth) > 0 {
		measured.Date, measured.System, measured.Go = time.Now().Format(time.DateOnly), fmt.Sprintf("%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()), runtime.Version()
		if err := keep(measured); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// keep writes the record, and what is drawn of it. What this run has not measured, a peer
// that is not installed for instance, stays as it was.
func keep(r Record) error {
	if before, err := readRecord(); err == nil {
		r = r.over(before)
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(docs, "performance.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	return draw(r)
}

func readRecord() (r Record, err error) {
	text, err := os.ReadFile(filepath.Join(docs, "performance.json"))
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// over lays a record over an earlier one.
func (r Record) over(before Record) Record {
	for _, p := range before.Peers {
		if !slices.ContainsFunc(r.Peers, func(now Peer) bool { return now.Name == p.Name }) {
			r.Peers = append(r.Peers, p)
		}
	}
	if len(r.Growth) == 0 {
		r.Growth = before.Growth
	}
	if len(r.Rows) == 0 {
		r.Rows, r.Date, r.System, r.Go = before.Rows, before.Date, before.System, before.Go
	}
	return r
}
