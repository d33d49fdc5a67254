package profile

import (
	"fmt"
	"io"
	"sync"
)

// Set is what both files say. It is safe for use by several goroutines.
type Set struct {
	config, credentials *file
	views               *views
}

// views are the profiles that were decoded. A list asks for each several times, and for
// the source of all of them every time.
type views struct {
	mu     sync.Mutex
	byName map[string]view
}

// Format hides the options, which may be keys, for every verb.
func (*views) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// Format hides the files, which may hold keys, for every verb.
func (Set) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "redacted") }

// Parse checks the whole of both files and finds their profiles. The error is a
// *ParseError: one faulty line makes the AWS CLI refuse the file for every
// profile, so that awsenv does too. The texts are kept and must stay unchanged
// while the Set is in use.
func Parse(config, credentials File) (*Set, error) {
	c, err := scanFile(config)
	if err != nil {
		return nil, err
	}
	k, err := scanFile(credentials)
	if err != nil {
		return nil, err
	}
	return &Set{config: c, credentials: k, views: &views{byName: map[string]view{}}}, nil
}

// Has reports whether a profile is in one of the files.
func (s *Set) Has(name string) bool {
	return s.config.named(name) >= 0 || s.credentials.exact(name) >= 0
}

// Option is the value of an option of a profile as the AWS CLI sees it: from the
// credentials file when it is there, else from the config file. An option may be
// set and empty. Names are in lower case. Options whose value is an indented
// block are returned with their lines as they are.
func (s *Set) Option(profile, name string) (value string, set bool) {
	v := s.view(profile)
	return v.get(name)
}

// Where says in which file and line an option of a profile stands, or with an
// empty option name where the profile's section begins. path is empty when there
// is no such thing.
func (s *Set) Where(profile, option string) (path string, line int) {
	v := s.view(profile)
	if f, at := s.place(&v, option); f != nil {
		return f.path, f.lineOf(at)
	}
	return "", 0
}

// place is the file and the offset of an option, or with an empty name of the
// profile's section; nil when there is no such thing.
func (s *Set) place(v *view, option string) (f *file, at int) {
	if option == "" {
		switch {
		case v.inConfig >= 0:
			return s.config, s.config.sections[v.inConfig]
		case v.inCredentials >= 0:
			return s.credentials, s.credentials.sections[v.inCredentials]
		}
		return nil, 0
	}
	switch o, inCredentials := v.option(option); {
	case o == nil:
		return nil, 0
	case inCredentials:
		return s.credentials, o.at
	default:
		return s.config, o.at
	}
}

// view is one profile in both files. The options of each file stay apart, since
// a key pair must stand in one of them.
type view struct {
	name string
	// inConfig and inCredentials are section numbers, -1 when the profile is not there.
	inConfig, inCredentials int
	config, credentials     []option
}

func (s *Set) view(profile string) view {
	s.views.mu.Lock()
	defer s.views.mu.Unlock()
	v, known := s.views.byName[profile]
	if !known {
		v = s.decode(profile)
		s.views.byName[profile] = v
	}
	return v
}

func (s *Set) decode(profile string) view {
	v := view{name: profile, inConfig: s.config.named(profile), inCredentials: s.credentials.exact(profile)}
	if v.inConfig >= 0 {
		v.config = s.config.options(v.inConfig)
	}
	if v.inCredentials >= 0 {
		v.credentials = s.credentials.options(v.inCredentials)
	}
	return v
}

func (v *view) exists() bool { return v.inConfig >= 0 || v.inCredentials >= 0 }

// option is an option in the merged view, nil when neither file has it.
func (v *view) option(name string) (o *option, inCredentials bool) {
	if o = find(v.credentials, name); o != nil {
		return o, true
	}
	return find(v.config, name), false
}

func (v *view) get(name string) (value string, set bool) {
	if o, _ := v.option(name); o != nil {
		return o.value, true
	}
	return "", false
}

// text is the option's value, empty also when it is not set.
func (v *view) text(name string) string {
	value, _ := v.get(name)
	return value
}

func (v *view) has(name string) bool {
	_, set := v.get(name)
	return set
}
