package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	checksumsName = "checksums.txt"
	signatureName = checksumsName + ".minisig"

	minisign = "aead.dev/minisign/cmd/minisign@v0.3.0"
)

// hashed is a file of a release.
type hashed struct {
	name, sha256 string
	size         int64
}

// hashFolder hashes the files of a folder, in the order of their names.
func hashFolder(dir string) ([]hashed, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []hashed
	for _, entry := range entries {
		f, err := hashFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func hashFile(path string) (hashed, error) {
	file, err := os.Open(path)
	if err != nil {
		return hashed{}, err
	}
	defer file.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	return hashed{name: filepath.Base(path), sha256: hex.EncodeToString(sum.Sum(nil)), size: size}, err
}

// writeChecksums lists everything in the folder in the form that sha256sum -c reads.
func writeChecksums(dir string) error {
	files, err := hashFolder(dir)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, f := range files {
		fmt.Fprintf(&text, "%s  %s\n", f.sha256, f.name)
	}
	return os.WriteFile(filepath.Join(dir, checksumsName), []byte(text.String()), 0o644)
}

// sign signs the checksums, and with them everything. minisign asks for the password of
// the key on the terminal. The signature names the version, so that one of an older
// release cannot stand for it.
func sign(work, checksums, key string, v version) error {
	key, err := filepath.Abs(key)
	if err != nil {
		return err
	}
	if err := goTool(work, minisign); err != nil {
		return err
	}
	return onTerminal(filepath.Join(work, "tools/minisign"), "-S", "-s", key, "-t", "awsenv "+string(v), "-m", checksums, "-x", filepath.Join(filepath.Dir(checksums), signatureName))
}

// onTerminal runs a program that may ask the person.
func onTerminal(program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(program), err)
	}
	return nil
}
