//go:build linux || darwin || freebsd

package bench

import (
	"os/exec"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/ptytest"
)

// BenchmarkKeystroke is a letter typed in the picker with 3,000 profiles, from the key to
// the line below the list that counts what matches, in milliseconds.
func BenchmarkKeystroke(b *testing.B) {
	env, _ := warmHome(b, 3_000)
	cmd := exec.Command("sh", "-c", `exec "$0" >/dev/null`, buildAwsenv(b))
	cmd.Env = append(env, "TERM=xterm-256color")
	quiet(b)
	picker := ptytest.Start(b, cmd, 100, 30)
	picker.Wait(0, "type to filter")
	var all []float64
	for range rounds {
		begin := time.Now()
		picker.Wait(picker.Type("m"), "in all)")
		all = append(all, float64(time.Since(begin).Microseconds())/1000)
		picker.Wait(picker.Type("\x7f"), "type to filter")
	}
	picker.Type("\x1b")
	picker.End()
	rowOf("a keystroke in the picker with 3000 profiles", "ms", all, 5, 16).report(b)
}
