package profile

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// named is the number of the section that describes a profile in the config file, or
// -1. Several spellings can mean the same profile; the last one counts.
func (f *file) named(profile string) int {
	return max(f.plain(profile), f.other(isProfile, profile))
}

// plain finds the header "profile NAME" when that is how NAME is spelled.
func (f *file) plain(profile string) int {
	var room [64]byte
	header := append(append(room[:0], "profile "...), profile...)
	if _, odd := headerHash(header, 0, len(header)); odd {
		return -1
	}
	return f.index.find(f, header)
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
			f.meanings[f.nameOf(int(o))] = int(o)
		}
	})
	if number, there := f.meanings[sectionName{kind, name}]; there {
		return number
	}
	return -1
}

// exact is the number of the section with exactly this header, or -1.
func (f *file) exact(header string) int {
	if header == ini.Default {
		return -1
	}
	return f.index.find(f, []byte(header))
}
