package aws

import "time"

// stamp is how signatures write a time, stampLength its length.
const (
	stamp       = "20060102T150405Z"
	stampLength = len(stamp)
)

// clockAhead is by how much the local clock is ahead of AWS's, negative when it
// is behind. AWS writes when the request was signed first and its own clock last:
// "Signature expired: A is now earlier than B (NOW - 15 min.)". Without these,
// the Date of the answer is compared with the local clock.
func clockAhead(message string, date, now time.Time) time.Duration {
	times := stamps(message)
	switch {
	case len(times) >= 3:
		return times[0].Sub(times[len(times)-1])
	case len(times) > 0 && !date.IsZero():
		return times[0].Sub(date)
	case len(times) == 2:
		return times[0].Sub(times[1])
	case !date.IsZero():
		return now.Sub(date).Truncate(time.Second)
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
