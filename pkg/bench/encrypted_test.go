package bench

import (
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
	awsenv := buildAwsenv(b)
	plain, last := warmHome(b, 10)
	encrypted, _ := warmHome(b, 10)
	home := func(env []string) string { return strings.TrimPrefix(env[0], "HOME=") }
	write(b, filepath.Join(home(plain), ".config/awsenv/config.toml"), "[cache]\nroles = \"shared\"\n")
	write(b, filepath.Join(home(encrypted), ".config/awsenv/config.toml"), "[cache]\nroles = \"encrypted\"\n")
	encryptSession(b, home(encrypted))
	compare(b, 2*rounds, always(awsenv, encrypted, last), always(awsenv, plain, last), wall).
		report(b, "a load of an encrypted session, the key in the kernel's keyring, against a plain one", 1.05, 1.1)
}

// encryptSession puts the session of warmHome where roles = "encrypted" has it, and takes
// the plain one away.
func encryptSession(b *testing.B, home string) {
	b.Helper()
	key, place := seal.NewKey(), unlocked.Place{Now: time.Now}
	keys := filepath.Join(home, ".local/share/awsenv/keys.json")
	if err := place.Put(keys, key, time.Hour); err != nil {
		b.Skipf("the kernel keeps no keys here (%v): this did not run", err)
	}
	b.Cleanup(func() { _ = place.Drop(keys) })
	shared := cache.CLI{Dir: filepath.Join(home, ".aws/cli/cache")}
	file := filepath.Base(sessionFile(b, home))
	role, ok := shared.Load(file)
	if !ok {
		b.Fatal("there is no plain session to encrypt")
	}
	own := cache.Own{In: cache.Store{
		Dir:     cache.StoreDir(func(string) (string, bool) { return "", false }, home, "linux"),
		Sealing: cache.Sealing{Key: func() (seal.Key, bool) { return key, true }, Only: true},
	}}
	if err := own.Store(file, role); err != nil {
		b.Fatal(err)
	}
	if err := os.Remove(filepath.Join(shared.Dir, file)); err != nil {
		b.Fatal(err)
	}
}

// sessionFile is the one session in a home's cache of the AWS CLI.
func sessionFile(b *testing.B, home string) string {
	b.Helper()
	files, _ := filepath.Glob(filepath.Join(home, ".aws/cli/cache/*.json"))
	if len(files) != 1 {
		b.Fatalf("%d sessions in the cache", len(files))
	}
	return files[0]
}
