package cache

import (
	"strings"
	"testing"
)

// Profiles called prod and Prod are two, also where a file's name has no case (macOS,
// Windows): names of files are hashes in small letters.
func TestNamesOfFilesDifferByMoreThanCase(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	for _, path := range []func(string) string{
		s.lockPath,
		func(name string) string { return s.path(kindMFA, name) },
		func(name string) string {
			return RoleCall{RoleARN: "arn:aws:iam::444455556666:role/" + name}.FileName()
		},
	} {
		small, large := path("prod"), path("Prod")
		if strings.EqualFold(small, large) {
			t.Errorf("%s is %s", small, large)
		}
		if name := small[strings.LastIndexByte(small, '/')+1:]; name != strings.ToLower(name) {
			t.Errorf("%s has capital letters", name)
		}
	}
}
