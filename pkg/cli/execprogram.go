package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/awsenv/awsenv/pkg/exit"
)

// commandEnded is the end of a command that was run: awsenv ends with the same status
// and has nothing to say about it.
type commandEnded struct {
	status int
	// signal is the one that ended it, 0 for none.
	signal syscall.Signal
}

func (e *commandEnded) Error() string {
	return fmt.Sprintf("the command ended with status %d", e.status)
}

// ExitCode is the command's own status.
func (e *commandEnded) ExitCode() int { return e.status }

// defaultPath is where programs are looked for without PATH, as by execvp(3).
const defaultPath = "/bin" + string(os.PathListSeparator) + "/usr/bin"

// findProgram finds a command as a shell does: a name with a slash is a path, any other
// is looked for along PATH, where folders and files that cannot be run are passed over.
// The error has the status that a shell gives.
func findProgram(name, path string) (string, error) {
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) {
		found, err := exec.LookPath(name)
		return found, cannotRun(name, err)
	}
	if path == "" {
		path = defaultPath
	}
	var refused error
	for _, folder := range filepath.SplitList(path) {
		if folder == "" {
			folder = "."
		}
		candidate := folder + string(filepath.Separator) + name
		found, err := exec.LookPath(candidate)
		if err == nil {
			return found, nil
		}
		if info, there := os.Stat(candidate); refused == nil && there == nil && !info.IsDir() {
			refused = cannotRun(candidate, err)
		}
	}
	if refused != nil && name != "" {
		return "", refused
	}
	return "", cannotRun(name, fs.ErrNotExist)
}

// cannotRun is the error for a command that the system does not run: not there is 127,
// everything else 126.
func cannotRun(name string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &fault{status: exit.NotFound, message: fmt.Sprintf("command %q is not found", name),
			hints: []string{"it is run without a shell: for aliases, functions, pipes and $VARIABLES there is sh -c '…'"}}
	}
	var wrapped *exec.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return &fault{status: exit.CannotRun, message: fmt.Sprintf("command %q cannot be run: %v", name, err)}
}
