//go:build unix && !linux

package trust

// hasACL takes for granted that there is one: it would take a call of its own for each
// system to tell, and none of them lets groups write by default.
func hasACL(string) bool { return true }
