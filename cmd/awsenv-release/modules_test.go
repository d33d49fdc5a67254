package main

import (
	"debug/buildinfo"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// linkedHere are the modules of awsenv for this machine and for Windows.
func linkedHere(t testing.TB) []linkedModule {
	t.Helper()
	b := builder{tree: repository}
	return must(b.linkedModules(must(parsePlatforms("linux/amd64 windows/amd64"))(t)))(t)
}

// TestTheBillOfMaterialsIsWhatIsLinked compares it with what the linker wrote into a
// program, and each licence with one that a person has read.
func TestTheBillOfMaterialsIsWhatIsLinked(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "awsenv")
	must(output(repository, []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"}, "go", "build", "-trimpath", "-o", binary, "./cmd/awsenv"))(t)
	b := builder{source: source{version: "v0.1.0", commit: "0123", date: time.Unix(1, 0).UTC()}, tree: repository, out: t.TempDir()}
	linked := must(b.linkedModules(must(parsePlatforms("linux/amd64"))(t)))(t)
	if err := b.sbom(linked); err != nil {
		t.Fatal(err)
	}
	named := readBill(t, filepath.Join(b.out, sbomName("v0.1.0")))
	if want := linkedInto(t, binary); !slices.Equal(named, want) {
		t.Errorf("the bill of materials has\n%s\nand the program links\n%s", strings.Join(named, "\n"), strings.Join(want, "\n"))
	}
}

// readBill gives the modules of a bill of materials, and looks at what each reader of
// SPDX relies on.
func readBill(t testing.TB, path string) []string {
	t.Helper()
	var d spdxDocument
	if err := json.Unmarshal(must(os.ReadFile(path))(t), &d); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{d.ID: true}
	var modules []string
	for i, p := range d.Packages {
		if ids[p.ID] || !regexp.MustCompile(`^SPDXRef-[a-zA-Z0-9.-]+$`).MatchString(p.ID) {
			t.Errorf("%s: identifier %q", path, p.ID)
		}
		ids[p.ID] = true
		if p.LicenceDeclared == "" || p.References[0].Locator != "pkg:golang/"+p.Name+"@"+p.Version {
			t.Errorf("%s: %+v", path, p)
		}
		if i > 0 { // after awsenv itself
			modules = append(modules, p.Name+" "+p.Version)
		}
	}
	for _, r := range d.Relationships {
		if !ids[r.Element] || !ids[r.Related] {
			t.Errorf("%s: %+v leads nowhere", path, r)
		}
	}
	if len(d.Relationships) != len(d.Packages) {
		t.Errorf("%s: %d packages and %d relationships", path, len(d.Packages), len(d.Relationships))
	}
	slices.Sort(modules)
	return modules
}

// linkedInto is what the Go tool recorded in a program.
func linkedInto(t testing.TB, binary string) []string {
	t.Helper()
	info := must(buildinfo.ReadFile(binary))(t)
	modules := []string{stdlib + " " + strings.TrimPrefix(info.GoVersion, "go")}
	for _, m := range info.Deps {
		modules = append(modules, m.Path+" "+m.Version)
	}
	slices.Sort(modules)
	return modules
}

// TestLicencesTravel: each module's own, Go's, the notices that the Apache licence asks
// for, and those of code that a module has from elsewhere.
func TestLicencesTravel(t *testing.T) {
	linked := linkedHere(t)
	path := filepath.Join(t.TempDir(), licencesName)
	if err := writeLicences(path, linked); err != nil {
		t.Fatal(err)
	}
	text := string(must(os.ReadFile(path))(t))
	for _, m := range linked {
		if !strings.Contains(text, "\n"+m.title()+" "+m.version+", ") {
			t.Errorf("nothing of %s", m.path)
		}
	}
	for _, want := range []string{
		"AWS SDK for Go\nCopyright 2015 Amazon.com, Inc. or its affiliates. All Rights Reserved.",
		"NOTICE.txt\n", "/singleflight/LICENSE\n", "Copyright 2009 The Go Authors", "Copyright (C) 2018 Alec Thomas",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// TestAnUnknownLicenceStopsARelease, and so does none.
func TestAnUnknownLicenceStopsARelease(t *testing.T) {
	m := linkedModule{path: "example.com/m", version: "v1.0.0", dir: t.TempDir(), folders: []string{"."}}
	if err := writeLicences(filepath.Join(t.TempDir(), "out"), []linkedModule{m}); err == nil || !strings.Contains(err.Error(), "no licence file") {
		t.Errorf("no licence: %v", err)
	}
	write(t, filepath.Join(m.dir, "LICENSE"), "All rights reserved.\n", 0o644)
	if name, err := m.licence(); err == nil {
		t.Errorf("an unknown licence is called %q", name)
	}
}
