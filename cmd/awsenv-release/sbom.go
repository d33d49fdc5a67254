package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"time"
)

// The bill of materials is a document of SPDX 2.3 (spdx.dev), with a package for awsenv
// and one for each module that it links.
type spdxDocument struct {
	Version       string             `json:"spdxVersion"`
	DataLicence   string             `json:"dataLicense"`
	ID            string             `json:"SPDXID"`
	Name          string             `json:"name"`
	Namespace     string             `json:"documentNamespace"`
	Creation      spdxCreation       `json:"creationInfo"`
	Packages      []spdxPackage      `json:"packages"`
	Relationships []spdxRelationship `json:"relationships"`
}

type spdxCreation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

type spdxPackage struct {
	ID               string          `json:"SPDXID"`
	Name             string          `json:"name"`
	Version          string          `json:"versionInfo"`
	Location         string          `json:"downloadLocation"`
	FilesAnalysed    bool            `json:"filesAnalyzed"`
	LicenceConcluded string          `json:"licenseConcluded"`
	LicenceDeclared  string          `json:"licenseDeclared"`
	Copyright        string          `json:"copyrightText"`
	References       []spdxReference `json:"externalRefs"`
}

type spdxReference struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

type spdxRelationship struct {
	Element string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	Related string `json:"relatedSpdxElement"`
}

const unknownToSPDX = "NOASSERTION"

func sbomName(v version) string { return "awsenv-" + string(v) + ".spdx.json" }

// sbom writes the bill of materials. Its namespace is the document's own address, since
// it has to be unique and may not be random.
func (b *builder) sbom(linked []linkedModule) error {
	const document, product = "SPDXRef-DOCUMENT", "SPDXRef-awsenv"
	d := spdxDocument{
		Version: "SPDX-2.3", DataLicence: "CC0-1.0", ID: document,
		Name:      "awsenv " + string(b.version),
		Namespace: downloads(b.version) + sbomName(b.version),
		Creation:  spdxCreation{Created: b.date.Format(time.RFC3339), Creators: []string{"Tool: awsenv-release"}},
		Packages: []spdxPackage{newSPDXPackage(product, "github.com/awsenv/awsenv", string(b.version), "MIT",
			"git+https://github.com/awsenv/awsenv@"+b.commit)},
		Relationships: []spdxRelationship{{document, "DESCRIBES", product}},
	}
	for _, m := range linked {
		licence, err := m.licence()
		if err != nil {
			return err
		}
		id := "SPDXRef-" + spdxName(m.path)
		d.Packages = append(d.Packages, newSPDXPackage(id, m.path, m.version, licence, unknownToSPDX))
		d.Relationships = append(d.Relationships, spdxRelationship{product, "DEPENDS_ON", id})
	}
	return writeFile(filepath.Join(b.out, sbomName(b.version)), func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(d)
	})
}

func newSPDXPackage(id, path, version, licence, location string) spdxPackage {
	return spdxPackage{
		ID: id, Name: path, Version: version, Location: location,
		LicenceConcluded: licence, LicenceDeclared: licence, Copyright: unknownToSPDX,
		References: []spdxReference{{"PACKAGE-MANAGER", "purl", "pkg:golang/" + path + "@" + version}},
	}
}

// spdxName keeps what an SPDX identifier may have: letters, digits, points and hyphens.
func spdxName(path string) string {
	name := []byte(path)
	for i, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.') {
			name[i] = '-'
		}
	}
	return string(name)
}
