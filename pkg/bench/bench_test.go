// Package bench measures awsenv against floor programs that it builds itself, and
// prints the ratios that the speed budget speaks of: on another machine the
// milliseconds differ, the ratios hardly do. Runs of both sides take turns, so
// that a busy moment hits both.
package bench

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rounds is how often each side runs; the medians are compared.
const rounds = 200

// build builds a program of this module as it is released.
func build(b *testing.B, dir, pkg string) string {
	b.Helper()
	out := filepath.Join(dir, filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-trimpath", "-buildmode=exe", "-ldflags=-s -w", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go build %s: %v\n%s", pkg, err, text)
	}
	return out
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

func (c command) run(b *testing.B) spent {
	b.Helper()
	cmd := exec.Command(c.path, c.args...)
	cmd.Env = c.env
	var errors strings.Builder
	cmd.Stderr = &errors
	begin := time.Now()
	out, err := cmd.Output()
	wall := time.Since(begin)
	if err != nil || len(out) == 0 {
		b.Fatalf("%s %v: %v\n%s", c.path, c.args, err, errors.String())
	}
	return spent{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
}

// compare runs both sides in turns and reports the ratio of their medians.
func compare(b *testing.B, rounds int, ours, floor func() command, measure func(spent) time.Duration, goal, limit float64) {
	b.Helper()
	var mine, theirs []time.Duration
	for range rounds {
		mine = append(mine, measure(ours().run(b)))
		theirs = append(theirs, measure(floor().run(b)))
	}
	ratio := float64(median(mine)) / float64(median(theirs))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ratio, "x-floor")
	b.ReportMetric(goal, "goal")
	b.ReportMetric(limit, "limit")
	b.ReportMetric(float64(median(mine).Microseconds()), "us")
	if limit > 0 && ratio > limit {
		b.Errorf("%.2f times the floor, over the limit of %.2f", ratio, limit)
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func wall(s spent) time.Duration      { return s.wall }
func processor(s spent) time.Duration { return s.processor }

// warmHome makes a home with profiles and a cached session for the last one.
func warmHome(b *testing.B, profiles int) []string {
	b.Helper()
	home := b.TempDir()
	var config strings.Builder
	for i := range profiles {
		fmt.Fprintf(&config, "[profile team-%05d]\nrole_arn = arn:aws:iam::%012d:role/engineer\nsource_profile = base\nregion = eu-west-1\noutput = json\n\n", i, i)
	}
	write(b, filepath.Join(home, ".aws/config"), config.String())
	write(b, filepath.Join(home, ".aws/credentials"),
		"[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n")
	arn := fmt.Sprintf("arn:aws:iam::%012d:role/engineer", profiles-1)
	write(b, filepath.Join(home, ".aws/cli/cache", cacheName(arn)), fmt.Sprintf(
		`{"Credentials": {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "SessionToken": "%s", "Expiration": "%s"}}`,
		strings.Repeat("token", 150), time.Now().Add(time.Hour).UTC().Format("2006-01-02T15:04:05Z")))
	return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "SHELL=/bin/bash", "LANG=C.UTF-8"}
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

// BenchmarkWarmLoad is `awsenv prod` from the cache, the whole process, against
// a program of the standard library that finds, reads and prints the same.
func BenchmarkWarmLoad(b *testing.B) {
	dir := b.TempDir()
	awsenv, floor := build(b, dir, "../../cmd/awsenv"), build(b, dir, "./testdata/warmfloor")
	env := warmHome(b, 10)
	compare(b, rounds,
		func() command { return command{awsenv, []string{"team-00009"}, env} },
		func() command { return command{floor, []string{"team-00009"}, env} }, wall, 1.7, 2)
}

// BenchmarkManyProfiles is the same load with 10,000 profiles in the config,
// against itself with 10.
func BenchmarkManyProfiles(b *testing.B) {
	awsenv := build(b, b.TempDir(), "../../cmd/awsenv")
	few, many := warmHome(b, 10), warmHome(b, 10_000)
	compare(b, rounds,
		func() command { return command{awsenv, []string{"team-09999"}, many} },
		func() command { return command{awsenv, []string{"team-00009"}, few} }, wall, 1.1, 1.5)
}

// BenchmarkMemory is the peak memory of a load from the cache.
func BenchmarkMemory(b *testing.B) {
	dir := b.TempDir()
	awsenv, peak := build(b, dir, "../../cmd/awsenv"), build(b, dir, "./testdata/peak")
	env := warmHome(b, 10)
	var most int64
	for range 20 {
		cmd := exec.Command(peak, awsenv, "team-00009")
		cmd.Env = env
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		held, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		most = max(most, held)
	}
	report(b, most, 9, 14)
}

// BenchmarkSize is the size of the stripped binary.
func BenchmarkSize(b *testing.B) {
	info, err := os.Stat(build(b, b.TempDir(), "../../cmd/awsenv"))
	if err != nil {
		b.Fatal(err)
	}
	report(b, info.Size(), 12, 16)
}

func report(b *testing.B, bytes int64, goal, limit float64) {
	b.Helper()
	mebibytes := float64(bytes) / (1 << 20)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(mebibytes, "MiB")
	b.ReportMetric(goal, "goal")
	b.ReportMetric(limit, "limit")
	if mebibytes > limit {
		b.Errorf("%.1f MiB, over the limit of %.0f", mebibytes, limit)
	}
}

// cacheName is the AWS CLI's file for a role without further arguments.
func cacheName(arn string) string {
	sum := sha1.Sum([]byte(`{"RoleArn": "` + arn + `"}`))
	return hex.EncodeToString(sum[:]) + ".json"
}
