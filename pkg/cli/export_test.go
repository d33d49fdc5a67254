package cli

import "time"

// MainWith is Main with a local clock that is off by what offset says each time, and with that patience
// unless it is 0.
func MainWith(offset func() time.Duration, patience time.Duration) int {
	w := realWorld()
	w.Now = func() time.Time { return time.Now().Add(offset()) }
	if patience != 0 {
		w.Patience = patience
	}
	return Run(w)
}

// MainAt is Main with a local clock that stands still.
func MainAt(now time.Time) int {
	w := realWorld()
	w.Now = func() time.Time { return now }
	return Run(w)
}

// Updating says that what tests compare with is to be written anew.
func Updating() bool { return *update }
