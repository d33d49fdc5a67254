package main

import (
	"fmt"
	"strings"
)

// platform is one that awsenv is built for, with the names that the packagers have for it.
type platform struct {
	os, arch string

	nfpm   string // nfpm's word for the processor; "" where there are no such packages
	pacman string // Arch Linux's and uname's
	nix    string // a system of nixpkgs; "" when it has none
	scoop  string // a key of scoop's "architecture"
}

var known = []platform{
	{os: "linux", arch: "amd64", nfpm: "amd64", pacman: "x86_64", nix: "x86_64-linux"},
	{os: "linux", arch: "arm64", nfpm: "arm64", pacman: "aarch64", nix: "aarch64-linux"},
	{os: "linux", arch: "arm", nfpm: "arm7", pacman: "armv7h", nix: "armv7l-linux"},
	{os: "darwin", arch: "amd64", nix: "x86_64-darwin"},
	{os: "darwin", arch: "arm64", nix: "aarch64-darwin"},
	{os: "windows", arch: "amd64", scoop: "64bit"},
	{os: "freebsd", arch: "amd64"},
}

func parsePlatforms(list string) ([]platform, error) {
	var wanted []platform
	for _, word := range strings.Fields(list) {
		found := false
		for _, p := range known {
			if p.os+"/"+p.arch == word {
				wanted, found = append(wanted, p), true
			}
		}
		if !found {
			return nil, fmt.Errorf("platform %q is not known: add it to cmd/awsenv-release/platform.go with its names", word)
		}
	}
	if len(wanted) == 0 {
		return nil, fmt.Errorf("no platform is named: -platforms \"linux/amd64 …\"")
	}
	return wanted, nil
}

// name is the platform in the names of files. The 32-bit processor is named with the
// version that it must have at least.
func (p platform) name() string {
	if p.arch == "arm" {
		return p.os + "-armv7"
	}
	return p.os + "-" + p.arch
}

// env chooses the platform, and the oldest processor of its kind, for the Go tool.
func (p platform) env() []string {
	return []string{"GOOS=" + p.os, "GOARCH=" + p.arch, "GOARM=7", "GOAMD64=v1", "GOARM64=v8.0"}
}

func (p platform) binary() string {
	if p.os == "windows" {
		return "awsenv.exe"
	}
	return "awsenv"
}

func (p platform) archive(v version) string {
	ending := ".tar.gz"
	if p.os == "windows" {
		ending = ".zip"
	}
	return p.folder(v) + ending
}

// folder is the one folder in the archive.
func (p platform) folder(v version) string { return "awsenv-" + string(v) + "-" + p.name() }
