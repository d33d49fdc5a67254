package cli

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/session"
)

// privateFiles are copies of the person's AWS files for one command. The zero value is
// none.
type privateFiles struct {
	folder string
	// variables lead the SDKs to the copies.
	variables []session.Variable
}

// privatePrefix begins the names of their folders, before the process that made it.
const privatePrefix = "awsenv-exec-"

// withoutDefault makes copies of those of the AWS files whose [default] has credentials,
// without them: every SDK would take them before it asked the endpoint. Where there are
// none the command has the person's own files.
func (a *app) withoutDefault(t *target) (privateFiles, error) {
	var files privateFiles
	config, credentials := profile.Paths(t.env, t.home)
	for _, file := range [...]struct{ variable, path string }{{environ.ConfigFile, config}, {environ.CredentialsFile, credentials}} {
		text, err := a.world.ReadFile(file.path)
		if err != nil {
			continue // readScope has told
		}
		stripped := edit.WithoutCredentials(text)
		if bytes.Equal(stripped, text) {
			continue
		}
		path, err := files.add(file.variable, stripped)
		if err != nil {
			files.remove()
			return privateFiles{}, fmt.Errorf("copy %s without the credentials of [default], which would win over the endpoint: %w", file.path, err)
		}
		files.variables = append(files.variables, session.Variable{Name: file.variable, Value: path})
	}
	return files, nil
}

// add writes one file, readable by this user alone, in a folder of the same kind.
func (f *privateFiles) add(name string, text []byte) (path string, err error) {
	if f.folder == "" {
		sweepPrivate(os.TempDir())
		folder := filepath.Join(os.TempDir(), privatePrefix+strconv.Itoa(os.Getpid())+"-"+rand.Text())
		if err := os.Mkdir(folder, 0o700); err != nil {
			return "", err
		}
		f.folder = folder
	}
	path = filepath.Join(f.folder, strings.ToLower(name))
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	if _, err := file.Write(text); err != nil {
		_ = file.Close()
		return "", err
	}
	return path, file.Close()
}

// remove deletes them.
func (f privateFiles) remove() {
	if f.folder != "" {
		_ = os.RemoveAll(f.folder)
	}
}

// leftoverAge is how old a folder must be whose process is gone: where several systems
// share a folder for temporary files, the process may be another one's.
const leftoverAge = 24 * time.Hour

// sweepPrivate deletes what a killed awsenv has left.
func sweepPrivate(parent string) {
	left, _ := filepath.Glob(filepath.Join(parent, privatePrefix+"*"))
	for _, folder := range left {
		owner, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(folder), privatePrefix), "-")
		pid, err := strconv.Atoi(owner)
		info, there := os.Lstat(folder)
		if err == nil && there == nil && info.IsDir() && time.Since(info.ModTime()) > leftoverAge && !running(pid) {
			_ = os.RemoveAll(folder)
		}
	}
}
