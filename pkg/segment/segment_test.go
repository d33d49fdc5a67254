package segment

import (
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
		{time.Hour - time.Millisecond, "59m"},
		{12*time.Hour - time.Nanosecond, "11h59m"},
		{4*time.Minute + 59*time.Second, "4m"},
		{time.Minute, "1m"},
		{time.Minute - time.Second, "59s"},
		{45 * time.Second, "45s"},
		{time.Second, "1s"},
		{time.Second - time.Nanosecond, "expired"},
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

func TestLayout(t *testing.T) {
	layout, err := Layout("{profile} {left}")
	got := layout.Fill(func(name string) string { return map[string]string{ProfileName: "prod", TimeLeft: "4m"}[name] })
	if err != nil || got != "prod 4m" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := Layout("{account}"); err == nil {
		t.Error("a placeholder that does not exist was accepted")
	}
}

func TestSGR(t *testing.T) {
	for color, want := range map[string]string{"black": "30", "white": "37", "#ff8800": "38;2;255;136;0", "#000000": "38;2;0;0;0"} {
		if got, ok := SGR(color); !ok || got != want {
			t.Errorf("SGR(%q) = %q, %v, want %q", color, got, ok, want)
		}
	}
	for _, color := range []string{"", "purple", "ff8800", "#ff880", "#ff88000", "#+f8800", "#ff_800", "#gg0000"} {
		if got, ok := SGR(color); ok {
			t.Errorf("SGR(%q) = %q", color, got)
		}
	}
}
