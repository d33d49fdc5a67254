package awstest

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// device registers as `aws sso login` does for the device flow.
func device(t *testing.T, s *Server, scopes ...string) *program {
	t.Helper()
	return newProgram(t, s, &ssooidc.RegisterClientInput{ClientName: aws.String("botocore-client-corp"), ClientType: aws.String("public"), Scopes: scopes})
}

func (p *program) startDevice() *ssooidc.StartDeviceAuthorizationOutput {
	p.t.Helper()
	return must[*ssooidc.StartDeviceAuthorizationOutput](p.t)(p.oidc.StartDeviceAuthorization(context.Background(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: p.client.ClientId, ClientSecret: p.client.ClientSecret, StartUrl: aws.String(PortalURL)}))
}

func (p *program) poll(code *string) (*ssooidc.CreateTokenOutput, error) {
	return p.token(ssooidc.CreateTokenInput{GrantType: aws.String(grantDevice), DeviceCode: code})
}

// TestDeviceCode approves on the verification page.
func TestDeviceCode(t *testing.T) {
	s, ctx := example(t), context.Background()
	p := device(t, s, accountScope)
	d := p.startDevice()
	if !regexp.MustCompile(`^[A-Z]{4}-[A-Z]{4}$`).MatchString(*d.UserCode) || d.ExpiresIn != 600 || d.Interval != 1 || *d.VerificationUri != s.URL+"/device" {
		t.Errorf("authorization %+v", d)
	}
	for range 2 {
		_, err := p.poll(d.DeviceCode)
		wantCode(t, err, "AuthorizationPendingException", "")
	}
	if page := p.visit(*d.VerificationUriComplete); page.Text != "The program was let in. You may close this page." {
		t.Errorf("the browser ends at %+v", page)
	}
	token := must[*ssooidc.CreateTokenOutput](t)(p.poll(d.DeviceCode))
	must[*sso.ListAccountsOutput](t)(portalClient(s).ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token.AccessToken}))
	must[*ssooidc.CreateTokenOutput](t)(p.refresh(token.RefreshToken))
	_, err := p.poll(d.DeviceCode)
	wantCode(t, err, "InvalidGrantException", "")
	if page := p.visit(*d.VerificationUriComplete); page.Status != 400 {
		t.Errorf("the second visit ends at %+v", page)
	}
	noSecret(t, s, *d.DeviceCode, *token.AccessToken, *token.RefreshToken)
}

// TestDeviceCodeWithoutScopes is the token that nothing refreshes.
func TestDeviceCodeWithoutScopes(t *testing.T) {
	s := example(t)
	p := device(t, s)
	asked := make(chan string)
	go func() {
		code, err := s.WaitDevice(t.Context())
		asked <- fmt.Sprint(code, err)
	}()
	d := p.startDevice()
	if got := <-asked; got != *d.UserCode+"<nil>" {
		t.Errorf("waited for %s, want %s", got, *d.UserCode)
	}
	if err := s.AnswerDevice(*d.UserCode, Approves); err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if code, err := s.WaitDevice(over); err == nil {
		t.Errorf("%s waits for an answer that it has", code)
	}
	token := must[*ssooidc.CreateTokenOutput](t)(p.poll(d.DeviceCode))
	if token.RefreshToken != nil || token.ExpiresIn != 8*3600 {
		t.Errorf("token for %d s, refresh token %v", token.ExpiresIn, token.RefreshToken)
	}
}

func TestDeviceCodeRefused(t *testing.T) {
	s := example(t)
	p := device(t, s, accountScope)
	denied := p.startDevice()
	s.Change(func(w *World) { w.Person.Does = Denies })
	if page := p.visit(*denied.VerificationUriComplete); page.Text != "The program was refused. You may close this page." {
		t.Errorf("the browser ends at %+v", page)
	}
	_, err := p.poll(denied.DeviceCode)
	wantCode(t, err, "AccessDeniedException", "")

	ignored := p.startDevice()
	s.Change(func(w *World) { w.Person.Does = Ignores })
	p.visit(*ignored.VerificationUriComplete)
	_, err = p.poll(ignored.DeviceCode)
	wantCode(t, err, "AuthorizationPendingException", "")
	_, err = device(t, s, accountScope).poll(ignored.DeviceCode)
	wantCode(t, err, "InvalidGrantException", "")
	s.SetOffset(10 * time.Minute)
	_, err = p.poll(ignored.DeviceCode)
	wantCode(t, err, "ExpiredTokenException", "")
	if err := s.AnswerDevice("", Approves); err == nil {
		t.Error("a device code that is over was answered")
	}
	_, err = p.oidc.StartDeviceAuthorization(context.Background(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: p.client.ClientId, ClientSecret: p.client.ClientSecret, StartUrl: aws.String("https://d-0000000000.awsapps.com/start")})
	wantCode(t, err, "InvalidRequestException", "")
}

// TestPollingTooOften has the interval enforced, and slow_down on request.
func TestPollingTooOften(t *testing.T) {
	s := example(t)
	s.Change(func(w *World) { w.IdentityCenter = IdentityCenter{SlowDown: true, Interval: 3} })
	p := device(t, s, accountScope)
	d := p.startDevice()
	if d.Interval != 3 {
		t.Errorf("interval %d", d.Interval)
	}
	_, err := p.poll(d.DeviceCode)
	wantCode(t, err, "AuthorizationPendingException", "")
	_, err = p.poll(d.DeviceCode)
	wantCode(t, err, "SlowDownException", "")
	s.SetOffset(3 * time.Second)
	_, err = p.poll(d.DeviceCode)
	wantCode(t, err, "AuthorizationPendingException", "")

	s.Misbehave(Fault{Action: "CreateToken", Kind: Fail, Code: "SlowDownException:http://internal.amazon.com/coral/com.amazonaws.oidc/"})
	s.SetOffset(6 * time.Second)
	_, err = p.poll(d.DeviceCode)
	wantCode(t, err, "SlowDownException", "")
	if last := s.Log()[len(s.Log())-1]; last.Status != 400 || last.Outcome != "SlowDownException" {
		t.Errorf("log:\n%s", s.Log())
	}
	s.Change(func(w *World) { w.IdentityCenter.Interval = -1 })
	if d := p.startDevice(); d.Interval != 0 {
		t.Errorf("an interval of %d was sent", d.Interval)
	}
}

// TestControlOfSignIn drives the person from another process.
func TestControlOfSignIn(t *testing.T) {
	s := example(t)
	p := device(t, s, accountScope)
	d := p.startDevice()
	post := func(path string, form url.Values) int {
		status, _ := postForm(t, s.URL+path, form)
		return status
	}
	if status := post("/_awstest/device", url.Values{"does": {string(Denies)}}); status != 200 {
		t.Errorf("the answer gets %d", status)
	}
	_, err := p.poll(d.DeviceCode)
	wantCode(t, err, "AccessDeniedException", "")
	if status := post("/_awstest/device", nil); status != 409 {
		t.Errorf("an answer to nothing gets %d", status)
	}
	post("/_awstest/person", url.Values{"user": {"anna"}, "does": {string(Ignores)}})
	if got := s.World().Person; got.User != "anna" || got.Does != Ignores {
		t.Errorf("person %+v", got)
	}
}
