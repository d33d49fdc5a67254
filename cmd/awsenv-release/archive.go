package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// member is a file or folder of an archive.
type member struct {
	name   string // in the archive, with slashes; a folder's ends in one
	path   string // where its bytes are; "" for a folder
	mode   fs.FileMode
	length int64
}

// listTree lists root/folder in the order of the names, with modes that do not depend on
// the umask of who builds.
func listTree(root, folder string) ([]member, error) {
	var members []member
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		m := member{name: filepath.ToSlash(relative), path: path, mode: 0o644, length: info.Size()}
		switch {
		case entry.IsDir():
			m = member{name: m.name + "/", mode: 0o755}
		case info.Mode()&0o100 != 0:
			m.mode = 0o755
		}
		members = append(members, m)
		return nil
	})
	return members, err
}

// writeTarball writes a gzipped tar whose bytes depend on members and date alone.
func writeTarball(path string, members []member, date time.Time) error {
	return writeGzip(path, func(w io.Writer) error {
		archive := tar.NewWriter(w)
		for _, m := range members {
			header := &tar.Header{Name: m.name, Mode: int64(m.mode), Size: m.length, ModTime: date, Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
			if m.path == "" {
				header.Typeflag = tar.TypeDir
			}
			if err := archive.WriteHeader(header); err != nil {
				return err
			}
			if err := m.copyTo(archive); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

// writeZip is writeTarball for Windows.
func writeZip(path string, members []member, date time.Time) error {
	return writeFile(path, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for _, m := range members {
			header := &zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: date}
			header.SetMode(m.mode)
			if m.path == "" {
				header.Method = zip.Store
				header.SetMode(m.mode | fs.ModeDir)
			}
			file, err := archive.CreateHeader(header)
			if err != nil {
				return err
			}
			if err := m.copyTo(file); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

func (m member) copyTo(w io.Writer) error {
	if m.path == "" {
		return nil
	}
	return copyOf(m.path)(w)
}

// copyOf writes the bytes of a file.
func copyOf(path string) func(io.Writer) error {
	return func(w io.Writer) error {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = io.Copy(w, file)
		return err
	}
}

// writeGzip writes a file that is compressed as gzip -9n does: without name and time.
func writeGzip(path string, write func(io.Writer) error) error {
	return writeFile(path, func(w io.Writer) error {
		compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
		if err != nil {
			return err
		}
		if err := write(compressed); err != nil {
			return err
		}
		return compressed.Close()
	})
}

func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err := write(file); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
