package main

import (
	"fmt"
	"regexp"
	"strings"
)

// version is a semantic version with the v of its tag.
type version string

var versionForm = regexp.MustCompile(`^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?$`)

func parseVersion(text string) (version, error) {
	if !versionForm.MatchString(text) {
		return "", fmt.Errorf("%q is no version: write it as its tag, VERSION=v1.2.3 or v1.2.3-rc.1", text)
	}
	return version(text), nil
}

// number is the version without the v: what packages and changelogs carry.
func (v version) number() string { return strings.TrimPrefix(string(v), "v") }

// pacman is the number as PKGBUILD takes it, which knows no hyphen.
func (v version) pacman() string { return strings.ReplaceAll(v.number(), "-", "") }
