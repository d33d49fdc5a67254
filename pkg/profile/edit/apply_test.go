package edit

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/profile"
)

func TestApply(t *testing.T) {
	const iam = "[iam]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
	cases := []struct {
		name    string
		kind    FileKind
		before  string
		changes []Change
		after   string
	}{
		{"an option is added below the last", Credentials, iam + "\n[b]\nx = 1\n", []Change{Set("iam", "mfa_serial", "arn")}, iam + "mfa_serial = arn\n\n[b]\nx = 1\n"},
		{"two options keep their order", Credentials, iam, []Change{Set("iam", "mfa_serial", "arn"), Set("iam", "username", "u")}, iam + "mfa_serial = arn\nusername = u\n"},
		{"an option is changed in its place", Credentials, "[a]\nx = 1  \ny = 2 # not a comment\n", []Change{Set("a", "x", "9")}, "[a]\nx = 9  \ny = 2 # not a comment\n"},
		{"a name in capitals stays", Credentials, "[a]\nMFA_Serial : 1\n", []Change{Set("a", "mfa_serial", "2")}, "[a]\nMFA_Serial : 2\n"},
		{"nothing to change", Credentials, "[a]\nx=1", []Change{Set("a", "x", "1"), Unset("a", "y")}, "[a]\nx=1"},
		{"the neighbours' blanks", Credentials, "[a]\n  x=1\n[b]\n", []Change{Set("a", "y", "2")}, "[a]\n  x=1\n  y=2\n[b]\n"},
		{"not the colon", Credentials, "[a]\nx: 1\n", []Change{Set("a", "y", "2")}, "[a]\nx: 1\ny = 2\n"},
		{"tabs", Credentials, "[a]\n\tx\t=\t1\n", []Change{Set("a", "y", "2")}, "[a]\n\tx\t=\t1\n\ty\t=\t2\n"},
		{"CRLF", Credentials, "[a]\r\nx = 1\r\n\r\n[b]\r\n", []Change{Set("a", "y", "2"), Set("b", "z", "3")}, "[a]\r\nx = 1\r\ny = 2\r\n\r\n[b]\r\nz = 3\r\n"},
		{"CR", Credentials, "[a]\rx = 1\r", []Change{Set("a", "y", "2"), Set("c", "z", "3")}, "[a]\rx = 1\ry = 2\r\r[c]\rz = 3\r"},
		{"a missing final newline stays missing", Credentials, "[a]\nx = 1", []Change{Set("a", "y", "2")}, "[a]\nx = 1\ny = 2"},
		{"CRLF and no final newline", Credentials, "[a]\r\nx = 1", []Change{Set("n", "y", "2")}, "[a]\r\nx = 1\r\n\r\n[n]\r\ny = 2"},
		{"a header alone", Credentials, "[a]", []Change{Set("a", "y", "2")}, "[a]\ny = 2"},
		{"an empty file", Credentials, "", []Change{Set("a", "y", "2")}, "[a]\ny = 2\n"},
		{"comments below the last option stay there", Credentials, "[a]\nx = 1\n# end of a\n\n; b\n[b]\n", []Change{Set("a", "y", "2")}, "[a]\nx = 1\ny = 2\n# end of a\n\n; b\n[b]\n"},
		{"an empty section", Credentials, "[a]\n# why\n[b]\nx=1\n", []Change{Set("a", "y", "2")}, "[a]\ny=2\n# why\n[b]\nx=1\n"},
		{"an empty section above an indented header", Credentials, "[a]\n  [b]\n  x = 1\n", []Change{Set("a", "y", "2")}, "[a]\n  y = 2\n  [b]\n  x = 1\n"},
		{"a value of several lines is replaced, comments in it stay", Credentials, "[a]\nx = 1\n  2\n# c\n\n  3\ny = 4\n", []Change{Set("a", "x", "5")}, "[a]\nx = 5\n# c\n\ny = 4\n"},
		{"a value of several lines is removed", Credentials, "[a]\nx = 1\n  2\n  ; c\n  3\ny = 4\n", []Change{Unset("a", "x")}, "[a]\n  ; c\ny = 4\n"},
		{"below a block", Config, "[profile a]\ns3 =\n  max = 1\n\n[profile b]\n", []Change{Set("a", "y", "2")}, "[profile a]\ns3 =\n  max = 1\ny = 2\n\n[profile b]\n"},
		{"an empty value is filled", Credentials, "[a]\nx = 1\ny =  \n", []Change{Set("a", "y", "2")}, "[a]\nx = 1\ny = 2\n"},
		{"an option from [DEFAULT] is overridden in its own section", Credentials, "[DEFAULT]\nx = 1\n[a]\n", []Change{Set("a", "x", "2")}, "[DEFAULT]\nx = 1\n[a]\nx = 2\n"},
		{"the dotted capital I is no i", Credentials, "[a]\nmfa_serİal = 1\n", []Change{Set("a", "mfa_serial", "2")}, "[a]\nmfa_serİal = 1\nmfa_serial = 2\n"},
		{"an indented bracket belongs to the value", Credentials, "[a]\nx = 1\n  [b]\n  y = 2\n", []Change{Set("b", "y", "3")}, "[a]\nx = 1\n  [b]\n  y = 2\n\n[b]\ny = 3\n"},

		{"config: a new profile", Config, "[default]\nregion=x\n", []Change{Set("dev", "y", "2")}, "[default]\nregion=x\n\n[profile dev]\ny=2\n"},
		{"config: default", Config, "[profile a]\n", []Change{Set("default", "y", "2")}, "[profile a]\n\n[default]\ny = 2\n"},
		{"config: default as a profile", Config, "[profile default]\nx=1\n", []Change{Set("default", "x", "2")}, "[profile default]\nx=2\n"},
		{"config: a name with blanks", Config, "", []Change{Set("my prof", "y", "2")}, "[profile 'my prof']\ny = 2\n"},
		{"config: a name with a quote", Config, "", []Change{Set("it's", "y", "2")}, "[profile 'it'\"'\"'s']\ny = 2\n"},
		{"config: a name in double quotes", Config, "[profile \"my prof\"]\nx = 1\n", []Change{Set("my prof", "x", "2")}, "[profile \"my prof\"]\nx = 2\n"},
		{"config: of two spellings the one that counts", Config, "[profile a]\nx = 1\n[profile \"a\"]\ny = 1\n", []Change{Set("a", "x", "2")}, "[profile a]\nx = 1\n[profile \"a\"]\ny = 1\nx = 2\n"},
		{"config: DEFAULT is a name like others", Config, "[profile DEFAULT]\n", []Change{Set("DEFAULT", "x", "2")}, "[profile DEFAULT]\nx = 2\n"},
		{"credentials: names are verbatim", Credentials, "", []Change{Set("my 'prof] x", "y", "2")}, "[my 'prof] x]\ny = 2\n"},
		{"credentials: [profile a] is another profile", Credentials, "[profile a]\nx = 1\n", []Change{Set("a", "x", "2")}, "[profile a]\nx = 1\n\n[a]\nx = 2\n"},

		{"a note", Credentials, iam, []Change{Note("iam", "key AKIA")}, "[iam]\n# awsenv: key AKIA\n" + iam[len("[iam]\n"):]},
		{"a note is replaced", Credentials, "[a]\n# mine\n  # awsenv: old\nx = 1\n", []Change{Note("a", "new")}, "[a]\n# mine\n  # awsenv: new\nx = 1\n"},
		{"a note is removed", Credentials, "[a]\n# mine\n# awsenv: old\nx = 1\n", []Change{Note("a", ""), Note("b", "")}, "[a]\n# mine\nx = 1\n"},
		{"a note on a new section", Credentials, iam, []Change{Note("b", "n"), Set("b", "x", "1")}, iam + "\n[b]\n# awsenv: n\nx = 1\n"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Apply([]byte(tt.before), tt.kind, tt.changes...)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.after {
				t.Errorf("got\n%q, want\n%q", got, tt.after)
			}
			again, err := Apply(got, tt.kind, tt.changes...)
			if err != nil || string(again) != string(got) {
				t.Errorf("the second time gives\n%q, %v", again, err)
			}
		})
	}
}

func TestApplyRefuses(t *testing.T) {
	cases := []struct {
		name   string
		kind   FileKind
		before string
		change Change
	}{
		{"a line break in a value", Credentials, "", Set("a", "x", "1\n2")},
		{"a CR in a value", Credentials, "", Set("a", "x", "1\r2")},
		{"a NUL in a value", Credentials, "", Set("a", "x", "1\x002")},
		{"a value that is not UTF-8", Credentials, "", Set("a", "x", "\xff")},
		{"a leading blank", Credentials, "", Set("a", "x", " 1")},
		{"a trailing blank", Credentials, "", Set("a", "x", "1\u00a0")},
		{"a line break in a note", Credentials, "", Note("a", "1\n2")},
		{"a name with =", Credentials, "", Set("a", "x=y", "1")},
		{"a name in capitals", Credentials, "", Set("a", "X", "1")},
		{"a name that is a header", Credentials, "", Set("a", "[x]", "1")},
		{"a name that is a comment", Credentials, "", Set("a", "#x", "1")},
		{"an empty name", Credentials, "", Set("a", "", "1")},
		{"an empty profile", Credentials, "", Set("", "x", "1")},
		{"a profile with a line break", Config, "", Set("a\nb", "x", "1")},
		{"the DEFAULT section", Credentials, "", Set("DEFAULT", "x", "1")},
		{"a file that does not parse", Credentials, "[a]\nx = 1\nbroken\n", Set("a", "x", "2")},
		{"a file that does not parse elsewhere", Config, "[profile a]\n[profile a]\n", Set("b", "x", "2")},
		{"a byte order mark", Credentials, "\xef\xbb\xbf[a]\n", Set("a", "x", "2")},
		{"no kind of file", 0, "", Set("a", "x", "2")},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Apply([]byte(tt.before), tt.kind, tt.change)
			if err == nil {
				t.Fatalf("it gave %q", got)
			}
			var ours *Error
			var parse *profile.ParseError
			if tt.kind != 0 && !errors.As(err, &ours) && !errors.As(err, &parse) {
				t.Errorf("a %T: %v", err, err)
			}
		})
	}
}

func TestDiff(t *testing.T) {
	cases := []struct {
		name, before string
		changes      []Change
		want         string
	}{
		{"nothing", "[a]\nx = 1\n", []Change{Set("a", "x", "1")}, ""},
		{"line ends do not count", "[a]\r\nx = 1", []Change{Set("a", "y", "2")}, "@@ -2,0 +3 @@ [a]\n+y = 2\n"},
		{"a new file", "", []Change{Set("a", "x", "1")}, "@@ -0,0 +1,2 @@\n+[a]\n+x = 1\n"},
		{"a new section", "[a]\nx = 1\n", []Change{Note("b", "n"), Set("b", "x", "1")}, "@@ -2,0 +3,4 @@ [a]\n+\n+[b]\n+# awsenv: n\n+x = 1\n"},
		{"a changed line", "[a]\nx = 1\n[b]\n", []Change{Set("a", "x", "2")}, "@@ -2 +2 @@ [a]\n-x = 1\n+x = 2\n"},
		{"two places", "[a]\nx = 1\ny = 2\nz = 3\n", []Change{Set("a", "x", "9"), Set("a", "z", "8")}, "@@ -2 +2 @@ [a]\n-x = 1\n+x = 9\n@@ -4 +4 @@ [a]\n-z = 3\n+z = 8\n"},
		{"neighbours", "[a]\nx = 1\ny = 2\n", []Change{Set("a", "x", "2"), Set("a", "y", "1")}, "@@ -2,2 +2,2 @@ [a]\n-x = 1\n-y = 2\n+x = 2\n+y = 1\n"},
		{"the same line twice", "[a]\nx = 1\n[b]\n", []Change{Set("a", "x", "2"), Set("a", "x", "3")}, "@@ -2 +2 @@ [a]\n-x = 1\n+x = 3\n"},
		{"a removed line", "[a]\nx = 1\ny = 2\n", []Change{Unset("a", "x")}, "@@ -2 +1,0 @@ [a]\n-x = 1\n"},
		{"a value of several lines", "[a]\nx = 1\n  2\n# c\n  3\ny = 4\n", []Change{Set("a", "x", "5")}, "@@ -2,2 +2 @@ [a]\n-x = 1\n-  2\n+x = 5\n@@ -5 +3,0 @@ [a]\n-  3\n"},
		{"a note that goes", "[a]\n# awsenv: n\nx = 1\n", []Change{Note("a", "")}, "@@ -2 +1,0 @@ [a]\n-# awsenv: n\n"},
		{"a secret", "[a]\nAWS_SECRET_ACCESS_KEY: hidden\n", []Change{Set("a", "aws_secret_access_key", "other"), Set("a", "aws_session_token", "t")},
			"@@ -2 +2,2 @@ [a]\n-AWS_SECRET_ACCESS_KEY: (not shown)\n+AWS_SECRET_ACCESS_KEY: (not shown)\n+aws_session_token = (not shown)\n"},
		{"a secret behind a letter that is longer in lower case", "[a]\nx = \u0130secret\n", []Change{Set("a", "x", "1")}, "@@ -2 +2 @@ [a]\n-(not shown)\n+x = 1\n"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "credentials")
			put(t, path, tt.before, 0o600)
			r, err := File{Path: path, Name: "f", Kind: Credentials}.Preview(func(Text) ([]Change, error) { return tt.changes, nil })
			if err != nil {
				t.Fatal(err)
			}
			want := tt.want
			if want != "" {
				want = "--- f\n+++ f\n" + want
			}
			if got := strings.Join(append(r.Diff(), ""), "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
