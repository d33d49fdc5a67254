package environ

import (
	"testing"

	"github.com/awsenv/awsenv/pkg/session"
)

// TestBefore walks through loads and clears: what was loaded before is the other one of
// two that take turns, a renewal changes nothing, and a clear leaves the name of what it
// took away.
func TestBefore(t *testing.T) {
	env := map[string]string{}
	expect := func(step, profile, role string) {
		t.Helper()
		gotProfile, gotRole, ok := Before(lookup(env))
		if gotProfile != profile || gotRole != role || ok != (profile != "") {
			t.Errorf("%s: before was %q, role %q, %v; want %q, role %q", step, gotProfile, gotRole, ok, profile, role)
		}
	}
	load := func(profile, role string) {
		env = apply(env, Load(session.Session{Profile: profile, RoleARN: role}, nil, lookup(env)))
	}
	clear := func() { env = apply(env, Clear(lookup(env))) }
	const admin, other = "arn:aws:iam::444455556666:role/team/admin", "arn:aws:iam::222233334444:role/admin"

	expect("at the start", "", "")
	clear()
	expect("a clear with nothing loaded", "", "")
	load("two  words", admin)
	expect("the first load", "", "")
	load("dev", "")
	expect("another load", "two  words", admin)
	load("dev", "")
	expect("a renewal", "two  words", admin)
	load("two  words", admin)
	expect("and back", "dev", "")
	load("two  words", other)
	expect("the same name, another role", "two  words", admin)
	clear()
	expect("a clear", "two  words", other)
	clear()
	expect("a second clear", "two  words", other)
}

// TestBeforeOfADamagedVariable: anybody may have written it.
func TestBeforeOfADamagedVariable(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " ": " ", "arn:x y": "arn:x y", "arn:aws:iam::444455556666:role/admin ": "",
	} {
		profile, role, ok := Before(lookup(map[string]string{Previous: text}))
		if profile != want || role != "" && ok || ok != (want != "") {
			t.Errorf("%q: profile %q, role %q, %v", text, profile, role, ok)
		}
	}
}
