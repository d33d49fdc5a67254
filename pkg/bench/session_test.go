package bench

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// BenchmarkNewSession is a new role session with a code as people get one, in
// processor time: over TLS to AWS's own host name (a proxy leads it here), with
// the system's certificates, against a program that makes the one call with the
// SDK's sts client alone.
func BenchmarkNewSession(b *testing.B) {
	server := startAWS(b)
	newSession(b, server, "", append(server.ProxyEnv(), "SSL_CERT_FILE="+trusted(b, server), "AWS_CA_BUNDLE="), 1.1, 1.25)
}

// BenchmarkNewSessionWithoutTLS is the same over plain HTTP on loopback, where
// there is little but the programs' own work to compare. It has no budget.
func BenchmarkNewSessionWithoutTLS(b *testing.B) {
	server := startAWS(b)
	newSession(b, server, server.URL, []string{"AWS_ENDPOINT_URL_STS=" + server.URL}, 0, 0)
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

func newSession(b *testing.B, server *awstest.Server, endpoint string, network []string, goal, limit float64) {
	b.Helper()
	dir := b.TempDir()
	awsenv, floor := build(b, dir, "../../cmd/awsenv"), build(b, dir, "./testdata/stsfloor")
	home := b.TempDir()
	if err := awstest.WriteExample(home); err != nil {
		b.Fatal(err)
	}
	env := append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "SHELL=/bin/bash", "AWS_REGION=eu-west-1"}, network...)
	floorEnv := append(slices.Clone(env), "AWS_ACCESS_KEY_ID="+awstest.AccessKey, "AWS_SECRET_ACCESS_KEY="+awstest.SecretKey)
	code := func() string {
		code, err := server.NextCode(awstest.MFASerial)
		if err != nil {
			b.Fatal(err)
		}
		return code
	}
	compare(b, rounds/2,
		func() command {
			return command{awsenv, []string{"prod", "--refresh", "--token", code()}, env}
		},
		func() command {
			return command{floor, []string{endpoint, "eu-west-1", awstest.ProdRole, awstest.MFASerial, code(), "43200"}, floorEnv}
		}, processor, goal, limit)
}
