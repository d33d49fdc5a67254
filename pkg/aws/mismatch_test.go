package aws

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/exit"
)

// Asked for one role, the keys of another account's role were taken and loaded, and so
// was a session that had ended years before.
func TestAnswerIsComparedWithTheQuestion(t *testing.T) {
	at := func(arn, expires string) http.HandlerFunc {
		text := strings.Replace(grantedRole, "arn:aws:sts::123456789012:assumed-role/dev/me", arn, 1)
		text = strings.Replace(text, "2099-01-02T03:04:05Z", expires, 1)
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", "Fri, 20 Nov 2026 21:00:00 GMT")
			answer(200, text)(w, r)
		}
	}
	const ours, later = "arn:aws:sts::123456789012:assumed-role/dev/me", "2026-11-20T22:00:00Z"
	for name, v := range map[string]struct {
		handler http.HandlerFunc
		says    string // empty: taken
	}{
		"as asked":           {at(ours, later), ""},
		"another session":    {at("arn:aws:sts::123456789012:assumed-role/dev/somebody", later), ""},
		"another partition":  {at("arn:aws-cn:sts::123456789012:assumed-role/dev/me", later), ""},
		"no ARN":             {at("", later), ""},
		"another account":    {at("arn:aws:sts::999999999999:assumed-role/dev/me", later), "another role"},
		"another role":       {at("arn:aws:sts::123456789012:assumed-role/admin/me", later), "another role"},
		"a user":             {at("arn:aws:iam::123456789012:user/dev", later), "another role"},
		"ended long ago":     {at(ours, "2020-01-01T00:00:00Z"), "2020-01-01T00:00:00Z"},
		"ends as it begins":  {at(ours, "2026-11-20T21:00:00Z"), "its own clock"},
		"a second is enough": {at(ours, "2026-11-20T21:00:01Z"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeSTS(t, v.handler)
			got, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, withCode())
			var unreachable *Unreachable
			switch {
			case v.says == "" && (err != nil || got.Keys.Empty()):
				t.Errorf("%+v, %v", got, err)
			case v.says == "":
			case !errors.As(err, &unreachable) || !unreachable.CodeSent || unreachable.ExitCode() != exit.Unreachable ||
				!strings.Contains(err.Error(), v.says) || !got.Keys.Empty():
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// Without a region a role of China or GovCloud was asked for at the commercial STS.
func TestRoleOfAnotherPartition(t *testing.T) {
	for _, v := range []struct{ region, arn, want string }{
		{"", "arn:aws:iam::123456789012:role/dev", ""},
		{"eu-west-1", "arn:aws:iam::123456789012:role/dev", ""},
		{"garage", "arn:aws:iam::123456789012:role/dev", ""},
		{"cn-north-1", "arn:aws-cn:iam::123456789012:role/dev", ""},
		{"fips-us-gov-west-1", "arn:aws-us-gov:iam::123456789012:role/dev", ""},
		{"", "arn:aws-to-come:iam::123456789012:role/dev", ""},
		{"", "GAHT12345678", ""},
		{"", "arn:aws-cn:iam::123456789012:role/dev", "cn-north-1"},
		{"aws-global", "arn:aws-us-gov:iam::123456789012:mfa/me", "us-gov-west-1"},
		{"", "arn:aws-eusc:iam::123456789012:role/dev", "eusc-de-east-1"},
		{"eu-west-1", "arn:aws-cn:iam::123456789012:role/dev", ""}, // chosen by somebody, and refused by AWS
	} {
		err := newTestClient(Config{Region: v.region}).InPartition(v.arn)
		var config *ConfigError
		switch {
		case v.want == "" && err != nil, v.want != "" && (!errors.As(err, &config) || !strings.Contains(config.Do, v.want)):
			t.Errorf("%q, %s: %v", v.region, v.arn, err)
		}
	}
	if err := newTestClient(Config{STSEndpoint: "http://127.0.0.1:1", Region: "x"}).InPartition("arn:aws-cn:iam::1:role/dev"); err != nil {
		t.Errorf("an endpoint that the person named: %v", err)
	}
}

// Keys that had ended were handed on by the other places that give some, too, and by a
// server that does not tell its time.
func TestKeysThatHaveEnded(t *testing.T) {
	const ended = "2020-01-01T00:00:00Z"
	gone := strings.Replace(machineKeys, "2099-01-01T00:00:00Z", ended, 1)
	for name, call := range map[string]func(t *testing.T) error{
		"SSO, no time at all": func(t *testing.T) error {
			p := newPortal(t)
			p.creds = jsonBody(200, `{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s3cret","sessionToken":"SSO-TOKEN"}}`)
			_, err := p.client(files{corpToken: ssoFile(nil)}).SSORoleCredentials(t.Context(), ssoRequest("corp"))
			return err
		},
		"container": func(t *testing.T) error {
			server, _ := machine(t, jsonBody(200, gone))
			_, err := newTestClient(Config{Env: environment(map[string]string{containerFull: server.URL + "/x"})}).ContainerCredentials(t.Context(), "x")
			return err
		},
		"instance": func(t *testing.T) error {
			server, _ := machine(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/my-role") {
					_, _ = w.Write([]byte(gone))
					return
				}
				instance(w, r)
			})
			_, err := newTestClient(Config{Env: environment(map[string]string{instanceEndpoint: server.URL})}).InstanceCredentials(t.Context(), "x")
			return err
		},
		"no Date": func(t *testing.T) error {
			f := newFakeSTS(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Date"] = nil
				answer(200, strings.Replace(grantedRole, "2099-01-02T03:04:05Z", ended, 1))(w, r)
			})
			_, err := f.client(Config{}).AssumeRole(t.Context(), userKeys, devRole)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := call(t); exitCode(err) != exit.Unreachable || !strings.Contains(err.Error(), " ended at ") {
				t.Errorf("exit %d, %v", exitCode(err), err)
			}
		})
	}
}
