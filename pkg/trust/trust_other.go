//go:build !unix

package trust

import "io/fs"

// NoFollow has no meaning here.
const NoFollow = 0

func mine(fs.FileInfo) bool                               { return true }
func roots(fs.FileInfo) bool                              { return false }
func owner(fs.FileInfo) string                            { return "" }
func others(string, fs.FileInfo, fs.FileMode) fs.FileMode { return 0 }
