package cli

import (
	"runtime"

	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/vault"
	"github.com/awsenv/awsenv/pkg/vault/keeper"
)

// systemKeeper is a keeper that the desktop or the system itself has, false for a name
// that is none of these. One that this system does not have says so when it is asked.
func (a *app) systemKeeper(name string, noPrompt bool) (vault.Keeper, bool) {
	switch name {
	case keeper.NameSecretService:
		return keeper.SecretService{Socket: keeper.SessionBus(a.world.Env), Person: a.atDesktop(noPrompt), Tell: a}, true
	case keeper.NameKeychain:
		k := keeper.Keychain{Env: environ.WithoutCredentials(a.world.Environ()), Person: a.atDesktop(noPrompt)}
		if runtime.GOOS == "darwin" {
			k.Tool = keeper.SecurityTool
		}
		return k, true
	case keeper.NameDPAPI:
		return keeper.DPAPI{}, true
	}
	return nil, false
}

// atDesktop reports whether a dialog would be seen by the person who typed the command:
// there is a terminal, and it is not that of another computer.
func (a *app) atDesktop(noPrompt bool) bool {
	if noPrompt || overSSH(a.world.Env) {
		return false
	}
	terminal, err := a.openTerminal()
	if err != nil {
		return false
	}
	_ = terminal.Close()
	return true
}

// usualKeeper is the one that a new store gets when nobody says which: the system's own
// where it answers, else a passphrase, which needs nothing.
func (a *app) usualKeeper() string {
	switch runtime.GOOS {
	case "darwin":
		return keeper.NameKeychain
	case "windows":
		return keeper.NameDPAPI
	}
	desktop := keeper.SecretService{Socket: keeper.SessionBus(a.world.Env), Tell: a}
	if !overSSH(a.world.Env) && desktop.Ready(a.context()) == nil {
		return keeper.NameSecretService
	}
	return keeper.NamePassphrase
}

// overSSH reports whether the person sits at another computer.
func overSSH(env func(string) (string, bool)) bool {
	for _, name := range []string{"SSH_CONNECTION", "SSH_TTY"} {
		if value, _ := env(name); value != "" {
			return true
		}
	}
	return false
}
