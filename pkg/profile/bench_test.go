package profile

import (
	"bytes"
	"fmt"
	"testing"
)

// bigConfig is a config file of n profiles of the usual shape, about 160 bytes each.
func bigConfig(n int) []byte {
	var b bytes.Buffer
	b.WriteString("[default]\nregion = eu-west-1\n\n[profile base]\nmfa_serial = arn:aws:iam::123456789012:mfa/alice\n\n")
	for i := range n {
		fmt.Fprintf(&b, "[profile team-%d-account-%05d]\nrole_arn = arn:aws:iam::%012d:role/Developer\nsource_profile = base\nregion = eu-west-%d\n", i%7, i, int64(100000000000)+int64(i), i%3+1)
		if i%2 == 0 {
			b.WriteString("duration_seconds = 43200\n")
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func smallCredentials() File {
	return File{Path: "credentials", Text: []byte("[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n")}
}

func benchmarkParse(b *testing.B, n int) {
	config := File{Path: "config", Text: bigConfig(n)}
	b.SetBytes(int64(len(config.Text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(config, smallCredentials()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse10(b *testing.B)  { benchmarkParse(b, 10) }
func BenchmarkParse10k(b *testing.B) { benchmarkParse(b, 10_000) }

func BenchmarkListNames10k(b *testing.B) {
	config := File{Path: "config", Text: bigConfig(10_000)}
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for name := range ListNames(config, smallCredentials()) {
			n += len(name)
		}
		if n == 0 {
			b.Fatal("no names")
		}
	}
}

// BenchmarkLineScanner10k is what ListNames is measured against: reading lines
// and keeping what stands in the brackets.
func BenchmarkLineScanner10k(b *testing.B) {
	text := bigConfig(10_000)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for line := range bytes.Lines(text) {
			if name, ok := bytes.CutPrefix(line, []byte("[profile ")); ok {
				n += len(string(bytes.TrimSuffix(name, []byte("]\n"))))
			}
		}
		if n == 0 {
			b.Fatal("no names")
		}
	}
}

func BenchmarkResolve10k(b *testing.B) {
	set, err := Parse(File{Path: "config", Text: bigConfig(10_000)}, smallCredentials())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := set.Resolve("team-3-account-09999", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDescribe10k is what a list of ten thousand profiles costs.
func BenchmarkDescribe10k(b *testing.B) {
	set, err := Parse(File{Path: "config", Text: bigConfig(10_000)}, smallCredentials())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, name := range set.Names() {
			set.Describe(name)
		}
	}
}
