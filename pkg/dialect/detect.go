package dialect

import (
	"slices"
	"strings"
)

// Detect chooses the dialect of the shell that called us. The calling process
// decides, given by its name or path as the system reports it (-zsh, /bin/bash,
// fish); when that is no shell, $SHELL, the person's login shell; and sh when
// neither says anything. Git Bash gives programs of Windows $SHELL as one of their
// paths, which ends in bash.exe.
func Detect(parentProcessName, shellVar string) Dialect {
	for _, process := range []string{parentProcessName, shellVar} {
		if d := of(process); d != nil {
			return d
		}
	}
	return posix{}
}

// of is the dialect that a process of that name speaks, nil when it is no shell
// of the family.
func of(process string) Dialect {
	// A login shell's name begins with a dash. In a path only the last element
	// counts.
	base := strings.TrimPrefix(process[strings.LastIndexAny(process, `/\`)+1:], "-")
	base = strings.TrimSuffix(strings.ToLower(base), ".exe")
	// bash-5.2, zsh5, ksh93: the version is not part of the name.
	base = strings.TrimRight(base, "0123456789.-")
	base = strings.TrimSuffix(base, "-static")
	for _, s := range shells() {
		if slices.Contains(s.programs, base) {
			return s.Dialect
		}
	}
	return nil
}
