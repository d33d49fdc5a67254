package cli

import (
	"os"
	"strconv"
	"strings"
)

// parentName reads the calling process's name from /proc: no child process, one
// small file.
func parentName() string {
	name, err := os.ReadFile("/proc/" + strconv.Itoa(os.Getppid()) + "/comm")
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(name), "\n")
}
