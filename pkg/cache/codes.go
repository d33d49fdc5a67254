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
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/atomicfile"
)

const (
	// codeLife is when a used code is dropped: AWS takes the codes of a window and
	// its neighbours, so after some windows it cannot be sent again anyway.
	codeLife = 5 * time.Minute
	// codePrefix begins the names of their files, which go on with the window.
	codePrefix = string(kindCode) + "-"
	// codeWindow is the length of a window in seconds.
	codeWindow = 30
	// codeWindows is how many windows a code counts as used, its own and earlier ones.
	codeWindows = 3
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
		if _, err := os.Lstat(s.codePath(key, serial, code, w)); err == nil {
			return true
		}
	}
	return false
}

// PutUsedCode remembers that the code was sent for the device in the window, as a
// hash under a key that never leaves this folder, and drops what is older than five
// minutes. An empty file whose name says it all is made in one step, so that nothing
// can be half-written and two processes at once cannot lose each other's codes.
func (s Store) PutUsedCode(serial, code string, window int64, now time.Time) error {
	key, ok := s.hashKey()
	if !ok {
		var err error
		if key, err = s.makeHashKey(); err != nil {
			return err
		}
	}
	s.dropOldCodes(now)
	used, err := os.OpenFile(s.codePath(key, serial, code, window), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return used.Close()
}

// codePath is the file that stands for a used code: its window and its hash.
func (s Store) codePath(key []byte, serial, code string, window int64) string {
	w := strconv.FormatInt(window, 10)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(serial + "\x00" + w + "\x00" + code))
	return filepath.Join(s.Dir, codePrefix+w+"-"+hex.EncodeToString(mac.Sum(nil)))
}

// dropOldCodes removes the files of windows long past, and of windows to come,
// which a clock that was set back leaves.
func (s Store) dropOldCodes(now time.Time) {
	for _, name := range s.codeNames() {
		text, _, _ := strings.Cut(strings.TrimPrefix(name, codePrefix), "-")
		window, err := strconv.ParseInt(text, 10, 64)
		if err == nil && now.Sub(time.Unix(window*codeWindow, 0)).Abs() > codeLife {
			_ = remove(filepath.Join(s.Dir, name))
		}
	}
}

// codeNames are the names of the files of used codes.
func (s Store) codeNames() []string {
	folder, err := os.Open(s.Dir)
	if err != nil {
		return nil
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1)
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, codePrefix) })
}

func (s Store) hashKey() ([]byte, bool) {
	key, ok := readFile(filepath.Join(s.Dir, hashKeyFile))
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
