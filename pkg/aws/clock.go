package aws

import "time"

// stamp is how signatures write a time, stampLength its length.
const (
	stamp       = "20060102T150405Z"
	stampLength = len(stamp)
)

// noticed is the least difference between two clocks that a Date shows, which has
// whole seconds.
const noticed = 2 * time.Second

// Ahead is how far AWS's clock, which wrote date in whole seconds, is ahead of ours, by
// which a request was made at asked and answered at answered; negative when it is
// behind. It is zero when the date may have been written in between.
func Ahead(asked, date, answered time.Time) time.Duration {
	half := answered.Sub(asked) / 2
	ahead := date.Add(time.Second / 2).Sub(asked.Add(half))
	if ahead.Abs() <= half+noticed {
		return 0
	}
	return ahead.Round(time.Second)
}

// toldAhead is Ahead for a request that was refused for its time. AWS writes when it
// was signed first and its own clock last: "Signature expired: A is now earlier than
// B (NOW - 15 min.)". Without these, the Date of the answer is compared with our clock.
func toldAhead(message string, date, now time.Time) time.Duration {
	times := stamps(message)
	switch {
	case len(times) >= 3:
		return times[len(times)-1].Sub(times[0])
	case len(times) > 0 && !date.IsZero():
		return date.Sub(times[0])
	case len(times) == 2:
		return times[1].Sub(times[0])
	case !date.IsZero():
		return Ahead(now, date, now)
	}
	return 0
}

// stamps are the times in a message, in order.
func stamps(message string) (times []time.Time) {
	for i := 0; i+stampLength <= len(message); i++ {
		if message[i] < '0' || message[i] > '9' {
			continue
		}
		if at, err := time.Parse(stamp, message[i:i+stampLength]); err == nil {
			times = append(times, at)
			i += stampLength - 1
		}
	}
	return times
}
