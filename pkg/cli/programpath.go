package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// programPath is a path of the running program that outlives its next version, for what
// is kept: hooks, and credential_process lines. Package managers put each version into
// a folder of its own, which goes with it, and a link to the newest on PATH. So it is
// the path as it was typed (argv0) where that is a link, else the one on PATH, as long
// as they lead to the running program; else the program itself; else its name alone.
func programPath(argv0, path string, executable func() (string, error)) string {
	const name = "awsenv"
	running, err := executable()
	if err != nil {
		return name
	}
	self, err := os.Stat(running)
	if err != nil {
		return running
	}
	leadsHere := func(candidate string) bool {
		info, err := os.Stat(candidate)
		return err == nil && os.SameFile(self, info)
	}
	if strings.ContainsRune(filepath.ToSlash(argv0), '/') {
		typed, err := filepath.Abs(argv0)
		real, _ := filepath.EvalSymlinks(typed)
		if err == nil && real != typed && leadsHere(typed) {
			return typed
		}
	}
	file := name
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	for _, folder := range filepath.SplitList(path) {
		// What a relative entry leads to depends on the folder that one is in.
		if candidate := filepath.Join(folder, file); filepath.IsAbs(candidate) && leadsHere(candidate) {
			return candidate
		}
	}
	return running
}
