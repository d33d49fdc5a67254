package cli

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/awsenv/awsenv/"

// groundRooms are the words that everybody speaks: any package may import them, and
// they import nothing of this module.
var groundRooms = []string{"pkg/awsterms", "pkg/exit", "pkg/placeholder", "pkg/printable", "pkg/pythonjson", "pkg/seal", "pkg/session", "pkg/spelling", "pkg/trust", "pkg/voice"}

// allowedImports are the arrows of the layout, package by package: what each may
// import of this module beside the ground rooms.
var allowedImports = map[string][]string{
	"cmd/awsenv":         {"pkg/cli"},
	"cmd/awsenv-release": {},
	"cmd/awsenv-sandbox": {"pkg/awstest", "pkg/tty"},
	"pkg/cli": {"pkg/broker", "pkg/aws", "pkg/cache", "pkg/mfa", "pkg/profile", "pkg/profile/edit", "pkg/environ", "pkg/dialect",
		"pkg/rotation", "pkg/serve", "pkg/setup", "pkg/signin", "pkg/ssosync", "pkg/segment", "pkg/config", "pkg/browser", "pkg/console", "pkg/custody", "pkg/doctor", "pkg/tty", "pkg/atomicfile", "pkg/vault", "pkg/vault/keeper", "pkg/vault/unlocked", "shell", "completions"},
	"pkg/custody":           {"pkg/profile", "pkg/profile/edit", "pkg/rotation", "pkg/vault"},
	"pkg/broker":            {"pkg/aws", "pkg/cache", "pkg/mfa", "pkg/profile"},
	"pkg/aws":               {},
	"pkg/cache":             {"pkg/atomicfile"},
	"pkg/mfa":               {"pkg/program"},
	"pkg/profile":           {"pkg/profile/ini"},
	"pkg/profile/ini":       {},
	"pkg/profile/edit":      {"pkg/profile", "pkg/profile/ini", "pkg/atomicfile"},
	"pkg/environ":           {"pkg/dialect"},
	"pkg/program":           {},
	"pkg/segment":           {},
	"pkg/dialect":           {},
	"pkg/dialect/shelltest": {"pkg/tooltest"},
	"pkg/rotation":          {"pkg/aws", "pkg/broker", "pkg/cache", "pkg/profile/edit"},
	"pkg/serve":             {},
	"pkg/setup":             {"pkg/aws", "pkg/profile/edit"},
	"pkg/signin":            {"pkg/aws"},
	"pkg/ssosync":           {"pkg/aws", "pkg/profile/edit"},
	"pkg/config":            {"pkg/browser", "pkg/dialect", "pkg/segment"},
	"pkg/browser":           {},
	"pkg/console":           {},
	"pkg/doctor":            {"pkg/atomicfile", "pkg/aws", "pkg/config", "pkg/environ", "pkg/profile", "pkg/profile/edit"},
	"pkg/tty":               {},
	"pkg/vault":             {"pkg/atomicfile"},
	"pkg/vault/keeper":      {"pkg/vault", "pkg/program"},
	"pkg/vault/unlocked":    {"pkg/atomicfile"},
	"pkg/atomicfile":        {},
	"pkg/awstest":           {},
	"pkg/desktoptest":       {"pkg/tooltest"},
	"pkg/ptytest":           {},
	"pkg/tooltest":          {},
	"shell":                 {"pkg/segment"},
	"completions":           {},
}

// onlyImporter names the one package that may import what begins so.
var onlyImporter = map[string][]string{
	"github.com/alecthomas/kong":       {"pkg/cli"},
	"github.com/aws/":                  {"pkg/aws", "pkg/awstest"},
	"github.com/pelletier/go-toml":     {"pkg/config"},
	"golang.org/x/crypto":              {"pkg/vault/keeper"},
	"golang.org/x/term":                {"pkg/tty"},
	"github.com/gofrs/flock":           {"pkg/cache"},
	"github.com/godbus/dbus":           {"pkg/vault/keeper", "pkg/desktoptest"},
	"github.com/pquerna/otp":           {"pkg/awstest"},
	"github.com/creack/pty":            {"cmd/awsenv-sandbox", "pkg/ptytest"},
	"github.com/rogpeppe/go-internal/": {},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		allowed, known := allowedImports[name]
		switch {
		case slices.Contains(groundRooms, name):
		case known:
			allowed = append(allowed, groundRooms...)
		default:
			if len(p.Imports) > 0 {
				t.Errorf("package %s is not in the layout: add it with what it may import", name)
			}
			continue
		}
		for _, path := range p.Imports {
			if inner, ours := strings.CutPrefix(path, module); ours && !slices.Contains(allowed, inner) {
				t.Errorf("%s imports %s: the layout does not allow that arrow", name, inner)
			}
			for prefix, importers := range onlyImporter {
				if strings.HasPrefix(path, prefix) && !slices.Contains(importers, name) {
					t.Errorf("%s imports %s: only %v may", name, path, importers)
				}
			}
		}
	}
}

// The two lists of go.mod say the truth: everything in the first is linked into awsenv,
// and nothing in the second.
func TestProductLinksNoTestModule(t *testing.T) {
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "list", "-deps", module+"cmd/awsenv").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	linked := "\n" + string(out)
	blocks := strings.Split(string(text), "require (\n")
	for i, wanted := range []bool{true, false} {
		block, _, _ := strings.Cut(blocks[i+1], "\n)")
		for line := range strings.SplitSeq(block, "\n") {
			name := strings.Fields(line)[0]
			if found := strings.Contains(linked, "\n"+name+"\n") || strings.Contains(linked, "\n"+name+"/"); found != wanted {
				t.Errorf("%s: linked %v, and go.mod says %v", name, found, wanted)
			}
		}
	}
}

// notForAStart are packages that compile rules or fill tables when a program starts, or
// that keep the linker from leaving out what nobody calls.
var notForAStart = []string{
	"github.com/aws/aws-sdk-go-v2/config", "github.com/aws/aws-sdk-go-v2/service/sso", "github.com/aws/aws-sdk-go-v2/service/ssooidc",
	"github.com/aws/aws-sdk-go-v2/service/signin", "text/template", "html/template", "encoding/gob", "net/rpc", "expvar", "runtime/cgo",
}

// TestLinkedIsWhatWasWeighed: every start pays for what is linked. A package of somebody
// else that is new in testdata/linked.txt (-update writes it) has been looked at with
// GODEBUG=inittrace=1, and docs/dependencies.md says what it costs.
func TestLinkedIsWhatWasWeighed(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{.Standard}} {{.ImportPath}}", module+"cmd/awsenv")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var linked []string
	for line := range strings.Lines(string(out)) {
		standard, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		if slices.Contains(notForAStart, path) {
			t.Errorf("%s is linked: every start would pay for it", path)
		}
		if standard == "false" && !strings.HasPrefix(path, module) {
			linked = append(linked, path)
		}
	}
	slices.Sort(linked)
	text := strings.Join(linked, "\n") + "\n"
	const list = "testdata/linked.txt"
	if *update {
		if err := os.WriteFile(list, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	weighed, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if string(weighed) != text {
		t.Errorf("what is linked is not what %s says: look at what the difference costs, then run with -update.\n%s", list, text)
	}
}
