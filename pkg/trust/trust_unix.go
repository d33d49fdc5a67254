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

// openFile is os.OpenFile.
func openFile(path string, flag int) (*os.File, error) { return os.OpenFile(path, flag, 0) }

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

// others is what others than the owner may do, of what is asked about. A group's rights are nobody's when the
// group is the owner's own; but beside an access control list they are the most that
// anybody named there has.
func others(path string, info fs.FileInfo, asked fs.FileMode) fs.FileMode {
	mode := info.Mode().Perm() & asked
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
	groups, _ := os.ReadFile("/etc/group")
	users, _ := os.ReadFile("/etc/passwd")
	return alone(me.Username, me.Gid, string(groups), string(users))
}

// alone reports whether a user is the only member of a group, by the texts of group(5)
// and passwd(5).
func alone(name, group, groups, users string) bool {
	found := false
	for line := range strings.Lines(groups) {
		field := strings.Split(strings.TrimSpace(line), ":")
		if len(field) < 4 || field[2] != group {
			continue
		}
		if found = field[3] == "" || field[3] == name; !found {
			return false
		}
	}
	for line := range strings.Lines(users) {
		if field := strings.Split(line, ":"); len(field) > 3 && field[3] == group && field[0] != name {
			return false
		}
	}
	return found
}
