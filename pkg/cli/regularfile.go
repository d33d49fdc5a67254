package cli

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/awsenv/awsenv/pkg/trust"
)

// maxFile is more than any configuration has, and less than would exhaust memory.
const maxFile = 256 << 20

// regular looks at a file before it is opened: a pipe would be waited for, and a
// device may never end. A folder is left to the read, whose error is the usual one;
// os.DevNull is the usual way to say "none".
func regular(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() && !info.IsDir() && path != os.DevNull:
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNotRegular{}}
	case info.Size() > maxFile:
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("it is larger than %d MiB", maxFile>>20)}
	}
	return info, nil
}

// readFile is trust.ReadFile for what regular lets pass.
func readFile(path string) ([]byte, error) {
	if _, err := regular(path); err != nil {
		return nil, err
	}
	return trust.ReadFile(path)
}

// errNotRegular says that a path leads to a pipe, a device or the like.
type errNotRegular struct{}

func (errNotRegular) Error() string { return "it is not a regular file" }
