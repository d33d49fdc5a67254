package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const licencesName = "THIRD_PARTY_LICENSES"

// legal are the files whose text has to travel with what is built from a module: the
// Apache licence asks for its NOTICE as well.
var legal = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|notice)([.-].*)?$`)

// writeLicences collects the licences and notices of all linked modules. A module
// without any is an error.
func writeLicences(path string, modules []linkedModule) error {
	var text bytes.Buffer
	text.WriteString("awsenv is built from its own source, under the licence in LICENSE, and from the\nmodules below, whose licences and notices follow.\n")
	for _, m := range modules {
		texts, err := m.legalTexts()
		if err != nil {
			return err
		}
		for _, t := range texts {
			title := fmt.Sprintf("%s %s, %s", m.title(), m.version, t.name)
			fmt.Fprintf(&text, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), title, strings.Repeat("=", 80), bytes.TrimSpace(t.text))
		}
	}
	return os.WriteFile(path, text.Bytes(), 0o644)
}

type legalText struct {
	name string // below the module
	text []byte
}

// legalTexts are the module's files of that kind, in the folders whose code is linked;
// the same text is taken once.
func (m linkedModule) legalTexts() ([]legalText, error) {
	var texts []legalText
	seen := map[[32]byte]bool{}
	for _, folder := range slices.Sorted(slices.Values(m.folders)) {
		entries, err := os.ReadDir(filepath.Join(m.dir, folder))
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if entry.IsDir() || !legal.MatchString(entry.Name()) || strings.HasSuffix(entry.Name(), ".go") {
				continue
			}
			name := filepath.Join(folder, entry.Name())
			text, err := os.ReadFile(filepath.Join(m.dir, name))
			if err != nil {
				return nil, err
			}
			if sum := sha256.Sum256(text); !seen[sum] {
				seen[sum] = true
				texts = append(texts, legalText{filepath.ToSlash(name), text})
			}
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s %s has no licence file in %s: nothing built from it may be given away", m.path, m.version, m.dir)
	}
	return texts, nil
}

func (m linkedModule) title() string {
	if m.path == stdlib {
		return "Go and its standard library"
	}
	return m.path
}

// licence names the module's licence as SPDX does. One that is not recognised is an
// error, so that a person looks at it.
func (m linkedModule) licence() (string, error) {
	texts, err := m.legalTexts()
	if err != nil {
		return "", err
	}
	var names []string
	for _, t := range texts {
		if strings.HasPrefix(strings.ToLower(filepath.Base(t.name)), "notice") {
			continue
		}
		name := licenceOf(string(t.text))
		if name == "" {
			return "", fmt.Errorf("the licence %s of %s %s is not known: name it in licenceOf, after reading it", t.name, m.path, m.version)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " AND "), nil
}

// licenceOf recognises the licences that there are among the dependencies by
// sentences that each has or has not.
func licenceOf(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case strings.Contains(text, "Apache License Version 2.0, January 2004"):
		return "Apache-2.0"
	case strings.Contains(text, "Redistributions in binary form") && strings.Contains(text, "Neither the name of"):
		return "BSD-3-Clause"
	case strings.Contains(text, "Redistributions in binary form") && !strings.Contains(text, "advertising materials"):
		return "BSD-2-Clause"
	case strings.Contains(text, "Permission is hereby granted, free of charge, to any person obtaining a copy"):
		return "MIT"
	}
	return ""
}
