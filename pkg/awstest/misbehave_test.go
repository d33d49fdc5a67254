package awstest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestMisbehaviour(t *testing.T) {
	s, ctx := example(t), context.Background()
	whoami := func() error {
		_, err := stsClient(s, michael).GetCallerIdentity(ctx, nil)
		return err
	}
	for name, c := range map[string]struct {
		fault   Fault
		outcome string
		check   func(*testing.T, error)
	}{
		"throttle": {Fault{Kind: Throttle}, "Throttling", func(t *testing.T, err error) { wantCode(t, err, "Throttling", "Rate exceeded") }},
		"deny": {Fault{Kind: Deny}, "AccessDenied", func(t *testing.T, err error) {
			wantCode(t, err, "AccessDenied", "User: "+UserARN+" is not authorized to perform: sts:GetCallerIdentity on resource: "+UserARN)
		}},
		"fail":     {Fault{Kind: Fail, Status: 503, Code: "ServiceUnavailable", Message: "later"}, "ServiceUnavailable", func(t *testing.T, err error) { wantCode(t, err, "ServiceUnavailable", "later") }},
		"html":     {Fault{Kind: HTML}, "html", wantError},
		"html 502": {Fault{Kind: HTML, Status: 502}, "html", wantError},
		"garbage":  {Fault{Kind: Garbage}, "garbage", wantError},
		"dropped":  {Fault{Kind: DropBefore}, "drop-before", wantError},
		"skewed":   {Fault{Kind: Skew, Offset: time.Hour}, "SignatureDoesNotMatch", func(t *testing.T, err error) { wantCode(t, err, "SignatureDoesNotMatch", "") }},
	} {
		t.Run(name, func(t *testing.T) {
			s.ClearLog()
			c.fault.Action, c.fault.Skip = "GetCallerIdentity", 1
			s.Misbehave(c.fault)
			if err := whoami(); err != nil {
				t.Fatalf("the request that was to be let through: %v", err)
			}
			c.check(t, whoami())
			if err := whoami(); err != nil {
				t.Fatalf("the request after the fault: %v", err)
			}
			if got := s.Log()[1].Outcome; got != c.outcome {
				t.Errorf("outcome %q, want %q", got, c.outcome)
			}
		})
	}
}

func wantError(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
}

// TestLostAnswer wants the server to have acted.
func TestLostAnswer(t *testing.T) {
	s, ctx := example(t), context.Background()
	s.Misbehave(Fault{Action: "AssumeRole", Kind: DropAfter})
	c := code(t, s, MFASerial)
	_, err := stsClient(s, michael).AssumeRole(ctx, withMFA(assume(ProdRole, 0), MFASerial, c))
	wantError(t, err)
	_, err = stsClient(s, michael).AssumeRole(ctx, withMFA(assume(ProdRole, 0), MFASerial, c))
	wantCode(t, err, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	if e := s.Log()[0]; !e.Lost || e.Status != 0 || e.Outcome != "OK" {
		t.Errorf("log:\n%s", s.Log())
	}
	s.Misbehave(Fault{Action: "CreateAccessKey", Kind: DropAfter})
	_, err = iamClient(s, michael).CreateAccessKey(ctx, &iam.CreateAccessKeyInput{})
	wantError(t, err)
	if n := len(s.World().Users[0].Keys); n != 2 {
		t.Errorf("%d keys, want the lost one too", n)
	}
}

func TestDelayEndsWithTheClient(t *testing.T) {
	s := example(t)
	s.Misbehave(Fault{Kind: Delay, Delay: time.Hour})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := stsClient(s, michael).GetCallerIdentity(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if s.Log()[0].Outcome == "gone" {
			return
		}
	}
	t.Errorf("log:\n%s", s.Log())
}

func TestOddExpiration(t *testing.T) {
	s, ctx := example(t), context.Background()
	for _, layout := range []string{"2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05+00:00", "2006-01-02T15:04:05.000000-07:00"} {
		s.Misbehave(Fault{Kind: Expiration, Layout: layout})
		out := must[*sts.GetSessionTokenOutput](t)(stsClient(s, michael).GetSessionToken(ctx, nil))
		if left := time.Until(*out.Credentials.Expiration); left < 11*time.Hour || left > 12*time.Hour {
			t.Errorf("%s: %v left", layout, left)
		}
	}
}

// TestControl drives the server as another process does.
func TestControl(t *testing.T) {
	s, ctx := example(t), context.Background()
	post := func(path string, form url.Values) int {
		resp := must[*http.Response](t)(http.PostForm(s.URL+path, form))
		defer resp.Body.Close()
		return resp.StatusCode
	}
	get := func(path string) (int, string) {
		return send(t, must[*http.Request](t)(http.NewRequest("GET", s.URL+path, nil)))
	}
	if status := post("/_awstest/misbehave", url.Values{"kind": {"throttle"}, "action": {"GetCallerIdentity"}, "times": {"-1"}}); status != 200 {
		t.Fatalf("misbehave: %d", status)
	}
	if status := post("/_awstest/misbehave", url.Values{"kind": {"explode"}}); status != 400 {
		t.Errorf("an unknown kind gives %d", status)
	}
	for range 2 {
		_, err := stsClient(s, michael).GetCallerIdentity(ctx, nil)
		wantCode(t, err, "Throttling", "")
	}
	post("/_awstest/behave", nil)
	must[*sts.GetCallerIdentityOutput](t)(stsClient(s, michael).GetCallerIdentity(ctx, nil))

	_, text := get("/_awstest/code?serial=" + MFASerial)
	c := strings.TrimSpace(text)
	must[*sts.AssumeRoleOutput](t)(stsClient(s, michael).AssumeRole(ctx, withMFA(assume(ProdRole, 0), MFASerial, &c)))
	if _, next := get("/_awstest/code?serial=" + MFASerial); next == text || len(next) != 7 {
		t.Errorf("the next code is %q after %q", next, text)
	}
	if status, _ := get("/_awstest/code?serial=nobody"); status != 404 {
		t.Errorf("a code for nobody gives %d", status)
	}
	var log Log
	if _, text = get("/_awstest/log"); json.Unmarshal([]byte(text), &log) != nil || len(log) != 4 || log[3].Code != 1 || strings.Contains(text, c) {
		t.Errorf("log %s", text)
	}
	if post("/_awstest/offset", url.Values{"by": {"2h"}}); s.Now().Before(time.Now().Add(time.Hour)) {
		t.Error("the clock did not move")
	}
}

// TestConnections proves that the log tells one connection from two.
func TestConnections(t *testing.T) {
	s, ctx := example(t), context.Background()
	one := stsClient(s, michael, func(o *sts.Options) { o.HTTPClient = &http.Client{Transport: &http.Transport{}} })
	for range 3 {
		must[*sts.GetCallerIdentityOutput](t)(one.GetCallerIdentity(ctx, nil))
	}
	two := stsClient(s, michael, func(o *sts.Options) { o.HTTPClient = &http.Client{Transport: &http.Transport{}} })
	must[*sts.GetCallerIdentityOutput](t)(two.GetCallerIdentity(ctx, nil))
	if log := s.Log(); log[:3].Conns() != 1 || log.Conns() != 2 {
		t.Errorf("log:\n%s", log)
	}
}
