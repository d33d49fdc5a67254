// Command awsenv-sandbox shows awsenv against an AWS of its own, without an
// account and without touching anybody's ~/.aws.
//
//	awsenv-sandbox demo     load a session in a real shell, step by step, and check each step
//	awsenv-sandbox shell    open a shell in that world until it exits
//	awsenv-sandbox code     print an unused MFA code (inside the sandbox)
//	awsenv-sandbox browse URL
//	                        open a page as a person's browser would, and sign in (inside the sandbox)
//
// The awsenv to show is the one beside this program, else the one in PATH;
// AWSENV_SANDBOX_BIN names another.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `usage: awsenv-sandbox COMMAND

  demo     watch a session being loaded, against a local AWS
  shell    open your shell in a world with a local AWS, until you exit
  code     print an unused MFA code (inside the sandbox)
  browse   open the page with the given URL as a browser, and sign in (inside the sandbox)
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || (args[0] == "browse") != (len(args) == 2) || len(args) > 2 {
		_, _ = io.WriteString(stderr, usage)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	var err error
	switch args[0] {
	case "demo":
		var interrupt context.CancelFunc
		ctx, interrupt = signal.NotifyContext(ctx, os.Interrupt)
		defer interrupt()
		err = demo(ctx, stdout)
	case "shell":
		err = shell(ctx, stdout)
	case "code":
		err = printCode(ctx, stdout, stderr)
	case "browse":
		err = browse(ctx, args[1], stdout)
	case "help", "-h", "--help":
		_, _ = io.WriteString(stdout, usage)
	default:
		_, _ = io.WriteString(stderr, usage)
		return 2
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "awsenv-sandbox: error:", err)
		return 1
	}
	return 0
}
