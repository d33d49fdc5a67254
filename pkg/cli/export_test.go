package cli

import "time"

// MainAt is Main with a local clock that is off by that much.
func MainAt(offset time.Duration) int {
	w := realWorld()
	w.Now = func() time.Time { return time.Now().Add(offset) }
	return Run(w)
}
