package awstest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// signed makes a GetCallerIdentity request with the SDK's signer.
func signed(t *testing.T, s *Server, who Credentials, at time.Time, service, region string) *http.Request {
	t.Helper()
	body := "Action=GetCallerIdentity&Version=2011-06-15&Note=" + strings.Repeat("x", 20)
	r := must[*http.Request](t)(http.NewRequest("POST", s.URL+"/a%20path/?q=b%2Fc&q=a+d", strings.NewReader(body)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("X-Amz-Example", "  two   blanks ")
	sum := sha256.Sum256([]byte(body))
	keys := aws.Credentials{AccessKeyID: who.AccessKeyID, SecretAccessKey: who.SecretAccessKey, SessionToken: who.SessionToken}
	if err := v4.NewSigner().SignHTTP(context.Background(), keys, r, hex.EncodeToString(sum[:]), service, region, at); err != nil {
		t.Fatal(err)
	}
	return r
}

func send(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	resp := must[*http.Response](t)(http.DefaultClient.Do(r))
	defer resp.Body.Close()
	return resp.StatusCode, string(must[[]byte](t)(io.ReadAll(resp.Body)))
}

// TestSignatures alters one thing after another in a request that is otherwise
// good, and wants each refused for its own reason.
func TestSignatures(t *testing.T) {
	s := example(t)
	role := must[Credentials](t)(s.Session(ProdRole, time.Hour, false))
	over := must[Credentials](t)(s.Session(ProdRole, -time.Hour, false))
	with := func(c Credentials, edit func(*Credentials)) Credentials { edit(&c); return c }
	now := time.Now()
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		who             Credentials
		at              time.Time
		service, region string
		edit            func(*http.Request)
		want            string // code, and part of the text
	}{
		"good":                     {who: michael},
		"good session":             {who: role},
		"4 minutes behind":         {who: michael, at: now.Add(-4 * time.Minute)},
		"wrong secret":             {who: with(michael, func(c *Credentials) { c.SecretAccessKey += " " }), want: "SignatureDoesNotMatch|we calculated does not match"},
		"wrong secret of session":  {who: with(role, func(c *Credentials) { c.SecretAccessKey = SecretKey }), want: "SignatureDoesNotMatch|we calculated"},
		"unknown key":              {who: with(michael, func(c *Credentials) { c.AccessKeyID = "AKIAEXAMPLEEXAMPLE22" }), want: "InvalidClientTokenId|token included in the request is invalid"},
		"no token":                 {who: with(role, func(c *Credentials) { c.SessionToken = "" }), want: "InvalidClientTokenId|"},
		"another's token":          {who: with(role, func(c *Credentials) { c.SessionToken = over.SessionToken }), want: "InvalidClientTokenId|"},
		"token on a long-term key": {who: with(michael, func(c *Credentials) { c.SessionToken = role.SessionToken }), want: "InvalidClientTokenId|"},
		"expired session":          {who: over, want: "ExpiredToken|token included in the request is expired"},
		"6 minutes behind":         {who: michael, at: now.Add(-6 * time.Minute), want: "SignatureDoesNotMatch|Signature expired: "},
		"6 minutes ahead":          {who: michael, at: now.Add(6 * time.Minute), want: "SignatureDoesNotMatch|Signature not yet current: "},
		"another service":          {who: michael, service: "iam", want: "SignatureDoesNotMatch|correct service: 'sts'"},
		"another partition":        {who: michael, region: "cn-north-1", want: "InvalidClientTokenId|"},
		"altered body": {who: michael, want: "SignatureDoesNotMatch|", edit: func(r *http.Request) {
			text, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(bytes.Replace(text, []byte("x"), []byte("y"), 1)))
		}},
		"altered path":     {who: michael, want: "SignatureDoesNotMatch|", edit: func(r *http.Request) { r.URL.Path, r.URL.RawPath = "/other/", "" }},
		"altered query":    {who: michael, want: "SignatureDoesNotMatch|", edit: func(r *http.Request) { r.URL.RawQuery += "1" }},
		"altered header":   {who: michael, want: "SignatureDoesNotMatch|", edit: header("X-Amz-Example", "two  words")},
		"another host":     {who: michael, want: "SignatureDoesNotMatch|", edit: func(r *http.Request) { r.Host = "localhost" }},
		"unsigned header":  {who: michael, want: "SignatureDoesNotMatch|'x-amz-other' must be a 'SignedHeader'", edit: header("X-Amz-Other", "x")},
		"no signature":     {who: michael, want: "MissingAuthenticationToken|", edit: header("Authorization", "")},
		"half a signature": {who: michael, want: "IncompleteSignature|", edit: header("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA")},
		"another date": {who: michael, want: "SignatureDoesNotMatch|", edit: func(r *http.Request) {
			r.Header.Set("X-Amz-Date", now.Add(time.Minute).UTC().Format(sigTime))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.at.IsZero() {
				c.at = now
			}
			if c.service == "" {
				c.service = "sts"
			}
			if c.region == "" {
				c.region = "eu-west-1"
			}
			r := signed(t, s, c.who, c.at, c.service, c.region)
			if c.edit != nil {
				c.edit(r)
			}
			status, body := send(t, r)
			if c.want == "" {
				if status != 200 {
					t.Fatalf("%d %s", status, body)
				}
				return
			}
			code, part, _ := strings.Cut(c.want, "|")
			if status == 200 || !strings.Contains(body, "<Code>"+code+"</Code>") || !strings.Contains(unescaped(body), part) {
				t.Fatalf("%d %s, want %s", status, body, c.want)
			}
		})
	}
}

// unescaped undoes the escapes of the XML encoder that matter here.
func unescaped(s string) string { return strings.ReplaceAll(s, "&#39;", "'") }

// TestSkewNamesBothTimes wants the words that a client measures its clock by.
func TestSkewNamesBothTimes(t *testing.T) {
	s := example(t)
	s.SetClock(func() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) })
	r := signed(t, s, michael, time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), "sts", "eu-west-1")
	_, body := send(t, r)
	if want := "Signature expired: 20261120T080000Z is now earlier than 20261120T085500Z (20261120T090000Z - 5 min.)"; !strings.Contains(body, want) {
		t.Errorf("%s\nwant %s", body, want)
	}
}

func TestKeysThatStopWorking(t *testing.T) {
	s, ctx := example(t), context.Background()
	role := must[Credentials](t)(s.Session(ProdRole, time.Hour, false))
	who := func(c Credentials) error {
		_, err := stsClient(s, c).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		return err
	}
	if err := who(michael); err != nil {
		t.Fatal(err)
	}
	s.Change(func(w *World) { w.Users[0].Keys[0].Inactive = true })
	wantCode(t, who(michael), "InvalidClientTokenId", "")
	s.EndSessions()
	wantCode(t, who(role), "ExpiredToken", "")
	s.Change(func(w *World) { w.DisabledRegions = []string{"eu-west-1"}; w.Users[0].Keys[0].Inactive = false })
	wantCode(t, who(michael), "RegionDisabledException", "")
}

// TestWhoAmI also holds the package's own signing against the SDK's, by way of
// the check that both must pass.
func TestWhoAmI(t *testing.T) {
	s, ctx := example(t), context.Background()
	who := must[Identity](t)(WhoAmI(ctx, s.URL, must[Credentials](t)(s.Session(ProdRole, time.Hour, false))))
	if who.ARN != "arn:aws:sts::444455556666:assumed-role/admin/example" || who.Account != ProdAccount {
		t.Errorf("identity %+v", who)
	}
	if _, err := WhoAmI(ctx, s.URL, Credentials{AccessKeyID: AccessKey}); err == nil || !strings.Contains(err.Error(), "SignatureDoesNotMatch: The request signature") {
		t.Errorf("without a secret: %v", err)
	}
}
