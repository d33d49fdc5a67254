//go:build !unix

package atomicfile

import (
	"io/fs"
	"os"
)

// keepOwner does nothing where files have no numeric owner.
func keepOwner(*os.File, fs.FileInfo) {}

// giveToFolder does nothing there either.
func giveToFolder(*os.File) {}

// MakeFolder is os.MkdirAll.
func MakeFolder(path string, mode fs.FileMode) error { return os.MkdirAll(path, mode) }
