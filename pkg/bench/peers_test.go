package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// peersVariable names a folder with other programs of the kind: aws-vault, assumego
// (granted's), and beside each a file NAME.version that says which it is. The AWS CLI is
// looked for on PATH as well. Without the variable the peers are left out.
const peersVariable = "AWSENV_PEERS"

// peer is another program: how it gets the session of a profile for the first time, with
// a code, and from its cache.
type peer struct {
	name, program string
	config        map[string]string
	env           []string
	// before prepares what awsenv needs no command for; its arguments are the program's.
	before      []string
	first, warm func(profile, code string) []string
}

// peers are the programs and their quickest ways. Keys and sessions of aws-vault and
// granted lie in their encrypted files, which need nobody to unlock them here.
func peers() []peer {
	return []peer{
		{
			name: "aws-vault", program: "aws-vault",
			env:    []string{"AWS_VAULT_BACKEND=file", "AWS_VAULT_FILE_PASSPHRASE=x"},
			before: []string{"add", "iam", "--env"},
			first: func(profile, code string) []string {
				return []string{"export", "--format=env", "--mfa-token=" + code, profile}
			},
			warm: func(profile, _ string) []string { return []string{"export", "--format=env", profile} },
		},
		{
			name: "granted", program: "assumego",
			config: map[string]string{".granted/config": "DefaultBrowser = \"STDOUT\"\nOrdering = \"\"\n[Keyring]\nBackend = \"file\"\nFileDir = \"{home}/.granted/keys\"\n"},
			env:    []string{"GRANTED_ALIAS_CONFIGURED=true", "FORCE_NO_ALIAS=true", "GRANTED_QUIET=true", "CF_KEYRING_FILE_PASSWORD=x"},
			first:  func(profile, code string) []string { return []string{"--mfa-token=" + code, profile} },
			warm:   func(profile, _ string) []string { return []string{profile} },
		},
		{
			name: "AWS CLI", program: "aws", // it uses the session that awsenv leaves in its cache
			warm: func(profile, _ string) []string {
				return []string{"configure", "export-credentials", "--profile", profile, "--format", "env"}
			},
		},
	}
}

// BenchmarkPeers is a load from the cache beside other programs, each from its own, among
// more and more profiles.
func BenchmarkPeers(b *testing.B) {
	folder := os.Getenv(peersVariable)
	if folder == "" {
		b.Skipf("%s names no folder with other programs: they are left out", peersVariable)
	}
	awsenv, server := buildAwsenv(b), startAWS(b)
	code := func() string {
		code, err := server.NextCode(awstest.MFASerial)
		if err != nil {
			b.Fatal(err)
		}
		return code
	}
	ours := map[int][]time.Duration{}
	for _, p := range peers() {
		path := filepath.Join(folder, p.program)
		if _, err := exec.LookPath(path); err != nil {
			b.Logf("%s is not in the folder", p.program)
			continue
		}
		b.Run(p.name, func(b *testing.B) {
			for _, count := range counts {
				env := append(peerHome(b, count, p), server.ProxyEnv()...)
				env = append(env, "SSL_CERT_FILE="+trusted(b, server), "AWS_CA_BUNDLE=")
				command{awsenv, []string{"readonly", "--token", code()}, env}.run(b)
				if p.before != nil {
					add := exec.Command(path, p.before...)
					add.Env = append(slices.Clone(env), "AWS_ACCESS_KEY_ID="+awstest.AccessKey, "AWS_SECRET_ACCESS_KEY="+awstest.SecretKey)
					if out, err := add.CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, out)
					}
				}
				if p.first != nil {
					command{path, p.first("readonly", code()), env}.run(b)
				}
				stamped(b, awsenv, env, "readonly")
				times := 8
				if count == counts[0] {
					times = 20
				}
				c := compare(b, times, always(path, env, p.warm("readonly", "")...), always(awsenv, env, "readonly"), processor)
				ours[count] = append(ours[count], c.floor...)
				took := round(milliseconds(quartiles(c.ours)[1]))
				measured.Growth = append(measured.Growth, Point{p.name, count, took})
				if count == counts[0] {
					q := quartiles(c.ratios())
					measured.Peers = append(measured.Peers, Peer{
						Name: p.name, Version: version(path), Date: time.Now().Format(time.DateOnly),
						Low: round(q[0]), Median: round(q[1]), High: round(q[2]), Milliseconds: took,
					})
					b.ReportMetric(q[1], "x")
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(took, fmt.Sprintf("ms-%d", count))
			}
		})
	}
	for _, count := range counts {
		if len(ours[count]) > 0 {
			measured.Growth = append(measured.Growth, Point{"awsenv", count, round(milliseconds(quartiles(ours[count])[1]))})
		}
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// version is what stands in the file beside a program, else what it says of itself.
func version(path string) string {
	text, err := os.ReadFile(path + ".version")
	if err != nil {
		text, _ = exec.Command(path, "--version").Output()
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return line
}

// peerHome is a home with so many profiles, of which readonly can be loaded.
func peerHome(b *testing.B, count int, p peer) (env []string) {
	b.Helper()
	home := b.TempDir()
	var config strings.Builder
	for i := range count - 1 {
		fmt.Fprintf(&config, "[profile team-%05d]\nrole_arn = arn:aws:iam::%012d:role/platform-engineer\nsource_profile = iam\nmfa_serial = %s\nregion = eu-central-1\noutput = json\nduration_seconds = 43200\n\n", i, i, awstest.MFASerial)
	}
	config.WriteString("[profile readonly]\nrole_arn = " + awstest.ShortRole + "\nsource_profile = iam\nmfa_serial = " + awstest.MFASerial + "\nregion = eu-west-1\n")
	write(b, filepath.Join(home, ".aws/config"), config.String())
	write(b, filepath.Join(home, ".aws/credentials"), "[iam]\naws_access_key_id = "+awstest.AccessKey+"\naws_secret_access_key = "+awstest.SecretKey+"\n")
	for name, text := range p.config {
		write(b, filepath.Join(home, name), strings.ReplaceAll(text, "{home}", home))
	}
	return append([]string{"HOME=" + home, "PATH=/usr/bin:/bin", "SHELL=/bin/bash", "LANG=C.UTF-8"}, p.env...)
}
