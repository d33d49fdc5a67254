package cli

import (
	"os"
	"syscall"
	"time"

	"github.com/awsenv/awsenv/pkg/profile"
)

const (
	// worthStamp is the size of both AWS files together from which a profile is found
	// more quickly by a stamp.
	worthStamp = 64 << 10
	// settled is how long nobody must have changed a file for its times to tell two
	// states of it apart: some systems' clocks for them are that coarse.
	settled = 2 * time.Second
)

// bothFiles are both AWS files, in a state in which they were found.
type bothFiles struct {
	config, credentials           string
	configState, credentialsState profile.State
}

// stated is the files' state now. ok is false where a stamp does not pay, or nothing
// tells two states apart.
func (f bothFiles) stated() (found bothFiles, ok bool) {
	config, first := stateOf(f.config)
	credentials, second := stateOf(f.credentials)
	f.configState, f.credentialsState = config, credentials
	return f, first && second && config.Size+credentials.Size >= worthStamp
}

// settled reports whether nobody has changed the files for a while.
func (f bothFiles) settled(now time.Time) bool {
	latest := max(f.configState.Modified, f.configState.Changed, f.credentialsState.Modified, f.credentialsState.Changed)
	return now.Sub(time.Unix(0, latest)) > settled
}

// readScopeFor is readScope for the load of a profile. Of large files it reads what this
// profile needs, where a stamp in awsenv's own folder tells where that is.
func (a *app) readScopeFor(name string) (*scope, error) {
	conf, err := a.readConfig()
	if err != nil {
		return nil, err
	}
	in := a.newScope(conf)
	if files, ok := in.files.stated(); ok && name != "" && !in.exposed {
		if in.set, in.part = a.readStamped(in, name); in.part {
			return in, nil
		}
		in.files = files
	}
	return in, a.readWhole(in)
}

// readStamped are the sections of the profile's stamp.
func (a *app) readStamped(in *scope, name string) (*profile.Set, bool) {
	stamp := a.store(in.home).Stamp(name, in.files.config, in.files.credentials)
	if stamp == "" {
		return nil, false
	}
	config, first := openStated(in.files.config, in.home)
	defer config.close()
	credentials, second := openStated(in.files.credentials, in.home)
	defer credentials.close()
	if !first || !second {
		return nil, false
	}
	return profile.ParseStamped(stamp, name, config.Opened, credentials.Opened)
}

// openFile is an AWS file to read pieces of.
type openFile struct {
	profile.Opened
	file *os.File
}

func (o openFile) close() {
	if o.file != nil {
		_ = o.file.Close()
	}
}

// openStated opens a file and looks at its state; one that is not there is no failure.
func openStated(path, home string) (openFile, bool) {
	found := openFile{Opened: profile.Opened{File: profile.File{Path: path, Name: profile.Short(path, home)}}}
	if path == "" {
		return found, true
	}
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if os.IsNotExist(err) {
		return found, true
	}
	if err != nil {
		return found, false
	}
	found.file, found.Pieces = file, file
	var ok bool
	found.State, ok = stateOfOpen(file)
	return found, ok
}

// stamp leaves a stamp of a profile that was loaded, unless there is one. It is no more
// than a convenience: what keeps it from being written is told to those who ask.
func (a *app) stamp(in *scope, name string) {
	if in.part || in.files.configState == (profile.State{}) && in.files.credentialsState == (profile.State{}) {
		return
	}
	now := a.world.Now()
	if files, ok := in.files.stated(); !ok || files != in.files || !files.settled(now) {
		return
	}
	text := in.set.Stamp(name, in.files.configState, in.files.credentialsState)
	if text == "" {
		return
	}
	if err := a.store(in.home).PutStamp(text, now, name, in.files.config, in.files.credentials); err != nil {
		a.Trace("where the profile stands could not be noted: " + err.Error())
	}
}

// complete reads the rest of the files into a scope that knows one profile alone.
func (a *app) complete(in *scope) error {
	in.part = false
	return a.readWhole(in)
}
