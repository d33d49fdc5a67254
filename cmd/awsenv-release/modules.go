package main

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// linkedModule is a module that awsenv links on at least one of the platforms, or Go
// itself with its standard library.
type linkedModule struct {
	path, version string
	dir           string   // where its source is
	folders       []string // of its linked packages and those above them, below dir, which is "."
}

// stdlib is the path that package URLs have for Go's own packages.
const stdlib = "stdlib"

// linkedModules asks the Go tool what awsenv consists of on each platform: Go first,
// then the modules in the order of their paths.
func (b *builder) linkedModules(platforms []platform) ([]linkedModule, error) {
	goRoot, err := output(b.tree, nil, "go", "env", "GOROOT", "GOVERSION")
	if err != nil {
		return nil, err
	}
	root, release, _ := strings.Cut(goRoot, "\n")
	modules := map[string]linkedModule{stdlib: {path: stdlib, version: strings.TrimPrefix(release, "go"), dir: root, folders: []string{"."}}}
	for _, p := range platforms {
		list, err := output(b.tree, append(p.env(), "CGO_ENABLED=0"), "go", "list", "-deps", "-json=Dir,Module", "./cmd/awsenv")
		if err != nil {
			return nil, err
		}
		if err := addModules(modules, list); err != nil {
			return nil, err
		}
	}
	return slices.SortedFunc(maps.Values(modules), func(a, b linkedModule) int {
		if a.path == stdlib || b.path == stdlib {
			return map[bool]int{true: -1, false: 1}[a.path == stdlib]
		}
		return strings.Compare(a.path, b.path)
	}), nil
}

func addModules(modules map[string]linkedModule, list string) error {
	for decoder := json.NewDecoder(strings.NewReader(list)); ; {
		var p struct {
			Dir    string
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if p.Module == nil || p.Module.Main {
			continue
		}
		m := modules[p.Module.Path]
		m.path, m.version, m.dir = p.Module.Path, p.Module.Version, p.Module.Dir
		folder, err := filepath.Rel(m.dir, p.Dir)
		if err != nil {
			return err
		}
		// A licence of a folder holds for those below it.
		for ; !slices.Contains(m.folders, folder); folder = filepath.Dir(folder) {
			m.folders = append(m.folders, folder)
		}
		modules[m.path] = m
	}
}
