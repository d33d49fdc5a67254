package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// verify makes the release twice, in two folders, the second time from an empty build
// cache, and compares all bytes; with against, also with what was published.
func verify(s source, platforms []platform, against string) error {
	work, err := os.MkdirTemp("", "awsenv-release-")
	if err != nil {
		return err
	}
	kept := false // what differs, to be looked at
	defer func() {
		if !kept {
			_ = os.RemoveAll(work)
		}
	}()
	var made [2]string
	for i, folder := range []string{"one", filepath.Join("another", "one of another length")} {
		dir := filepath.Join(work, folder)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		cache := ""
		if i == 1 {
			cache = filepath.Join(work, "cache")
		}
		made[i] = filepath.Join(dir, "out")
		if err := build(s, platforms, dir, made[i], cache); err != nil {
			return err
		}
	}
	if err := compare(made[0], made[1]); err != nil {
		kept = true
		return fmt.Errorf("%w\nboth are kept in %s", err, work)
	}
	files, err := hashFolder(made[0])
	if err != nil {
		return err
	}
	fmt.Printf("%s%d files, the same in two builds\n", table(files), len(files))
	if against != "" {
		if err := compare(made[0], against); err != nil {
			kept = true
			return fmt.Errorf("%w\nwhat was built here is kept in %s", err, made[0])
		}
		fmt.Printf("and the same in %s\n", against)
	}
	return nil
}

// compare says which files differ or are missing. A signature is nobody's to make again.
func compare(one, other string) error {
	var sets [2]map[string]string
	var names []string
	for i, dir := range []string{one, other} {
		files, err := hashFolder(dir)
		if err != nil {
			return err
		}
		sets[i] = map[string]string{}
		for _, f := range files {
			if f.name != signatureName {
				sets[i][f.name] = f.sha256
				names = append(names, f.name)
			}
		}
	}
	slices.Sort(names)
	var differences []string
	for _, name := range slices.Compact(names) {
		a, inOne := sets[0][name]
		b, inOther := sets[1][name]
		switch {
		case !inOther:
			differences = append(differences, name+" is missing in "+other)
		case !inOne:
			differences = append(differences, name+" is missing in "+one)
		case a != b:
			differences = append(differences, name+" differs")
		}
	}
	if differences == nil {
		return nil
	}
	return errors.New("the builds are not the same:\n  " + strings.Join(differences, "\n  "))
}
