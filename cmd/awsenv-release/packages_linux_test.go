package main

import (
	"compress/gzip"
	"debug/buildinfo"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// These tests make a release from the commit that is checked out and look at its files,
// for the platforms in RELEASE_PLATFORMS: "make test-packages" sets it. They need the
// modules of the tools, which a proxy or a cache has.
const (
	olderVersion version = "v0.1.0"
	testVersion  version = "v0.2.0"
)

// releaseFolder holds what the tests have built: "made" with a release, "older" with the
// one before, for linux/amd64 alone.
var releaseFolder string

func TestMain(m *testing.M) {
	if inner := os.Getenv("RELEASE_FOLDER"); inner != "" {
		releaseFolder = inner
		os.Exit(m.Run())
	}
	var err error
	if releaseFolder, err = os.MkdirTemp("", "awsenv-release-test"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(releaseFolder)
	os.Exit(status)
}

var makeReleases = sync.OnceValue(func() error {
	platforms, err := parsePlatforms(os.Getenv("RELEASE_PLATFORMS"))
	if err != nil {
		return err
	}
	for _, r := range []struct {
		version
		platforms []platform
		out       string
	}{{testVersion, platforms, "made"}, {olderVersion, known[:1], "older"}} {
		s, err := openSource(repository, r.version)
		if err != nil {
			return err
		}
		work := filepath.Join(releaseFolder, r.out+".work")
		if err := os.Mkdir(work, 0o755); err != nil {
			return err
		}
		if err := build(s, r.platforms, work, filepath.Join(releaseFolder, r.out), ""); err != nil {
			return err
		}
	}
	return nil
})

// made is the folder of the release under test, and its platforms.
func made(t testing.TB) (string, []platform) {
	t.Helper()
	list := os.Getenv("RELEASE_PLATFORMS")
	if list == "" {
		t.Skip("RELEASE_PLATFORMS is not set: make test-packages runs this")
	}
	if os.Getenv("RELEASE_FOLDER") == "" {
		if err := makeReleases(); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(releaseFolder, "made"), must(parsePlatforms(list))(t)
}

// shared are the files below share of every archive, and where the repository has them;
// "" is made by the release.
var shared = map[string]string{
	"share/bash-completion/completions/awsenv":           "completions/awsenv.bash",
	"share/fish/vendor_completions.d/awsenv.fish":        "completions/awsenv.fish",
	"share/nushell/vendor/autoload/awsenv-completion.nu": "completions/awsenv.nu",
	"share/zsh/site-functions/_awsenv":                   "completions/_awsenv",
	"share/man/man1/awsenv.1":                            "docs/awsenv.1",
	"share/doc/awsenv/LICENSE":                           "LICENSE",
	"share/doc/awsenv/README.md":                         "README.md",
	"share/doc/awsenv/CHANGELOG.md":                      "CHANGELOG.md",
	"share/doc/awsenv/THIRD_PARTY_LICENSES":              "",
}

func TestReleaseArchivesHold(t *testing.T) {
	out, platforms := made(t)
	commit := git(t, repository, "rev-parse", "HEAD")
	var linked []string
	for _, p := range platforms {
		files := readArchive(t, filepath.Join(out, p.archive(testVersion)))
		want := []string{p.folder(testVersion) + "/bin/" + p.binary()}
		for name, from := range shared {
			name = p.folder(testVersion) + "/" + name
			want = append(want, name)
			if f := files[name]; f.mode != 0o644 || from != "" && f.text != string(must(os.ReadFile(filepath.Join(repository, from)))(t)) {
				t.Errorf("%s: %s is not %s, or has another mode than %v", p.name(), name, from, f.mode)
			}
		}
		if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s holds\n%s", p.archive(testVersion), strings.Join(got, "\n"))
		}
		program := files[want[0]]
		if program.mode != 0o755 {
			t.Errorf("%s: the program has mode %v", p.name(), program.mode)
		}
		binary := filepath.Join(t.TempDir(), p.binary())
		write(t, binary, program.text, 0o755)
		checkProgram(t, binary, p, commit)
		linked = append(linked, linkedInto(t, binary)...)
	}
	slices.Sort(linked)
	if named := readBill(t, filepath.Join(out, sbomName(testVersion))); !slices.Equal(named, slices.Compact(linked)) {
		t.Errorf("the bill of materials has\n%s\nand the programs link\n%s", strings.Join(named, "\n"), strings.Join(linked, "\n"))
	}
}

// checkProgram looks at what the Go tool recorded: platform, version, commit, and that
// nothing was changed.
func checkProgram(t *testing.T, binary string, p platform, commit string) {
	t.Helper()
	info := must(buildinfo.ReadFile(binary))(t)
	got := map[string]string{}
	for _, s := range info.Settings {
		got[s.Key] = s.Value
	}
	for key, want := range map[string]string{"GOOS": p.os, "GOARCH": p.arch, "CGO_ENABLED": "0", "-trimpath": "true", "vcs.revision": commit, "vcs.modified": "false"} {
		if got[key] != want {
			t.Errorf("%s: %s is %q, not %q", p.name(), key, got[key], want)
		}
	}
	if info.Main.Version != string(testVersion) {
		t.Errorf("%s: its version is %s", p.name(), info.Main.Version)
	}
}

func TestReleaseSourceIsTheCommit(t *testing.T) {
	out, _ := made(t)
	files := readArchive(t, filepath.Join(out, sourceName(testVersion)))
	var want []string
	for name := range strings.SplitSeq(git(t, repository, "ls-files"), "\n") {
		name = "awsenv-" + testVersion.number() + "/" + name
		want = append(want, name)
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Errorf("the source has %d files, and the commit %d", len(got), len(want))
	}
}

func TestReleaseChecksumsHold(t *testing.T) {
	out, _ := made(t)
	cmd := exec.Command(tooltest.Program(t, "sha256sum"), "--check", "--strict", checksumsName)
	cmd.Dir = out
	said, err := cmd.CombinedOutput()
	if files := must(os.ReadDir(out))(t); err != nil || strings.Count(string(said), ": OK\n") != len(files)-1 {
		t.Errorf("%v: of %d files:\n%s", err, len(files)-1, said)
	}
}

// TestReleaseSignatureHolds signs with a new key, and looks that a changed byte shows.
func TestReleaseSignatureHolds(t *testing.T) {
	out, _ := made(t)
	dir := t.TempDir()
	if err := goTool(dir, minisign); err != nil {
		t.Fatal(err)
	}
	tool, public, secret := filepath.Join(dir, "tools/minisign"), filepath.Join(dir, "key.pub"), filepath.Join(dir, "key")
	if said, err := exec.Command(tool, "-G", "-W", "-p", public, "-s", secret).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	checksums := filepath.Join(dir, checksumsName)
	text := must(os.ReadFile(filepath.Join(out, checksumsName)))(t)
	write(t, checksums, string(text), 0o644)
	if err := sign(dir, checksums, secret, testVersion); err != nil {
		t.Fatal(err)
	}
	verify := func() (string, error) {
		said, err := exec.Command(tool, "-V", "-p", public, "-m", checksums).CombinedOutput()
		return string(said), err
	}
	if said, err := verify(); err != nil || !strings.Contains(said, "awsenv "+string(testVersion)) {
		t.Errorf("%v\n%s", err, said)
	}
	text[0] ^= 1
	write(t, checksums, string(text), 0o644)
	if said, err := verify(); err == nil {
		t.Errorf("a changed checksum is taken for signed:\n%s", said)
	}
}

// TestReleasePackagesHold unpacks the packages of all kinds and compares each file with
// the archive's.
func TestReleasePackagesHold(t *testing.T) {
	out, platforms := made(t)
	tooltest.Program(t, "bsdtar")
	for _, p := range platforms {
		if p.nfpm == "" {
			continue
		}
		archive := readArchive(t, filepath.Join(out, p.archive(testVersion)))
		for _, kind := range []struct {
			name         map[string]string // by architecture
			zsh, licence string
		}{
			{map[string]string{"amd64": "awsenv_0.2.0_amd64.deb", "arm64": "awsenv_0.2.0_arm64.deb", "arm": "awsenv_0.2.0_armhf.deb"}, "vendor-completions", "doc/awsenv/copyright"},
			{map[string]string{"amd64": "awsenv-0.2.0-1.x86_64.rpm", "arm64": "awsenv-0.2.0-1.aarch64.rpm", "arm": "awsenv-0.2.0-1.armv7hl.rpm"}, "site-functions", "licenses/awsenv/LICENSE"},
			{map[string]string{"amd64": "awsenv_0.2.0_x86_64.apk", "arm64": "awsenv_0.2.0_aarch64.apk", "arm": "awsenv_0.2.0_armv7.apk"}, "site-functions", "licenses/awsenv/LICENSE"},
			{map[string]string{"amd64": "awsenv-0.2.0-1-x86_64.pkg.tar.zst", "arm64": "awsenv-0.2.0-1-aarch64.pkg.tar.zst", "arm": "awsenv-0.2.0-1-armv7h.pkg.tar.zst"}, "site-functions", "licenses/awsenv/LICENSE"},
		} {
			want := map[string]string{ // in the package: in the archive
				"usr/bin/awsenv":                                               "bin/awsenv",
				"usr/share/zsh/" + kind.zsh + "/_awsenv":                       "share/zsh/site-functions/_awsenv",
				"usr/share/man/man1/awsenv.1.gz":                               "share/man/man1/awsenv.1",
				"usr/share/" + kind.licence:                                    "share/doc/awsenv/LICENSE",
				"usr/share/" + filepath.Dir(kind.licence) + "/" + licencesName: "share/doc/awsenv/" + licencesName,
			}
			for name := range shared {
				if !strings.Contains(name, "/zsh/") && !strings.Contains(name, "/man/") && !strings.Contains(name, "/doc/") {
					want["usr/"+name] = name
				}
			}
			name := kind.name[p.arch]
			files := unpackPackage(t, filepath.Join(out, name))
			if got, wanted := slices.Sorted(maps.Keys(files)), slices.Sorted(maps.Keys(want)); !slices.Equal(got, wanted) {
				t.Errorf("%s holds\n%s\ninstead of\n%s", name, strings.Join(got, "\n"), strings.Join(wanted, "\n"))
			}
			for path, from := range want {
				if same := archive[p.folder(testVersion)+"/"+from]; files[path].text != same.text || files[path].mode != same.mode {
					t.Errorf("%s: %s (%v) is not the archive's %s (%v)", name, path, files[path].mode, from, same.mode)
				}
			}
		}
	}
}

// unpackPackage reads the files of a package, those that are the packager's own aside,
// and the manual as it was before it was compressed.
func unpackPackage(t *testing.T, path string) map[string]unpacked {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("bsdtar", "-xpf", path, "-C", dir)
	if strings.HasSuffix(path, ".deb") {
		cmd = exec.Command(tooltest.Program(t, "dpkg-deb"), "-x", path, dir)
	}
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, said)
	}
	files := map[string]unpacked{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slices.Contains([]string{".PKGINFO", ".MTREE", ".BUILDINFO"}, entry.Name()) {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		var r io.Reader = file
		if strings.HasSuffix(path, ".gz") {
			if r, err = gzip.NewReader(file); err != nil {
				return err
			}
		}
		relative, _ := filepath.Rel(dir, path)
		files[relative] = unpacked{mode: must(file.Stat())(t).Mode(), text: string(must(io.ReadAll(r))(t))}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
