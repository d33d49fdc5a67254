//go:build unix

package trust

import (
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// NoFollow makes an open fail at a link.
const NoFollow = syscall.O_NOFOLLOW

func uid(info fs.FileInfo) (int, bool) {
	stat, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return 0, false
	}
	return int(stat.Uid), true
}

func mine(info fs.FileInfo) bool {
	id, known := uid(info)
	return known && id == os.Geteuid()
}

func roots(info fs.FileInfo) bool {
	id, known := uid(info)
	return known && id == 0
}

// owner is the owner by number, in brackets: names may come from a server.
func owner(info fs.FileInfo) string {
	id, _ := uid(info)
	return fmt.Sprintf(" (uid %d)", id)
}

// others is what others than the owner may do. A group's rights are nobody's when the
// group is the owner's own; but beside an access control list they are the most that
// anybody named there has.
func others(path string, info fs.FileInfo) fs.FileMode {
	mode := info.Mode().Perm() & 0o077
	if stat, known := info.Sys().(*syscall.Stat_t); known && mode&0o070 != 0 && !hasACL(path) && private(stat.Gid) {
		mode &^= 0o070
	}
	return mode
}

// private reports whether a group is the user's own and has no other member: with such
// groups many systems let new files be writable by the group (umask 002). What is not
// in the system's own files does not count.
func private(group uint32) bool {
	me, err := user.LookupId(strconv.Itoa(os.Geteuid()))
	if err != nil || me.Gid != strconv.FormatUint(uint64(group), 10) {
		return false
	}
	found := false
	for line := range colons("/etc/group") {
		if len(line) > 3 && line[2] == me.Gid {
			if found = line[3] == "" || line[3] == me.Username; !found {
				return false
			}
		}
	}
	for line := range colons("/etc/passwd") {
		if len(line) > 3 && line[3] == me.Gid && line[0] != me.Username {
			return false
		}
	}
	return found
}

// colons are the lines of a file, cut at the colons. One that cannot be read has none.
func colons(path string) func(yield func([]string) bool) {
	text, _ := os.ReadFile(path)
	return func(yield func([]string) bool) {
		for line := range strings.Lines(string(text)) {
			if !yield(strings.Split(strings.TrimSuffix(line, "\n"), ":")) {
				return
			}
		}
	}
}
