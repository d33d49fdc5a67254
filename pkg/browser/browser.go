// Package browser opens a page in the person's browser.
//
// Rules: an address can be a credential for some minutes, so no error holds one. A
// browser outlives the program that opens it: it gets a session of its own, so that
// neither Ctrl-C nor a closed terminal ends it, empty standard streams, and the
// environment that it is given, in which there should be no keys. It is not waited
// for: an opener has failed when it cannot start, or ends with another status than 0
// while Opener.Patience lasts.
package browser

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
)

// patience is how long an opener is watched: one that has nothing to open ends sooner.
const patience = time.Second

// Opener opens pages.
type Opener struct {
	// Command is the configured program; empty for what $BROWSER says, else for the
	// system's own opener.
	Command Command
	// Env looks up a variable, such as BROWSER and DISPLAY. It has to be there.
	Env func(name string) (value string, set bool)
	// Environ is the browser's environment as "name=value".
	Environ []string
	// System is the operating system, as runtime.GOOS has it.
	System string
	// Patience is how long an opener is watched, 0 for a second.
	Patience time.Duration
}

// Format hides the environment, for every verb.
func (o Opener) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.System) }

// Page is what is opened, and for whom. All but the URL may be empty.
type Page struct {
	URL string
	// Profile and Session are the profile and the sso-session that it belongs to,
	// Color is the profile's.
	Profile, Session, Color string
}

// Open opens the page with the first opener that does not fail. The error is an
// *Error, or context.Cause when ctx ended.
func (o Opener) Open(ctx context.Context, page Page) error {
	choices, from := o.openers(page)
	var failed []string
	for _, argv := range choices {
		err := o.start(ctx, argv)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err == nil:
			return nil
		}
		failed = append(failed, fmt.Sprintf("%q: %s", printable.Words(filepath.Base(argv[0])), reason(err)))
	}
	return &Error{from: from, failed: failed}
}

// start starts an opener and watches it for a while.
func (o Opener) start(ctx context.Context, argv []string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append([]string{}, o.Environ...) // nil would be our own
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	watched := time.NewTimer(o.patience())
	defer watched.Stop()
	select {
	case err := <-ended:
		return err
	case <-watched.C:
	case <-ctx.Done():
	}
	return nil
}

func (o Opener) patience() time.Duration {
	if o.Patience > 0 {
		return o.Patience
	}
	return patience
}

// Error says that no opener worked.
type Error struct {
	from   origin
	failed []string
}

// Error names each opener and what went wrong with it, without the address.
func (e *Error) Error() string {
	if len(e.failed) == 0 {
		return "no browser can be opened here: there is no display"
	}
	return "no browser was opened: " + strings.Join(e.failed, "; ")
}

// ExitCode is 4: a person has to open the page.
func (e *Error) ExitCode() int { return exit.Person }

// Hints say where the opener comes from.
func (e *Error) Hints() []string {
	switch e.from {
	case configured:
		return []string{"the program is `command` under [browser], or `browser` of the profile or sso-session, in awsenv's configuration"}
	case variable:
		return []string{"the program comes from the variable BROWSER"}
	}
	return []string{"`command` under [browser] in awsenv's configuration, or the variable BROWSER, names another program"}
}
