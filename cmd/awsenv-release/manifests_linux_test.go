package main

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/awsenv/awsenv/pkg/tooltest"
)

// TestReleaseManifestsNameWhatIsThere: the hash of each archive that a package manager
// will fetch, at an address that ends in its name.
func TestReleaseManifestsNameWhatIsThere(t *testing.T) {
	out, platforms := made(t)
	text := func(name string) string { return string(must(os.ReadFile(filepath.Join(out, name)))(t)) }
	b := builder{source: source{version: testVersion}, out: out}
	for _, p := range platforms {
		f := must(b.facts(p.archive(testVersion)))(t)
		if p.pacman != "" && !strings.Contains(text("PKGBUILD"), "source_"+p.pacman+"=('"+downloads(testVersion)+f.File+"')\nsha256sums_"+p.pacman+"=('"+f.SHA256+"')") {
			t.Errorf("PKGBUILD has no %s", p.name())
		}
		if p.nix != "" && !strings.Contains(text("flake.nix"), p.nix+` = { file = "`+f.File+`"; hash = "`+f.SRI+`"; };`) {
			t.Errorf("flake.nix has no %s", p.name())
		}
		if p.scoop != "" {
			checkScoop(t, text("awsenv.json"), filepath.Join(out, f.File), p, f)
		}
	}
	f := must(b.facts(sourceName(testVersion)))(t)
	if formula := text("awsenv.rb"); !strings.Contains(formula, `url "`+downloads(testVersion)+f.File+`"`) || !strings.Contains(formula, `sha256 "`+f.SHA256+`"`) {
		t.Errorf("the formula does not name the source:\n%s", formula)
	}
}

func checkScoop(t *testing.T, text, archive string, p platform, f archiveFacts) {
	t.Helper()
	var manifest struct {
		Version, Bin, License string
		Architecture          map[string]struct {
			URL, Hash  string
			ExtractDir string `json:"extract_dir"`
		}
	}
	if err := json.Unmarshal([]byte(text), &manifest); err != nil {
		t.Fatal(err)
	}
	a := manifest.Architecture[p.scoop]
	program := a.ExtractDir + "/" + strings.ReplaceAll(manifest.Bin, `\`, "/")
	if _, there := readArchive(t, archive)[program]; !there || a.URL != downloads(testVersion)+f.File || a.Hash != f.SHA256 || manifest.Version != testVersion.number() {
		t.Errorf("scoop's manifest does not lead to the program:\n%s", text)
	}
}

// TestReleaseBuildsWithMakepkg lets Arch Linux's own tool make the package that the
// PKGBUILD describes: it checks the hash of what it finds beside it.
func TestReleaseBuildsWithMakepkg(t *testing.T) {
	out, platforms := made(t)
	tool := tooltest.Program(t, "makepkg")
	tooltest.Program(t, "pacman")
	if !slices.Contains(platforms, known[0]) {
		t.Skip("linux/amd64 is not among the platforms")
	}
	dir := t.TempDir()
	for _, name := range []string{"PKGBUILD", known[0].archive(testVersion)} {
		write(t, filepath.Join(dir, name), string(must(os.ReadFile(filepath.Join(out, name)))(t)), 0o644)
	}
	cmd := exec.Command(tool, "--nodeps", "--noconfirm")
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "PKGEXT=.pkg.tar", "CARCH=x86_64", "LC_ALL=C"}
	if os.Geteuid() == 0 { // as which makepkg does not run
		const nobody = 65534
		if err := errors.Join(os.Chown(dir, nobody, nobody), os.Chown(filepath.Dir(dir), nobody, nobody)); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("makepkg: %v\n%s", err, said)
	}
	files := unpackPackage(t, filepath.Join(dir, "awsenv-bin-0.2.0-1-x86_64.pkg.tar"))
	for name := range shared {
		name = strings.Replace("usr/"+name, "share/doc/awsenv", "share/licenses/awsenv-bin", 1)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(file string) bool { return strings.TrimSuffix(file, ".gz") == name }) {
			t.Errorf("%s is missing", name)
		}
	}
	if p := files["usr/bin/awsenv"]; p.mode != 0o755 || p.text != readArchive(t, filepath.Join(out, known[0].archive(testVersion)))[known[0].folder(testVersion)+"/bin/awsenv"].text {
		t.Errorf("the program (%v) is not the archive's", p.mode)
	}
}

// TestReleaseFormulaBuildsTheSource runs the formula's own commands in the unpacked source,
// which is no clone: the version comes from the formula.
func TestReleaseFormulaBuildsTheSource(t *testing.T) {
	out, _ := made(t)
	dir := t.TempDir()
	if said, err := exec.Command("tar", "-xzf", filepath.Join(out, sourceName(testVersion)), "-C", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	prefix := filepath.Join(dir, "prefix")
	commands := regexp.MustCompile(`(?m)^    system (".*")$`).FindAllSubmatch(must(os.ReadFile(filepath.Join(out, "awsenv.rb")))(t), -1)
	if len(commands) != 2 {
		t.Fatalf("the formula runs %d commands: this test looks for the wrong thing", len(commands))
	}
	for _, command := range commands {
		words := strings.NewReplacer("#{version}", testVersion.number(), "#{prefix}", prefix).Replace(string(command[1]))
		args := strings.Split(strings.Trim(words, `"`), `", "`)
		must(output(filepath.Join(dir, "awsenv-"+testVersion.number()), []string{"GOFLAGS="}, args[0], args[1:]...))(t)
	}
	if said := must(exec.Command(filepath.Join(prefix, "bin/awsenv"), "version").Output())(t); string(said) != "awsenv "+string(testVersion)+"\n" {
		t.Errorf("it says %q", said)
	}
	for name := range shared {
		if _, err := os.Stat(filepath.Join(prefix, name)); err != nil && !strings.HasPrefix(name, "share/doc/") {
			t.Error(err)
		}
	}
}

// TestReleaseFlakeEvaluates lets Nix evaluate the flake, with the four things of nixpkgs
// that it uses, as values of the same form.
func TestReleaseFlakeEvaluates(t *testing.T) {
	out, platforms := made(t)
	tooltest.Program(t, "nix-instantiate")
	expression := `{ flake }:
		let
			system = { stdenvNoCC.mkDerivation = arguments: arguments; fetchurl = arguments: arguments; lib.licenses.mit = "MIT"; };
			systems = [ "x86_64-linux" "aarch64-linux" "armv7l-linux" "x86_64-darwin" "aarch64-darwin" ];
			nixpkgs.legacyPackages = builtins.listToAttrs (map (name: { inherit name; value = system; }) systems);
		in ((import flake).outputs { self = { }; inherit nixpkgs; }).packages`
	cmd := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "--readonly-mode", "--arg", "flake", filepath.Join(out, "flake.nix"), "-E", expression)
	cmd.Env = append(os.Environ(), "NIX_STATE_DIR="+t.TempDir(), "NIX_STORE_DIR="+t.TempDir(), "HOME="+t.TempDir())
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, err.(*exec.ExitError).Stderr)
	}
	var packages map[string]struct {
		Default struct {
			Pname, Version, InstallPhase string
			Src                          struct{ URL, Hash string }
		}
	}
	if err := json.Unmarshal(said, &packages); err != nil {
		t.Fatal(err)
	}
	for _, p := range platforms {
		if p.nix == "" {
			continue
		}
		got := packages[p.nix].Default
		f := must((&builder{out: out}).facts(p.archive(testVersion)))(t)
		if got.Pname != "awsenv" || got.Version != testVersion.number() || got.Src.URL != downloads(testVersion)+f.File || got.Src.Hash != f.SRI {
			t.Errorf("%s: %+v", p.nix, got)
		}
	}
}
