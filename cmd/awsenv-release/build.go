package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// build makes every file of a release in the folder out, with work for what is needed
// on the way. cache is the build cache of Go for awsenv itself; "" is the usual one.
func build(s source, platforms []platform, work, out, cache string) error {
	tree := filepath.Join(work, "source")
	if err := s.clone(tree); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	b := builder{source: s, tree: tree, work: work, out: out, cache: cache}
	linked, err := b.linkedModules(platforms)
	if err != nil {
		return err
	}
	if err := writeLicences(filepath.Join(work, licencesName), linked); err != nil {
		return err
	}
	for _, p := range platforms {
		if err := b.platform(p); err != nil {
			return fmt.Errorf("%s: %w", p.name(), err)
		}
	}
	if err := b.sourceArchive(); err != nil {
		return err
	}
	if err := b.sbom(linked); err != nil {
		return err
	}
	if err := b.manifests(platforms); err != nil {
		return err
	}
	return writeChecksums(out)
}

type builder struct {
	source          // what is built
	tree     string // the clone that it is built in
	work     string // for what is not part of the release
	out      string
	cache    string
	packager string // the program nfpm, once it is there
}

// platform builds one: its archive, and its packages where there are some.
func (b *builder) platform(p platform) error {
	stage := filepath.Join(b.work, "stage", p.folder(b.version))
	if err := b.stage(p, stage); err != nil {
		return err
	}
	files, err := listTree(filepath.Dir(stage), p.folder(b.version))
	if err != nil {
		return err
	}
	archive := filepath.Join(b.out, p.archive(b.version))
	write := writeTarball
	if p.os == "windows" {
		write = writeZip
	}
	if err := write(archive, files, b.date); err != nil {
		return err
	}
	if p.nfpm == "" {
		return nil
	}
	return b.packages(p, stage)
}

// stage lays out bin and share as under a prefix, so that an archive can be unpacked
// over one.
func (b *builder) stage(p platform, stage string) error {
	bin := filepath.Join(b.work, "bin", p.name())
	env := p.env()
	if b.cache != "" {
		env = append(env, "GOCACHE="+b.cache)
	}
	if _, err := output(b.tree, env, "make", "-s", "build", "BIN="+bin, "VERSION="+string(b.version)); err != nil {
		return err
	}
	if _, err := output(b.tree, nil, "make", "-s", "install", "BIN="+bin, "DESTDIR="+stage, "PREFIX="); err != nil {
		return err
	}
	if p.binary() != "awsenv" {
		if err := os.Rename(filepath.Join(stage, "bin/awsenv"), filepath.Join(stage, "bin", p.binary())); err != nil {
			return err
		}
	}
	doc := filepath.Join(stage, "share/doc/awsenv")
	if err := os.MkdirAll(doc, 0o755); err != nil {
		return err
	}
	for _, from := range []string{
		filepath.Join(b.tree, "LICENSE"), filepath.Join(b.tree, "README.md"), filepath.Join(b.tree, "CHANGELOG.md"),
		filepath.Join(b.work, licencesName), // not in the tree, which would not be that of the commit any more
	} {
		text, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(doc, filepath.Base(from)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sourceArchive packs the commit as git has it, for those who build from source.
func (b *builder) sourceArchive() error {
	tar := filepath.Join(b.work, "source.tar")
	folder := "awsenv-" + b.version.number() + "/"
	if _, err := output(b.tree, nil, "git", "-c", "tar.umask=0022", "archive", "--format=tar", "--prefix="+folder, "-o", tar, b.commit); err != nil {
		return err
	}
	return writeGzip(filepath.Join(b.out, sourceName(b.version)), copyOf(tar))
}

func sourceName(v version) string { return "awsenv-" + string(v) + "-src.tar.gz" }

// goTool installs a Go program of a pinned version into the work folder. It is built
// for this machine, with the usual build cache.
func goTool(work, module string) error {
	_, err := output(work, []string{"GOBIN=" + filepath.Join(work, "tools"), "CGO_ENABLED=0"}, "go", "install", module)
	return err
}
