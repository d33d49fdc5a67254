//go:build !unix

package edit

// otherNames is not known here.
func otherNames(string) int { return 0 }
