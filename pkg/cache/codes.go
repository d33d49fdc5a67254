package cache

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/trust"
)

const (
	// codeWindow is the length of a window in seconds.
	codeWindow = 30
	// codeWindows is how many windows a code counts as used, its own and earlier ones:
	// AWS takes the codes of a window and its neighbours.
	codeWindows = 3
	// codeFiles is how many files the windows share, one after the other: more than
	// codeWindows, so that no window in use is overwritten.
	codeFiles = 4
	// hashKeyFile holds the key of the hashes of used codes.
	hashKeyFile = "key"
	hashKeySize = 32
)

// UsedCode reports whether the code was sent to AWS for the device in this 30-second
// window (Unix seconds / 30) or one of the two before it: a code that is typed again
// just after its window is as used as before.
func (s Store) UsedCode(serial, code string, window int64) bool {
	key, ok := s.hashKey()
	if !ok {
		return false
	}
	for w := window; w > window-codeWindows; w-- {
		text, _ := readFile(s.codePath(w), s.Doubt)
		header, line := codeLines(key, serial, code, w)
		if rest, ours := strings.CutPrefix(string(text), header); ours && strings.Contains(rest, line) {
			return true
		}
	}
	return false
}

// PutUsedCode remembers that the code was sent for the device in the window, as a
// hash under a key that never leaves this folder. Each window has a line of a file
// that a later window takes over. When two processes write at the same moment one
// line may be lost, and AWS refuses the code that is then sent twice.
func (s Store) PutUsedCode(serial, code string, window int64) error {
	if s.Dir == "" {
		return nil
	}
	key, ok := s.hashKey()
	if !ok {
		var err error
		if key, err = s.makeHashKey(); err != nil {
			return err
		}
	}
	header, line := codeLines(key, serial, code, window)
	text, _ := readFile(s.codePath(window), s.Doubt)
	if !strings.HasPrefix(string(text), header) {
		text = []byte(header)
	}
	return writeSecret(s.codePath(window), append(text, line...))
}

// codePath is the file that a window's codes are kept in.
func (s Store) codePath(window int64) string {
	return trust.Within(s.Dir, string(kindCode)+"-"+strconv.FormatInt(window%codeFiles, 10))
}

// codeLines are the first line of a window's file and the line of a code.
func codeLines(key []byte, serial, code string, window int64) (header, line string) {
	w := strconv.FormatInt(window, 10)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(serial + "\x00" + w + "\x00" + code))
	return w + "\n", hex.EncodeToString(mac.Sum(nil)) + "\n"
}

func (s Store) hashKey() ([]byte, bool) {
	key, ok := readFile(trust.Within(s.Dir, hashKeyFile), s.Doubt)
	return key, ok && len(key) == hashKeySize
}

// makeHashKey makes the key unless another process does so at the same time: linking
// fails when the name is taken, so both use the one that came first.
func (s Store) makeHashKey() ([]byte, error) {
	key := make([]byte, hashKeySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	path := filepath.Join(s.Dir, hashKeyFile)
	if _, err := os.Lstat(path); err == nil {
		if first, ok := s.hashKey(); ok {
			return first, nil // made since we looked
		}
		return key, writeSecret(path, key) // something that is no key
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the cache folder: %w", err)
	}
	own, err := os.CreateTemp(s.Dir, atomicfile.TempPattern)
	if err != nil {
		return nil, err
	}
	defer os.Remove(own.Name())
	_, err = own.Write(key)
	if err = errors.Join(err, own.Close()); err != nil {
		return nil, err
	}
	err = os.Link(own.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		if first, ok := s.hashKey(); ok {
			return first, nil
		}
	}
	if err != nil {
		// A file system without hard links.
		return key, writeSecret(path, key)
	}
	return key, nil
}
