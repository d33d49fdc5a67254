package cli

import (
	"context"
	"sync"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault/keeper"
)

// app is one run of the program.
type app struct {
	world World
	// evaluated says that a shell is going to evaluate standard output, so that
	// a failure must print code that fails.
	evaluated bool
	// listed is the AWS CLI's cache while thousands of profiles are looked up in it.
	listed *cache.CLI
	// quiet and verbose follow -q and -v of the command that runs.
	quiet, verbose bool
	waiting        wait
	// unasked says why nobody is asked, where that is not --no-prompt.
	unasked string
	// doubted are the folders that were looked at, and the files that were not used:
	// true for what may be somebody else's work.
	doubted map[string]bool
	// plainHTTP warns once a run, see aws.Config.
	plainHTTP sync.Once
	// passphraseKeeper is the one of this run, nil until it is asked for.
	passphraseKeeper *keeper.Passphrase
	// key is the data key of the stored keys, nil while it is locked; keepersAsked says
	// that its keepers were asked for it, as far as they answer without a person.
	key          seal.Key
	keepersAsked bool
	// memory has the sessions of this run, where the configuration wants none on a disk.
	memory *cache.Memory
	// interruptible is context's, nil until somebody asks for it.
	interruptible context.Context
}
