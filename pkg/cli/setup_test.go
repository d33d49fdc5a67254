package cli

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/aws"
)

func TestUserOf(t *testing.T) {
	for arn, user := range map[string]string{
		"arn:aws:iam::111122223333:user/michael":             "michael",
		"arn:aws:iam::111122223333:user/division/team/anna":  "anna",
		"arn:aws-cn:iam::111122223333:user/x":                "x",
		"arn:aws:iam::111122223333:root":                     "",
		"arn:aws:sts::111122223333:assumed-role/admin/x":     "",
		"arn:aws:sts::111122223333:federated-user/x":         "",
		"arn:aws:sts::111122223333:assumed-role/user/s:user": "",
		"":                       "",
		"no ARN":                 "",
		"arn:aws:iam::1:group/x": "",
	} {
		got, err := userOf("iam", aws.Identity{ARN: arn})
		if got != user || (err != nil) != (user == "") {
			t.Errorf("%s is user %q, %v", arn, got, err)
		}
		if err != nil && exitStatus(err) != exitConfig {
			t.Errorf("%s: exit status %d", arn, exitStatus(err))
		}
	}
	if _, err := userOf("iam", aws.Identity{ARN: "arn:aws:iam::111122223333:root"}); !strings.Contains(err.Error(), "root user") {
		t.Errorf("got %v", err)
	}
}

func TestUnifiedDiff(t *testing.T) {
	cases := []struct{ name, before, after, want string }{
		{"nothing", "[a]\nx = 1\n", "[a]\nx = 1\n", ""},
		{"line ends do not count", "[a]\r\nx = 1", "[a]\nx = 1\n", ""},
		{"a new file", "", "[a]\nx = 1\n", "@@ -0,0 +1,2 @@\n+[a]\n+x = 1\n"},
		{"an added line", "[a]\nx = 1\n", "[a]\nx = 1\ny = 2\n", "@@ -2,0 +3 @@ [a]\n+y = 2\n"},
		{"a changed line", "[a]\nx = 1\n[b]\n", "[a]\nx = 2\n[b]\n", "@@ -2 +2 @@ [a]\n-x = 1\n+x = 2\n"},
		{"two places", "[a]\nx = 1\ny = 2\nz = 3\n", "[a]\nx = 9\ny = 2\nz = 8\n", "@@ -2 +2 @@ [a]\n-x = 1\n+x = 9\n@@ -4 +4 @@ [a]\n-z = 3\n+z = 8\n"},
		{"a removed line", "[a]\nx = 1\ny = 2\n", "[a]\ny = 2\n", "@@ -2 +1,0 @@ [a]\n-x = 1\n"},
		{"a secret", "[a]\naws_secret_access_key = hidden\n# old aws_session_token=hidden\n", "[a]\nAWS_SECRET_ACCESS_KEY: hidden\n",
			"@@ -2,2 +2 @@ [a]\n-aws_secret_access_key = (not shown)\n-# old aws_session_token= (not shown)\n+AWS_SECRET_ACCESS_KEY: (not shown)\n"},
		{"control characters", "[a]\n", "[a]\nx = \x1b[31m\n", "@@ -1,0 +2 @@ [a]\n+x = \uFFFD[31m\n"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			if want != "" {
				want = "--- f\n+++ f\n" + want
			}
			if got := unifiedDiff("f", []byte(tt.before), []byte(tt.after)); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Whatever two texts differ in, putting the hunks in place of the old lines gives the
// new ones.
func TestHunksLeadToTheNewText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() []string {
		lines := make([]string, r.IntN(9))
		for i := range lines {
			lines[i] = fmt.Sprint(r.IntN(4))
		}
		return lines
	}
	for range 20_000 {
		old, now := text(), text()
		var built []string
		from := 0
		for _, h := range hunks(old, now) {
			if h.old < from || h.oldEnd < h.old || h.nowEnd < h.now || h.old == h.oldEnd && h.now == h.nowEnd {
				t.Fatalf("hunk %+v of %v and %v", h, old, now)
			}
			built = append(append(built, old[from:h.old]...), now[h.now:h.nowEnd]...)
			from = h.oldEnd
		}
		built = append(built, old[from:]...)
		if !slices.Equal(built, now) {
			t.Fatalf("%v and %v give %v, %v", old, now, hunks(old, now), built)
		}
	}
}
