package cli

import "testing"

// Where the AWS CLI, a Python program, looks for the home folder.
func TestHomeVariable(t *testing.T) {
	unixShell := map[string]string{"HOME": "/home/a", "USERPROFILE": `C:\Users\a`, "HOMEDRIVE": "D:", "HOMEPATH": `\a`}
	noProfile := map[string]string{"HOME": "/home/a", "HOMEDRIVE": "D:", "HOMEPATH": `\a`}
	for _, tt := range []struct {
		name, system string
		env          map[string]string
		want         string
		set          bool
	}{
		{"Linux", "linux", unixShell, "/home/a", true},
		{"Linux, empty", "linux", map[string]string{"HOME": ""}, "", true},
		{"macOS without it", "darwin", nil, "", false},
		{"Windows, in Git Bash", "windows", unixShell, `C:\Users\a`, true},
		{"Windows without a profile", "windows", noProfile, `D:\a`, true},
		{"Windows with nothing", "windows", map[string]string{"HOME": "/home/a"}, "", false},
	} {
		lookup := func(name string) (string, bool) { v, set := tt.env[name]; return v, set }
		if got, set := homeVariable(lookup, tt.system); got != tt.want || set != tt.set {
			t.Errorf("%s: %q, %v, want %q, %v", tt.name, got, set, tt.want, tt.set)
		}
	}
}
