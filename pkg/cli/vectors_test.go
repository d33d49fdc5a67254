//go:build !windows

package cli_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// vector is one recorded case of the AWS CLI with a profile.
type vector struct {
	ID           string             `json:"id"`
	Config       *string            `json:"config"`
	ConfigBase64 string             `json:"config_base64"`
	Credentials  string             `json:"credentials"`
	Files        map[string]string  `json:"files"`
	Env          map[string]*string `json:"env"`
	Profile      string             `json:"profile"`
	GivenBy      string             `json:"profile_given_by"`
	Expect       struct {
		Calls    []recordedCall `json:"calls"`
		Identity *recordedCall  `json:"identity"`
		Error    *struct {
			Class string `json:"class"`
		} `json:"error"`
	} `json:"expect"`
}

type recordedCall struct {
	Action        string            `json:"action"`
	Endpoint      string            `json:"endpoint"`
	Signer        string            `json:"signer"`
	SignerToken   string            `json:"signer_token"`
	SigningRegion string            `json:"signing_region"`
	Params        map[string]string `json:"params"`
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("../profile/testdata/profiles.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []vector `json:"vectors"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Vectors
}

// TestRecordedProfilesOnTheWire runs the program for every recorded profile, with
// the emulator behind a proxy that answers for all of AWS's hosts, and compares
// the requests that arrive with those that the AWS CLI made.
func TestRecordedProfilesOnTheWire(t *testing.T) {
	for _, v := range readVectors(t) {
		if v.GivenBy != "flag" {
			continue // the program always names its profile; pkg/profile tests the rest
		}
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			runVector(t, v)
		})
	}
}

func runVector(t *testing.T, v vector) {
	home := t.TempDir()
	server, err := awstest.Start(v.world(home))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	v.write(t, home, server)

	cmd := exec.Command(os.Args[0], "use", v.Profile)
	cmd.Args[0] = "awsenv"
	cmd.Env = v.environ(home, server)
	if serial := v.firstSerial(); serial != "" {
		code, err := server.NextCode(serial)
		if err != nil {
			t.Fatal(err)
		}
		cmd.Args = append(cmd.Args, "--token", code)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if v.Expect.Error != nil {
		if err == nil || stdout.String() != "false;\n" || !strings.HasPrefix(stderr.String(), "awsenv: error: ") {
			t.Errorf("the AWS CLI fails (%s); here: %v\nstdout %q\nstderr %s", v.Expect.Error.Class, err, stdout.String(), stderr.String())
		}
		return
	}
	v.compare(t, home, server.Log(), stdout.String())
	if t.Failed() {
		t.Logf("exit: %v\nstderr: %s", err, stderr.String())
	}
}

// compare holds the requests that arrived against the recorded ones.
func (v vector) compare(t *testing.T, home string, log awstest.Log, stdout string) {
	t.Helper()
	var calls awstest.Log
	for _, e := range log {
		if e.Service == "sts" || e.Service == "sso" {
			calls = append(calls, e)
		}
	}
	for i, want := range v.Expect.Calls {
		if i >= len(calls) {
			t.Errorf("call %d, %s, was not made", i+1, want.Action)
			return
		}
		want.check(t, i, calls[i])
		if calls[i].Status != 200 {
			// Keys that only the recording's far side knew are refused here; the
			// request was the right one, and that is what is compared.
			return
		}
	}
	v.checkIdentity(t, calls[len(v.Expect.Calls):], stdout)
}

// checkIdentity looks at what the profile yields when no role is assumed: keys of
// an IAM user open a session with those keys, others are exported as they are.
func (v vector) checkIdentity(t *testing.T, further awstest.Log, stdout string) {
	t.Helper()
	want := v.Expect.Identity
	if strings.HasPrefix(want.Signer, "call:") || strings.HasPrefix(want.Signer, "ASIAINSTANCE") || strings.HasPrefix(want.Signer, "ASIACONTAINER") {
		if len(further) > 0 {
			t.Errorf("%d further calls, first %+v", len(further), further[0])
		}
		return
	}
	if want.SignerToken != "" || strings.HasPrefix(want.Signer, "AKIAPROCESS") {
		if !strings.Contains(stdout, "AWS_ACCESS_KEY_ID='"+want.Signer+"'") {
			t.Errorf("the keys of %s are not exported", want.Signer)
		}
		return
	}
	if len(further) != 1 || further[0].Action != "GetSessionToken" {
		t.Fatalf("the IAM user's session: %+v", further)
	}
	want.checkPlace(t, 0, further[0])
}

func (want recordedCall) check(t *testing.T, i int, got awstest.Entry) {
	t.Helper()
	if action := strings.TrimPrefix(want.Action, "sso:"); action != got.Action {
		t.Errorf("call %d is %s, want %s", i+1, got.Action, action)
	}
	want.checkPlace(t, i, got)
	for name, value := range want.Params {
		switch {
		case name == "RoleSessionName" && value == "<generated>", name == "WebIdentityToken":
			continue
		case name == "TokenCode", name == "SerialNumber" && i > 0:
			// A role session has no MFA device: awsenv does not send what AWS refuses.
			continue
		}
		if got.Params[name] != value {
			t.Errorf("call %d: %s is %q, want %q", i+1, name, got.Params[name], value)
		}
	}
	if _, sent := want.Params["DurationSeconds"]; !sent && got.Params["DurationSeconds"] != "" {
		t.Errorf("call %d: DurationSeconds %s is sent, and the AWS CLI sends none", i+1, got.Params["DurationSeconds"])
	}
}

// checkPlace compares where a call went and how it was signed.
func (want recordedCall) checkPlace(t *testing.T, i int, got awstest.Entry) {
	t.Helper()
	endpoint, err := url.Parse(labHosts(want.Endpoint))
	if err != nil {
		t.Fatal(err)
	}
	if got.Host != endpoint.Host && got.Host != endpoint.Host+":443" {
		t.Errorf("call %d went to %s, want %s", i+1, got.Host, endpoint.Host)
	}
	if want.SigningRegion != got.Region {
		t.Errorf("call %d is signed for %q, want %q", i+1, got.Region, want.SigningRegion)
	}
	if (want.SignerToken != "") != got.SessionToken && want.Signer != "" {
		t.Errorf("call %d: session token sent: %v", i+1, got.SessionToken)
	}
	if strings.HasPrefix(want.Signer, "AKIA") && got.AccessKeyID != want.Signer {
		t.Errorf("call %d is signed by %s, want %s", i+1, got.AccessKeyID, want.Signer)
	}
}

// labPort matches the custom endpoints of the recording; a proxy is never asked
// for a loopback address, so they get names.
var labPort = regexp.MustCompile(`127\.0\.0\.1:(45\d\d)\b`)

func labHosts(text string) string { return labPort.ReplaceAllString(text, "lab$1.amazonaws.com") }

var (
	keyPattern    = regexp.MustCompile(`(?mi)^\s*aws_access_key_id\s*[=:]\s*(\S+)`)
	secretPattern = regexp.MustCompile(`(?mi)^\s*aws_secret_access_key\s*[=:]\s*(\S+)`)
	serialPattern = regexp.MustCompile(`(?mi)^\s*mfa_serial\s*[=:]\s*(.+?)\s*$`)
)

// world is an AWS in which the recorded calls are allowed.
func (v vector) world(home string) awstest.World {
	files := v.text(home, "") + "\n" + v.Credentials
	var world awstest.World
	secrets := secretPattern.FindAllStringSubmatch(files, -1)
	serials := serialPattern.FindAllStringSubmatch(files, -1)
	for i, key := range keyPattern.FindAllStringSubmatch(files, -1) {
		user := awstest.User{Account: "123456789012", Name: "alice"}
		if i < len(secrets) {
			user.Keys = []awstest.Key{{ID: key[1], Secret: secrets[i][1]}}
		}
		if i == 0 {
			seen := map[string]bool{}
			for _, serial := range serials {
				if !seen[serial[1]] {
					seen[serial[1]] = true
					user.Devices = append(user.Devices, awstest.Device{Serial: serial[1], Secret: awstest.MFASecret})
				}
			}
		}
		world.Users = append(world.Users, user)
	}
	for _, call := range v.Expect.Calls {
		if arn := call.Params["RoleArn"]; strings.HasPrefix(arn, "arn:") {
			world.Roles = append(world.Roles, awstest.Role{ARN: arn, MaxSession: 12 * time.Hour, Trust: []awstest.Trust{{Principal: "*"}}})
		}
	}
	world.Instance = &awstest.Instance{RoleARN: "arn:aws:iam::123456789012:role/instance", Region: "eu-west-1"}
	world.Container = &awstest.Container{Path: "/stub/creds", RoleARN: "arn:aws:iam::123456789012:role/task"}
	world.Roles = append(world.Roles,
		awstest.Role{ARN: world.Instance.RoleARN}, awstest.Role{ARN: world.Container.RoleARN})
	world.SSO = []awstest.SSOSession{{
		StartURL: "https://d-example.awsapps.com/start", Region: "us-west-2", AccessToken: "SSO-ACCESS-TOKEN",
		Roles: []awstest.SSORole{{Account: "123456789012", Name: "Reader"}},
	}}
	world.WebIdentities = []awstest.WebIdentity{{Token: "WEB.IDENTITY.TOKEN", Provider: "*", Subject: "web", Audience: "sts"}}
	return world
}

// firstSerial is the device that the first call needs a code of.
func (v vector) firstSerial() string {
	for _, call := range v.Expect.Calls {
		return call.Params["SerialNumber"]
	}
	return ""
}

func (v vector) text(home, server string) string {
	text := ""
	if v.Config != nil {
		text = *v.Config
	} else if raw, err := base64.StdEncoding.DecodeString(v.ConfigBase64); err == nil {
		text = string(raw)
	}
	return fill(text, home, server)
}

// fill replaces the placeholders of the recording.
func fill(text, home, server string) string {
	text = strings.ReplaceAll(text, "{{HOME}}", home)
	text = strings.ReplaceAll(text, "127.0.0.1:{{PORT}}", strings.TrimPrefix(server, "http://"))
	return labHosts(text)
}

func (v vector) write(t *testing.T, home string, server *awstest.Server) {
	t.Helper()
	files := map[string]string{
		".aws/config":      v.text(home, server.URL),
		".aws/credentials": fill(v.Credentials, home, server.URL),
		// The AWS CLI sends every code with AssumeRole.
		".config/awsenv/config.toml": "[profile.\"" + strings.ReplaceAll(v.Profile, `"`, `\"`) + "\"]\nmfa = \"direct\"\n",
	}
	for name, text := range v.Files {
		files[name] = fill(text, home, server.URL)
	}
	for name, text := range files {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (v vector) environ(home string, server *awstest.Server) []string {
	env := map[string]string{
		"HOME": home, "PATH": os.Getenv("PATH"), "LANG": "C.UTF-8", "SHELL": "/bin/bash",
		"AWS_EC2_METADATA_DISABLED": "true",
	}
	for _, pair := range server.ProxyEnv() {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	for name, value := range v.Env {
		if value == nil {
			delete(env, name)
		} else {
			env[name] = fill(*value, home, server.URL)
		}
	}
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}
