package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// counts are how many profiles a home has, where that may matter.
var counts = []int{10, 100, 1_000, 10_000}

// BenchmarkWarmLoad is `awsenv prod` from the cache, the whole process, against a
// program of the standard library that finds, reads and prints the same.
func BenchmarkWarmLoad(b *testing.B) {
	for _, state := range []struct {
		name        string
		prepare     func(*testing.B, string)
		goal, limit float64
	}{{"as after a boot", asAfterABoot, 1.6, 1.9}, {"as after a copy", asAfterACopy, 1.4, 1.7}} {
		b.Run(state.name, func(b *testing.B) {
			awsenv, floor := buildAwsenv(b), build(b, b.TempDir(), "./testdata/warmfloor")
			state.prepare(b, awsenv)
			state.prepare(b, floor)
			env, last := warmHome(b, 10)
			compare(b, 2*rounds, always(awsenv, env, last), always(floor, env, last), wall).
				report(b, "a load from the cache, the program's pages "+state.name, state.goal, state.limit)
		})
	}
}

// BenchmarkManyProfiles is the same load among many profiles, against itself with 10.
func BenchmarkManyProfiles(b *testing.B) {
	awsenv := buildAwsenv(b)
	few, one := warmHome(b, counts[0])
	for _, count := range counts[1:] {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			many, last := warmHome(b, count)
			stamped(b, awsenv, many, last)
			compare(b, rounds, always(awsenv, many, last), always(awsenv, few, one), wall).
				report(b, fmt.Sprintf("a load from the cache among %d profiles, against 10", count), 1.1, 1.25)
		})
	}
}

// stamped loads a profile until awsenv has noted where it stands, which it does once the
// files have been as they are for a while.
func stamped(b *testing.B, awsenv string, env []string, profile string) {
	b.Helper()
	home := strings.TrimPrefix(env[0], "HOME=")
	if info, err := os.Stat(filepath.Join(home, ".aws/config")); err != nil || info.Size() < 64<<10 {
		return // too small for a stamp
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		command{awsenv, []string{profile}, env}.run(b)
		if stamps, _ := filepath.Glob(filepath.Join(home, ".cache/awsenv/stamp-*")); len(stamps) > 0 {
			return
		}
	}
	b.Fatal("no stamp is left")
}

// BenchmarkFirstLoad is the load after somebody wrote to a file of many profiles, which
// is read whole then. It has no budget.
func BenchmarkFirstLoad(b *testing.B) {
	awsenv := buildAwsenv(b)
	few, one := warmHome(b, counts[0])
	many, last := warmHome(b, 10_000)
	young := append(many, "AWSENV_CACHE_DIR=/dev/null/none") // no place for a stamp
	compare(b, rounds, always(awsenv, young, last), always(awsenv, few, one), wall).
		report(b, "the first load after a change among 10000 profiles, against 10", 0, 0)
}

// BenchmarkNames is the names for completion, against a plain line scanner.
func BenchmarkNames(b *testing.B) {
	awsenv, floor := buildAwsenv(b), build(b, b.TempDir(), "./testdata/namesfloor")
	for _, count := range counts {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			env, _ := warmHome(b, count)
			goal, limit := 0.0, 0.0
			if count == 10_000 {
				goal, limit = 1.1, 1.5
			}
			compare(b, rounds, always(awsenv, env, "list", "--names"), always(floor, env), wall).
				report(b, fmt.Sprintf("names for completion, %d profiles, against a line scanner", count), goal, limit)
		})
	}
}

// BenchmarkList is `list` with 3,000 profiles, in milliseconds: its budget is a person's
// patience.
func BenchmarkList(b *testing.B) {
	awsenv := buildAwsenv(b)
	env, _ := warmHome(b, 3_000)
	quiet(b)
	var all []float64
	for range rounds / 4 {
		all = append(all, float64(command{awsenv, []string{"list"}, env}.run(b).processor.Microseconds())/1000)
	}
	rowOf("list with 3000 profiles", "ms", all, 30, 60).report(b)
}

// BenchmarkMemory is the peak memory of a load from the cache.
func BenchmarkMemory(b *testing.B) {
	awsenv, peak := buildAwsenv(b), build(b, b.TempDir(), "./testdata/peak")
	for _, count := range counts {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			env, last := warmHome(b, count)
			stamped(b, awsenv, env, last)
			var all []float64
			for range 20 {
				cmd := exec.Command(peak, awsenv, last)
				cmd.Env = env
				out, err := cmd.Output()
				if err != nil {
					b.Fatal(err)
				}
				held, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
				if err != nil {
					b.Fatal(err)
				}
				all = append(all, float64(held)/(1<<20))
			}
			rowOf(fmt.Sprintf("peak memory of a load from the cache, %d profiles", count), "MiB", all, 9, 12).report(b)
		})
	}
}

// BenchmarkSize is the size of the stripped binary.
func BenchmarkSize(b *testing.B) {
	info, err := os.Stat(buildAwsenv(b))
	if err != nil {
		b.Fatal(err)
	}
	rowOf("size of the binary", "MiB", []float64{float64(info.Size()) / (1 << 20)}, 13, 16).report(b)
}
