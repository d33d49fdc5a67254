package profile

import "strings"

// named is the number of the section that describes a profile in the config file, or
// -1. Several spellings can mean the same profile; the last one counts.
func (f *file) named(profile string) int {
	return max(f.plain(profile), f.other(isProfile, profile))
}

// plain finds the header "profile NAME" when that is how NAME is spelled.
func (f *file) plain(profile string) int {
	if header := plainPrefix + profile; isPlain(header) {
		return f.exact(header)
	}
	return -1
}

// plainPrefix is what stands before the name of most profiles.
const plainPrefix = "profile "

// isPlain reports whether a header is plainly "profile NAME": NAME has nothing that the
// rules of a shell give a meaning to.
func isPlain[T string | []byte](header T) bool {
	if len(header) <= len(plainPrefix) || string(header[:len(plainPrefix)]) != plainPrefix {
		return false
	}
	for i := len(plainPrefix); i < len(header); i++ {
		// Blanks, quotes and control characters are below '('.
		if header[i] < '(' || header[i] == '\\' {
			return false
		}
	}
	return true
}

// kindOfSection tells what a section of the config file describes.
type kindOfSection int

const (
	isNothing kindOfSection = iota
	isProfile
	isSSOSession
	isServices
)

// sectionName is what a header of the config file means.
type sectionName struct {
	kind kindOfSection
	name string
}

// nameOf is the meaning of a section's header in the config file (botocore
// configloader.build_profile_map).
func (f *file) nameOf(number int) sectionName { return parseHeader(f.header(number)) }

func parseHeader(header string) sectionName {
	kind := isNothing
	switch {
	case header == "default":
		return sectionName{isProfile, header}
	case strings.HasPrefix(header, "profile"):
		kind = isProfile
	case strings.HasPrefix(header, "sso-session"):
		kind = isSSOSession
	case strings.HasPrefix(header, "services"):
		kind = isServices
	default:
		return sectionName{}
	}
	words, err := splitWords(header)
	if err != nil || len(words) != 2 {
		return sectionName{}
	}
	return sectionName{kind, words[1]}
}

// other is the number of the last section of a kind with a name among those that are
// not plainly "profile NAME", or -1. What they mean is worked out once: a list of ten
// thousand such profiles asks for each.
func (f *file) other(kind kindOfSection, name string) int {
	f.meaningsOnce.Do(func() {
		f.meanings = make(map[sectionName]int, len(f.odd))
		for _, o := range f.odd {
			f.meanings[f.nameOf(o)] = o
		}
	})
	if number, there := f.meanings[sectionName{kind, name}]; there {
		return number
	}
	return -1
}

// exact is the number of the section with exactly this header, or -1; [DEFAULT] is none.
func (f *file) exact(header string) int {
	if number, there := f.numbers[header]; there {
		return number
	}
	return -1
}
