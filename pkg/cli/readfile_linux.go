package cli

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// largeFile is the size from which a file's buffer is worth being made in one
// piece: below it the few page faults cost less.
const largeFile = 64 << 10

// readFile is os.ReadFile with a buffer whose pages the kernel makes at once: a
// config of ten thousand profiles costs hundreds of page faults otherwise, which
// is most of the time that reading it takes. The file is not mapped itself, since
// somebody who truncates it meanwhile would crash us.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() < largeFile {
		return os.ReadFile(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// One byte more than the file has tells that it grew in between.
	buffer, err := unix.Mmap(-1, 0, int(info.Size())+1, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_POPULATE)
	if err != nil {
		return os.ReadFile(path)
	}
	n, err := io.ReadFull(file, buffer)
	if err != io.ErrUnexpectedEOF && err != io.EOF { //nolint:errorlint // io.ReadFull's own, never wrapped
		return os.ReadFile(path)
	}
	return buffer[:n:n], nil
}
