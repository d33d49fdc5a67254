// Command awsenv prints the lines that load an AWS session into a shell.
package main

import (
	"os"

	"github.com/awsenv/awsenv/pkg/cli"
)

func main() { os.Exit(cli.Main()) }
