//go:build !linux

package cli

import "github.com/awsenv/awsenv/pkg/trust"

// readFile is trust.ReadFile for regular files.
func readFile(path string) ([]byte, error) {
	if _, err := regular(path); err != nil {
		return nil, err
	}
	return trust.ReadFile(path)
}
