package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/seal"
	"github.com/awsenv/awsenv/pkg/vault/unlocked"
)

// BenchmarkEncryptedWarmLoad is a load from the encrypted cache, the data key in the
// kernel's keyring, against one from the plain cache. Both homes have a configuration.
func BenchmarkEncryptedWarmLoad(b *testing.B) {
	awsenv := build(b, b.TempDir(), "../../cmd/awsenv")
	plain, encrypted := warmHome(b, 10), warmHome(b, 10)
	home := func(env []string) string { return strings.TrimPrefix(env[0], "HOME=") }
	write(b, filepath.Join(home(plain), ".config/awsenv/config.toml"), "[cache]\nroles = \"shared\"\n")
	write(b, filepath.Join(home(encrypted), ".config/awsenv/config.toml"), "[cache]\nroles = \"encrypted\"\n")
	encryptSession(b, home(encrypted), fmt.Sprintf("arn:aws:iam::%012d:role/engineer", 9))
	compare(b, rounds,
		func() command { return command{awsenv, []string{"team-00009"}, encrypted} },
		func() command { return command{awsenv, []string{"team-00009"}, plain} }, wall, 1.05, 1.1)
}

// encryptSession puts the session of warmHome where roles = "encrypted" has it, and takes
// the plain one away.
func encryptSession(b *testing.B, home, arn string) {
	b.Helper()
	key, place := seal.NewKey(), unlocked.Place{Now: time.Now}
	keys := filepath.Join(home, ".local/share/awsenv/keys.json")
	if err := place.Put(keys, key, time.Hour); err != nil {
		b.Skipf("the kernel keeps no keys here (%v): this did not run", err)
	}
	b.Cleanup(func() { _ = place.Drop(keys) })
	shared := cache.CLI{Dir: filepath.Join(home, ".aws/cli/cache")}
	role, ok := shared.Load(cacheName(arn))
	if !ok {
		b.Fatal("there is no plain session to encrypt")
	}
	own := cache.Own{In: cache.Store{
		Dir:     cache.StoreDir(func(string) (string, bool) { return "", false }, home, "linux"),
		Sealing: cache.Sealing{Key: func() (seal.Key, bool) { return key, true }, Only: true},
	}}
	if err := own.Store(cacheName(arn), role); err != nil {
		b.Fatal(err)
	}
	if err := os.Remove(filepath.Join(shared.Dir, cacheName(arn))); err != nil {
		b.Fatal(err)
	}
}
