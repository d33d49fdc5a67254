package profile

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/profile/ini"
	"github.com/awsenv/awsenv/pkg/tooltest"
)

// oracle is a running Python that reads texts by configparser, the parser whose
// dialect this package promises.
type oracle struct {
	in  io.Writer
	out *bufio.Reader
}

// newOracle starts Python, or skips; in CI a missing Python is a failure.
func newOracle(tb testing.TB) *oracle {
	tb.Helper()
	cmd := exec.Command(tooltest.Program(tb, "python3"), "testdata/read_ini.py")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &oracle{in: in, out: bufio.NewReader(out)}
}

// read is nil when Python refuses the text.
func (o *oracle) read(tb testing.TB, text []byte) map[string]map[string]string {
	tb.Helper()
	if _, err := io.WriteString(o.in, base64.StdEncoding.EncodeToString(text)+"\n"); err != nil {
		tb.Fatal(err)
	}
	line, err := o.out.ReadBytes('\n')
	if err != nil {
		tb.Fatal(err)
	}
	var answer map[string]map[string]string
	if err := json.Unmarshal(line, &answer); err != nil {
		tb.Fatalf("%v: %s", err, line)
	}
	return answer
}

// sections reads a text with this package; nil when it is refused.
func sections(text []byte) (map[string]map[string]string, error) {
	f, err := scanFile(File{Path: "config", Text: text})
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]string{}
	for i := range f.sections {
		if f.header(i) == ini.Default {
			continue
		}
		options := map[string]string{}
		for _, o := range f.options(i) {
			options[o.name] = o.value
		}
		all[f.header(i)] = options
	}
	return all, nil
}

// agree compares both readings of a text.
func agree(tb testing.TB, o *oracle, text []byte) {
	tb.Helper()
	want := o.read(tb, text)
	got, err := sections(text)
	if (want == nil) != (err != nil) {
		tb.Fatalf("configparser says %v, we say %v (%v) of\n%q", want, got, err, text)
	}
	if err == nil && !maps.EqualFunc(got, want, maps.Equal[map[string]string, map[string]string]) {
		tb.Fatalf("configparser reads %q, we read %q in\n%q", want, got, text)
	}
	if err != nil {
		return
	}
	// What is valid must be listed the same as it is found when all is checked.
	f, err := scanFile(File{Text: text})
	if err != nil {
		tb.Fatal(err)
	}
	var inConfig, inCredentials []string
	for i := range f.sections {
		if n := f.nameOf(i); n.kind == isProfile && !slices.Contains(inConfig, n.name) {
			inConfig = append(inConfig, n.name)
		}
		if name := f.header(i); name != ini.Default {
			inCredentials = append(inCredentials, name)
		}
	}
	compareNames(tb, inConfig, File{Text: text}, File{})
	compareNames(tb, inCredentials, File{}, File{Text: text})
}

func compareNames(tb testing.TB, want []string, config, credentials File) {
	tb.Helper()
	var got []string
	for name := range ListNames(config, credentials) {
		got = append(got, name)
	}
	if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		tb.Fatalf("ListNames gives %q, the parser %q for\n%q%q", got, want, config.Text, credentials.Text)
	}
}

// scraps are what generated files are made of: pieces that matter to the parser.
var scraps = []string{
	"[profile a]", "[profile b]", "[default]", "[DEFAULT]", "[profile \"a\"]", "[profile 'a b']", "[profile a ]", "[services x]", "[sso-session s]", "[x", "[]", "[]]", "[a] # b]",
	"region = eu-west-1", "REGION=x", "region: y", "role_arn = arn:aws:iam::1:role/x", "a=1", "b = 2", "A = 3", "= 4", ": 5", "novalue", "empty =", "empty2=", "s3 =",
	"key\u00e9 = 1", "KEY\u00c9 = 2", "\u212a = 1", "k = 2", "\u0130 = 3", "x\x1c= 1", "x = 2", "aws_access_key_id_long = 1", "AWS_ACCESS_KEY_ID_LONG = 2", "value = a # b ; c",
	"# comment", "; comment", "a = 1\vb", "q =\f", "\u00a0", "\u2028", "\ufeff", "\xff", "\x00", "%", "a\u0085= 1",
	" ", "  ", "\t", "    ", "\u00a0 ", "\x1f",
	"\n", "\n", "\n", "\n", "\n\n", "\r\n", "\r", "\n  ", "\n\t", "\n  x = y", "\n  plain", "\n   # c",
}

func generate(r *rand.Rand) []byte {
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteString("[profile z]\n")
	}
	for range 1 + r.IntN(14) {
		b.WriteString(scraps[r.IntN(len(scraps))])
		if r.IntN(3) > 0 {
			b.WriteString("\n")
		}
	}
	return []byte(b.String())
}

func TestAgreesWithConfigparser(t *testing.T) {
	o := newOracle(t)
	for _, text := range []string{
		"", "\n", "[DEFAULT]\ns3 =\n  x\n", "[DEFAULT]\ns3 =\n  x\n[a]\ns3 = 1\n", "[DEFAULT]\ns3 =\n  x\n[a]\nb = 1\n",
		"[DEFAULT]\na = 1\n[x]\n[DEFAULT]\nA = 2\n", "[DEFAULT]\na = 1\n[x]\n[DEFAULT]\nb = 2\n", "[a]\n[long =\n[b]\n[long =\n[c]\n[long = ]\n[d]\n[long = 1\n", "[a]\nlonger_name = 1\n[b]\nlonger_name = 1\nLONGER_NAME = 2\n", "[a]\nlong_name_one = 1\nlong_name_two = 1\n[b]\nlong_name_two = 1\nlong_name_one = 1\nlong_name_two = 2\n",
		"[a]\n\n  b = 1\n c = 2\n   d\n",
	} {
		agree(t, o, []byte(text))
	}
	r := rand.New(rand.NewPCG(1, 2))
	n := 5_000
	if testing.Short() {
		n = 1_000
	}
	for range n {
		agree(t, o, generate(r))
	}
}

func FuzzParse(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		f.Add(generate(r))
	}
	o := newOracle(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		before := string(text)
		agree(t, o, text)
		set, err := Parse(File{Text: text}, File{Text: text})
		if err != nil {
			return
		}
		for _, name := range set.Names() {
			_, _ = set.Resolve(name, Options{})
			set.Describe(name)
			set.Doubts(name)
			if path, line := set.Where(name, ""); line == 0 {
				t.Errorf("profile %q is nowhere (%q)", name, path)
			}
		}
		set.Ignored()
		_, _ = set.Resolve("nowhere", Options{})
		if string(text) != before {
			t.Error("the text was changed")
		}
	})
}
