package aws

import (
	"testing"
	"time"
)

func TestAhead(t *testing.T) {
	asked := time.Date(2026, 11, 20, 9, 0, 0, 900e6, time.UTC)
	second := func(s int) time.Time { return asked.Truncate(time.Second).Add(time.Duration(s) * time.Second) }
	for _, c := range []struct {
		name string
		date time.Time
		took time.Duration
		want time.Duration
	}{
		{"the same", second(0), 100 * time.Millisecond, 0},
		{"a second later", second(1), 100 * time.Millisecond, 0},
		{"within a slow answer", second(8), 9 * time.Second, 0},
		{"at the start of a slow answer", second(0), 9 * time.Second, 0},
		{"three minutes ahead", second(181), 200 * time.Millisecond, 3 * time.Minute},
		{"an hour behind", second(-3600), 200 * time.Millisecond, -time.Hour},
	} {
		got := Ahead(asked, c.date, asked.Add(c.took))
		if c.want == 0 && got != 0 || (got-c.want).Abs() > time.Second {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// The message has both clocks of a refused request, and is believed before the answer's
// Date, which a proxy may have written.
func TestToldAhead(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, message string
		date          time.Time
		want          time.Duration
	}{
		{"too late", "Signature expired: 20261120T090000Z is now earlier than 20261120T092500Z (20261120T094000Z - 15 min.)", now, 40 * time.Minute},
		{"too early", "Signature not yet current: 20261120T090000Z is still later than 20261120T083500Z (20261120T082000Z + 15 min.)", now, -40 * time.Minute},
		{"one time and a date", "Date in Credential scope does not match: 20261120T090000Z", now.Add(-time.Hour), -time.Hour},
		{"two times", "20261120T090000Z is not 20261120T100000Z", time.Time{}, time.Hour},
		{"a date", "Signature expired", now.Add(time.Hour), time.Hour},
		{"one time", "Signature expired: 20261120T090000Z", time.Time{}, 0},
		{"nothing", "Signature expired", time.Time{}, 0},
	} {
		if got := toldAhead(c.message, c.date, now); (got - c.want).Abs() > time.Second {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
