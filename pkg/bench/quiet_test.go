package bench

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	// mostWaiting is how long all rows together wait for the machine to become quiet.
	mostWaiting = time.Minute
	// look is how long one look at the machine takes.
	look = 200 * time.Millisecond
	// busyShare is the share of processor time that others may have.
	busyShare = 0.2
)

// waited is how long was waited already.
var waited time.Duration

// quiet waits until the machine has little else to do, for a while at most: pairs bear
// a busy one, and only their spread tells of it. Elsewhere than on Linux nothing tells.
func quiet(b *testing.B) {
	b.Helper()
	for waited < mostWaiting {
		busy, total, ok := processorTime()
		if !ok {
			return
		}
		time.Sleep(look)
		waited += look
		busyThen, totalThen, _ := processorTime()
		if float64(busyThen-busy) < busyShare*float64(totalThen-total) {
			return
		}
	}
}

// processorTime is what all processors have done since the machine's start, in ticks
// (proc_stat(5)).
func processorTime() (busy, total int64, ok bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0, false
	}
	line, _, _ := strings.Cut(string(text), "\n")
	for i, word := range strings.Fields(line)[1:] {
		ticks, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return 0, 0, false
		}
		if total += ticks; i != 3 && i != 4 { // idle, and waiting for a disk
			busy += ticks
		}
	}
	return busy, total, true
}
