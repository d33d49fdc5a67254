// Command awsenv-release makes the files of a release, and makes them again to prove
// that they come from the source alone.
//
// Its rules:
//   - The bytes depend on the commit, the version and the version of Go, and on nothing
//     else: no clock, no folder, no user, no setting of the machine. Everything is built
//     in a clone of its own, and every time in it is that of the commit.
//   - How awsenv is built and where its files go stands in the Makefile alone, which it
//     calls; so do the platforms, which it is given.
//   - It needs git, make and Go. The tools that it does not contain are Go programs,
//     pinned by version.
//   - Nothing is uploaded, and a secret key is named by its file and read by minisign.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const usage = `usage: awsenv-release build  -version v1.2.3 -platforms "linux/amd64 …" [-out dist] [-key FILE]
       awsenv-release verify -version v1.2.3 -platforms "linux/amd64 …" [-against FOLDER]`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "awsenv-release: error: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("build or verify?\n" + usage)
	}
	flags := flag.NewFlagSet("awsenv-release "+args[0], flag.ContinueOnError)
	tag := flags.String("version", "", "the version, as its tag is written: v1.2.3")
	list := flags.String("platforms", "", "what to build for, as GOOS/GOARCH, with spaces between")
	out := flags.String("out", "dist", "build: the folder for the files; an older one is replaced")
	key := flags.String("key", "", "build: the file of a minisign secret key, to sign the checksums with")
	against := flags.String("against", "", "verify: a folder with the published files, to be compared too")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	v, err := parseVersion(*tag)
	if err != nil {
		return err
	}
	platforms, err := parsePlatforms(*list)
	if err != nil {
		return err
	}
	source, err := openSource(".", v)
	if err != nil {
		return err
	}
	switch args[0] {
	case "build":
		return publish(source, platforms, *out, *key)
	case "verify":
		return verify(source, platforms, *against)
	}
	return fmt.Errorf("%q is neither build nor verify\n%s", args[0], usage)
}

// publish makes the release in a folder beside out, which then takes out's place: what
// lies in out is always a whole release.
func publish(source source, platforms []platform, out, key string) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	work := out + ".work"
	if err := os.RemoveAll(work); err != nil { // an interrupted one's
		return err
	}
	defer os.RemoveAll(work)
	if err := os.MkdirAll(work, 0o755); err != nil {
		return err
	}
	made := filepath.Join(work, "out")
	if err := build(source, platforms, work, made, ""); err != nil {
		return err
	}
	if key != "" {
		if err := sign(work, filepath.Join(made, checksumsName), key, source.version); err != nil {
			return err
		}
	}
	if err := replaceRelease(out, made); err != nil {
		return err
	}
	hashes, err := hashFolder(out)
	if err != nil {
		return err
	}
	fmt.Print(table(hashes))
	return nil
}

// replaceRelease puts made where out is. Only what is a release, or empty, is replaced:
// a mistyped folder keeps its files.
func replaceRelease(out, made string) error {
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, checksumsName)); err != nil && len(entries) > 0 {
		return fmt.Errorf("%s has files and no %s: it is no release, and is left alone; name another folder", out, checksumsName)
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	return os.Rename(made, out)
}

// table is what a person reads at the end: every file with its size and hash.
func table(files []hashed) string {
	var text strings.Builder
	for _, f := range files {
		fmt.Fprintf(&text, "%s  %8d  %s\n", f.sha256, f.size, f.name)
	}
	return text.String()
}
