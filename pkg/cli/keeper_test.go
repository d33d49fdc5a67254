package cli

import (
	"testing"

	"github.com/awsenv/awsenv/pkg/config"
)

// The names stand in the configuration, which must not link the keepers, and once more
// with each keeper.
func TestEveryKeeperOfTheConfigurationIsThere(t *testing.T) {
	a := &app{world: World{
		Env:     func(string) (string, bool) { return "", false },
		Environ: func() []string { return nil },
	}}
	for _, name := range config.KeeperNames() {
		if k, err := a.keeper(&scope{}, name, true); err != nil || k.Name() != name {
			t.Errorf("%s is %v, %v", name, k, err)
		}
	}
}
