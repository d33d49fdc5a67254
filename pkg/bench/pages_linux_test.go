package bench

import (
	"io"
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// asAfterABoot puts a program's pages into the state in which they are once it has been
// read from the disk: piece by piece, as it was run. As after a copy, as a package
// manager leaves them, they lie in larger pieces, and fewer faults map them.
func asAfterABoot(b *testing.B, program string) {
	b.Helper()
	file, err := os.Open(program)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if err := file.Sync(); err != nil {
		b.Fatal(err)
	}
	if err := unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		b.Fatal(err)
	}
	if left := resident(b, file); left > 0 {
		b.Logf("%d pages of %s stay in memory: the state is not that after a boot", left, program)
	}
}

// asAfterACopy copies a program.
func asAfterACopy(b *testing.B, program string) {
	b.Helper()
	from, err := os.Open(program)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(program+".copy", os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		b.Fatal(err)
	}
	if err := to.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(program+".copy", program); err != nil {
		b.Fatal(err)
	}
}

// resident is how many pages of a file are in memory.
func resident(b *testing.B, file *os.File) (pages int) {
	b.Helper()
	info, err := file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	mapped, err := unix.Mmap(int(file.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = unix.Munmap(mapped) }()
	in := make([]byte, (len(mapped)+os.Getpagesize()-1)/os.Getpagesize())
	if err := mincore(mapped, in); err != nil {
		b.Fatal(err)
	}
	for _, page := range in {
		pages += int(page & 1)
	}
	return pages
}

func mincore(mapped, in []byte) error {
	_, _, failed := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(unsafe.SliceData(mapped))), uintptr(len(mapped)), uintptr(unsafe.Pointer(unsafe.SliceData(in))))
	if failed != 0 {
		return failed
	}
	return nil
}
