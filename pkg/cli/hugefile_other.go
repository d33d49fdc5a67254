//go:build !linux

package cli

import "os"

// readFile is os.ReadFile for regular files.
func readFile(path string) ([]byte, error) {
	if _, err := regular(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
