package cli

import (
	"io"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// largeFile is the size from which a buffer of huge pages is worth it: making
	// one costs as much as a hundred small ones.
	largeFile = 512 << 10
	// hugePage is the size of a huge page on the usual processors; elsewhere the
	// request changes nothing.
	hugePage = 2 << 20
)

// readFile is os.ReadFile with a buffer of huge pages for a large file: a config
// of ten thousand profiles costs hundreds of page faults otherwise, which is
// most of the time that reading it takes. The file is not mapped itself, since
// somebody who truncates it meanwhile would crash us.
func readFile(path string) ([]byte, error) {
	info, err := regular(path)
	if err != nil {
		return nil, err
	}
	if info.Size() < largeFile {
		return os.ReadFile(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// One byte more than the file has tells that it grew in between.
	buffer, err := hugeBuffer(int(info.Size()) + 1)
	if err != nil {
		return os.ReadFile(path)
	}
	n, err := io.ReadFull(file, buffer)
	if err != io.ErrUnexpectedEOF && err != io.EOF { //nolint:errorlint // io.ReadFull's own, never wrapped
		return os.ReadFile(path)
	}
	return buffer[:n:n], nil
}

// hugeBuffer is memory that begins on the border of a huge page. It is never
// given back: the program ends soon.
func hugeBuffer(size int) ([]byte, error) {
	length := (size + hugePage - 1) / hugePage * hugePage
	region, err := unix.Mmap(-1, 0, length+hugePage, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return nil, err
	}
	start := -int(uintptr(unsafe.Pointer(unsafe.SliceData(region)))) & (hugePage - 1)
	_ = unix.Madvise(region[start:start+length], unix.MADV_HUGEPAGE)
	return region[start : start+size], nil
}
