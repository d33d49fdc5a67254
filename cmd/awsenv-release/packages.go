package main

import (
	_ "embed"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/template"
	"time"
)

// The newest nfpm whose modules can all be had from a module proxy.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.0"

// packagers are nfpm's names for the kinds of packages, Debian's first.
var packagers = []string{"deb", "rpm", "apk", "archlinux"}

//go:embed templates/nfpm.yaml
var nfpmTemplate string

// packages packs what is staged for a Linux platform, once for each packager.
func (b *builder) packages(p platform, stage string) error {
	if b.packager == "" {
		if err := goTool(b.work, nfpm); err != nil {
			return err
		}
		b.packager = filepath.Join(b.work, "tools/nfpm")
	}
	manual := stage + ".1.gz"
	if err := writeGzip(manual, copyOf(filepath.Join(stage, "share/man/man1/awsenv.1"))); err != nil {
		return err
	}
	files, err := contents(stage, manual)
	if err != nil {
		return err
	}
	config := stage + ".yaml"
	err = fill(config, nfpmTemplate, map[string]any{
		"Arch":    p.nfpm,
		"Version": b.version.number(),
		"Date":    b.date.Format(time.RFC3339),
		"Binary":  filepath.Join(stage, "bin", p.binary()),
		"Files":   files,
		"Doc":     filepath.Join(stage, "share/doc/awsenv"),
		"Others":  packagers[1:],
	})
	if err != nil {
		return err
	}
	epoch := fmt.Sprintf("SOURCE_DATE_EPOCH=%d", b.date.Unix())
	for _, packager := range packagers {
		if _, err := output(b.work, []string{epoch}, b.packager, "package", "-f", config, "-p", packager, "-t", b.out+"/"); err != nil {
			return err
		}
	}
	return nil
}

// content is a file of a package; without a packager it is one of every kind.
type content struct{ From, To, Packager string }

// contents are the files that are staged below share, at the places where packages have
// them: what "make install" installs gets into packages by itself.
func contents(stage, manual string) ([]content, error) {
	members, err := listTree(stage, "share")
	if err != nil {
		return nil, err
	}
	var files []content
	for _, m := range members {
		file, zsh := strings.CutPrefix(m.name, "share/zsh/site-functions/")
		switch {
		case m.path == "" || strings.HasPrefix(m.name, "share/doc/"): // the template has the licences
		case strings.HasPrefix(m.name, "share/man/"):
			files = append(files, content{From: manual, To: "/usr/" + m.name + ".gz"})
		case zsh: // Debian's zsh keeps site-functions for those who administer the machine
			files = append(files, content{m.path, "/usr/share/zsh/vendor-completions/" + file, "deb"})
			for _, packager := range packagers[1:] {
				files = append(files, content{m.path, "/usr/" + m.name, packager})
			}
		default:
			files = append(files, content{From: m.path, To: "/usr/" + m.name})
		}
	}
	return files, nil
}

// fill writes a template with its values filled in.
func fill(path, text string, values any) error {
	parsed, err := template.New(filepath.Base(path)).Option("missingkey=error").Parse(text)
	if err != nil {
		return err
	}
	return writeFile(path, func(w io.Writer) error { return parsed.Execute(w, values) })
}
