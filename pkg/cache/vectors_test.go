//go:build !windows

package cache

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/session"
)

// vectors is testdata/cli-cache.json: what the real AWS CLIs wrote, and what they do
// with files made by hand.
type vectors struct {
	Vectors []struct {
		ID    string
		Cache []struct {
			File    string
			KeyText string `json:"key_text"`
			Content json.RawMessage
		}
	}
	ReaderCases []struct {
		ID      string
		File    string
		Text    string
		Mode    string
		Symlink bool
		CLIv2   string `json:"cli_v2"`
	} `json:"reader_cases"`
}

func loadVectors(t *testing.T) vectors {
	t.Helper()
	text, err := os.ReadFile("testdata/cli-cache.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Vectors) != 48 || len(v.ReaderCases) != 26 {
		t.Fatalf("%d vectors and %d reader cases, want 48 and 26", len(v.Vectors), len(v.ReaderCases))
	}
	return v
}

func TestVectorKeys(t *testing.T) {
	for _, v := range loadVectors(t).Vectors {
		for _, file := range v.Cache {
			t.Run(v.ID+"/"+file.File[:6], func(t *testing.T) {
				var args struct {
					DurationSeconds                                    int
					ExternalID, RoleARN, RoleSessionName, SerialNumber string
					SessionName, StartURL, AccountID, RoleName         string
				}
				if err := json.Unmarshal([]byte(file.KeyText), &args); err != nil {
					t.Fatal(err)
				}
				call := RoleCall{
					RoleARN: args.RoleARN, SessionName: args.RoleSessionName, ExternalID: args.ExternalID,
					SerialNumber: args.SerialNumber, Duration: time.Duration(args.DurationSeconds) * time.Second,
				}
				text, name := call.keyText(), call.FileName()
				if args.AccountID != "" {
					text = ssoKeyText(args.SessionName, args.StartURL, args.AccountID, args.RoleName)
					name = SSOFileName(args.SessionName, args.StartURL, args.AccountID, args.RoleName)
				}
				if text != file.KeyText {
					t.Errorf("key text\n got %s\nwant %s", text, file.KeyText)
				}
				if name != file.File {
					t.Errorf("file %s, want %s", name, file.File)
				}
			})
		}
	}
}

// TestVectorContent reads what the AWS CLI wrote and writes it again: the same bytes
// as Python's json.dumps, but for the form of the expiry.
func TestVectorContent(t *testing.T) {
	expiry := regexp.MustCompile(`"Expiration": "([^"]*)"`)
	for _, v := range loadVectors(t).Vectors {
		for _, file := range v.Cache {
			t.Run(v.ID+"/"+file.File[:6], func(t *testing.T) {
				text := dumps(t, file.Content)
				cli := CLI{Dir: t.TempDir(), Sleep: noSleep(t)}
				path := filepath.Join(cli.Dir, file.File)
				writeFile(t, path, text, 0o600)
				got, ok := cli.Load(file.File)
				if !ok {
					t.Fatal("a miss")
				}
				want := wantEntry(t, file.Content)
				if got.Keys != want.Keys || !got.Expires.Equal(want.Expires) || got.Account != want.Account || got.AssumedRoleARN != want.AssumedRoleARN ||
					got.AssumedRoleID != want.AssumedRoleID || got.ProviderType != want.ProviderType {
					t.Errorf("got %+v\nwant %+v", got, want)
				}
				if !Fresh(got, got.Expires.Add(-time.Hour), 0) {
					t.Error("not fresh an hour before its end")
				}
				if v.ID != "duration-900" && v.ID != "duration-900-mfa" && got.ProviderType == "" && got.Life() < 59*time.Minute {
					t.Errorf("a life of %v", got.Life())
				}
				if err := cli.Store(file.File, want); err != nil {
					t.Fatal(err)
				}
				written, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				canonical := expiry.ReplaceAllLiteralString(text, `"Expiration": "`+want.Expires.UTC().Format("2006-01-02T15:04:05Z")+`"`)
				if string(written) != canonical {
					t.Errorf("written\n got %s\nwant %s", written, canonical)
				}
			})
		}
	}
}

// wantEntry reads the content by way of encoding/json, and the headers in their order.
func wantEntry(t *testing.T, content []byte) session.Issued {
	t.Helper()
	var in struct {
		ProviderType     string
		Credentials      struct{ AccessKeyID, SecretAccessKey, SessionToken, Expiration, AccountID string }
		AssumedRoleUser  struct{ AssumedRoleID, Arn string }
		PackedPolicySize int
		ResponseMetadata *struct {
			RequestID                     string
			HTTPStatusCode, RetryAttempts int
			HTTPHeaders                   json.RawMessage
		}
	}
	if err := json.Unmarshal(content, &in); err != nil {
		t.Fatal(err)
	}
	c := in.Credentials
	expires, err := time.Parse(time.RFC3339, c.Expiration)
	if err != nil {
		t.Fatal(err)
	}
	e := session.Issued{
		Keys:    session.Keys{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken},
		Expires: expires, Account: c.AccountID, ProviderType: in.ProviderType,
		AssumedRoleARN: in.AssumedRoleUser.Arn, AssumedRoleID: in.AssumedRoleUser.AssumedRoleID, PackedPolicySize: in.PackedPolicySize,
	}
	if r := in.ResponseMetadata; r != nil {
		e.Envelope = &session.Envelope{RequestID: r.RequestID, Status: r.HTTPStatusCode, Retries: r.RetryAttempts}
		words := json.NewDecoder(bytes.NewReader(r.HTTPHeaders))
		var list []string
		for {
			word, err := words.Token()
			if err == io.EOF {
				break
			}
			if text, ok := word.(string); ok {
				list = append(list, text)
			}
		}
		for i := 0; i+1 < len(list); i += 2 {
			e.Envelope.Headers = append(e.Envelope.Headers, session.Header{Name: list[i], Value: list[i+1]})
		}
	}
	return e
}

// dumps turns JSON into the form of json.dumps with its default settings; the vectors
// hold no string for which that is more than blanks after separators.
func dumps(t *testing.T, in []byte) string {
	t.Helper()
	var tight bytes.Buffer
	if err := json.Compact(&tight, in); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	quoted := false
	for _, c := range tight.String() {
		out.WriteRune(c)
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ',' || c == ':'):
			out.WriteByte(' ')
		}
	}
	return out.String()
}

func TestReaderCases(t *testing.T) {
	now := time.Now()
	for _, tt := range loadVectors(t).ReaderCases {
		t.Run(tt.ID, func(t *testing.T) {
			naps := 0
			cli := CLI{Dir: t.TempDir(), Sleep: func(d time.Duration) {
				if naps++; d != 50*time.Millisecond {
					t.Errorf("a pause of %v", d)
				}
			}}
			mode := os.FileMode(0o600)
			if tt.Mode != "" {
				n, err := strconv.ParseUint(tt.Mode, 8, 32)
				if err != nil {
					t.Fatal(err)
				}
				mode = os.FileMode(n)
			}
			path := filepath.Join(cli.Dir, tt.File)
			if tt.Symlink {
				real := filepath.Join(cli.Dir, "elsewhere")
				if err := os.Symlink(real, path); err != nil {
					t.Fatal(err)
				}
				path = real
			}
			writeFile(t, path, fillTimes(t, tt.Text, now), mode)

			e, ok := cli.Load(tt.File)
			used := ok && Fresh(e, now, 0)
			// The AWS CLI follows a link; we do not, in a folder of secrets.
			if want := tt.CLIv2 == "used" && !tt.Symlink; used != want {
				t.Errorf("used is %v, where the AWS CLI says %q", used, tt.CLIv2)
			}
			broken := tt.ID == "empty-file" || tt.ID == "truncated" || tt.ID == "bom"
			if want := map[bool]int{true: 1}[broken]; naps != want {
				t.Errorf("%d pauses, want %d", naps, want)
			}
			if used && (e.Keys.AccessKeyID != "ASIACACHEDEXAMPLE001" || e.Keys.SecretAccessKey != "cached-secret-example" || e.Keys.SessionToken != "cached-token-example") {
				t.Errorf("got %+v", e)
			}
			// What was a miss is replaced, and then found.
			fresh := testEntry(now.Add(time.Hour))
			if err := cli.Store(tt.File, fresh); err != nil {
				t.Fatal(err)
			}
			if e, ok := cli.Load(tt.File); !ok || e.Keys != fresh.Keys {
				t.Errorf("after a write: got %+v, %v", e, ok)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("after a write: mode %v, %v", info.Mode(), err)
			}
		})
	}
}

// fillTimes puts real times in the places of {{NOW+n}} as FORM.
func fillTimes(t *testing.T, text string, now time.Time) string {
	t.Helper()
	place := regexp.MustCompile(`\{\{NOW([+-]\d+)\}\} as (Z|UTC|\+02:00|space|naive|epoch)`)
	return place.ReplaceAllStringFunc(text, func(s string) string {
		m := place.FindStringSubmatch(s)
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		at := now.Add(time.Duration(n) * time.Second).UTC()
		switch m[2] {
		case "+02:00":
			return at.In(time.FixedZone("", 7200)).Format(time.RFC3339)
		case "space":
			return at.Format("2006-01-02 15:04:05") + "+00:00"
		case "naive":
			return at.Format("2006-01-02T15:04:05")
		case "epoch":
			return strconv.FormatInt(at.Unix(), 10)
		}
		return at.Format("2006-01-02T15:04:05") + m[2]
	})
}

func testEntry(expires time.Time) session.Issued {
	return session.Issued{
		Keys:           session.Keys{AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "secret/example+1", SessionToken: "token=="},
		Expires:        expires.UTC().Truncate(time.Second),
		AssumedRoleARN: "arn:aws:sts::123456789012:assumed-role/dev/alice", AssumedRoleID: "AROAEXAMPLE:alice",
	}
}

func noSleep(t *testing.T) func(time.Duration) {
	return func(time.Duration) { t.Error("waited without a reason") }
}

func writeFile(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}
