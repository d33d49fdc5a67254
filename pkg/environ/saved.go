package environ

import (
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/session"
)

// AWSENV_SAVED is plain ASCII, so that no shell has to quote it:
//
//	1,AWS_REGION=.us-east-1:.eu-west-1,AWS_PROFILE=.old:-,+AWSUME_PROFILE
//
// The version, then for each restored variable that a load changed what it was
// before the first load and, after the colon, what awsenv made of it; then each
// marker that was set. A value is "-" when the variable is not set, else a dot
// and the text, with every byte but letters, digits and _./- as %XX. What
// awsenv made of it tells whether the person has changed it since.
const savedVersion = "1"

// restored are the variables that belong to the person too. The endpoint of each
// service is one as well; which there are is not known before.
var restored = [...]string{Region, DefaultRegion, AWSProfile, AWSDefaultProfile, EndpointURL, UseFIPS, UseDualStack, CABundle,
	ConfigFile, CredentialsFile}

// isServiceEndpoint reports whether a variable is the endpoint of one service.
func isServiceEndpoint(name string) bool {
	return strings.HasPrefix(name, EndpointURL+"_") && dialect.ValidName(name)
}

// isMarker reports whether a variable is none of the list, nor one that awsenv may
// come to use.
func isMarker(name string) bool {
	switch name {
	case AccessKeyID, SecretAccessKey, SessionToken, SecurityToken, CredentialExpiration, AccountID:
		return false
	}
	return dialect.ValidName(name) && !slices.Contains(restored[:], name) && !isServiceEndpoint(name) && !strings.HasPrefix(name, "AWSENV")
}

// value is a variable's state: not set is not the same as empty.
type value struct {
	text string
	set  bool
}

func (v value) change(name string) Change { return Change{Name: name, Value: v.text, Unset: !v.set} }

func look(env Lookup, name string) value {
	text, set := env(name)
	if !set {
		return value{}
	}
	return value{text: text, set: true}
}

// record is one restored variable that a load changed.
type record struct {
	name           string
	original, ours value
}

// saved is the content of AWSENV_SAVED.
type saved struct {
	records []record
	markers []string
}

// restored are the names of the variables that belong to the person too, in the order
// in which they are written: the fixed ones, then the endpoints of services that an
// earlier load or the settings to come change.
func (s saved) restored(settings []session.Variable) []string {
	names := restored[:len(restored):len(restored)]
	for _, r := range s.records {
		if isServiceEndpoint(r.name) {
			names = append(names, r.name)
		}
	}
	for _, v := range settings {
		if isServiceEndpoint(v.Name) {
			names = append(names, v.Name)
		}
	}
	slices.Sort(names[len(restored):])
	return slices.Compact(names)
}

// originals gives what a variable was before the first load, given what it is
// now: a value that is no longer ours is the person's.
func (s saved) originals() func(name string, now value) value {
	records := make(map[string]record, len(s.records))
	for _, r := range s.records {
		records[r.name] = r
	}
	return func(name string, now value) value {
		if r, changed := records[name]; changed && r.ours == now {
			return r.original
		}
		return now
	}
}

// undo gives the changes that put the restored variables back.
func (s saved) undo(env Lookup) []Change {
	var changes []Change
	original := s.originals()
	for _, name := range s.restored(nil) {
		now := look(env, name)
		if original := original(name, now); original != now {
			changes = append(changes, original.change(name))
		}
	}
	return changes
}

func (s saved) encode() string {
	var b strings.Builder
	b.Grow(128)
	b.WriteString(savedVersion)
	for _, r := range s.records {
		b.WriteByte(',')
		b.WriteString(r.name)
		b.WriteByte('=')
		r.original.encode(&b)
		b.WriteByte(':')
		r.ours.encode(&b)
	}
	for _, name := range s.markers {
		b.WriteString(",+")
		b.WriteString(name)
	}
	return b.String()
}

func (v value) encode(b *strings.Builder) {
	if !v.set {
		b.WriteByte('-')
		return
	}
	const hex = "0123456789ABCDEF"
	b.WriteByte('.')
	for i := range len(v.text) {
		c := v.text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '_', c == '.', c == '/', c == '-':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}

// IsLoaded reports whether awsenv changed anything of an environment, for this shell or
// for the command that it is in.
func IsLoaded(env Lookup) bool {
	_, loaded := env(Saved)
	_, inside := env(Exec)
	return loaded || inside
}

// lookupSaved reads AWSENV_SAVED. Anybody may have written it: text that is
// damaged anywhere counts as absent, a name outside the list is passed over, and
// so is a marker that does not hold the name of what is loaded, which is all that
// a marker ever holds. It is never an error, which would stand in the way of a
// clear. In a command of `exec` AWSENV_EXEC takes its place until something is loaded.
func lookupSaved(env Lookup) saved {
	text, loaded := env(Saved)
	if !loaded {
		text, _ = env(Exec)
	}
	version, rest, more := strings.Cut(text, ",")
	if version != savedVersion {
		return saved{}
	}
	profile := look(env, Profile)
	var s saved
	seen := map[string]bool{} // anybody may have written thousands
	for more {
		var field string
		field, rest, more = strings.Cut(rest, ",")
		if name, ok := strings.CutPrefix(field, "+"); ok {
			if profile.set && look(env, name) == profile && isMarker(name) && !seen[name] {
				seen[name] = true
				s.markers = append(s.markers, name)
			}
			continue
		}
		r, ok := decodeRecord(field)
		if !ok {
			return saved{}
		}
		// A name outside the list is never looked up: restored passes it over.
		s.records = append(s.records, r)
	}
	return s
}

func decodeRecord(field string) (record, bool) {
	name, values, ok := strings.Cut(field, "=")
	original, ours, ok2 := strings.Cut(values, ":")
	if !ok || !ok2 {
		return record{}, false
	}
	r := record{name: name}
	if r.original, ok = decodeValue(original); !ok {
		return record{}, false
	}
	r.ours, ok = decodeValue(ours)
	return r, ok
}

func decodeValue(text string) (value, bool) {
	if text == "-" {
		return value{}, true
	}
	text, ok := strings.CutPrefix(text, ".")
	if !ok {
		return value{}, false
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' {
			if i+2 >= len(text) {
				return value{}, false
			}
			high, low := nibble(text[i+1]), nibble(text[i+2])
			if high < 0 || low < 0 {
				return value{}, false
			}
			c, i = byte(high<<4|low), i+2
		}
		// No variable ever held a NUL byte, and none can be set to one.
		if c == 0 {
			return value{}, false
		}
		b.WriteByte(c)
	}
	return value{text: b.String(), set: true}, true
}

func nibble(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
