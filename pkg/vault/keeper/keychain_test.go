//go:build unix

package keeper

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/vault"
)

// TestMain lets the test binary be the program `security` of macOS, as far as Keychain
// uses it.
func TestMain(m *testing.M) {
	if dir := os.Getenv("KEYCHAIN_TEST"); dir != "" {
		os.Exit(security(dir, os.Args[1:]))
	}
	os.Exit(m.Run())
}

// security keeps passwords as files in a folder. What it was run with stands in the file
// "arguments" there; the file "locked" makes it locked, "silent" silent.
func security(dir string, args []string) int {
	log, err := os.OpenFile(filepath.Join(dir, "arguments"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 1
	}
	fmt.Fprintln(log, strings.Join(args, " "))
	_ = log.Close()
	has := func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }
	switch {
	case has("silent"):
		time.Sleep(time.Hour)
	case has("locked"):
		fmt.Fprintln(os.Stderr, "security: SecKeychainSearchCopyNext: User interaction is not allowed.")
		return statusNoDialog
	}
	if args[0] == "-i" {
		var line [4096]byte
		n, _ := os.Stdin.Read(line[:])
		args = words(string(line[:n]))
	}
	options := map[string]string{}
	for i := 1; i+1 < len(args); i += 2 {
		options[args[i]] = args[i+1]
	}
	item := filepath.Join(dir, options["-s"]+"."+options["-a"])
	switch args[0] {
	case "add-generic-password":
		if options["-l"] != "awsenv: opens the stored access keys" || os.WriteFile(item, []byte(options["-w"]), 0o600) != nil {
			return 1
		}
		return 0
	case "find-generic-password":
		text, err := os.ReadFile(item)
		if err == nil && args[len(args)-1] == "-w" {
			fmt.Println(string(text))
			return 0
		}
	case "delete-generic-password":
		if os.Remove(item) == nil {
			return 0
		}
	}
	fmt.Fprintln(os.Stderr, "security: SecKeychainSearchCopyNext: The specified item could not be found in the keychain.")
	return statusNotFound
}

// words splits a line as the tool does: at blanks, but for what is in double quotes.
func words(line string) (all []string) {
	for i, part := range strings.Split(strings.TrimSuffix(line, "\n"), `"`) {
		if i%2 == 1 {
			all = append(all, part)
		} else {
			all = append(all, strings.Fields(part)...)
		}
	}
	return all
}

// keychain is a Keychain with that program, and its folder.
func keychain(t *testing.T) (Keychain, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return Keychain{Tool: self, Env: []string{"KEYCHAIN_TEST=" + dir}}, dir
}

func TestKeychainKeepsASecret(t *testing.T) {
	k, dir := keychain(t)
	secret, record, err := k.Make(t.Context(), "store-1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Secret(t.Context(), record); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("it is the right one: %v, %v", bytes.Equal(got, secret), err)
	}
	if err := k.Remove(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	_, err = k.Secret(t.Context(), record)
	troubledBy(t, err, vault.Gone)
	if err := k.Remove(t.Context(), record); err != nil {
		t.Errorf("removed twice: %v", err)
	}
	arguments, err := os.ReadFile(filepath.Join(dir, "arguments"))
	if err != nil || len(arguments) == 0 {
		t.Fatalf("%d bytes, %v", len(arguments), err)
	}
	for _, form := range []string{string(secret), hex.EncodeToString(secret)} {
		if bytes.Contains(arguments, []byte(form)) {
			t.Error("the secret was on an argument list")
		}
	}
}

func troubledBy(t *testing.T, err error, want vault.Kind) {
	t.Helper()
	var trouble *vault.Trouble
	if !errors.As(err, &trouble) || trouble.Kind != want {
		t.Errorf("got %v", err)
	}
}

func TestALockedKeychainIsSaidToBe(t *testing.T) {
	k, dir := keychain(t)
	_, record, err := k.Make(t.Context(), "store-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "locked"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = k.Secret(t.Context(), record)
	troubledBy(t, err, vault.Locked)
	_, _, err = k.Make(t.Context(), "store-1")
	troubledBy(t, err, vault.Locked)
	troubledBy(t, k.Remove(t.Context(), record), vault.Locked)
}

func TestASilentKeychainIsGivenUp(t *testing.T) {
	k, dir := keychain(t)
	if err := os.WriteFile(filepath.Join(dir, "silent"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := k.Secret(t.Context(), json.RawMessage(`{"item":"A"}`))
	troubledBy(t, err, vault.Silent)
}

func TestNoKeychain(t *testing.T) {
	for _, tool := range []string{"", filepath.Join(t.TempDir(), "security")} {
		_, _, err := Keychain{Tool: tool}.Make(t.Context(), "store-1")
		troubledBy(t, err, vault.Absent)
	}
}

// A store that somebody else changed puts no words of theirs before the tool.
func TestAnItemIsAnItem(t *testing.T) {
	k, dir := keychain(t)
	for _, item := range []string{"", "-A", "A B", "A\nlist-keychains", `A" -s "x`, "a"} {
		record, err := json.Marshal(keychainRecord{Item: item})
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.Secret(t.Context(), record)
		troubledBy(t, err, vault.Wrong)
		troubledBy(t, k.Remove(t.Context(), record), vault.Wrong)
	}
	if _, err := os.Stat(filepath.Join(dir, "arguments")); err == nil {
		t.Error("the tool was run")
	}
}
