package cli_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

var silent = log.New(io.Discard, "", 0)

// changing are the calls to the system that change files, but for two: openat makes
// temporary files and locks, write fills them. The runtime does both, too, and strace
// cannot tell; what could be left before them is left by the calls that follow.
const changing = "?fsync,?fchmod,?linkat,?link,?renameat,?renameat2,?rename,?unlinkat,?unlink,?mkdirat,?mkdir,?ftruncate"

// point is a call to the system that changes a file of the person's: the n-th of the
// kind in the program's main thread.
type point struct {
	call string
	n    int
}

var traced = regexp.MustCompile(`(?m)^(\d+) +(\w+)\((.*)$`)

// points are those of the command when all is well.
func (s *scene) points(strace string) []point {
	s.t.Helper()
	out := filepath.Join(s.t.TempDir(), "trace")
	got := s.under([]string{strace, "-f", "--seccomp-bpf", "-qq", "-y", "-s", "0", "-o", out, "-e", "trace=" + changing}, s.words()...)
	s.ends("under strace", got, exit.Done)
	text, err := os.ReadFile(out)
	if err != nil {
		s.t.Fatal(err)
	}
	var list []point
	counts, first := map[string]int{}, ""
	for _, line := range traced.FindAllStringSubmatch(string(text), -1) {
		thread, call, arguments := line[1], line[2], line[3]
		if first == "" {
			first = thread
		}
		if thread != first {
			continue
		}
		counts[call]++
		if strings.Contains(arguments, s.home+"/") {
			list = append(list, point{call, counts[call]})
		}
	}
	return list
}

// disturbed runs the command with a fault at a point.
func (s *scene) disturbed(strace string, at point, fault string) ran {
	s.t.Helper()
	under := []string{strace, "-f", "-qq", "-o", "/dev/null"}
	if !strings.HasPrefix(fault, "signal") { // strace 6.1 sends none with it
		under = append(under, "--seccomp-bpf")
	}
	return s.under(append(under, "-e", "trace="+at.call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", at.call, fault, at.n)), s.words()...)
}

// killed ends the command at each of its changes of a file.
func killed(t *testing.T, r row) tally {
	strace, all := tooltest.Program(t, "strace"), tally{}
	for _, at := range r.scene(t).points(strace) {
		s := r.scene(t)
		when := fmt.Sprintf("killed at %s %d", at.call, at.n)
		got := s.disturbed(strace, at, "signal=SIGKILL")
		s.ends(when, got, -1)
		s.goesOn(when)
		all.add(got)
	}
	return all
}

// noRoom fails each call of the command that needs room on the disk.
func noRoom(t *testing.T, r row) tally {
	strace, all := tooltest.Program(t, "strace"), tally{}
	for _, at := range r.scene(t).points(strace) {
		if slices.Contains([]string{"fchmod", "ftruncate", "unlink", "unlinkat"}, at.call) {
			continue
		}
		s := r.scene(t)
		when := fmt.Sprintf("no room at %s %d", at.call, at.n)
		got := s.disturbed(strace, at, "error=ENOSPC")
		s.ends(when, got, r.unwritten()...)
		s.goesOn(when)
		all.add(got)
	}
	return all
}

// unwritten are the statuses when something could not be written: a cache that could
// not is a warning, a person's file that could not the end.
func (r row) unwritten() []int {
	if r.edits {
		return []int{exit.Done, exit.Unexpected, exit.Config}
	}
	return []int{exit.Done}
}

// homeFault is something that is wrong with the person's folders for as long as the
// command runs.
type homeFault struct {
	name string
	// spoil gives the program under which to run, if any, and what mends it again.
	spoil func(*scene) (under []string, mend func())
	// statuses are those that a command may end with.
	statuses func(row) []int
}

// editFails: a command that changes the AWS files cannot, and any other can do without.
func editFails(r row) []int {
	if r.edits {
		return []int{exit.Unexpected, exit.Config}
	}
	return []int{exit.Done}
}

var homeFaults = []homeFault{
	{"no room for any file", func(s *scene) ([]string, func()) {
		return []string{"sh", "-c", `trap "" XFSZ; ulimit -f 0; exec "$@"`, "sh"}, nil
	}, editFails},
	{"a home that is read-only", func(s *scene) ([]string, func()) {
		mend := s.modes(func(mode fs.FileMode) fs.FileMode { return mode &^ 0o222 })
		if os.Geteuid() != 0 {
			return nil, mend
		}
		setpriv, err := exec.LookPath("setpriv")
		if err != nil {
			s.t.Skip("setpriv is not installed: root can write everywhere")
		}
		return []string{setpriv, "--bounding-set=-dac_override,-dac_read_search,-fowner"}, mend
	}, func(r row) []int {
		if r.deletes {
			return []int{exit.Unexpected}
		}
		return editFails(r)
	}},
	{"cache folders that others may write", func(s *scene) ([]string, func()) {
		for _, folder := range s.caches() {
			if err := errors.Join(os.MkdirAll(folder, 0o700), os.Chmod(folder, 0o777)); err != nil {
				s.t.Fatal(err)
			}
		}
		return nil, func() {
			for _, folder := range s.caches() {
				if err := os.Chmod(folder, 0o700); err != nil {
					s.t.Fatal(err)
				}
			}
		}
	}, row.unwritten},
	{"cache folders of somebody else", func(s *scene) ([]string, func()) {
		needRoot(s.t)
		for _, folder := range s.caches() {
			if err := errors.Join(os.MkdirAll(folder, 0o700), os.Chown(folder, somebody, somebody)); err != nil {
				s.t.Fatal(err)
			}
		}
		return nil, func() {
			for _, folder := range s.caches() {
				if err := os.Chown(folder, 0, 0); err != nil {
					s.t.Fatal(err)
				}
			}
		}
	}, row.unwritten},
	{"no home", func(s *scene) ([]string, func()) {
		folder := filepath.Join(s.home, ".aws")
		return []string{"env", "HOME=", "AWS_CONFIG_FILE=" + filepath.Join(folder, "config"),
			"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(folder, "credentials")}, nil
	}, row.unwritten},
}

func (s *scene) caches() []string {
	return []string{filepath.Join(s.home, ".aws", "cli", "cache"), filepath.Join(s.home, ".cache", "awsenv")}
}

// modes changes the modes of all that is in the home, and gives what puts them back.
func (s *scene) modes(change func(fs.FileMode) fs.FileMode) (back func()) {
	s.t.Helper()
	before := map[string]fs.FileMode{}
	err := filepath.WalkDir(s.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			before[path] = info.Mode()
		}
		return err
	})
	for path, mode := range before {
		err = errors.Join(err, os.Chmod(path, change(mode)))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return func() {
		for path, mode := range before {
			if err := os.Chmod(path, mode); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

func (f homeFault) cell(t *testing.T, r row) tally {
	all := tally{}
	s := r.scene(t)
	under, mend := f.spoil(s)
	got := s.under(under, s.words()...)
	if mend != nil {
		mend()
	}
	s.ends(f.name, got, f.statuses(r)...)
	s.goesOn(f.name)
	all.add(got)
	return all
}

// together runs the command n times at once, each with a code of its own.
func together(n int) func(*testing.T, row) tally {
	return func(t *testing.T, r row) tally {
		all := tally{}
		s := r.scene(t)
		results := make([]ran, n)
		var running sync.WaitGroup
		for i := range n {
			words := s.words()
			running.Add(1)
			go func() {
				defer running.Done()
				results[i] = s.awsenv(words...)
			}()
		}
		running.Wait()
		for i, got := range results {
			s.ends(fmt.Sprintf("%d of %d", i+1, n), got, exit.Done)
			all.add(got)
		}
		s.goesOn(fmt.Sprintf("after %d", n))
		return all
	}
}
