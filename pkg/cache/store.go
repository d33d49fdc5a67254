package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/pythonjson"
	"github.com/awsenv/awsenv/pkg/trust"
)

// Store is awsenv's own folder: what the AWS CLI has no place for. Every item is a
// file of its own, so that two processes never rewrite each other's items, named by
// its kind and a hash of its key, with the key inside it. A file that is damaged,
// or whose key is another one, is absent.
type Store struct {
	// Dir is the folder, see StoreDir. It is made with mode 0700 when something is
	// written; an existing folder keeps its mode. Without one nothing is kept, which is
	// an error for locks and notes alone.
	Dir string
	// Doubt is as in CLI.
	Doubt func(error)
	// Holder describes this process to others that wait for a lock it holds, such as
	// "pid 4711 (prod)". Empty is "pid N".
	Holder string
	// Sealing is how sessions are encrypted. The zero value encrypts none.
	Sealing Sealing
	// Memory, unless nil, is where sessions are kept instead: none gets into the folder.
	// What is there from before can still be listed and removed.
	Memory *Memory
	// Patience is how long Lock waits, asked for when it first has to; nil, or 0, is for
	// as long as it takes.
	Patience func() time.Duration
}

// kind is the first part of a file's name.
type kind string

const (
	kindMFA      kind = "mfa"
	kindRole     kind = "role"
	kindLimit    kind = "limit"
	kindClock    kind = "clock"
	kindCode     kind = "code"
	kindRemind   kind = "remind"
	kindCreated  kind = "created"
	kindNote     kind = "note"
	kindUses     kind = "uses"
	kindStamp    kind = "stamp"
	kindAccounts kind = "accounts"
	kindLock     kind = "lock"
)

// StoreDir is where the store lives: $AWSENV_CACHE_DIR, else the folder awsenv in the
// user's cache folder, which is $XDG_CACHE_HOME, ~/Library/Caches on macOS (goos
// "darwin"), %LOCALAPPDATA% on Windows and ~/.cache elsewhere. A relative XDG_CACHE_HOME
// counts as unset, as its specification says. It is empty when there is no home folder
// either.
func StoreDir(lookup func(string) (string, bool), home, goos string) string {
	if dir, _ := lookup("AWSENV_CACHE_DIR"); dir != "" {
		return dir
	}
	if dir, _ := lookup("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "awsenv")
	}
	if dir, _ := lookup("LOCALAPPDATA"); dir != "" && goos == "windows" {
		return filepath.Join(dir, "awsenv")
	}
	if home == "" {
		return ""
	}
	if goos == "darwin" {
		return filepath.Join(home, "Library", "Caches", "awsenv")
	}
	return filepath.Join(home, ".cache", "awsenv")
}

// path names the file of an item.
func (s Store) path(k kind, key ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(key, "\x00")))
	return trust.Within(s.Dir, string(k)+"-"+hex.EncodeToString(sum[:20])+".json")
}

// paths lists the files of one kind, sorted by name. Anything whose name this package
// does not compute is left out.
func (s Store) paths(k kind) []string {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return nil
	}
	var paths []string
	for _, entry := range entries {
		if name, ok := strings.CutPrefix(entry.Name(), string(k)+"-"); ok && isHashName(name) {
			paths = append(paths, filepath.Join(s.Dir, entry.Name()))
		}
	}
	return paths
}

// removeAll deletes the files of one kind and gives how many there were, with the
// first error.
func (s Store) removeAll(k kind) (removed int, first error) {
	for _, path := range s.paths(k) {
		err := remove(path)
		switch {
		case err == nil:
			removed++
		case first == nil:
			first = err
		}
	}
	return removed, first
}

// RemoveAll deletes every session, learned limit, clock difference and stamp, and what
// a killed process left of a write. It gives the number of sessions and the first
// error. It keeps what others rely on: locks, the codes that were used, notes and
// reminders.
func (s Store) RemoveAll() (sessions int, first error) {
	for _, k := range [...]kind{kindMFA, kindRole, kindLimit, kindClock, kindStamp} {
		removed, err := s.removeAll(k)
		if k == kindMFA || k == kindRole {
			sessions += removed
		}
		if first == nil {
			first = err
		}
	}
	if err := removeLeftovers(s.Dir); first == nil {
		first = err
	}
	return sessions, first
}

// removeLeftovers deletes what killed processes left of their writes in a folder, and
// gives the first error.
func removeLeftovers(dir string) (first error) {
	left, _ := filepath.Glob(trust.Within(escapeGlob(dir), atomicfile.TempPattern))
	for _, path := range left {
		if err := remove(path); first == nil {
			first = err
		}
	}
	return first
}

// escapeGlob quotes what filepath.Match would take for a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// record is a small item: a text or a time under a key.
type record struct {
	value string
	at    time.Time
}

func (s Store) record(k kind, key ...string) (record, bool) {
	r, has, ok := s.readRecord(s.path(k, key...))
	return r, ok && slices.Equal(has, key)
}

func (s Store) readRecord(path string) (r record, key []string, ok bool) {
	text, ok := readFile(path, s.Doubt)
	if !ok {
		return record{}, nil, false
	}
	var at string
	in := scanner{in: text}
	in.object(func(name []byte) {
		switch string(name) {
		case "Key":
			key = in.strs()
		case "Value":
			r.value = in.str()
		case "At":
			at = in.str()
		default:
			in.skip()
		}
	})
	if !in.whole() {
		return record{}, nil, false
	}
	r.at = awsterms.ParseTime(at)
	return r, key, !r.at.IsZero()
}

func (s Store) putRecord(k kind, r record, key ...string) error {
	b := appendKey([]byte{'{'}, key)
	b = pythonjson.AppendString(append(b, `, "Value": `...), r.value)
	b = pythonjson.AppendString(append(b, `, "At": `...), r.at.UTC().Format(time.RFC3339Nano))
	return writeSecret(s.path(k, key...), append(b, '}'))
}

func appendKey(b []byte, key []string) []byte {
	b = append(b, `"Key": [`...)
	for i, part := range key {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = pythonjson.AppendString(b, part)
	}
	return append(b, ']')
}
