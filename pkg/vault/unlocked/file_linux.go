package unlocked

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/awsenv/awsenv/pkg/atomicfile"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/trust"
)

// A file is the second at which it was written, that at which its time is over (both in
// 8 bytes, big-endian, Unix time), and the key. The first is there because a clock can be
// set back.
const fileSize = 8 + 8 + seal.KeySize

// fromFile reads the file of a store. One whose time is over is removed.
func (p Place) fromFile(store string) (seal.Key, bool) {
	path, ok := p.path(store)
	if !ok {
		return nil, false
	}
	file, info, err := trust.Open(path)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	text := make([]byte, fileSize)
	if trust.Unshared(path, info) != nil || info.Size() != fileSize {
		return nil, false
	}
	if _, err := io.ReadFull(file, text); err != nil {
		return nil, false
	}
	now := p.Now().Unix()
	written, end := int64(binary.BigEndian.Uint64(text)), int64(binary.BigEndian.Uint64(text[8:]))
	if now < written || now >= end {
		_ = os.Remove(path)
		return nil, false
	}
	return text[16:], true
}

func (p Place) toFile(store string, key seal.Key, life time.Duration) error {
	path, ok := p.path(store)
	if !ok {
		return ErrNowhere
	}
	now := p.Now()
	text := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	text = binary.BigEndian.AppendUint64(text, uint64(now.Add(life).Unix()))
	if err := atomicfile.WriteCache(path, append(text, key...)); err != nil {
		return fmt.Errorf("%w: %w", ErrNowhere, err)
	}
	return nil
}

func (p Place) dropFile(store string) error {
	path, ok := p.path(store)
	if !ok {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lock the keys: %w", err)
	}
	return nil
}

// path is the file of a store. ok is false without a folder that the XDG base directory
// specification describes: the user's own, closed to everybody else, and in memory.
func (p Place) path(store string) (path string, ok bool) {
	if !filepath.IsAbs(p.RuntimeDir) {
		return "", false
	}
	info, err := os.Lstat(p.RuntimeDir)
	if err != nil || !info.IsDir() || trust.Folder(p.RuntimeDir) != nil || info.Mode().Perm()&0o077 != 0 {
		return "", false
	}
	var on unix.Statfs_t
	if err := unix.Statfs(p.RuntimeDir, &on); err != nil || uint32(on.Type) != unix.TMPFS_MAGIC && uint32(on.Type) != unix.RAMFS_MAGIC {
		return "", false
	}
	sum := sha256.Sum256([]byte(store))
	return filepath.Join(p.RuntimeDir, "awsenv-"+hex.EncodeToString(sum[:16])+".key"), true
}
