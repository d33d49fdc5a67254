package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// loadNode is the name of the load in the grammar. It is typed without a name,
// and this one leaves every word that may be a profile's to profiles.
const loadNode = "(load)"

// printHelp is kong's help, except that awsenv's own shows the commands beside
// the flags of a load, which kong takes for a command of its own.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	selected := ctx.Selected()
	if selected == nil || selected.Name != loadNode {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Usage: awsenv [PROFILE] [flags]\n       awsenv COMMAND [flags]\n\n%s\n\nCommands:\n", ctx.Model.Help)
	table := tabwriter.NewWriter(&text, 0, 8, 4, ' ', 0)
	for _, command := range ctx.Model.Leaves(true) {
		fmt.Fprintf(table, "  %s\t%s\n", command.Name, command.Help)
	}
	_ = table.Flush()
	text.WriteString("\n\"awsenv COMMAND --help\" lists the flags of a command.\n")
	if _, err := fmt.Fprint(ctx.Stdout, text.String()); err != nil {
		return err
	}
	options.NoAppSummary = true
	return kong.DefaultHelpPrinter(options, ctx)
}
