package profile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// anyState is a state of a file.
func anyState(f File) State {
	if len(f.Text) == 0 {
		return State{}
	}
	return State{Device: 1, Inode: 2, Size: int64(len(f.Text)), Modified: 3, Changed: 4}
}

func opened(f File, state State) Opened {
	return Opened{File: File{Path: f.Path, Name: f.Name}, State: state, Pieces: bytes.NewReader(f.Text)}
}

// byStamp reads one profile by a stamp of it.
func byStamp(stamp, name string, config, credentials File) (*Set, bool) {
	return ParseStamped(stamp, name, opened(config, anyState(config)), opened(credentials, anyState(credentials)))
}

// readings are the ways to read a profile: from the whole files, by a stamp, and by one
// that is of the files as they were before somebody wrote to them.
func readings() map[string]reading {
	whole := func(set *Set, _, _ File, _ string, resolve func(*Set) (Chain, error)) (Chain, error) {
		return resolve(set)
	}
	by := func(stamp string, set *Set, config, credentials File, name string, resolve func(*Set) (Chain, error)) (Chain, error) {
		if part, ok := byStamp(stamp, name, config, credentials); ok {
			if c, err := resolve(part); err == nil && c.Check() == nil {
				return c, nil
			}
		}
		return resolve(set)
	}
	return map[string]reading{
		"cold": whole,
		"warm": func(set *Set, config, credentials File, name string, resolve func(*Set) (Chain, error)) (Chain, error) {
			return by(set.Stamp(name, anyState(config), anyState(credentials)), set, config, credentials, name, resolve)
		},
		// The worst of all stamps: what it says of the state is right by chance.
		"stale": func(set *Set, config, credentials File, name string, resolve func(*Set) (Chain, error)) (Chain, error) {
			before := func(f File) File {
				if len(f.Text) > 0 {
					f.Text = append([]byte("# something\n"), f.Text...)
				}
				return f
			}
			earlier, err := Parse(before(config), before(credentials))
			if err != nil {
				return Chain{}, err
			}
			stamp := earlier.Stamp(name, anyState(before(config)), anyState(before(credentials)))
			for _, f := range []File{config, credentials} {
				was, is := anyState(before(f)), anyState(f)
				stamp = strings.Replace(stamp, fmt.Sprint(" ", was.Size, " 3 4"), fmt.Sprint(" ", is.Size, " 3 4"), 1)
			}
			return by(stamp, set, config, credentials, name, resolve)
		},
	}
}

// TestStampReadsTheProfileAlone: what is read by a stamp is what the profile needs.
func TestStampReadsTheProfileAlone(t *testing.T) {
	config := File{Path: "config", Text: []byte("[DEFAULT]\noutput = json\n[profile far]\nregion = x\n" +
		"[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/prod\nsource_profile = base\nservices = s\n[services s]\nsts =\n  endpoint_url = http://localhost\n" +
		"[profile base]\nregion = eu-west-1\n[profile near]\nregion = y\n[profile sso]\nsso_session = z\nsso_account_id = 1\nsso_role_name = r\n[sso-session z]\nsso_region = z\nsso_start_url = z")}
	credentials := File{Path: "credentials", Text: []byte("[other]\n" + exampleKeys + "[base]\n" + exampleKeys)}
	set := parse(t, string(config.Text), string(credentials.Text))
	read := func(name string) (stamp string, part *Set) {
		stamp = set.Stamp(name, anyState(config), anyState(credentials))
		part, ok := byStamp(stamp, name, config, credentials)
		if !ok {
			t.Fatalf("the stamp of %q is refused:\n%s", name, stamp)
		}
		same(t, set, part, name)
		return stamp, part
	}
	_, sso := read("sso")
	stamp, part := read("prod")
	headers := func(f *file) (all []string) {
		for i := range f.sections {
			all = append(all, f.header(i))
		}
		return all
	}
	if got := headers(part.config); !slices.Equal(got, []string{"DEFAULT", "profile prod", "services s", "profile base"}) {
		t.Errorf("of the config it reads %q", got)
	}
	if got := headers(part.credentials); !slices.Equal(got, []string{"base"}) {
		t.Errorf("of the credentials it reads %q", got)
	}
	if got := headers(sso.config); !slices.Equal(got, []string{"DEFAULT", "profile sso", "sso-session z"}) {
		t.Errorf("of the config it reads %q", got)
	}
	if strings.Trim(stamp, "0123456789 \n") != "" {
		t.Errorf("there is more than numbers in\n%s", stamp)
	}
	if set.Stamp("nowhere", anyState(config), anyState(credentials)) != "" {
		t.Error("there is a stamp of a profile that there is not")
	}
	for what, state := range map[string]State{"device": {Device: 9}, "inode": {Inode: 9}, "size": {Size: 9}, "mtime": {Modified: 9}, "ctime": {Changed: 9}} {
		now := anyState(config)
		now.Device, now.Inode, now.Size = now.Device+state.Device, now.Inode+state.Inode, now.Size+state.Size
		now.Modified, now.Changed = now.Modified+state.Modified, now.Changed+state.Changed
		if _, ok := ParseStamped(stamp, "prod", opened(config, now), opened(credentials, anyState(credentials))); ok {
			t.Errorf("another %s, and the stamp is believed", what)
		}
	}
}

// same compares what two sets say of a profile.
func same(t *testing.T, whole, part *Set, name string) {
	t.Helper()
	want, wantErr := whole.Resolve(name, Options{})
	got, err := part.Resolve(name, Options{})
	for _, c := range []*Chain{&want, &got} {
		c.Settings.regionFrom, c.Settings.endpointFrom = origin{}, [len(services)]origin{} // places in the file
	}
	if (err == nil) != (wantErr == nil) || !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is\n%+v (%v) by its stamp, and\n%+v (%v)\nin\n%s", name, got, err, want, wantErr, whole.config.text)
	}
}

// TestStampSaysTheSameOfAnyFile: by their stamps all profiles of any valid file are what
// they are in the whole of it.
func TestStampSaysTheSameOfAnyFile(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	stamped := 0
	for range 8_000 {
		config, credentials := File{Text: generate(r)}, File{Text: generate(r)}
		set, err := Parse(config, credentials)
		if err != nil {
			continue
		}
		for _, name := range set.Names() {
			stamp := set.Stamp(name, anyState(config), anyState(credentials))
			if stamp == "" {
				continue
			}
			part, ok := byStamp(stamp, name, config, credentials)
			if !ok {
				t.Fatalf("the stamp of %q is refused:\n%s%q\n%q", name, stamp, config.Text, credentials.Text)
			}
			same(t, set, part, name)
			stamped++
		}
	}
	if stamped < 300 {
		t.Errorf("only %d profiles were read by a stamp", stamped)
	}
}

// TestHostileStamp: whatever stands in a stamp, a section that is read by it is one of the
// file, whole, and under its own name.
func TestHostileStamp(t *testing.T) {
	text := "[profile a]\nregion = one\nrole_arn =\n  x = [profile a]\n[profile b]\nregion = two\n# [profile a]\n[x = y\n[profile c]\nregion = [profile b]\n"
	config := File{Text: []byte(text)}
	set := parse(t, text, "")
	head := strings.SplitN(set.Stamp("a", anyState(config), State{}), " ", 6)[:5]
	r := rand.New(rand.NewPCG(7, 8))
	believed := 0
	try := func(numbers ...int) {
		line := strings.Join(head, " ")
		for _, n := range numbers {
			line += " " + strconv.Itoa(n)
		}
		for _, name := range []string{"a", "b", "c"} {
			part, ok := byStamp(line+"\n0 0 0 0 0\n", name, config, File{})
			if !ok {
				continue
			}
			believed++
			got, want := part.view(name), set.view(name)
			if len(got.config) != len(want.config) {
				t.Fatalf("%v: %d options of %q, not %d", numbers, len(got.config), name, len(want.config))
			}
			for i, o := range got.config {
				if w := want.config[i]; o.name != w.name || o.value != w.value {
					t.Fatalf("%v: %s of %q is %q, not %q", numbers, o.name, name, o.value, w.value)
				}
			}
		}
	}
	for at := range len(text) + 2 {
		for end := range len(text) + 2 {
			try(at, end)
		}
	}
	for range 20_000 {
		numbers := make([]int, r.IntN(7))
		for i := range numbers {
			numbers[i] = r.IntN(len(text)+4) - 2
		}
		try(numbers...)
	}
	if believed == 0 {
		t.Error("not even the right ones are believed")
	}
	for _, stamp := range []string{"", "\n", "\n\n", "x\ny\n", strings.Join(head, " ") + "\n", strings.Join(head, " ") + " 0 9223372036854775807\n0 0 0 0 0\n",
		strings.Join(head, " ") + "  \n0 0 0 0 0\n", strings.Join(head, " ") + " 0 40\n0 0 0 0 0\n0\n", "\x00", strings.Repeat("9", 1000)} {
		if _, ok := byStamp(stamp, "a", config, File{}); ok {
			t.Errorf("%q is believed", stamp)
		}
	}
	if _, ok := ParseStamped(strings.Join(head, " ")+" 0 40\n0 0 0 0 0\n", "a", Opened{State: anyState(config), Pieces: bytes.NewReader(nil)}, Opened{}); ok {
		t.Error("a file that has become shorter is believed")
	}
}
