package edit

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/profile"
)

// names are the options that generated files have, and editNames those that edits
// change; values are what edits write.
var (
	names  = []string{"region", "role_arn", "a", "b", "empty", "s3", "x", "key\u00e9", "mfa_serial", "username"}
	edited = []string{"region", "a", "b", "empty", "s3", "x", "mfa_serial"}
	values = []string{"1", "eu-west-1", "arn:aws:iam::111122223333:mfa/x", "a # b ; c", "= : [x]", "[y]", "\u00e9", "", "#", "key = value"}
	people = []string{"a", "b", "default", "a b", "it's", "new", "DEFAULT", "x]y"}
)

// scraps are what generated files are made of: pieces that matter to the parser.
var scraps = []string{
	"[profile a]", "[profile b]", "[default]", "[DEFAULT]", "[profile \"a\"]", "[profile 'a b']", "[a]", "[b]", "[a b]", "[services x]", "[x]y]", "[a] # b]", "[profile it\\'s]", "[it's]",
	"region = eu-west-1", "REGION=x", "region: y", "a=1", "b = 2", "A = 3", "empty =", "empty =  ", "s3 =", "x\t=\t1", "mfa_serial = old  ", "key\u00e9 = 1", "mfa_ser\u0130al = 1", "username=u",
	"# comment", "; comment", "# awsenv: note", "value = a # b ; c", "[x", "novalue",
	" ", "  ", "\t", "    ", "\u00a0 ", "\x1f",
	"\n", "\n", "\n", "\n", "\n\n", "\r\n", "\r\n", "\r", "\n  ", "\n\t", "\n  x = y", "\n  plain = 1", "\n   # c", "\n  [a]",
}

func generate(r *rand.Rand) []byte {
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteString("[profile z]\n")
	}
	for range 1 + r.IntN(16) {
		b.WriteString(scraps[r.IntN(len(scraps))])
		if r.IntN(4) > 0 {
			b.WriteString("\n")
		}
	}
	return []byte(b.String())
}

func oneOf(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func randomChange(r *rand.Rand) Change {
	switch r.IntN(6) {
	case 0:
		return Unset(oneOf(r, people), oneOf(r, edited))
	case 1:
		return Note(oneOf(r, people), oneOf(r, []string{"", "one", "two"}))
	}
	return Set(oneOf(r, people), oneOf(r, edited), oneOf(r, values))
}

func TestEditsChangeNothingElse(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	valid, made, cannot := 0, 0, 0
	for range 60_000 {
		text, kind := generate(r), Config+FileKind(r.IntN(2))
		if _, err := parse(text, kind, "f"); err != nil {
			continue
		}
		valid++
		c := randomChange(r)
		changed, err := harmless(t, text, kind, c)
		switch {
		case err != nil:
			cannot++
		case changed:
			made++
		}
	}
	t.Logf("%d files, %d edits, %d refused", valid, made, cannot)
	if valid < 5_000 || made < 2_000 || cannot > valid/10 {
		t.Errorf("of %d valid files %d were edited, and %d refused", valid, made, cannot)
	}
}

func FuzzApply(f *testing.F) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 100 {
		c := randomChange(r)
		f.Add(generate(r), byte(r.IntN(2)), byte(c.action), c.profile, c.option, c.value)
	}
	f.Fuzz(func(t *testing.T, text []byte, kind, what byte, profile, option, value string) {
		c := Change{action: action(what%3) + 1, profile: profile, option: option, value: value}
		_, _ = harmless(t, text, Config+FileKind(kind%2), c)
	})
}

// harmless makes a change and checks that everything else reads as before and is
// byte for byte the same.
func harmless(t *testing.T, text []byte, kind FileKind, c Change) (changed bool, err error) {
	t.Helper()
	kept := string(text)
	after, err := Apply(text, kind, c)
	if string(text) != kept {
		t.Fatalf("the text was changed in place: %q", kept)
	}
	if err != nil {
		var ours *Error
		var broken *profile.ParseError
		if !errors.As(err, &ours) && !errors.As(err, &broken) {
			t.Fatalf("a %T: %v", err, err)
		}
		return false, err
	}
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("kind %d, %+v of\n%q\ngave\n%q", kind, c, text, after)
		t.Fatalf(format, args...)
	}
	old, err := parse(text, kind, "f")
	if err != nil {
		fail("a file that does not parse was edited: %v", err)
	}
	now, err := parse(after, kind, "f")
	if err != nil {
		fail("%v", err)
	}
	patches(fail, Result{Before: old, After: now, changes: []Change{c}})
	was, is := old.set, now.set
	for _, p := range slices.Concat(was.Names(), is.Names(), people) {
		if was.Has(p) != is.Has(p) && p != c.profile {
			fail("profile %q: there %v, now %v", p, was.Has(p), is.Has(p))
		}
		for _, name := range append(names, c.option) {
			if p == c.profile && name == c.option {
				continue
			}
			// What a new section takes over from [DEFAULT] is no change of the file.
			if p == c.profile && !was.Has(p) {
				continue
			}
			before, had := was.Option(p, name)
			now, has := is.Option(p, name)
			if before != now || had != has {
				fail("profile %q, %s: was %q (%v), is %q (%v)", p, name, before, had, now, has)
			}
		}
	}
	if value, there := is.Option(c.profile, c.option); c.action == set && (!there || value != c.value) {
		fail("it reads %q (%v)", value, there)
	}
	sameLines(fail, text, after, was, is, c)
	if again, err := Apply(after, kind, c); err != nil || !bytes.Equal(again, after) {
		fail("the second time: %q, %v", again, err)
	}
	return !bytes.Equal(text, after), nil
}

// patches checks that the hunks of a result put in the place of the old lines give the
// new ones, and that nothing else than the option's lines is removed.
func patches(fail func(string, ...any), r Result) {
	old, now := lay(r.Before.bytes).all(), lay(r.After.bytes).all()
	var built []string
	from := 0
	for _, h := range r.hunks() {
		if h.old < from || !slices.Equal(old[h.old:h.old+len(h.removed)], h.removed) || !slices.Equal(now[h.now:h.now+len(h.added)], h.added) {
			fail("hunk %+v", h)
		}
		built = append(append(built, old[from:h.old]...), h.added...)
		from = h.old + len(h.removed)
	}
	if built = append(built, old[from:]...); !slices.Equal(built, now) {
		fail("the hunks %+v give %q", r.hunks(), built)
	}
}

// sameLines checks that the lines of the result without the edited one are those of
// the text without the old option's, in their order and with their ends.
func sameLines(fail func(string, ...any), text, after []byte, was, is *profile.Set, c Change) {
	old, now := cutLines(text), cutLines(after)
	added, lost := 0, 0
	switch c.action {
	case set:
		value, _ := was.Option(c.profile, c.option)
		added, lost = 1, 1+strings.Count(value, "\n")
		if !was.Has(c.profile) {
			added = 3 // an empty line and the header
		}
	case unset:
		value, _ := was.Option(c.profile, c.option)
		lost = 1 + strings.Count(value, "\n")
	case note:
		added, lost = 1, 1
		if !was.Has(c.profile) {
			added = 3
		}
	}
	i := 0
	for _, line := range now {
		at := slices.IndexFunc(old[i:], func(o string) bool { return o == line })
		// The last line may have got the end that it lacked.
		if at < 0 && i < len(old) && strings.TrimRight(line, "\r\n") == old[len(old)-1] {
			at = len(old) - 1 - i
		}
		if at >= 0 && at <= lost {
			i += at + 1
			lost -= at
			continue
		}
		if added--; added < 0 {
			fail("line %q is not of the old text", line)
		}
	}
	if lost -= len(old) - i; lost < 0 {
		fail("more lines are gone than the option had")
	}
}

// cutLines are the lines of a text with their ends.
func cutLines(text []byte) []string {
	var lines []string
	for len(text) > 0 {
		n := bytes.IndexAny(text, "\r\n")
		switch {
		case n < 0:
			n = len(text)
		case bytes.HasPrefix(text[n:], []byte("\r\n")):
			n += 2
		default:
			n++
		}
		lines, text = append(lines, string(text[:n])), text[n:]
	}
	return lines
}
