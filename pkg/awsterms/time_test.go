package awsterms

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 11, 20, 10, 59, 0, 0, time.UTC)
	for _, text := range []string{
		"2026-11-20T10:59:00Z", "2026-11-20T10:59:00+00:00", "2026-11-20T10:59:00UTC", "2026-11-20T10:59:00 UTC", "2026-11-20 10:59:00 UTC",
		"2026-11-20 10:59:00+00:00", "2026-11-20T12:59:00+02:00", "2026-11-20T12:59:00+0200", "2026-11-20T12:59:00+02", "2026-11-20T05:29:00-05:30",
		"2026-11-20T10:59:00.000000Z", "2026-11-20T10:59:00.000+00:00", "2026-11-20T10:59Z",
	} {
		if got := ParseTime(text); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%q is %v", text, got)
		}
	}
	if got := ParseTime("2026-11-20T10:59:00.929243Z"); !got.Equal(want.Add(929243 * time.Microsecond)) {
		t.Errorf("a fraction: %v", got)
	}
	for _, text := range []string{
		"", "UTC", "Z", "soon", "tomorrow", "1795172352", "2026-11-20T10:59:12", "2026-11-20", "2026-02-30T10:59:12Z", "2026-11-20T25:59:12Z", "2026-11-20T10:59:12+", "\x00",
	} {
		if got := ParseTime(text); !got.IsZero() {
			t.Errorf("%q is %v", text, got)
		}
	}
	if got := FormatTime(want.In(time.FixedZone("", 3600))); got != "2026-11-20T10:59:00Z" {
		t.Errorf("written as %q", got)
	}
}
