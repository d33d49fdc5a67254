package segment

import (
	"errors"
	"testing"
	"time"
)

func TestLeft(t *testing.T) {
	for _, test := range []struct {
		left time.Duration
		want string
	}{
		{36 * time.Hour, "36h00m"},
		{11*time.Hour + 42*time.Minute + 59*time.Second, "11h42m"},
		{time.Hour + 5*time.Minute, "1h05m"},
		{time.Hour, "1h00m"},
		{time.Hour - time.Millisecond, "1h00m"}, // a second that has begun counts
		{time.Hour - time.Second, "59m"},
		{4*time.Minute + 59*time.Second, "4m"},
		{time.Minute, "1m"},
		{time.Minute - time.Second, "59s"},
		{45 * time.Second, "45s"},
		{200 * time.Millisecond, "1s"},
		{time.Nanosecond, "1s"},
		{0, "expired"},
		{-time.Hour, "expired"},
		{1<<63 - 1, "2562047h47m"},
		{-1 << 63, "expired"},
	} {
		if got := Left(test.left); got != test.want {
			t.Errorf("Left(%v) = %q, want %q", test.left, got, test.want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { Left(11*time.Hour + 42*time.Minute) }); n > 1 {
		t.Errorf("Left allocates %v times", n)
	}
}

func TestCrossed(t *testing.T) {
	thresholds := []time.Duration{5 * time.Minute, 15 * time.Minute, time.Minute} // in any order
	for _, test := range []struct {
		name        string
		before, now time.Duration
		want        time.Duration
		ok          bool
	}{
		{"far off", time.Hour, 16 * time.Minute, 0, false},
		{"onto a threshold", 16 * time.Minute, 15 * time.Minute, 15 * time.Minute, true},
		{"on it, still", 15 * time.Minute, 15 * time.Minute, 0, false},
		{"between two", 14 * time.Minute, 6 * time.Minute, 0, false},
		{"across one", 6 * time.Minute, 4 * time.Minute, 5 * time.Minute, true},
		{"a sleep across all", time.Hour, 30 * time.Second, time.Minute, true},
		{"a sleep across the end", time.Hour, -time.Minute, 0, true},
		{"the end", time.Second, 0, 0, true},
		{"after the end", 0, -time.Second, 0, false},
		{"the clock went back", 4 * time.Minute, 20 * time.Minute, 0, false},
		{"the clock went back across one", 4 * time.Minute, 10 * time.Minute, 0, false},
		{"loaded with little left", 1<<63 - 1, 10 * time.Minute, 15 * time.Minute, true},
	} {
		if got, ok := Crossed(thresholds, test.before, test.now); got != test.want || ok != test.ok {
			t.Errorf("%s: Crossed(%v, %v) = %v, %v", test.name, test.before, test.now, got, ok)
		}
	}
	if _, ok := Crossed(nil, time.Hour, time.Minute); ok {
		t.Error("something was crossed without thresholds")
	}
	if got, ok := Crossed(nil, time.Hour, 0); got != 0 || !ok {
		t.Error("the end needs no threshold")
	}
	if _, ok := Reached(thresholds, 15*time.Minute+1); ok {
		t.Error("a threshold was reached too early")
	}
}

func TestFormat(t *testing.T) {
	for _, test := range []struct{ format, want string }{
		{"{profile} {left}", "prod 4m"},
		{"{left}{profile}{left}", "4mprod4m"},
		{"", ""},
		{"aws", "aws"},
		{"[{profile}] } %s $(id) {left}", "[prod] } %s $(id) 4m"},
	} {
		f, err := ParseFormat(test.format)
		if got := f.Text("prod", "4m"); err != nil || got != test.want {
			t.Errorf("%q gives %q, %v", test.format, got, err)
		}
	}
	f, _ := ParseFormat("{profile}")
	if got := f.Text("{left}", "4m"); got != "{left}" {
		t.Errorf("a profile's name was read as a format: %q", got)
	}
	for _, format := range []string{"{", "{profile", "{}", "{Profile}", "{ profile }", "{account}", "a {b} c", "{{profile}}"} {
		_, err := ParseFormat(format)
		var unknown *FormatError
		if !errors.As(err, &unknown) || unknown.ExitCode() != 3 || len(unknown.Hints()) == 0 {
			t.Errorf("%q: %v", format, err)
		}
	}
}
