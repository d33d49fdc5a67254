package cache

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/trust"
)

const (
	// rereadAfter is how long AWS CLI v2 may take between truncating a file and
	// having written it; it writes in place.
	rereadAfter = 50 * time.Millisecond
	// maxFile is far above any session; a larger file is not one.
	maxFile = 1 << 20
)

// CLI is the AWS CLI's cache of role sessions, which both of its versions share.
// Files are named by RoleCall.FileName and SSOFileName.
type CLI struct {
	// Dir is the folder, see CLIDir. It need not exist. Without one nothing is kept,
	// which is no error: whoever decided so has said it.
	Dir string
	// Doubt hears of a file that counts as absent because it may be somebody else's
	// work; nil is nobody.
	Doubt func(error)
	// Sleep waits before a damaged file is read again; nil is time.Sleep.
	Sleep func(time.Duration)
	// names are the files that there are, nil for whatever there is.
	names map[string]bool
}

// Listed knows which files there are now, for who asks for many more.
func (c CLI) Listed() CLI {
	c.names = map[string]bool{}
	entries, _ := os.ReadDir(c.Dir)
	for _, entry := range entries {
		c.names[entry.Name()] = true
	}
	return c
}

// CLIDir is where the AWS CLI keeps the cache. No variable moves it but HOME; it is
// empty without one.
func CLIDir(home string) string { return trust.Within(home, filepath.Join(".aws", "cli", "cache")) }

// Load reads one session, expired or not: ask Fresh. A file that is missing,
// unreadable or damaged in any way is a miss. One whose text is broken is read once
// more after 50 ms, since AWS CLI v2 may be in the middle of writing it.
func (c CLI) Load(file string) (session.Issued, bool) {
	if !isHashName(file) || c.names != nil && !c.names[file] {
		return session.Issued{}, false
	}
	path := trust.Within(c.Dir, file)
	e, v := readEntry(path, c.Doubt)
	if v == damaged {
		c.pause()
		e, v = readEntry(path, c.Doubt)
	}
	return e.Issued, v == found
}

// Peek is Load: nothing is encrypted here.
func (c CLI) Peek(file string) (session.Issued, bool) { return c.Load(file) }

// Store writes one session as the AWS CLI v1 does, with mode 0600, and makes the
// folder with mode 0700 when it is missing. The error is fit for a warning: the
// session itself is good.
func (c CLI) Store(file string, e session.Issued) error {
	if !isHashName(file) {
		return fmt.Errorf("%q is not the name of a file in the AWS CLI's cache", file)
	}
	text, err := appendEntry([]byte{'{'}, e, true)
	if err != nil {
		return fmt.Errorf("cache the session: %w", err)
	}
	return writeSecret(trust.Within(c.Dir, file), append(text, '}'))
}

// Remove deletes one session; one that is not there is no error.
func (c CLI) Remove(file string) error {
	if !isHashName(file) {
		return fmt.Errorf("%q is not the name of a file in the AWS CLI's cache", file)
	}
	return remove(trust.Within(c.Dir, file))
}

// RemoveLeftovers deletes what killed processes left of a write: whole sessions, maybe.
func (c CLI) RemoveLeftovers() error { return removeLeftovers(c.Dir) }

// Where says in words where a session is kept.
func (c CLI) Where(file string) string { return "the AWS CLI's cache, " + trust.Within(c.Dir, file) }

// RoleFile is one role session in a cache, whoever stored it. One that is encrypted has
// no keys here.
type RoleFile struct {
	// Name is the file's.
	Name  string
	Entry session.Issued
}

// Sessions are all sessions in the folder, expired or not, in the order of their
// files' names.
func (c CLI) Sessions() []RoleFile {
	entries, err := os.ReadDir(c.Dir)
	if err != nil {
		return nil
	}
	var list []RoleFile
	for _, entry := range entries {
		if !isHashName(entry.Name()) {
			continue
		}
		if e, v := readEntry(filepath.Join(c.Dir, entry.Name()), c.Doubt); v == found {
			list = append(list, RoleFile{Name: entry.Name(), Entry: e.Issued})
		}
	}
	return list
}

func (c CLI) pause() {
	if c.Sleep != nil {
		c.Sleep(rereadAfter)
		return
	}
	time.Sleep(rereadAfter)
}

// isHashName reports whether file is a name that this package computes, so that
// nothing else in the folder (cli2 keeps session.db there) can be named by mistake.
func isHashName(file string) bool {
	const hexDigits = 40
	if len(file) != hexDigits+len(".json") || file[hexDigits:] != ".json" {
		return false
	}
	return isHex(file[:hexDigits])
}

func isHex(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// readEntry reads and parses one file.
func readEntry(path string, doubt func(error)) (entry, verdict) {
	text, ok := readFile(path, doubt)
	if !ok {
		return entry{}, absent
	}
	return parseEntry(text)
}

// readFile is os.ReadFile for a file of our own that anything may have been put in the
// place of: it follows no link, does not wait for the writer of a pipe and does not
// swallow a huge file. What somebody else may have written is not read.
func readFile(path string, doubt func(error)) (text []byte, ok bool) {
	f, info, err := trust.Open(path)
	if err != nil {
		var doubted *trust.Error
		if doubt != nil && errors.As(err, &doubted) {
			doubt(err)
		}
		return nil, false
	}
	defer f.Close()
	if info.Size() > maxFile {
		return nil, false
	}
	text = make([]byte, info.Size())
	n, err := io.ReadFull(f, text)
	return text[:n], err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// writeSecret replaces a file of a cache, or the link that somebody put in its place.
// Without a path nothing is kept.
func writeSecret(path string, text []byte) error {
	if path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the cache folder: %w", err)
	}
	return atomicfile.WriteCache(path, text)
}

func remove(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove a cached session: %w", err)
	}
	return nil
}
