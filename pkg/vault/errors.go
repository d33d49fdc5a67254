package vault

import (
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
)

// Kind is why a keeper did not give its secret.
type Kind int

const (
	// Locked: a person has to unlock it, and could not be asked.
	Locked Kind = iota + 1
	// Silent: it did not answer in time.
	Silent
	// Absent: there is no such keeper here: another system, no session bus, no command.
	Absent
	// Wrong: what a person or a program gave is not the secret.
	Wrong
	// Gone: the keeper is there and has the secret no longer.
	Gone
)

// Trouble is a keeper that did not give its secret.
type Trouble struct {
	// Keeper is its name.
	Keeper string
	Kind   Kind
	// Problem is in words what is wrong, as "the collection is locked".
	Problem string
	// Fix is what to do about it, possibly empty.
	Fix string
}

func (t *Trouble) Error() string { return t.Keeper + ": " + t.Problem }

// Hints are what to do.
func (t *Trouble) Hints() []string {
	if t.Fix == "" {
		return nil
	}
	return []string{t.Fix}
}

// ExitCode is 3 for what is lost, else a person can help.
func (t *Trouble) ExitCode() int {
	if t.Kind == Gone {
		return exit.Config
	}
	return exit.Person
}

// NotUnlocked says that no keeper gave the data key.
type NotUnlocked struct {
	// Name is what messages call the store.
	Name string
	// Troubles are the keepers' reasons, in the order in which they were asked.
	Troubles []*Trouble
	// Asked says that a person at a terminal could be asked: to unlock the store there is
	// then no advice.
	Asked bool
}

func (e *NotUnlocked) Error() string {
	all := make([]string, len(e.Troubles))
	for i, t := range e.Troubles {
		all[i] = t.Error()
	}
	said := "the keys in " + e.Name + " are locked"
	if e.lost() {
		said = "the keys in " + e.Name + " cannot be opened any more"
	}
	return said + " (" + strings.Join(all, "; ") + ")"
}

// lost says that every keeper has lost its secret.
func (e *NotUnlocked) lost() bool {
	for _, t := range e.Troubles {
		if t.Kind != Gone {
			return false
		}
	}
	return len(e.Troubles) > 0
}

// ExitCode is 4, or 3 when the data key is lost.
func (e *NotUnlocked) ExitCode() int {
	if e.lost() {
		return exit.Config
	}
	return exit.Person
}

// Hints are what to type.
func (e *NotUnlocked) Hints() (hints []string) {
	if e.lost() {
		return []string{"sessions that are cached go on working; make a new access key in the console (security credentials of the user)",
			"move " + e.Name + " away, and take the new key in: awsenv keys import PROFILE --stdin"}
	}
	for _, t := range e.Troubles {
		hints = append(hints, t.Hints()...)
	}
	if e.Asked {
		return hints
	}
	return append(hints, "awsenv keys unlock, on a terminal")
}

// Damaged is a store that cannot be read, or is not understood.
type Damaged struct {
	// Name is what messages call the file, Problem what is wrong with it.
	Name, Problem string
	hints         []string
}

func (e *Damaged) Error() string { return e.Name + ": " + e.Problem + "; it is left as it is" }

// ExitCode is that of a faulty configuration.
func (e *Damaged) ExitCode() int { return exit.Config }

// Hints are what to do.
func (e *Damaged) Hints() []string {
	if e.hints != nil {
		return e.hints
	}
	return []string{"put back a copy from a backup of " + e.Name + ", or move it away and import the keys again: awsenv keys import PROFILE --stdin"}
}

// NotStored says that a profile's keys are not in the store.
type NotStored struct {
	Profile string
	// Name is what messages call the store, Home the home folder by which it was found;
	// There says that there is a store.
	Name, Home string
	There      bool
}

func (e *NotStored) Error() string {
	if e.There {
		return fmt.Sprintf("the keys of profile %q are not in %s", e.Profile, e.Name)
	}
	return fmt.Sprintf("the keys of profile %q are not here: there is no %s (HOME is %q)", e.Profile, e.Name, e.Home)
}

// ExitCode is that of a faulty configuration.
func (e *NotStored) ExitCode() int { return exit.Config }

// Hints are what to do.
func (e *NotStored) Hints() []string {
	hints := []string{"awsenv keys import " + printable.Argument(e.Profile) + " --stdin takes them in"}
	if !e.There {
		hints = append(hints, "the keys of another user, or of one before sudo, are in that one's home folder")
	}
	return hints
}
