//go:build linux || darwin

package cli_test

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/cli"
	"github.com/awsenv/awsenv/pkg/ptytest"
	"github.com/awsenv/awsenv/pkg/session"
)

// pictureTime is when the pictures are taken.
var pictureTime = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

const pictureConfig = `[default]
region = us-east-1
[profile iam]
region = eu-west-1
mfa_serial = arn:aws:iam::111122223333:mfa/michael
[profile prod]
role_arn = arn:aws:iam::444455556666:role/admin
source_profile = iam
mfa_serial = arn:aws:iam::111122223333:mfa/michael
duration_seconds = 43200
region = eu-west-1
[profile payments-prod-admin]
role_arn = arn:aws:iam::777788889999:role/platform/PaymentsAdministrator
source_profile = iam
region = eu-central-1
[profile 日本語プロファイル]
role_arn = arn:aws:iam::222233334444:role/Développeur
source_profile = iam
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile corp-viewer]
sso_session = corp
sso_account_id = 222233334444
sso_role_name = ViewOnlyAccess
region = eu-west-1
[profile odd]
role_arn = arn:aws:iam::222233334444:role/odd
source_profile = gone
`

// pictureHome is a home with profiles of every kind and sessions of some.
func pictureHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(home, ".aws", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("config", pictureConfig)
	write("credentials", "[iam]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n")
	keepRole(t, home, `{"DurationSeconds": 43200, "RoleArn": "arn:aws:iam::444455556666:role/admin", "SerialNumber": "arn:aws:iam::111122223333:mfa/michael"}`, 12*time.Hour)
	keepRole(t, home, `{"RoleArn": "arn:aws:iam::777788889999:role/platform/PaymentsAdministrator"}`, 9*time.Minute)
	name, token := awstest.SSOSession{
		StartURL: "https://corp.awsapps.com/start", Region: "eu-west-1", AccessToken: "access", RefreshToken: "refresh", ClientID: "client", ClientSecret: "client",
		Expires: pictureTime.Add(20 * time.Hour), RegistrationExpires: pictureTime.Add(90 * 24 * time.Hour),
	}.TokenFile("corp")
	write("sso/cache/"+name, string(token))
	return home
}

// keepRole keeps a role session as the AWS CLI does, under the SHA-1 of its key.
func keepRole(t *testing.T, home, key string, left time.Duration) {
	t.Helper()
	sum := sha1.Sum([]byte(key))
	err := cache.CLI{Dir: cache.CLIDir(home)}.Store(hex.EncodeToString(sum[:])+".json", session.Issued{
		Keys:    session.Keys{AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret", SessionToken: "token"},
		Expires: pictureTime.Add(left),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPictures holds what a person sees of list, status, help and the picker, at three
// widths, against text. After a change that is meant:
//
//	go test ./pkg/cli -run TestPictures -update
func TestPictures(t *testing.T) {
	home := pictureHome(t)
	program, err := exec.LookPath("awsenv")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, typed, keys string
		rows              int
		shows             string // when the picker's picture is taken
	}{
		{name: "list", typed: "list", rows: 40},
		{name: "status", typed: "status", rows: 40},
		{name: "help-list", typed: "list --help", rows: 60},
		{name: "picker", rows: 24, shows: "7 of 7;"},
		{name: "picker-typed", keys: "payprodadm", rows: 8, shows: "1 of 1"},
	} {
		for _, columns := range []int{40, 80, 200} {
			picture := fmt.Sprintf("%s-%d", test.name, columns)
			t.Run(picture, func(t *testing.T) {
				cmd := exec.Command(program, strings.Fields(test.typed)...)
				cmd.Dir = home
				cmd.Env = []string{
					"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LANG=C.UTF-8", "TZ=UTC", nowVariable + "=" + pictureTime.Format(time.RFC3339),
					"AWSENV_PROFILE=prod", "AWSENV_ROLE_ARN=arn:aws:iam::444455556666:role/admin", "AWS_ACCOUNT_ID=444455556666", "AWS_REGION=eu-west-1",
					fmt.Sprintf("AWSENV_EXPIRES=%d", pictureTime.Add(12*time.Hour).Unix()), "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token",
				}
				if test.typed == "" {
					cmd.Stdout = new(strings.Builder)
				}
				p := ptytest.Start(t, cmd, columns, test.rows)
				if test.shows != "" {
					p.Until("list", func() bool { return strings.Contains(p.Screen(), "Profile:") })
					if p.Type(test.keys); test.keys != "" {
						p.Until(test.shows, func() bool {
							return strings.Contains(p.Screen(), "Profile: "+test.keys+"\n") && strings.Contains(p.Screen(), test.shows)
						})
					}
				} else if status := p.End(); status != 0 {
					t.Errorf("exit status %d", status)
				}
				seen := p.Screen() + "\n"
				for line := range strings.SplitSeq(seen, "\n") {
					if strings.TrimRight(line, " ") != line {
						t.Errorf("blanks at the end of %q", line)
					}
				}
				if test.shows != "" {
					p.Type("\x1b")
					if status := p.End(); status != 130 {
						t.Errorf("Esc: exit status %d", status)
					}
				}
				comparePicture(t, filepath.Join("testdata", "pictures", picture+".txt"), seen)
			})
		}
	}
}

func comparePicture(t *testing.T, path, seen string) {
	t.Helper()
	if cli.Updating() {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(seen), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if seen != string(want) {
		t.Errorf("the screen shows\n%s\nnot\n%s", seen, want)
	}
}
