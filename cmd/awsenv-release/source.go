package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// source is the commit that a release is made from.
type source struct {
	dir     string // the repository
	version version
	commit  string
	date    time.Time // of the commit, in UTC: the only time in a release
}

// openSource takes the commit that is checked out at dir. Files that are not committed
// would be missing from the release, and a tag elsewhere would name another: both are
// errors. A tag that is not there yet is none.
func openSource(dir string, v version) (source, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return source{}, err
	}
	changed, err := output(dir, nil, "git", "status", "--porcelain")
	if err != nil {
		return source{}, err
	}
	if changed != "" {
		return source{}, fmt.Errorf("the tree has changes that no commit has; commit or remove them:\n%s", changed)
	}
	commit, err := output(dir, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return source{}, err
	}
	if tagged, err := output(dir, nil, "git", "rev-parse", "-q", "--verify", "refs/tags/"+string(v)+"^{commit}"); err == nil && tagged != commit {
		return source{}, fmt.Errorf("tag %s is at %.12s, and %.12s is checked out: git checkout %s", v, tagged, commit, v)
	}
	seconds, err := output(dir, nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return source{}, err
	}
	epoch, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return source{}, err
	}
	return source{dir: dir, version: v, commit: commit, date: time.Unix(epoch, 0).UTC()}, nil
}

// clone makes a clean copy in dir, whose only tag is the version's: the Go tool records
// commit and tag in the binary, and no other tag may get a say.
func (s source) clone(dir string) error {
	for _, args := range [][]string{
		{"clone", "-q", "--no-tags", "--no-checkout", s.dir, dir},
		{"-C", dir, "-c", "core.autocrlf=false", "-c", "advice.detachedHead=false", "checkout", "-q", "--detach", s.commit},
		{"-C", dir, "tag", "--no-sign", string(s.version)},
	} {
		if _, err := output(s.dir, nil, "git", args...); err != nil {
			return err
		}
	}
	return nil
}

// output runs a program and returns what it printed, without the newline at the end.
// What it says on standard error is shown when it fails, and only then.
func output(dir string, env []string, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(neutral(os.Environ()), env...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", program, strings.Join(args, " "), err, out, strings.TrimSpace(said.String()))
	}
	return strings.TrimRight(string(out), "\n"), nil
}

// neutral takes out of an environment what would change the bytes of a build, and what
// an outer make and git leave for an inner one.
func neutral(env []string) []string {
	steering := map[string]bool{
		"GOFLAGS": true, "GOOS": true, "GOARCH": true, "GOARM": true, "GOAMD64": true, "GOARM64": true, "GOEXPERIMENT": true,
		"GOFIPS140": true, "GOWORK": true, "GODEBUG": true, "GO_EXTLINK_ENABLED": true, "GOBIN": true,
		"MAKEFLAGS": true, "MFLAGS": true, "MAKELEVEL": true, "MAKEOVERRIDES": true, "VERSION": true, "PLATFORMS": true,
		"GIT_DIR": true, "GIT_WORK_TREE": true, "GIT_INDEX_FILE": true, "SOURCE_DATE_EPOCH": true, "TZ": true, "LC_ALL": true,
	}
	var kept []string
	for _, entry := range env {
		if name, _, _ := strings.Cut(entry, "="); !steering[name] {
			kept = append(kept, entry)
		}
	}
	// -buildvcs is set, since a setting of the person's could take it away.
	return append(kept, "GOFLAGS=-mod=readonly -buildvcs=true", "GOWORK=off", "TZ=UTC", "LC_ALL=C")
}
