package keeper

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
)

// NameKeychain is the name of the keeper Keychain.
const NameKeychain = "keychain"

// SecurityTool is the program of macOS through which Keychain speaks. It is the one that
// the keychain trusts with the item, so that an upgrade of awsenv asks no questions.
const SecurityTool = "/usr/bin/security"

// Keychain keeps its secret in the login keychain of macOS. The secret goes to the tool
// by its standard input, and comes back by its standard output.
type Keychain struct {
	// Tool is SecurityTool, empty on systems without one.
	Tool string
	// Env is the tool's environment; nil is our own.
	Env []string
	// Person allows the system to ask for the keychain's password: somebody at the
	// terminal typed the command. Without one an answer has two seconds.
	Person bool
}

// Statuses of the tool: the last byte of the system's own codes (SecBase.h).
const (
	statusNotFound  = 44  // errSecItemNotFound, -25300
	statusNoDialog  = 36  // errSecInteractionNotAllowed, -25308
	statusWrong     = 51  // errSecAuthFailed, -25293
	statusCancelled = 128 // errSecUserCanceled, -128
)

// keychainService is the service by which items are told from those of other programs.
const keychainService = "awsenv"

// keychainRecord is what the store keeps: the account of the item.
type keychainRecord struct {
	Item string `json:"item"`
}

// Format hides the environment, for every verb.
func (Keychain) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, NameKeychain) }

// Name implements vault.Keeper.
func (Keychain) Name() string { return NameKeychain }

// Make implements vault.Keeper.
func (k Keychain) Make(ctx context.Context, _ string) (seal.Key, json.RawMessage, error) {
	secret, r := seal.NewKey(), keychainRecord{Item: rand.Text()}
	record, err := json.Marshal(r)
	if err != nil {
		return nil, nil, err
	}
	line := fmt.Sprintf("add-generic-password -a %s -s %s -l %q -w %s\n", r.Item, keychainService, "awsenv: opens the stored access keys", hex.EncodeToString(secret))
	if _, err := k.run(ctx, line, "-i"); err != nil {
		return nil, nil, err
	}
	return secret, record, nil
}

// Secret implements vault.Keeper.
func (k Keychain) Secret(ctx context.Context, record json.RawMessage) (seal.Key, error) {
	r, err := k.read(record)
	if err != nil {
		return nil, err
	}
	out, err := k.run(ctx, "", "find-generic-password", "-a", r.Item, "-s", keychainService, "-w")
	if err != nil {
		return nil, err
	}
	defer clear(out)
	secret, err := hex.AppendDecode(nil, bytes.TrimSpace(out))
	if err != nil || len(secret) != seal.KeySize {
		return nil, k.trouble(vault.Wrong, "what the keychain has is not what awsenv gave it", "")
	}
	return secret, nil
}

// Remove implements vault.Keeper.
func (k Keychain) Remove(ctx context.Context, record json.RawMessage) error {
	r, err := k.read(record)
	if err != nil {
		return err
	}
	_, err = k.run(ctx, "", "delete-generic-password", "-a", r.Item, "-s", keychainService)
	var trouble *vault.Trouble
	if errors.As(err, &trouble) && trouble.Kind == vault.Gone {
		return nil
	}
	return err
}

// read is the record. What stands in it goes onto an argument list, and into a line that
// the tool takes apart: nothing but what Make writes is let through.
func (k Keychain) read(record json.RawMessage) (r keychainRecord, err error) {
	notOurs := func(c rune) bool { return (c < 'A' || c > 'Z') && (c < '0' || c > '9') }
	if json.Unmarshal(record, &r) != nil || r.Item == "" || strings.ContainsFunc(r.Item, notOurs) {
		return r, k.trouble(vault.Wrong, "the store does not say which item it is", "")
	}
	return r, nil
}

// run runs the tool and gives what it printed.
func (k Keychain) run(ctx context.Context, input string, args ...string) ([]byte, error) {
	if k.Tool == "" {
		return nil, k.trouble(vault.Absent, "this system has no keychain of macOS", "")
	}
	limit := answerWithin
	if k.Person {
		limit = dialogWithin
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(limited, k.Tool, args...)
	var out, said bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = k.Env, strings.NewReader(input), &out, &said
	cmd.WaitDelay = answerWithin / 4
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case limited.Err() != nil:
		return nil, k.trouble(vault.Silent, fmt.Sprintf("the keychain does not answer within %s", limit), "security unlock-keychain unlocks it, also over SSH")
	case err != nil:
		return nil, k.explain(err, said.String())
	}
	return out.Bytes(), nil
}

// explain puts a failure of the tool in words.
func (k Keychain) explain(err error, said string) error {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return k.trouble(vault.Absent, "security, the program of macOS, cannot be run", "")
	}
	switch ended.ExitCode() {
	case statusNotFound:
		return k.trouble(vault.Gone, "the keychain has the item no longer", "")
	case statusNoDialog, statusWrong:
		return k.trouble(vault.Locked, "the login keychain is locked", "security unlock-keychain unlocks it, also over SSH")
	case statusCancelled:
		return k.trouble(vault.Locked, "the dialog that unlocks the login keychain was closed", "security unlock-keychain unlocks it, also over SSH")
	}
	problem := fmt.Sprintf("security ended with status %d", ended.ExitCode())
	if said = printable.Words(said); said != "" {
		problem += " (" + said + ")"
	}
	return k.trouble(vault.Absent, problem, "")
}

func (k Keychain) trouble(kind vault.Kind, problem, fix string) error {
	return &vault.Trouble{Keeper: NameKeychain, Kind: kind, Problem: problem, Fix: fix}
}

const (
	// answerWithin is how long a system's keeper may take for an answer that needs no
	// person.
	answerWithin = 2 * time.Second
	// dialogWithin is how long a person may take: the dialog may be on a screen that
	// nobody sits at.
	dialogWithin = 2 * time.Minute
)
