//go:build !unix

package cli

import (
	"os"

	"github.com/awsenv/awsenv/pkg/profile"
)

// stateOf tells nothing where files have no inodes.
func stateOf(string) (profile.State, bool) { return profile.State{}, false }

func stateOfOpen(*os.File) (profile.State, bool) { return profile.State{}, false }
