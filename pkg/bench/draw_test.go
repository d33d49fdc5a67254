package bench

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPerformanceIsCurrent: the tables and pictures of docs/performance.md are those of
// docs/performance.json. -update draws them anew.
func TestPerformanceIsCurrent(t *testing.T) {
	r, err := readRecord()
	if err != nil {
		t.Fatal(err)
	}
	if *redraw {
		if err := draw(r); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range drawn(t, r) {
		if text, err := os.ReadFile(filepath.Join(docs, name)); err != nil || !bytes.Equal(text, want) {
			t.Errorf("docs/%s is not what docs/performance.json says (%v): make performance draws it anew", name, err)
		}
	}
}

func drawn(t *testing.T, r Record) map[string][]byte {
	t.Helper()
	files, err := r.files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// draw writes what is drawn of a record.
func draw(r Record) error {
	files, err := r.files()
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(docs, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// files are what is drawn, by their names.
func (r Record) files() (map[string][]byte, error) {
	page, err := os.ReadFile(filepath.Join(docs, "performance.md"))
	if err != nil {
		return nil, err
	}
	text := string(page)
	for name, table := range map[string]string{"budgets": r.budgets(), "peers": r.peers()} {
		before, rest, first := strings.Cut(text, "<!-- "+name+" -->\n")
		_, after, second := strings.Cut(rest, "<!-- /"+name+" -->\n")
		if !first || !second {
			return nil, fmt.Errorf("performance.md has no place for the %s", name)
		}
		text = before + "<!-- " + name + " -->\n" + table + "<!-- /" + name + " -->\n" + after
	}
	return map[string][]byte{"performance.md": []byte(text), "performance-load.svg": r.loadPicture(), "performance-growth.svg": r.growthPicture()}, nil
}

// budgets is the table of rows.
func (r Record) budgets() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s: %s, %s.\n\n| what | median | quartiles | goal | limit | own time |\n|---|---|---|---|---|---|\n", r.Date, r.System, r.Go)
	for _, row := range r.Rows {
		unit := " " + strings.Replace(row.Unit, "us", "µs", 1)
		if row.Unit == "x" {
			unit = ""
		}
		goal, limit, own := "", "", ""
		if row.Limit > 0 {
			goal, limit = figure(row.Goal)+unit, figure(row.Limit)+unit
		}
		if row.Milliseconds > 0 {
			own = figure(row.Milliseconds) + " ms"
		}
		fmt.Fprintf(&b, "| %s | %s%s | %s to %s | %s | %s | %s |\n", row.Name, figure(row.Median), unit, figure(row.Low), figure(row.High), goal, limit, own)
	}
	return b.String()
}

// peers is the table of other programs.
func (r Record) peers() string {
	var b strings.Builder
	b.WriteString("| program | version | measured | times awsenv's | quartiles | a load from its cache |\n|---|---|---|---|---|---|\n")
	for _, p := range r.Peers {
		spread, took := "", ""
		if p.High > 0 {
			spread, took = figure(p.Low)+" to "+figure(p.High), figure(p.Milliseconds)+" ms"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", p.Name, p.Version, p.Date, figure(p.Median), spread, took)
	}
	return b.String()
}

func figure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// picture collects the elements of an SVG, whose coordinates are pixels.
type picture struct {
	bytes.Buffer
}

// style fits light and dark pages.
const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.axis { stroke: #8c959f; stroke-width: 1 }
.ours { stroke: #1a7f37; fill: #1a7f37 }
.other { stroke: #57606a; fill: #57606a }
path { fill: none !important; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.axis { stroke: #6e7681 }
.ours { stroke: #3fb950; fill: #3fb950 }
.other { stroke: #9198a1; fill: #9198a1 }
}
</style>
`

func newPicture(width, height int, title string) *picture {
	p := &picture{}
	fmt.Fprintf(p, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n<title>%s</title>\n%s", width, height, width, height, escaped(title), style)
	return p
}

func (p *picture) end() []byte {
	p.WriteString("</svg>\n")
	return p.Bytes()
}

func (p *picture) text(x, y float64, anchor, text string) {
	fmt.Fprintf(p, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, escaped(text))
}

func (p *picture) line(x1, y1, x2, y2 float64) {
	fmt.Fprintf(p, `<line class="axis" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", x1, y1, x2, y2)
}

func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// class tells awsenv from the others.
func class(program string) string {
	if program == "awsenv" {
		return "ours"
	}
	return "other"
}

// loadPicture is a bar for each program: the processor time of a load from its cache among ten
// profiles, on a scale of powers of ten.
func (r Record) loadPicture() []byte {
	var bars []Point
	for _, point := range r.Growth {
		if point.Profiles == counts[0] {
			bars = append(bars, point)
		}
	}
	slices.SortStableFunc(bars, func(a, b Point) int { return int(1e6 * (a.Milliseconds - b.Milliseconds)) })
	const left, right, top, row = 110, 560, 40, 32
	height := top + row*len(bars) + 20
	p := newPicture(640, height, "A load from the cache, in milliseconds of processor time")
	x := scale{1, 1000, left, right}
	p.text(left, 20, "start", "a load from the cache, processor time in ms (powers of ten)")
	for _, ms := range []float64{1, 10, 100, 1000} {
		p.line(x.at(ms), top-8, x.at(ms), float64(height-20))
		p.text(x.at(ms), float64(height-4), "middle", figure(ms))
	}
	for i, bar := range bars {
		y := float64(top + row*i)
		fmt.Fprintf(p, `<rect class="%s" x="%d" y="%.1f" width="%.1f" height="%d"/>`+"\n", class(bar.Program), left, y, max(x.at(bar.Milliseconds)-left, 1), row-12)
		p.text(left-8, y+15, "end", bar.Program)
		p.text(x.at(bar.Milliseconds)+6, y+15, "start", figure(bar.Milliseconds))
	}
	return p.end()
}

// growthPicture is a line for each program: the time of a load from its cache among more
// and more profiles, both on scales of powers of ten.
func (r Record) growthPicture() []byte {
	const left, right, top, bottom = 60, 500, 40, 320
	p := newPicture(640, bottom+50, "A load from the cache among more and more profiles")
	x, y := scale{10, 10_000, left, right}, scale{1, 10_000, bottom, top}
	p.text(left, 20, "start", "a load from the cache, processor time in ms, among so many profiles")
	for _, ms := range []float64{1, 10, 100, 1000, 10_000} {
		p.line(left, y.at(ms), right, y.at(ms))
		p.text(left-8, y.at(ms)+4, "end", figure(ms))
	}
	for _, count := range counts {
		p.line(x.at(float64(count)), top, x.at(float64(count)), bottom)
		p.text(x.at(float64(count)), bottom+20, "middle", strconv.Itoa(count))
	}
	lines := map[string][]Point{}
	var names []string
	for _, point := range r.Growth {
		if lines[point.Program] == nil {
			names = append(names, point.Program)
		}
		lines[point.Program] = append(lines[point.Program], point)
	}
	for _, name := range names {
		var steps []string
		for _, point := range lines[name] {
			steps = append(steps, fmt.Sprintf("%.1f %.1f", x.at(float64(point.Profiles)), y.at(point.Milliseconds)))
		}
		last := lines[name][len(lines[name])-1]
		fmt.Fprintf(p, `<path class="%s" d="M %s"/>`+"\n", class(name), strings.Join(steps, " L "))
		p.text(x.at(float64(last.Profiles))+8, y.at(last.Milliseconds)+4, "start", name)
	}
	return p.end()
}

// scale places figures between two coordinates by their logarithm.
type scale struct{ least, most, from, to float64 }

func (s scale) at(x float64) float64 {
	return s.from + (s.to-s.from)*math.Log(min(max(x, s.least), s.most)/s.least)/math.Log(s.most/s.least)
}
