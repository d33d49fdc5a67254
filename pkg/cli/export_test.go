package cli

import "time"

// MainWith is Main with a local clock that is off by that much, and with that patience
// unless it is 0.
func MainWith(offset, patience time.Duration) int {
	w := realWorld()
	w.Now = func() time.Time { return time.Now().Add(offset) }
	if patience != 0 {
		w.Patience = patience
	}
	return Run(w)
}
