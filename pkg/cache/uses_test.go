package cache

import (
	"fmt"
	"testing"
	"time"
)

func TestUsesOrderByRecentAndOften(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	use := func(name string, times int, at time.Time) {
		for range times {
			if err := s.PutUse(name, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	use("often", 10, now.Add(-3*24*time.Hour))
	use("once", 1, now)
	use("long ago", 30, now.Add(-60*24*time.Hour))
	uses := s.Uses()
	if !uses["often"].After(uses["once"]) || !uses["once"].After(uses["long ago"]) {
		t.Errorf("%v", uses)
	}
	use("once", 9, now)
	if uses = s.Uses(); !uses["once"].After(uses["often"]) {
		t.Errorf("%v", uses)
	}
}

func TestUsesForgetTheOldest(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for i := range mostUses + 5 {
		if err := s.PutUse(fmt.Sprint(i), now.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	uses := s.Uses()
	if _, oldest := uses["4"]; len(uses) != mostUses || oldest {
		t.Errorf("%d names", len(uses))
	}
}
