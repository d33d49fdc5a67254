package cache

import (
	"maps"
	"slices"
	"time"

	"github.com/awsenv/awsenv/pkg/pythonjson"
)

// AccountNames are the names of accounts by their ids, as IAM Identity Center told them.
func (s Store) AccountNames() map[string]string {
	names := map[string]string{}
	if r, ok := s.record(kindAccounts); ok {
		in := scanner{in: []byte(r.value)}
		in.object(func(id []byte) {
			key := string(id)
			names[key] = in.str()
		})
		if !in.whole() {
			return map[string]string{}
		}
	}
	return names
}

// PutAccountNames adds to what is known; an empty name says that there is none. Of two
// processes that do so at the same moment one may be forgotten.
func (s Store) PutAccountNames(names map[string]string, now time.Time) error {
	all := s.AccountNames()
	before := maps.Clone(all)
	for id, name := range names {
		if all[id] = name; name == "" {
			delete(all, id)
		}
	}
	if maps.Equal(all, before) {
		return nil
	}
	b := []byte{'{'}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if len(b) > 1 {
			b = append(b, ", "...)
		}
		b = pythonjson.AppendString(append(pythonjson.AppendString(b, id), ": "...), all[id])
	}
	return s.putRecord(kindAccounts, record{string(append(b, '}')), now})
}
