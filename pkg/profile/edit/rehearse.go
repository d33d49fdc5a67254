package edit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/awsenv/awsenv/pkg/profile"
)

// Rehearse is what both files would mean after edits. Nothing is written.
func (f Files) Rehearse(config, credentials Plan) (*profile.Set, error) {
	plans := map[FileKind]Plan{Config: config, Credentials: credentials}
	texts := map[FileKind]profile.File{}
	for _, kind := range f.EndingWith(Credentials) {
		result, err := f.Preview(kind, plans[kind])
		if err != nil {
			return nil, err
		}
		texts[kind] = profile.File{Path: f.paths[kind], Name: f.Name(kind), Text: result.After.bytes}
	}
	return profile.Parse(texts[Config], texts[Credentials])
}

// RemoveBackupsWith deletes those of the copies that first edits made in which a text
// stands, and gives their names, as messages show them.
func (f Files) RemoveBackupsWith(text string) (removed []string, err error) {
	for _, kind := range f.EndingWith(Credentials) {
		path := f.paths[kind] + BackupSuffix
		kept, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !bytes.Contains(kept, []byte(text)) {
			continue
		}
		place := f.place(path)
		if err == nil {
			err = os.Remove(path)
		}
		if err != nil {
			return removed, fmt.Errorf("delete a copy of an AWS file, which holds the key: %w", err)
		}
		removed = append(removed, place)
	}
	return removed, nil
}
