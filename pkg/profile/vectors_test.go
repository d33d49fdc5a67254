package profile

import (
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/session"
)

// vector is one recorded case of what the AWS CLI does with a profile.
type vector struct {
	ID             string             `json:"id"`
	Config         string             `json:"config"`
	ConfigBase64   string             `json:"config_base64"`
	Credentials    string             `json:"credentials"`
	Env            map[string]*string `json:"env"`
	Files          map[string]string  `json:"files"`
	Profile        string             `json:"profile"`
	ProfileGivenBy string             `json:"profile_given_by"`
	Listed         []string           `json:"profiles_listed"`
	Expect         outcome            `json:"expect"`
}

type outcome struct {
	Calls    []call         `json:"calls"`
	Identity *call          `json:"identity"`
	Prompts  []string       `json:"mfa_prompts"`
	Error    *expectedError `json:"error"`
	// settings decide the endpoints of a run.
	settings Settings
}

type expectedError struct {
	Class   string `json:"class"`
	Message string `json:"message"`
}

// call is a request: which action, with what, signed how.
type call struct {
	Action      string            `json:"action"`
	Endpoint    string            `json:"endpoint"`
	Signer      *string           `json:"signer"`
	SignerToken string            `json:"signer_token"`
	Region      string            `json:"signing_region"`
	Params      map[string]string `json:"params"`
	Bearer      string            `json:"bearer"`
	RoleName    string            `json:"role_name"`
	AccountID   string            `json:"account_id"`
}

const vectorHome = "/home/person"

// world is the folder and the environment of a case.
type world struct {
	files map[string]string
	env   map[string]string
}

func (v vector) world(t *testing.T) world {
	t.Helper()
	place := strings.NewReplacer("{{HOME}}", vectorHome, "{{PORT}}", "4242")
	config := v.Config
	if v.ConfigBase64 != "" {
		raw, err := base64.StdEncoding.DecodeString(v.ConfigBase64)
		if err != nil {
			t.Fatal(err)
		}
		config = string(raw)
	}
	w := world{
		files: map[string]string{vectorHome + "/.aws/config": place.Replace(config), vectorHome + "/.aws/credentials": v.Credentials},
		env:   map[string]string{"AWS_EC2_METADATA_DISABLED": "true", "HOME": vectorHome},
	}
	for name, text := range v.Files {
		w.files[vectorHome+"/"+name] = place.Replace(text)
	}
	for name, value := range v.Env {
		if value == nil {
			delete(w.env, name)
		} else {
			w.env[name] = place.Replace(*value)
		}
	}
	if v.ProfileGivenBy == "env" {
		w.env["AWS_PROFILE"] = v.Profile
	}
	return w
}

func (w world) lookup(name string) (string, bool) {
	value, set := w.env[name]
	return value, set
}

func (w world) read(path string) ([]byte, error) {
	if text, ok := w.files[path]; ok {
		return []byte(text), nil
	}
	return nil, fs.ErrNotExist
}

func (w world) file(path string) File {
	text, _ := w.read(path)
	return File{Path: path, Text: text}
}

func (w world) options() Options {
	return Options{Env: w.lookup, Home: vectorHome, ReadFile: w.read}
}

// reading reads the profile of a case from the files, whose whole has been read already.
type reading func(whole *Set, config, credentials File, profile string, resolve func(*Set) (Chain, error)) (Chain, error)

// run does what the AWS CLI does, with every answer made up.
func (v vector) run(w world, read reading) (outcome, []string, error) {
	config, credentials := Paths(w.lookup, vectorHome)
	set, err := Parse(w.file(config), w.file(credentials))
	if err != nil {
		return outcome{}, nil, err
	}
	listed := set.Names()
	chain, err := read(set, w.file(config), w.file(credentials), v.Profile, func(set *Set) (Chain, error) { return w.resolve(set, v) })
	if err == nil {
		err = chain.Check()
	}
	if err != nil {
		return outcome{}, listed, err
	}
	o, err := calls(chain, w)
	return o, listed, err
}

// resolve finds the profile that a case names: by a flag, by a variable or not at
// all. Key variables come first when no flag names one.
func (w world) resolve(set *Set, v vector) (Chain, error) {
	name, named := v.Profile, true
	if v.ProfileGivenBy != "flag" {
		if name, named = w.env["AWS_PROFILE"]; !named {
			name, named = w.env["AWS_DEFAULT_PROFILE"]
		}
		if !named {
			name = "default"
		}
	}
	if _, keys := w.env["AWS_ACCESS_KEY_ID"]; keys && v.ProfileGivenBy != "flag" && (!named || set.Has(name)) {
		return set.Environment(w.options())
	}
	return set.Resolve(name, w.options())
}

// calls turns a chain into the requests that would be made.
func calls(c Chain, w world) (outcome, error) {
	o := outcome{settings: c.Settings}
	region := c.Settings.Region
	if region == "" || region == "aws-global" {
		region = "us-east-1"
	}
	keys, first, err := sourceCall(c, w)
	if err != nil {
		return o, err
	}
	signer, token := &keys.AccessKeyID, keys.SessionToken
	made := func(next call) {
		o.Calls = append(o.Calls, next)
		number := fmt.Sprintf("call:%d", len(o.Calls))
		signer, token = &number, number
	}
	if first != nil {
		made(*first)
	}
	for _, role := range slices.Backward(c.Roles) {
		if role.MFASerial != "" {
			o.Prompts = append(o.Prompts, role.MFASerial)
		}
	}
	prompt := len(o.Prompts)
	for _, role := range c.Roles {
		params := map[string]string{"RoleArn": role.ARN, "RoleSessionName": generated(role.SessionName)}
		if role.ExternalID != "" {
			params["ExternalId"] = role.ExternalID
		}
		if role.Duration != 0 {
			params["DurationSeconds"] = fmt.Sprint(int(role.Duration.Seconds()))
		}
		if role.MFASerial != "" {
			params["SerialNumber"], params["TokenCode"] = role.MFASerial, fmt.Sprint(100000+prompt)
			prompt--
		}
		made(call{Action: "AssumeRole", Signer: signer, SignerToken: token, Region: region, Params: params})
	}
	o.Identity = &call{Signer: signer, SignerToken: token, Region: region}
	return o, nil
}

func generated(name string) string {
	if name == "" {
		return "<generated>"
	}
	return name
}

// failure is an error that only the making of a call can show.
type failure string

func (f failure) Error() string { return string(f) }

// sourceCall plays the source: the keys that it has, or the call that gets them.
func sourceCall(c Chain, w world) (session.Keys, *call, error) {
	switch s := c.Source; s.Kind {
	case SourceKeys, SourceEnvironment:
		return s.Keys, nil, nil
	case SourceProcess:
		return runProcess(s.Process)
	case SourceWebIdentity:
		token, err := w.read(s.WebIdentity.TokenFile)
		if err != nil {
			return session.Keys{}, nil, failure("FileNotFoundError")
		}
		return session.Keys{}, &call{Action: "AssumeRoleWithWebIdentity", Params: map[string]string{
			"RoleArn": s.WebIdentity.RoleARN, "RoleSessionName": generated(s.WebIdentity.SessionName), "WebIdentityToken": string(token)}}, nil
	case SourceSSO:
		var token struct {
			AccessToken string
			ExpiresAt   time.Time
		}
		if err := readJSON(w, filepath.Join(vectorHome, ".aws", "sso", "cache", fmt.Sprintf("%x.json", sha1.Sum([]byte(cmp.Or(s.SSO.Session, s.SSO.StartURL))))), &token); err != nil || token.ExpiresAt.Before(time.Now()) {
			return session.Keys{}, nil, failure("UnauthorizedSSOTokenError")
		}
		return session.Keys{}, &call{Action: "sso:GetRoleCredentials", Bearer: token.AccessToken, RoleName: s.SSO.RoleName, AccountID: s.SSO.AccountID,
			Endpoint: "https://portal.sso." + s.SSO.Region + ".amazonaws.com/federation/credentials"}, nil
	case SourceLogin:
		var token struct{ AccessToken session.Keys }
		if err := readJSON(w, filepath.Join(LoginDir(w.lookup, vectorHome), fmt.Sprintf("%x.json", sha256.Sum256([]byte(s.Login)))), &token); err != nil {
			return session.Keys{}, nil, failure("LoginTokenLoadError")
		}
		return token.AccessToken, nil, nil
	case SourceContainer:
		return session.Keys{AccessKeyID: "ASIACONTAINER0000001", SessionToken: "CONTAINER-TOKEN"}, nil, nil
	case SourceInstance:
		return session.Keys{AccessKeyID: "ASIAINSTANCE00000001", SessionToken: "INSTANCE-TOKEN"}, nil, nil
	}
	return session.Keys{}, nil, fmt.Errorf("source of kind %v", c.Source.Kind)
}

func readJSON(w world, path string, into any) error {
	text, err := w.read(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// runProcess executes the words, which shows whether they were split rightly.
func runProcess(words []string) (session.Keys, *call, error) {
	out, err := exec.Command(words[0], words[1:]...).Output()
	if err != nil {
		return session.Keys{}, nil, failure("CredentialRetrievalError")
	}
	var answer struct {
		Version      int
		AccessKeyId  string //nolint:revive // the field's name in the protocol
		SessionToken string
		Expiration   string
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return session.Keys{}, nil, failure("JSONDecodeError")
	}
	if answer.Version != 1 {
		return session.Keys{}, nil, failure("CredentialRetrievalError")
	}
	if answer.Expiration != "" {
		if at, err := time.Parse(time.RFC3339, answer.Expiration); err != nil || at.Before(time.Now()) {
			return session.Keys{}, nil, failure("RuntimeError")
		}
	}
	return session.Keys{AccessKeyID: answer.AccessKeyId, SessionToken: answer.SessionToken}, nil, nil
}

// class is the AWS CLI's name for an error.
func class(err error) string {
	var fault *Error
	var parse *ParseError
	var f failure
	switch {
	case errors.As(err, &parse):
		return "ConfigParseError"
	case errors.As(err, &f):
		return string(f)
	case !errors.As(err, &fault):
		return "?"
	}
	if fault.Kind == InvalidRegion && strings.Contains(fault.Problem, "empty") {
		return "ValueError"
	}
	return map[ErrorKind]string{
		UnknownProfile: "ProfileNotFound", Loop: "InfiniteLoopConfigError", PartialCredentials: "PartialCredentialsError",
		NoCredentials: "NoCredentialsError", EmptySource: "CredentialRetrievalError", InvalidConfig: "InvalidConfigError",
		InvalidValue: "ParamValidationError", NoRegion: "NoRegionError", InvalidRegion: "InvalidRegionError",
	}[fault.Kind]
}

func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/profiles.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Vectors []vector }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Vectors) != 198 {
		t.Fatalf("%d vectors, want 198", len(all.Vectors))
	}
	for way, read := range readings() {
		for _, v := range all.Vectors {
			t.Run(way+"/"+v.ID, func(t *testing.T) { v.check(t, read) })
		}
	}
}

// check runs one case.
func (v vector) check(t *testing.T, read reading) {
	if v.ID == "env-expiration" {
		t.Skip("whether the variables' keys have expired is not a question of profiles")
	}
	w := v.world(t)
	got, listed, err := v.run(w, read)
	if v.Listed != nil && !slices.Equal(listed, v.Listed) {
		t.Errorf("names %q, want %q", listed, v.Listed)
	}
	if v.Expect.Error != nil {
		compareError(t, err, v.Expect.Error)
		return
	}
	if err != nil {
		t.Fatalf("error %v, want none", err)
	}
	compareOutcome(t, v.Expect, got)
}

func compareError(t *testing.T, err error, want *expectedError) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s: %s", want.Class, want.Message)
	}
	if got := class(err); got != want.Class {
		t.Errorf("error of class %s (%v), want %s: %s", got, err, want.Class, want.Message)
	}
	if strings.ContainsAny(err.Error(), "\n\r\x1b") {
		t.Errorf("control characters in %q", err.Error())
	}
	if _, made := err.(failure); made {
		return
	}
	if coded, ok := err.(interface{ ExitCode() int }); !ok || coded.ExitCode() != exit.Config {
		t.Errorf("%v has no exit code 3", err)
	}
	if hinted, ok := err.(interface{ Hints() []string }); !ok || len(hinted.Hints()) == 0 {
		t.Errorf("%v has no hint", err)
	}
}

func compareOutcome(t *testing.T, expect, got outcome) {
	t.Helper()
	if !slices.Equal(got.Prompts, expect.Prompts) {
		t.Errorf("prompts %q, want %q", got.Prompts, expect.Prompts)
	}
	if len(got.Calls) != len(expect.Calls) {
		t.Fatalf("calls %v, want %v", got.Calls, expect.Calls)
	}
	for i, want := range append(slices.Clone(expect.Calls), *expect.Identity) {
		have := *got.Identity
		if i < len(got.Calls) {
			have = got.Calls[i]
		}
		if have.Action != want.Action || have.SignerToken != want.SignerToken || !maps.Equal(have.Params, want.Params) ||
			have.Bearer != want.Bearer || have.RoleName != want.RoleName || have.AccountID != want.AccountID || !reflect.DeepEqual(have.Signer, want.Signer) {
			t.Errorf("call %d is\n%+v, want\n%+v", i+1, have, want)
		}
		if want.Signer != nil && have.Region != want.Region {
			t.Errorf("call %d signed for %s, want %s", i+1, have.Region, want.Region)
		}
		if want.Bearer != "" {
			if have.Endpoint != want.Endpoint {
				t.Errorf("call %d to %s, want %s", i+1, have.Endpoint, want.Endpoint)
			}
			continue
		}
		compareEndpoint(t, got.settings, want.Endpoint)
	}
}

// compareEndpoint compares a custom endpoint exactly, and of AWS's own hosts what
// the settings decide; the host names of partitions are the SDK's.
func compareEndpoint(t *testing.T, s Settings, want string) {
	t.Helper()
	custom := ""
	if strings.HasPrefix(want, "http://127.0.0.1") {
		custom = want
	}
	if s.Endpoints.STS != custom {
		t.Errorf("endpoint %q, want %q", s.Endpoints.STS, custom)
	}
	if custom != "" {
		return
	}
	if fips := strings.HasPrefix(want, "https://sts-fips."); s.FIPS != fips {
		t.Errorf("FIPS %v, want %v for %s", s.FIPS, fips, want)
	}
	if dual := strings.Contains(want, ".api."); s.DualStack != dual {
		t.Errorf("dual stack %v, want %v for %s", s.DualStack, dual, want)
	}
	if s.Region != "" && s.Region != "aws-global" && !strings.Contains(want, "."+s.Region+".") {
		t.Errorf("region %q, want host %s", s.Region, want)
	}
}
