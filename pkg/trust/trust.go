// Package trust decides whether a folder or a file may be relied on: whether nobody
// else could have put there what is about to be believed, or run.
//
// Rules: it is the rule of ssh and sudo. What is ours belongs to the effective user,
// and nobody else may write it; a group of which the user is the only member is
// nobody else. It looks at what there is and mends nothing. Every refusal is an
// *Error, which tells a person what to change. Where files have no owner by number
// everything is trusted.
package trust

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Error is why something is not relied on.
type Error struct {
	// Path is what is not trusted, Problem why, as "others may write it".
	Path, Problem string
	// Fix is what to type in front of the path, possibly empty.
	Fix string
}

// Error is the path with the problem.
func (e *Error) Error() string { return e.Path + ": " + e.Problem }

// Hints say what to type.
func (e *Error) Hints() []string {
	if e.Fix == "" {
		return nil
	}
	return []string{e.Fix + " " + e.Path}
}

// Within is a path in a folder, empty when there is no folder: the working folder, which
// a bare name would mean, is anybody's.
func Within(folder, name string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, name)
}

// Folder refuses a folder for files of our own: one that is there and is not ours,
// and, for root, one that would have to be made in the folder of somebody else. A link
// to it may be ours or root's. What is no folder is left to whoever opens it.
func Folder(path string) error {
	info, err := os.Lstat(path)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if !mine(info) && !roots(info) {
			return foreign(path, info)
		}
		info, err = os.Stat(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return makeable(path)
	case err != nil:
		return &Error{Path: path, Problem: reason(err)}
	case !info.IsDir():
		return nil
	}
	return ours(path, info)
}

// makeable refuses, for root alone, a folder that would come into somebody else's.
// Whoever else may make a folder owns it then.
func makeable(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	for above := filepath.Dir(path); ; above = filepath.Dir(above) {
		info, err := os.Stat(above)
		switch {
		case err != nil && above != filepath.Dir(above):
			continue
		case err == nil && !mine(info):
			return &Error{Path: path, Problem: "root does not make it in a folder of another user" + owner(info)}
		}
		return nil
	}
}

// Open opens a file of our own for reading. A link is not followed, a pipe not waited
// for. One that is no regular file, or not ours, is an *Error.
func Open(path string) (*os.File, fs.FileInfo, error) {
	file, err := openFile(path, os.O_RDONLY|NoFollow|syscall.O_NONBLOCK)
	if err != nil {
		return nil, nil, linked(path, err)
	}
	info, err := file.Stat()
	if err == nil {
		err = File(path, info)
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

// ReadFile is os.ReadFile, also in the moment in which another program replaces the file:
// on Windows that is one in which it cannot be opened.
func ReadFile(path string) ([]byte, error) {
	file, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var text bytes.Buffer
	if info, err := file.Stat(); err == nil {
		text.Grow(int(info.Size()) + bytes.MinRead) // else it grows, and is copied, many times
	}
	_, err = text.ReadFrom(file)
	return text.Bytes(), err
}

// linked is the error for an open that met a link, else the system's own.
func linked(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if info, failed := os.Lstat(path); failed == nil && info.Mode()&fs.ModeSymlink != 0 {
		return &Error{Path: path, Problem: "it is a link, which is not followed"}
	}
	return err
}

// File refuses what is no regular file of our own; path is for the message.
func File(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return &Error{Path: path, Problem: "it is not a regular file"}
	}
	return ours(path, info)
}

// Unshared is File for one that nobody else may even open.
func Unshared(path string, info fs.FileInfo) error {
	if err := File(path, info); err != nil {
		return err
	}
	if others(path, info, 0o077) != 0 {
		return &Error{Path: path, Problem: fmt.Sprintf("others may open it (mode %04o)", info.Mode().Perm())}
	}
	return nil
}

// Program refuses a file from which the name of a program is taken that is going to
// be run: file and folder must be ours or root's, and nobody else may write them. Root
// takes it from root alone. A folder in which only owners may rename and remove, as
// /tmp, will do. Links are followed, and the folders of both ends are looked at.
func Program(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	places := []string{real, filepath.Dir(real)}
	if real != path {
		places = append(places, filepath.Dir(path))
	}
	for _, place := range places {
		info, err := os.Stat(place)
		switch {
		case err != nil:
			return err
		case !mine(info) && !roots(info):
			return foreign(place, info)
		case info.IsDir() && info.Mode()&fs.ModeSticky != 0:
		case others(place, info, writable) != 0:
			return open(place, info)
		}
	}
	return nil
}

// Exposed is the *Error about a file of the user's that others may write, or read when it
// holds secrets; nil for one that is not there.
func Exposed(path string, secret bool) error {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	asked, fix, word := writable, "chmod go-w", "read"
	if secret {
		asked, fix = readable|writable, "chmod go-rwx"
	}
	mode := others(path, info, asked)
	switch {
	case !mine(info) && os.Geteuid() != 0 && !roots(info):
		return foreign(path, info)
	case mode&writable != 0:
		word = "write"
	case mode == 0:
		return nil
	}
	return &Error{Path: path, Problem: fmt.Sprintf("others may %s it (mode %04o)", word, info.Mode().Perm()), Fix: fix}
}

const (
	readable fs.FileMode = 0o044
	writable fs.FileMode = 0o022
)

// ours is the rule itself.
func ours(path string, info fs.FileInfo) error {
	switch {
	case !mine(info):
		return foreign(path, info)
	case others(path, info, writable) != 0:
		return open(path, info)
	}
	return nil
}

func foreign(path string, info fs.FileInfo) error {
	return &Error{Path: path, Problem: "it belongs to another user" + owner(info)}
}

func open(path string, info fs.FileInfo) error {
	return &Error{Path: path, Problem: fmt.Sprintf("others may write it (mode %04o)", info.Mode().Perm()), Fix: "chmod go-w"}
}

// reason is the system's word without the path, which the Error has already.
func reason(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return err.Error()
}
