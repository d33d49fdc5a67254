package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

const welcome = `
You are in a sandbox: a local AWS, a home of its own, and awsenv. Nothing of your own ~/.aws is read or written.

  user %s, account %s (iam); roles in %s (dev) and %s (prod)
  profiles: iam, dev, prod, prod-readonly, partner, deployer, local, foreign;
  of the IAM Identity Center %s (sso-session %s): sso-iam, sso-dev, sso-prod

  mfa-code                  an unused MFA code; run it first, then type the code where awsenv asks
  %-25s load a session
  awsenv sso-dev            %s
  awsenv sso sync --region eu-west-1
                            a profile for each account and role of the Identity Center
  awsenv whoami             whose keys this shell holds; awsenv list, awsenv status and awsenv help say more
  awsenv exec prod -- CMD   one command with a session
  browser URL               a browser that is a program: it signs in and lets in (this is $BROWSER here)
  exit                      leave; everything is removed

  a second terminal joins with: sh %s

`

// shell opens the person's own shell in the sandbox and waits for its end.
// Whatever status it ends with is the person's, not a failure of ours.
func shell(ctx context.Context, out io.Writer) error {
	st, err := newStage()
	if err != nil {
		return err
	}
	defer st.close()
	path := personalShell(os.Getenv("SHELL"))
	if err := st.writeRC(); err != nil {
		return err
	}
	if err := st.writeJoin(path); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, welcome, awstest.UserName, awstest.IAMAccount, awstest.DevAccount, awstest.ProdAccount,
		awstest.PortalURL, awstest.PortalName, loadLine(path),
		"with the hook ("+hookLine(path)+"): signs in by itself", filepath.Join(st.root, joinName))

	// Ctrl-C is the shell's; a handler (unlike ignoring) is not inherited by it.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGQUIT)
	defer signal.Stop(interrupts)

	cmd := exec.CommandContext(ctx, path)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGHUP) }
	cmd.WaitDelay = 2 * time.Second
	cmd.Dir, cmd.Env = st.home, append(st.env, "SHELL="+path, "ENV="+filepath.Join(st.home, ".shrc"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", path, err)
	}
	_ = cmd.Wait()
	_, _ = fmt.Fprintln(out, "the sandbox is gone")
	return nil
}

// personalShell is the person's shell if it is one that awsenv speaks.
func personalShell(path string) string {
	switch filepath.Base(path) {
	case "bash", "zsh", "fish", "nu", "sh", "dash", "ksh":
		if isProgram(path) {
			return path
		}
	}
	if bash, err := exec.LookPath("bash"); err == nil {
		return bash
	}
	return "/bin/sh"
}

func loadLine(shell string) string {
	switch filepath.Base(shell) {
	case "fish":
		return "awsenv prod | source"
	case "nu":
		return "awsenv prod | from json | load-env"
	}
	return `eval "$(awsenv prod)"`
}

func hookLine(shell string) string {
	switch name := filepath.Base(shell); name {
	case "fish":
		return "awsenv hook fish | source"
	case "nu":
		return "awsenv hook nu | save hook.nu, then source hook.nu"
	case "bash", "zsh":
		return `eval "$(awsenv hook ` + name + `)"`
	}
	return "in bash, zsh, fish or nu"
}

// joinName is the script that opens the sandbox in another terminal.
const joinName = "join"

// writeJoin writes a script that does for another terminal what shell does for this
// one: nothing of AWS's or awsenv's comes in, and what is the sandbox's own is set.
func (st *stage) writeJoin(shell string) error {
	var b strings.Builder
	b.WriteString("for name in $(env | sed -n 's/^\\(AWS[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset \"$name\"; done\n")
	fmt.Fprintf(&b, "unset %s\n", strings.Join(ours, " "))
	for _, pair := range append(st.own(), "SHELL="+shell, "ENV="+filepath.Join(st.home, ".shrc")) {
		name, value, _ := strings.Cut(pair, "=")
		fmt.Fprintf(&b, "export %s=%s\n", name, quote(value))
	}
	fmt.Fprintf(&b, "cd %s && exec %s\n", quote(st.home), quote(shell))
	return os.WriteFile(filepath.Join(st.root, joinName), []byte(b.String()), 0o600)
}

// writeRC gives each shell a start file that says where it is, so that none
// asks a newcomer's questions and the folder of commands comes first in PATH
// whatever the system's files do to it.
func (st *stage) writeRC() error {
	posix := "PATH=" + quote(st.bin) + ":$PATH\nexport PATH\n"
	fish := "set -gx PATH " + quoteFish(st.bin) + " $PATH\nset -g fish_greeting\nfunction fish_prompt; echo 'sandbox> '; end\n"
	nu := "$env.PATH = ($env.PATH | prepend " + strconv.Quote(st.bin) + ")\n$env.config.show_banner = false\n" +
		"$env.PROMPT_COMMAND = {|| 'sandbox' }\n$env.PROMPT_COMMAND_RIGHT = ''\n$env.PROMPT_INDICATOR = '> '\n"
	for name, text := range map[string]string{
		".bashrc":                   posix + "PS1='sandbox \\w \\$ '\n",
		".zshrc":                    posix + "PROMPT='sandbox %~ %# '\n",
		".shrc":                     posix + "PS1='sandbox $ '\n",
		".config/fish/config.fish":  fish,
		".config/nushell/config.nu": nu,
		".config/nushell/env.nu":    "",
	} {
		path := filepath.Join(st.home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	// Without this folder fish starts a long-lived process that fills it.
	return os.MkdirAll(filepath.Join(st.home, ".local/share/fish/generated_completions"), 0o700)
}

// quoteFish is one word of fish, whose single quotes know two escapes.
func quoteFish(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}
