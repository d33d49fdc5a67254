package main

import (
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/template"
)

// The newest nfpm whose modules can all be had from a module proxy.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.0"

// packagers are nfpm's names for the kinds of packages.
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
	if err := gzipFile(filepath.Join(stage, "share/man/man1/awsenv.1"), manual); err != nil {
		return err
	}
	config := stage + ".yaml"
	err := fill(config, nfpmTemplate, map[string]any{
		"Arch":    p.nfpm,
		"Version": b.version.number(),
		"Date":    b.date.Format("2006-01-02T15:04:05Z"),
		"Share":   filepath.Join(stage, "share"),
		"Binary":  filepath.Join(stage, "bin", p.binary()),
		"Manual":  manual,
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

// gzipFile compresses as gzip -9n does: without name and time.
func gzipFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return writeFile(to, func(w io.Writer) error {
		compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := compressed.Write(text); err != nil {
			return err
		}
		return compressed.Close()
	})
}

// fill writes a template with its values filled in.
func fill(path, text string, values any) error {
	parsed, err := template.New(filepath.Base(path)).Option("missingkey=error").Parse(text)
	if err != nil {
		return err
	}
	return writeFile(path, func(w io.Writer) error { return parsed.Execute(w, values) })
}
