// Package bench measures awsenv against floor programs that it builds itself and
// against other programs of its kind, and holds the ratios to the budgets: on another
// machine the milliseconds differ, the ratios hardly do.
//
// Rules: both sides run right after each other, in turns of who begins, and each such
// pair gives a ratio; what counts is the median of the ratios, and its quartiles say how
// far it can be relied on. A budget is missed only when the lower quartile is over the
// limit. Times are those that a person waits, or processor time where the waiting is for
// somebody else. Before each row the machine has a while to become quiet. With -record the
// figures are written to docs/performance.json, from which the table and the pictures of
// docs/performance.md are drawn.
package bench

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// rounds is how often each side of a comparison runs.
const rounds = 100

// build builds a program of this module as it is released, and copies it as whoever
// installs it does: as the linker leaves it, its pages are mapped one by one.
func build(b *testing.B, dir, pkg string) string {
	b.Helper()
	out := filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-trimpath", "-buildmode=exe", "-ldflags=-s -w", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go build %s: %v\n%s", pkg, err, text)
	}
	asAfterACopy(b, out)
	return out
}

// buildAwsenv builds awsenv itself.
func buildAwsenv(b *testing.B) string {
	b.Helper()
	return build(b, b.TempDir(), "../../cmd/awsenv")
}

// command is one side of a comparison.
type command struct {
	path string
	args []string
	env  []string
}

// spent is what one run took.
type spent struct {
	wall, processor time.Duration
}

func wall(s spent) time.Duration      { return s.wall }
func processor(s spent) time.Duration { return s.processor }

// run runs the command, which must print something.
func (c command) run(b *testing.B) spent {
	b.Helper()
	cmd := exec.Command(c.path, c.args...)
	cmd.Env = c.env
	var errors strings.Builder
	cmd.Stderr = &errors
	begin := time.Now()
	out, err := cmd.Output()
	took := time.Since(begin)
	if err != nil || len(out) == 0 {
		b.Fatalf("%s %v: %v\n%s", c.path, c.args, err, errors.String())
	}
	return spent{took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}

// always is a side that is the same in each round.
func always(path string, env []string, args ...string) func() command {
	c := command{path, args, env}
	return func() command { return c }
}

// compared are the figures of both sides, a pair a round.
type compared struct {
	ours, floor []time.Duration
}

// compare runs both sides in pairs.
func compare(b *testing.B, rounds int, ours, floor func() command, measure func(spent) time.Duration) (c compared) {
	b.Helper()
	ours().run(b) // what is read for the first time
	floor().run(b)
	quiet(b)
	for round := range rounds {
		var mine, theirs spent
		if round%2 == 0 {
			mine = ours().run(b)
			theirs = floor().run(b)
		} else {
			theirs = floor().run(b)
			mine = ours().run(b)
		}
		c.ours, c.floor = append(c.ours, measure(mine)), append(c.floor, measure(theirs))
	}
	return c
}

// ratios are what we took in parts of what the floor did, a figure a pair.
func (c compared) ratios() []float64 {
	ratios := make([]float64, len(c.ours))
	for i := range ratios {
		ratios[i] = float64(c.ours[i]) / float64(c.floor[i])
	}
	return ratios
}

// report reports the ratio under a name, with the median of our own times.
func (c compared) report(b *testing.B, name string, goal, limit float64) {
	b.Helper()
	row := rowOf(name, "x", c.ratios(), goal, limit)
	row.Milliseconds = round(float64(quartiles(c.ours)[1]) / float64(time.Millisecond))
	row.report(b)
}

// number is what can be sorted.
type number interface {
	~int64 | ~float64
}

// quartiles are the lower quartile, the median and the upper quartile.
func quartiles[T number](all []T) (q [3]T) {
	sorted := slices.Sorted(slices.Values(all))
	for i := range q {
		q[i] = sorted[(len(sorted)-1)*(i+1)/4]
	}
	return q
}

// round keeps three digits: nobody measures more.
func round(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

// rowOf is a row of the table of budgets, from all that was measured.
func rowOf(name, unit string, all []float64, goal, limit float64) Row {
	q := quartiles(all)
	return Row{Name: name, Unit: unit, Low: round(q[0]), Median: round(q[1]), High: round(q[2]), Goal: goal, Limit: limit}
}

// report tells the testing package, and keeps the row for the record. A row without a
// limit is for the reader alone.
func (r Row) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(r.Low, r.Unit+"-low")
	b.ReportMetric(r.Median, r.Unit)
	b.ReportMetric(r.High, r.Unit+"-high")
	if r.Limit > 0 {
		b.ReportMetric(r.Goal, "goal")
		b.ReportMetric(r.Limit, "limit")
	}
	measured.Rows = append(measured.Rows, r)
	if r.Limit > 0 && r.Low > r.Limit {
		b.Errorf("%s: %v %s, over the limit of %v", r.Name, r.Low, r.Unit, r.Limit)
	}
}

// warmHome makes a home with role profiles of 230 bytes, as those with MFA are, and a
// session for the last one in the AWS CLI's cache.
func warmHome(b *testing.B, profiles int) (env []string, last string) {
	b.Helper()
	home := b.TempDir()
	var config strings.Builder
	name := func(i int) string { return fmt.Sprintf("team-%05d", i) }
	arn := func(i int) string { return fmt.Sprintf("arn:aws:iam::%012d:role/platform-engineer", i) }
	const serial = "arn:aws:iam::123456789012:mfa/alice.anderson"
	for i := range profiles {
		fmt.Fprintf(&config, "[profile %s]\nrole_arn = %s\nsource_profile = base\nmfa_serial = %s\nregion = eu-central-1\noutput = json\nduration_seconds = 43200\n\n", name(i), arn(i), serial)
	}
	write(b, filepath.Join(home, ".aws/config"), config.String())
	write(b, filepath.Join(home, ".aws/credentials"),
		"[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n")
	key := sha1.Sum([]byte(`{"DurationSeconds": 43200, "RoleArn": "` + arn(profiles-1) + `", "SerialNumber": "` + serial + `"}`))
	write(b, filepath.Join(home, ".aws/cli/cache", hex.EncodeToString(key[:])+".json"), fmt.Sprintf(
		`{"Credentials": {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "SessionToken": "%s", "Expiration": "%s"}}`,
		strings.Repeat("token", 150), time.Now().Add(3*time.Hour).UTC().Format("2006-01-02T15:04:05Z")))
	return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "SHELL=/bin/bash", "LANG=C.UTF-8"}, name(profiles - 1)
}

func write(b *testing.B, path, text string) {
	b.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}
