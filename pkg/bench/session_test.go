package bench

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// BenchmarkNewSession is the first role of a fresh home, in processor time: a code,
// an MFA session and the role with it, two requests on one connection, over TLS to AWS's
// own host name (a proxy leads it here), against a program that makes the two calls
// with the SDK's sts client alone. That one writes nothing. What a file system takes for
// the folders, locks and sessions of a fresh home is its own affair: the budget that
// looks at the programs has the home in memory, and the disk's is told beside it.
func BenchmarkNewSession(b *testing.B) {
	server := startAWS(b)
	secure := append(server.ProxyEnv(), "SSL_CERT_FILE="+trusted(b, server), "AWS_CA_BUNDLE=")
	without := append(slices.Clone(secure), "SSL_CERT_DIR="+b.TempDir())
	b.Run("as people have it", func(b *testing.B) {
		newSession(b, server, b.TempDir(), "", secure).report(b, "the first role of a fresh home, against a program that makes its two calls", 0.8, 0.9)
	})
	b.Run("without the folder of certificates", func(b *testing.B) {
		newSession(b, server, inMemory(b), "", without).
			report(b, "the same where neither reads a folder of certificates, the home in memory", 1.2, 1.3)
	})
	b.Run("without it, on disk", func(b *testing.B) {
		newSession(b, server, b.TempDir(), "", without).report(b, "the same with the home on this machine's disk", 0, 0)
	})
	b.Run("without TLS", func(b *testing.B) {
		newSession(b, server, inMemory(b), server.URL, []string{"AWS_ENDPOINT_URL_STS=" + server.URL}).report(b, "the same without TLS, the home in memory", 0, 0)
	})
}

// inMemory is a folder on a file system in memory, where there is one.
func inMemory(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "awsenv-bench-")
	if err != nil {
		return b.TempDir()
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func startAWS(b *testing.B) *awstest.Server {
	b.Helper()
	world := awstest.ExampleWorld()
	world.Users[0].Devices[0].Drift = 10 * rounds
	server, err := awstest.Start(world)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Close)
	return server
}

// trusted is a bundle of the system's certificates and the emulator's.
func trusted(b *testing.B, server *awstest.Server) string {
	b.Helper()
	bundle := slices.Clone(server.CAPEM)
	for _, system := range []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"} {
		if text, err := os.ReadFile(system); err == nil {
			bundle = append(text, bundle...)
			break
		}
	}
	path := filepath.Join(b.TempDir(), "certificates.pem")
	if err := os.WriteFile(path, bundle, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func newSession(b *testing.B, server *awstest.Server, homes, endpoint string, network []string) compared {
	b.Helper()
	awsenv, floor := buildAwsenv(b), build(b, b.TempDir(), "./testdata/stsfloor")
	env := append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "SHELL=/bin/bash", "AWS_REGION=eu-west-1"}, network...)
	floorEnv := append(slices.Clone(env), "AWS_ACCESS_KEY_ID="+awstest.AccessKey, "AWS_SECRET_ACCESS_KEY="+awstest.SecretKey)
	code := func() string {
		code, err := server.NextCode(awstest.MFASerial)
		if err != nil {
			b.Fatal(err)
		}
		return code
	}
	return compare(b, rounds/2,
		func() command {
			home, err := os.MkdirTemp(homes, "")
			if err != nil {
				b.Fatal(err)
			}
			write(b, filepath.Join(home, ".aws/config"), "[profile readonly]\nrole_arn = "+awstest.ShortRole+"\nsource_profile = iam\nmfa_serial = "+awstest.MFASerial+"\nregion = eu-west-1\n")
			write(b, filepath.Join(home, ".aws/credentials"), "[iam]\naws_access_key_id = "+awstest.AccessKey+"\naws_secret_access_key = "+awstest.SecretKey+"\n")
			return command{awsenv, []string{"readonly", "--token", code()}, append(slices.Clone(env), "HOME="+home)}
		},
		func() command {
			return command{floor, []string{endpoint, "eu-west-1", awstest.ShortRole, awstest.MFASerial, code()}, floorEnv}
		}, processor)
}
