package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const repository = "../.."

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func write(t testing.TB, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// git runs git in a folder, as nobody in particular.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	identity := []string{"GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a"}
	return must(output(dir, identity, "git", args...))(t)
}

func newRepository(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	write(t, filepath.Join(dir, "file"), "one\n", 0o644)
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "one")
	return dir
}

func TestVersionsAreTags(t *testing.T) {
	for _, good := range []string{"v0.1.0", "v10.20.30", "v1.0.0-rc.1"} {
		if _, err := parseVersion(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "0.1.0", "v1", "v1.2", "v01.0.0", "v1.0.0-", "v1.0.0+x", "v1.0.0-12-gabcdef-dirty x", "v1.0.0/../.."} {
		if v, err := parseVersion(bad); err == nil {
			t.Errorf("%q is taken as version %s", bad, v)
		}
	}
}

func TestADirtyTreeIsRefused(t *testing.T) {
	for what, spoil := range map[string]func(dir string) error{
		"changed": func(dir string) error { return os.WriteFile(filepath.Join(dir, "file"), []byte("two\n"), 0o644) },
		"new":     func(dir string) error { return os.WriteFile(filepath.Join(dir, "other"), nil, 0o644) },
		"gone":    func(dir string) error { return os.Remove(filepath.Join(dir, "file")) },
	} {
		dir := newRepository(t)
		if _, err := openSource(dir, "v0.1.0"); err != nil {
			t.Fatal(err)
		}
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := openSource(dir, "v0.1.0"); err == nil || !strings.Contains(err.Error(), "changes that no commit has") {
			t.Errorf("a file is %s: %v", what, err)
		}
	}
}

func TestATagElsewhereIsRefused(t *testing.T) {
	dir := newRepository(t)
	git(t, dir, "tag", "v0.1.0")
	if _, err := openSource(dir, "v0.1.0"); err != nil {
		t.Error(err)
	}
	git(t, dir, "commit", "-q", "--allow-empty", "-m", "two")
	if _, err := openSource(dir, "v0.1.0"); err == nil || !strings.Contains(err.Error(), "git checkout v0.1.0") {
		t.Errorf("the tag is at an older commit: %v", err)
	}
	if _, err := openSource(dir, "v0.2.0"); err != nil {
		t.Errorf("no tag yet: %v", err)
	}
}

// TestACloneKnowsNoOtherTag: the Go tool records the highest tag of a commit.
func TestACloneKnowsNoOtherTag(t *testing.T) {
	dir := newRepository(t)
	git(t, dir, "tag", "v9.0.0")
	s := must(openSource(dir, "v0.1.0"))(t)
	clone := filepath.Join(t.TempDir(), "clone")
	if err := s.clone(clone); err != nil {
		t.Fatal(err)
	}
	if tags := git(t, clone, "tag"); tags != "v0.1.0" {
		t.Errorf("the clone has the tags %q", tags)
	}
}

// TestArchivesDependOnTheirContentAlone packs the same files, made at other times, in
// another folder and under another umask.
func TestArchivesDependOnTheirContentAlone(t *testing.T) {
	date := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	var packed [2][2]hashed
	for i, loose := range []fs.FileMode{0, 0o022} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "tree/bin/awsenv"), "program", 0o755|loose)
		write(t, filepath.Join(dir, "tree/share/page"), strings.Repeat("text\n", 1000), 0o644|loose)
		made := date.Add(time.Duration(i+1) * time.Hour)
		for _, name := range []string{"bin/awsenv", "share/page", "share", ""} {
			path := filepath.Join(dir, "tree", name)
			if err := errors.Join(os.Chmod(path, must(os.Stat(path))(t).Mode()|loose), os.Chtimes(path, made, made)); err != nil {
				t.Fatal(err)
			}
		}
		members := must(listTree(dir, "tree"))(t)
		for j, write := range []func(string, []member, time.Time) error{writeTarball, writeZip} {
			path := filepath.Join(dir, "archive")
			if err := write(path, members, date); err != nil {
				t.Fatal(err)
			}
			packed[i][j] = must(hashFile(path))(t)
		}
	}
	if packed[0] != packed[1] {
		t.Errorf("the same content gave other bytes:\n%v\n%v", packed[0], packed[1])
	}
}

// unpacked is a member as an archive holds it.
type unpacked struct {
	mode fs.FileMode
	text string
	time time.Time
}

// readArchive reads the files of a tar.gz or zip; of folders it checks the mode.
func readArchive(t testing.TB, path string) map[string]unpacked {
	t.Helper()
	files := map[string]unpacked{}
	add := func(name string, info fs.FileInfo, r io.Reader) {
		if _, twice := files[name]; twice || strings.Contains(name, "..") || strings.HasPrefix(name, "/") {
			t.Errorf("%s: %s should not be there", path, name)
		}
		if info.IsDir() {
			if info.Mode().Perm() != 0o755 {
				t.Errorf("%s: %s has mode %v", path, name, info.Mode())
			}
			return
		}
		files[name] = unpacked{info.Mode(), string(must(io.ReadAll(r))(t)), info.ModTime().UTC()}
	}
	if strings.HasSuffix(path, ".zip") {
		archive := must(zip.OpenReader(path))(t)
		defer archive.Close()
		for _, f := range archive.File {
			r := must(f.Open())(t)
			add(f.Name, f.FileInfo(), r)
			r.Close()
		}
		return files
	}
	file := must(os.Open(path))(t)
	defer file.Close()
	for archive := tar.NewReader(must(gzip.NewReader(file))(t)); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		} else if err != nil {
			t.Fatal(err)
		}
		if header.Typeflag == tar.TypeXGlobalHeader {
			continue // in which git names the commit
		}
		add(header.Name, header.FileInfo(), archive)
	}
}

// TestADifferenceIsNamed holds the comparison of two builds, which would be worthless
// if it found nothing.
func TestADifferenceIsNamed(t *testing.T) {
	one, other := t.TempDir(), t.TempDir()
	write(t, filepath.Join(one, "same"), "same", 0o644)
	write(t, filepath.Join(other, "same"), "same", 0o600)
	write(t, filepath.Join(other, signatureName), "made by a key", 0o644)
	if err := compare(one, other); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(one, "changed"), "one", 0o644)
	write(t, filepath.Join(other, "changed"), "two", 0o644)
	write(t, filepath.Join(one, "lost"), "", 0o644)
	write(t, filepath.Join(other, "added"), "", 0o644)
	err := compare(one, other)
	for _, want := range []string{"changed differs", "lost is missing in " + other, "added is missing in " + one} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %q is not in it", err, want)
		}
	}
}

func TestOnlyAReleaseIsReplaced(t *testing.T) {
	dir := t.TempDir()
	out, made := filepath.Join(dir, "out"), filepath.Join(dir, "made")
	write(t, filepath.Join(out, "letter"), "dear", 0o644)
	write(t, filepath.Join(made, checksumsName), "new", 0o644)
	if err := replaceRelease(out, made); err == nil {
		t.Error("a folder that is no release was replaced")
	}
	if text := must(os.ReadFile(filepath.Join(out, "letter")))(t); string(text) != "dear" {
		t.Errorf("the letter is %q", text)
	}
	write(t, filepath.Join(out, checksumsName), "old", 0o644)
	if err := replaceRelease(out, made); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, "letter")); err == nil {
		t.Error("a file of the older release is still there")
	}
}

// TestPlatformsOfTheMakefileAreKnown: each has its names, and none is left out of the list.
func TestPlatformsOfTheMakefileAreKnown(t *testing.T) {
	listed := regexp.MustCompile(`(?m)^PLATFORMS := (.*)$`).FindSubmatch(must(os.ReadFile(filepath.Join(repository, "Makefile")))(t))
	if listed == nil {
		t.Fatal("the Makefile has no PLATFORMS")
	}
	platforms := must(parsePlatforms(string(listed[1])))(t)
	if !slices.Equal(platforms, known) {
		t.Errorf("the Makefile lists %s", listed[1])
	}
}

// TestReleaseGoIsTheOneInUse: what the pinned version builds is what was tested.
func TestReleaseGoIsTheOneInUse(t *testing.T) {
	pinned := regexp.MustCompile(`(?m)^RELEASE_GO := go(1\.[0-9]+)\.[0-9]+$`).FindSubmatch(must(os.ReadFile(filepath.Join(repository, "Makefile")))(t))
	if pinned == nil {
		t.Fatal("the Makefile pins no version of Go, with its patch level, for releases")
	}
	if !strings.HasPrefix(runtime.Version(), "go"+string(pinned[1])+".") {
		t.Errorf("releases are built with go%s, and the tests ran with %s", pinned[1], runtime.Version())
	}
}

// TestChangelogNamesTheTag: a commit that is tagged as a version has that version as the
// newest of its changelog. The commit before the tag may be ahead of the newest tag.
func TestChangelogNamesTheTag(t *testing.T) {
	changelog := string(must(os.ReadFile(filepath.Join(repository, "CHANGELOG.md")))(t))
	newest := released(changelog)
	if !strings.Contains(changelog, "\n## [Unreleased]\n") {
		t.Error("CHANGELOG.md has no heading for what is not released yet")
	}
	if !checkout(t) {
		return
	}
	var here []string
	for tag := range strings.FieldsSeq(git(t, repository, "tag", "--points-at", "HEAD")) {
		if v, err := parseVersion(tag); err == nil {
			here = append(here, v.number())
		}
	}
	if len(here) > 0 && !slices.Contains(here, newest) {
		t.Errorf("this commit is tagged %v, and the newest version in CHANGELOG.md is %q", here, newest)
	}
}

// checkout says whether this is a clone with git, and not an unpacked archive.
func checkout(t testing.TB) bool {
	t.Helper()
	_, err := os.Stat(filepath.Join(repository, ".git"))
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	return err == nil
}

func TestTheNewestReleaseOfAChangelog(t *testing.T) {
	for text, want := range map[string]string{
		"# Changelog\n\n## [Unreleased]\n\nTo be released as 0.1.0.\n":                 "",
		"## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n":      "1.2.0",
		"## [Unreleased]\n\n## [1.2.0-rc.1] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n": "1.2.0-rc.1",
	} {
		if got := released(text); got != want {
			t.Errorf("%q is found in %q", got, text)
		}
	}
}

// TestWorkflowsPinWhatTheyUse: an action is named by the hash of its commit, which nobody
// can move, and a job writes only where it says so.
func TestWorkflowsPinWhatTheyUse(t *testing.T) {
	files := must(filepath.Glob(filepath.Join(repository, ".github/workflows/*.yml")))(t)
	if len(files) == 0 {
		t.Fatal("there is no workflow: this test looks for the wrong thing")
	}
	pinned := regexp.MustCompile(`^\s*(- )?uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$`)
	for _, file := range files {
		text := string(must(os.ReadFile(file))(t))
		for line := range strings.SplitSeq(text, "\n") {
			if strings.Contains(line, "uses:") && !pinned.MatchString(line) {
				t.Errorf("%s: %s", file, strings.TrimSpace(line))
			}
		}
		if !strings.Contains(text, "\npermissions:\n  contents: read\n") {
			t.Errorf("%s does not begin with the right to read alone", file)
		}
	}
}

// released finds the newest version that a changelog has a heading for; "" when it has
// only "Unreleased".
func released(changelog string) string {
	heading := regexp.MustCompile(`(?m)^## \[([0-9][^\]]*)\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	if found := heading.FindStringSubmatch(changelog); found != nil {
		return found[1]
	}
	return ""
}
