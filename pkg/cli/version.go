package cli

import (
	"runtime"
	"runtime/debug"
)

// versionCommand prints the version: "awsenv v1.2.3".
type versionCommand struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// build is what `version --json` prints: what a report of a bug has to say.
type build struct {
	Version string `json:"version"`
	// Commit and CommitTime (RFC 3339, UTC) are those of the source; a build outside a
	// checkout, as by go install, has none. Modified says that there were changes.
	Commit     string `json:"commit,omitempty"`
	CommitTime string `json:"commit_time,omitempty"`
	Modified   bool   `json:"modified,omitempty"`
	Go         string `json:"go"`
	OS         string `json:"os"`
	Arch       string `json:"arch"`
}

// Run implements the command.
func (c versionCommand) Run(a *app) error {
	if c.JSON {
		return printJSON(a.world.Stdout, thisBuild())
	}
	return printVersion(a)
}

func printVersion(a *app) error { return printLine(a.world.Stdout, "awsenv "+version()) }

// version is the link-time version, else what the Go tool recorded in the
// binary, so that no hand-kept copy can go stale.
func version() string {
	if linkedVersion != "" {
		return linkedVersion
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}

// linkedVersion is set by the Makefile through -ldflags -X.
var linkedVersion string

// thisBuild is what the Go tool recorded in the binary.
func thisBuild() build {
	b := build{Version: version(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.time":
			b.CommitTime = setting.Value
		case "vcs.modified":
			b.Modified = setting.Value == "true"
		}
	}
	return b
}
