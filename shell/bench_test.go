package shell_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkPrompt measures what the hook adds to a prompt: us/prompt is the
// time of one call, us/empty that of a function that does nothing, in the same
// shell on the same machine.
func BenchmarkPrompt(b *testing.B) {
	loops := map[string]string{
		"bash": `empty() { \:; }
run() { local i s=$EPOCHREALTIME; for ((i = 0; i < 20000; i++)); do $1; done; local e=$EPOCHREALTIME; echo $(((${e/./} - ${s/./}) / 20)); }
run empty; run _awsenv_hook`,
		"zsh": `zmodload zsh/datetime; empty() { : }
run() { local i s=$EPOCHREALTIME; for ((i = 0; i < 20000; i++)); do $1; done; printf '%.0f\n' $(((EPOCHREALTIME - s) * 50000)); }
run empty; run _awsenv_look`,
		"fish": `function empty; end
function run; set -l s (date +%s%N); for i in (seq 5000); $argv[1]; end; math -s0 "("(date +%s%N)" - $s) / 5000"; end
run empty; run _awsenv_hook`,
	}
	for _, name := range allShells() {
		for what, env := range map[string][]string{"nothing loaded": nil, "loaded": loaded("prod", 11*time.Hour)} {
			b.Run(name+"/"+what, func(b *testing.B) {
				var best [2]float64
				for range b.N {
					rc := render(b, name, usual())
					for i, ns := range measure(b, name, rc+"\n"+loops[name], env) {
						if us := ns / 1000; best[i] == 0 || us < best[i] {
							best[i] = us
						}
					}
				}
				b.ReportMetric(best[0], "us/empty")
				b.ReportMetric(best[1], "us/prompt")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// measure runs code in a shell and gives the two numbers that it prints.
func measure(b *testing.B, name, code string, env []string) []float64 {
	b.Helper()
	// The hook keeps its handlers in an interactive shell only.
	code = strings.ReplaceAll(code, "if not status is-interactive", "if false")
	out, errs, status := script(b, name, code, env...)
	if status != 0 || errs != "" {
		b.Fatalf("%s: status %d\n%s", name, status, errs)
	}
	var numbers []float64
	for field := range strings.FieldsSeq(out) {
		n, err := strconv.ParseFloat(field, 64)
		if err != nil {
			b.Fatal(fmt.Errorf("%s printed %q: %w", name, out, err))
		}
		numbers = append(numbers, n)
	}
	if len(numbers) != 2 {
		b.Fatalf("%s printed %q", name, out)
	}
	return numbers
}
