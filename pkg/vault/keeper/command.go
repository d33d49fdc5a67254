package keeper

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/program"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/voice"
)

// NameCommand is the name of the keeper Command.
const NameCommand = "command"

// commandLimit is how long the program may take: it may ask a person in a window.
const commandLimit = time.Minute

// Command is a keeper of the person's own: a program that prints the secret on its first
// line, as `pass show awsenv` does.
type Command struct {
	// Argv is the program and its arguments, empty when the configuration names none.
	Argv []string
	Env  []string
	Tell voice.Voice
	// Unasked says why it must not be run, which may ask a person; empty when it may.
	Unasked string
}

// Format hides the arguments and the environment, for every verb.
func (Command) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, NameCommand) }

// Name implements vault.Keeper.
func (Command) Name() string { return NameCommand }

// Make implements vault.Keeper. The program has to have the secret already.
func (c Command) Make(ctx context.Context, _ string) (seal.Key, json.RawMessage, error) {
	text, err := c.run(ctx)
	if err != nil {
		return nil, nil, err
	}
	if utf8.RuneCountInString(text) < shortest {
		return nil, nil, c.trouble(vault.Wrong, fmt.Sprintf("what %s prints on its first line has less than %d characters, and could be guessed", program.Name(c.Argv), shortest))
	}
	return stretch(text)
}

// Secret implements vault.Keeper.
func (c Command) Secret(ctx context.Context, record json.RawMessage) (seal.Key, error) {
	s, err := parseStretched(record)
	if err != nil {
		return nil, c.trouble(vault.Gone, err.Error())
	}
	text, err := c.run(ctx)
	if err != nil {
		return nil, err
	}
	secret, right, err := s.open(text)
	if err == nil && !right {
		return nil, c.trouble(vault.Wrong, "what "+program.Name(c.Argv)+" prints is not what it printed when it became a keeper")
	}
	return secret, err
}

// Remove implements vault.Keeper: what the program keeps is the person's.
func (Command) Remove(context.Context, json.RawMessage) error { return nil }

// run is the first line that the program prints.
func (c Command) run(ctx context.Context) (string, error) {
	switch {
	case len(c.Argv) == 0:
		return "", c.trouble(vault.Absent, "the configuration names no program")
	case c.Unasked != "":
		return "", c.trouble(vault.Locked, program.Name(c.Argv)+" is not run: "+c.Unasked)
	}
	printed, err := program.Program{
		Argv: c.Argv, Env: c.Env, Limit: commandLimit, Tell: c.Tell, Doing: "waiting for " + program.Name(c.Argv) + " to unlock the keys",
	}.Run(ctx)
	defer clear(printed)
	var failed *program.Error
	switch {
	case errors.As(err, &failed):
		kind := vault.Absent
		if failed.Slow {
			kind = vault.Silent
		}
		return "", c.trouble(kind, program.Name(c.Argv)+": "+failed.Error())
	case err != nil:
		return "", err
	}
	line, _, _ := bytes.Cut(printed, []byte("\n"))
	if line = bytes.TrimRight(line, "\r"); len(line) == 0 {
		return "", c.trouble(vault.Absent, program.Name(c.Argv)+" prints nothing on its first line")
	}
	return string(line), nil
}

func (c Command) trouble(kind vault.Kind, problem string) *vault.Trouble {
	return &vault.Trouble{Keeper: NameCommand, Kind: kind, Problem: problem, Fix: "the program is `command` under [keys] in awsenv's configuration"}
}
