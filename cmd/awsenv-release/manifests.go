package main

import (
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
)

//go:embed templates
var templates embed.FS

// manifests are the files for package managers that fetch what was released: Homebrew's
// formula, the AUR's, Nix's and scoop's.
var manifests = []string{"awsenv.rb", "PKGBUILD", "flake.nix", scoopManifest}

const scoopManifest = "awsenv.json"

// archiveFacts are what the templates say of an archive.
type archiveFacts struct {
	File, Folder       string
	SHA256, SRI        string // the same hash, in hexadecimal and as Nix has it
	Pacman, Nix, Scoop string
}

// downloads is where the files of a version are published.
func downloads(v version) string {
	return "https://github.com/awsenv/awsenv/releases/download/" + string(v) + "/"
}

// manifests fills the templates with the hashes of what lies in out.
func (b *builder) manifests(platforms []platform) error {
	facts := struct {
		Tag, Number, Pacman, Downloads string
		Source                         archiveFacts
		Archives                       []archiveFacts
	}{Tag: string(b.version), Number: b.version.number(), Pacman: b.version.pacman(), Downloads: downloads(b.version)}

	var err error
	if facts.Source, err = b.facts(sourceName(b.version)); err != nil {
		return err
	}
	for _, p := range platforms {
		f, err := b.facts(p.archive(b.version))
		if err != nil {
			return err
		}
		f.Folder, f.Nix, f.Scoop = p.folder(b.version), p.nix, p.scoop
		f.Pacman = p.pacman
		facts.Archives = append(facts.Archives, f)
	}
	windows := slices.ContainsFunc(platforms, func(p platform) bool { return p.scoop != "" })
	for _, name := range manifests {
		if name == scoopManifest && !windows {
			continue // it would offer nothing
		}
		text, err := templates.ReadFile("templates/" + name)
		if err != nil {
			return err
		}
		if err := fill(filepath.Join(b.out, name), string(text), facts); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (b *builder) facts(name string) (archiveFacts, error) {
	file, err := hashFile(filepath.Join(b.out, name))
	if err != nil {
		return archiveFacts{}, err
	}
	sum, err := hex.DecodeString(file.sha256)
	if err != nil {
		return archiveFacts{}, err
	}
	return archiveFacts{File: name, SHA256: file.sha256, SRI: "sha256-" + base64.StdEncoding.EncodeToString(sum)}, nil
}
