package keeper

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/voice"
)

var errUnasked = errors.New("nobody was to be asked")

// person answers one question after the other.
func person(t *testing.T, answers ...string) *Passphrase {
	return &Passphrase{Store: "the keys", Unasked: "nobody is there", Warn: func(text string) { t.Log(text) },
		Ask: func(context.Context, string) (string, error) {
			if len(answers) == 0 {
				return "", errUnasked
			}
			answer := answers[0]
			answers = answers[1:]
			return answer, nil
		}}
}

func kindOf(t *testing.T, err error) vault.Kind {
	t.Helper()
	var trouble *vault.Trouble
	if !errors.As(err, &trouble) {
		t.Fatalf("got %v", err)
	}
	return trouble.Kind
}

func TestPassphrase(t *testing.T) {
	first := person(t, "short", "correct horse", "correct house", "correct horse", "correct horse")
	secret, record, err := first.Make(t.Context(), "id")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(record), "horse") {
		t.Error("the record holds the passphrase")
	}
	var indented bytes.Buffer
	_ = json.Indent(&indented, record, "", "  ")
	if again, err := first.Secret(t.Context(), indented.Bytes()); err != nil || !bytes.Equal(again, secret) {
		t.Errorf("right after it was made: %v", err)
	}
	if again, err := person(t, "wrong horse", "correct horse").Secret(t.Context(), record); err != nil || !bytes.Equal(again, secret) {
		t.Errorf("the second answer is right: %v", err)
	}
	if _, err := person(t, "a", "b", "c", "correct horse").Secret(t.Context(), record); kindOf(t, err) != vault.Wrong {
		t.Errorf("three wrong answers: %v", err)
	}
	nobody := &Passphrase{Unasked: "there is no terminal"}
	if _, err := nobody.Secret(t.Context(), record); kindOf(t, err) != vault.Locked || !strings.Contains(err.Error(), "no terminal") {
		t.Errorf("nobody to ask: %v", err)
	}
	if _, _, err := nobody.Make(t.Context(), "id"); kindOf(t, err) != vault.Locked {
		t.Errorf("nobody to ask for a new one: %v", err)
	}
	if _, err := person(t).Secret(t.Context(), record); !errors.Is(err, errUnasked) {
		t.Errorf("a question that ends: %v", err)
	}
}

func TestARecordThatWouldTakeAllMemoryIsRefused(t *testing.T) {
	for name, record := range map[string]string{
		"much":    `{"scrypt_log_n": 40, "salt": "MDEyMzQ1Njc4OWFiY2RlZg==", "check": "eA=="}`,
		"none":    `{"scrypt_log_n": 0, "salt": "MDEyMzQ1Njc4OWFiY2RlZg==", "check": "eA=="}`,
		"salt":    `{"scrypt_log_n": 17, "salt": "", "check": "eA=="}`,
		"foreign": `"x"`, "nothing": ``,
	} {
		if _, err := person(t, "correct horse").Secret(t.Context(), json.RawMessage(record)); kindOf(t, err) != vault.Gone {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAShortSecretOfAProgramIsRefused: a "y" or an "ok" is no secret.
func TestAShortSecretOfAProgramIsRefused(t *testing.T) {
	for _, script := range []string{"yes | head -n 3", "echo letters"} {
		c := Command{Argv: []string{"sh", "-c", script}, Tell: voice.None{}}
		if _, _, err := c.Make(t.Context(), "id"); kindOf(t, err) != vault.Wrong || strings.Contains(err.Error(), "letter") {
			t.Errorf("%s: %v", script, err)
		}
	}
}

func TestCommand(t *testing.T) {
	shell := func(script string) Command { return Command{Argv: []string{"sh", "-c", script}, Tell: voice.None{}} }
	secret, record, err := shell("echo golden key; echo user: alice").Make(t.Context(), "id")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := shell(`printf 'golden key\r\n'`).Secret(t.Context(), record); err != nil || !bytes.Equal(again, secret) {
		t.Errorf("the same first line: %v", err)
	}
	for script, want := range map[string]vault.Kind{
		"echo silver": vault.Wrong, "true": vault.Absent, "echo; echo golden key": vault.Absent, "echo golden key; exit 1": vault.Absent,
	} {
		if _, err := shell(script).Secret(t.Context(), record); kindOf(t, err) != want || strings.Contains(err.Error(), "golden key") {
			t.Errorf("%s: %v", script, err)
		}
	}
	if _, err := (Command{Tell: voice.None{}}).Secret(t.Context(), record); kindOf(t, err) != vault.Absent {
		t.Errorf("no program: %v", err)
	}
	ran := filepath.Join(t.TempDir(), "ran")
	forbidden := shell("echo golden key; : > " + ran)
	forbidden.Unasked = "--no-prompt"
	if _, err := forbidden.Secret(t.Context(), record); kindOf(t, err) != vault.Locked {
		t.Errorf("forbidden: %v", err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("it was run all the same")
	}
}
