package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// urlVariable tells the sandbox's own commands where its AWS is, caVariable which
// file has the authority that its host names are certified by.
const (
	urlVariable = "AWSENV_SANDBOX_URL"
	caVariable  = "AWSENV_SANDBOX_CA"
)

// stage is a local AWS, a home with the example's ~/.aws, and a folder of
// commands, all of which close removes.
type stage struct {
	server *awstest.Server
	root   string
	home   string
	bin    string
	awsenv string // the real program's path
	env    []string
}

func newStage() (*stage, error) {
	awsenv, err := findAwsenv()
	if err != nil {
		return nil, err
	}
	root, err := os.MkdirTemp("", "awsenv-sandbox-")
	if err != nil {
		return nil, err
	}
	st := &stage{root: root, home: filepath.Join(root, "home"), bin: filepath.Join(root, "bin"), awsenv: awsenv}
	if st.server, err = awstest.Start(awstest.ExampleWorld()); err != nil {
		_ = os.RemoveAll(root)
		return nil, err
	}
	if err := st.furnish(); err != nil {
		st.close()
		return nil, err
	}
	st.env = st.environment(os.Environ())
	return st, nil
}

func (st *stage) close() {
	st.server.Close()
	_ = os.RemoveAll(st.root)
}

// tmp is TMPDIR inside, so that what shells leave there goes too.
func (st *stage) tmp() string { return filepath.Join(st.root, "tmp") }

// findAwsenv is the program to show: that of the environment variable, that
// beside this program, or that in PATH.
func findAwsenv() (string, error) {
	if path := os.Getenv("AWSENV_SANDBOX_BIN"); path != "" {
		return filepath.Abs(path)
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	if path := filepath.Join(filepath.Dir(self), "awsenv"); isProgram(path) {
		return path, nil
	}
	path, err := exec.LookPath("awsenv")
	if err != nil {
		return "", errors.New("there is no awsenv beside this program nor in PATH: run `make build` first")
	}
	return filepath.Abs(path)
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// furnish makes the home and the commands.
func (st *stage) furnish() error {
	if err := awstest.WriteExample(st.home); err != nil {
		return err
	}
	config := awstest.ExampleConfig() + "\n" + awstest.ExamplePortalConfig()
	if err := os.WriteFile(filepath.Join(st.home, ".aws", "config"), []byte(config), 0o600); err != nil {
		return err
	}
	for _, folder := range []string{st.bin, st.tmp()} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for name, target := range map[string]string{"awsenv": st.awsenv, "awsenv-sandbox": self} {
		if err := os.Symlink(target, filepath.Join(st.bin, name)); err != nil {
			return err
		}
	}
	if err := st.script("mfa-code", fmt.Sprintf("exec %s code\n", quote(self))); err != nil {
		return err
	}
	if err := st.script("browser", fmt.Sprintf("exec %s browse \"$1\"\n", quote(self))); err != nil {
		return err
	}
	if aws := findCLI(os.Getenv("PATH")); aws != "" {
		return st.wrapCLI(aws)
	}
	return nil
}

func (st *stage) script(name, text string) error {
	return os.WriteFile(filepath.Join(st.bin, name), []byte("#!/bin/sh\n"+text), 0o755)
}

// wrapCLI leads an AWS CLI of any age here: one that is too old for
// AWS_ENDPOINT_URL would otherwise go to the real AWS.
func (st *stage) wrapCLI(aws string) error {
	var b strings.Builder
	for _, pair := range st.server.ProxyEnv() {
		name, value, _ := strings.Cut(pair, "=")
		if strings.ToUpper(name) != "NO_PROXY" {
			fmt.Fprintf(&b, "export %s=%s\n", name, quote(value))
		}
	}
	return st.script("aws", b.String()+"exec "+quote(aws)+" \"$@\"\n")
}

// findCLI is the first aws in PATH that works without the person's home: a
// version manager's shim does not.
func findCLI(path string) string {
	for _, folder := range filepath.SplitList(path) {
		if filepath.Base(folder) == "shims" || !filepath.IsAbs(folder) {
			continue
		}
		if aws := filepath.Join(folder, "aws"); isProgram(aws) {
			return aws
		}
	}
	return ""
}

// quote is one word of a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// ours are the variables that a person's environment must not bring in: what
// leads to their own files, and what runs their own code in a new shell.
var ours = []string{
	"HOME", "TMPDIR", "PATH", "ENV", "BASH_ENV", "ZDOTDIR", "PROMPT_COMMAND", "PS1", "PROMPT", "HISTFILE", "PWD", "OLDPWD", "SHLVL",
	"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS",
	// The sandbox has a browser of its own, also over SSH.
	"BROWSER", "SSH_CONNECTION", "SSH_TTY", "NO_PROXY", "no_proxy", "BOTO_CONFIG", "MAKEFLAGS", "MAKELEVEL", "MAKE_TERMOUT", "MAKE_TERMERR", "MFLAGS",
}

// environment is the caller's, with nothing of AWS's or awsenv's left, and the
// sandbox's own put in.
func (st *stage) environment(caller []string) []string {
	var env []string
	for _, pair := range caller {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "AWS") || strings.HasPrefix(name, "BASH_FUNC_") || slices.Contains(ours, name) {
			continue
		}
		env = append(env, pair)
	}
	return append(env, st.own()...)
}

// own are the sandbox's variables.
func (st *stage) own() []string {
	return append(st.server.Env(),
		"HOME="+st.home, "TMPDIR="+st.tmp(), "PATH="+st.bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost",
		"AWS_PAGER=", "BROWSER="+filepath.Join(st.bin, "browser"), urlVariable+"="+st.server.URL, caVariable+"="+st.server.CAFile,
	)
}
