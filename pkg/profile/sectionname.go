package profile

import (
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// named is the number of the section that describes a profile, or -1. In the
// credentials file the header is the name. In the config file several spellings
// can mean the same profile; the last one counts.
func (f *file) named(profile string) int {
	best := f.plain(profile)
	for _, o := range f.odd {
		if int(o) > best && f.nameOf(int(o)).is(isProfile, profile) {
			best = int(o)
		}
	}
	return best
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

func (n sectionName) is(kind kindOfSection, name string) bool {
	return n.kind == kind && n.name == name
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

// other is the number of the last section of a kind with a name, or -1.
func (f *file) other(kind kindOfSection, name string) int {
	best := -1
	for _, o := range f.odd {
		if f.nameOf(int(o)).is(kind, name) {
			best = int(o)
		}
	}
	return best
}

// exact is the number of the section with exactly this header, or -1.
func (f *file) exact(header string) int {
	if header == ini.Default {
		return -1
	}
	return f.index.find(f, []byte(header))
}
