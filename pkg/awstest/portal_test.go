package awstest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

// signedIn is a world whose first user is signed in at the portal with the
// access token "access".
func signedIn(t *testing.T, edit func(*World)) *Server {
	t.Helper()
	w := ExampleWorld()
	w.SSO = []SSOSession{{StartURL: PortalURL, Region: PortalRegion, User: UserName, AccessToken: "access"}}
	edit(&w)
	return start(t, w)
}

// TestManyAccounts lists 300 accounts of 4 roles each, in pages.
func TestManyAccounts(t *testing.T) {
	s, ctx := signedIn(t, func(w *World) {
		w.Portals[0].Users[0].Accounts = PortalAccounts(300, "Admin", "Billing", "PowerUser", "ReadOnly")
		w.IdentityCenter.PageSize = 70
	}), context.Background()
	portal := portalClient(s)
	seen, pages := map[string]bool{}, 0
	for p := sso.NewListAccountsPaginator(portal, &sso.ListAccountsInput{AccessToken: aws.String("access")}); p.HasMorePages(); pages++ {
		for _, a := range must[*sso.ListAccountsOutput](t)(p.NextPage(ctx)).AccountList {
			seen[*a.AccountId+" "+*a.AccountName+" "+*a.EmailAddress] = true
		}
	}
	if pages != 5 || len(seen) != 300 || !seen["100000000300 account 300 account-300@example.com"] {
		t.Errorf("%d accounts on %d pages", len(seen), pages)
	}
	roles, pages := 0, 0
	in := &sso.ListAccountRolesInput{AccessToken: aws.String("access"), AccountId: aws.String("100000000007"), MaxResults: aws.Int32(3)}
	for p := sso.NewListAccountRolesPaginator(portal, in); p.HasMorePages(); pages++ {
		roles += len(must[*sso.ListAccountRolesOutput](t)(p.NextPage(ctx)).RoleList)
	}
	if pages != 2 || roles != 4 {
		t.Errorf("%d roles on %d pages", roles, pages)
	}
}

// TestRolesOfASignIn adds to what the portal gives, and to accounts that it
// does not know.
func TestRolesOfASignIn(t *testing.T) {
	s, ctx := signedIn(t, func(w *World) {
		w.SSO[0].Roles = []SSORole{{DevAccount, "Extra"}, {"999999999999", "Only"}}
		w.Portals[0].Users[0].Accounts[1].Name = ""
	}), context.Background()
	list := must[*sso.ListAccountsOutput](t)(portalClient(s).ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: aws.String("access")})).AccountList
	if len(list) != 4 || list[1].AccountName != nil || *list[3].AccountId != "999999999999" {
		t.Errorf("accounts %+v", list)
	}
	for account, want := range map[string]int{DevAccount: 3, ProdAccount: 2, "999999999999": 1} {
		out := must[*sso.ListAccountRolesOutput](t)(portalClient(s).ListAccountRoles(ctx, &sso.ListAccountRolesInput{AccessToken: aws.String("access"), AccountId: &account}))
		if len(out.RoleList) != want {
			t.Errorf("%s has %d roles, want %d", account, len(out.RoleList), want)
		}
	}
	if n := len(s.World().Portals[0].Users[0].Accounts[1].Roles); n != 2 {
		t.Errorf("the portal's own list has become %d roles", n)
	}
}

func TestPortalRefuses(t *testing.T) {
	s, ctx := signedIn(t, func(*World) {}), context.Background()
	portal, token := portalClient(s), aws.String("access")
	_, err := portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: aws.String("other")})
	wantCode(t, err, "UnauthorizedException", "")
	_, err = portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token, MaxResults: aws.Int32(101)})
	wantCode(t, err, "InvalidRequestException", "")
	_, err = portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token, NextToken: aws.String("x")})
	wantCode(t, err, "InvalidRequestException", "")
	_, err = portal.ListAccountRoles(ctx, &sso.ListAccountRolesInput{AccessToken: token, AccountId: aws.String("1")})
	wantCode(t, err, "InvalidRequestException", "")
	_, err = portal.ListAccountRoles(ctx, &sso.ListAccountRolesInput{AccessToken: token, AccountId: aws.String("999999999999")})
	wantCode(t, err, "ForbiddenException", "No access")
	s.Misbehave(Fault{Action: "ListAccounts", Kind: Throttle})
	_, err = portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token})
	wantCode(t, err, "TooManyRequestsException", "")
	if last := s.Log()[len(s.Log())-1]; last.Status != 429 {
		t.Errorf("log:\n%s", s.Log())
	}
	noSecret(t, s, "access ")
}

// TestLogout ends a sign-in for good, and no other.
func TestLogout(t *testing.T) {
	s, ctx := signedIn(t, func(w *World) {
		w.SSO = append(w.SSO, SSOSession{StartURL: PortalURL, Region: PortalRegion, User: "anna", AccessToken: "anna's"})
	}), context.Background()
	portal := portalClient(s)
	must[*sso.LogoutOutput](t)(portal.Logout(ctx, &sso.LogoutInput{AccessToken: aws.String("access")}))
	_, err := portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: aws.String("access")})
	wantCode(t, err, "UnauthorizedException", "")
	_, err = portal.Logout(ctx, &sso.LogoutInput{AccessToken: aws.String("access")})
	wantCode(t, err, "UnauthorizedException", "")
	must[*sso.ListAccountsOutput](t)(portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: aws.String("anna's")}))
}

// TestLives sets how long each thing of a portal lasts.
func TestLives(t *testing.T) {
	s, ctx := example(t), context.Background()
	s.Change(func(w *World) {
		w.IdentityCenter = IdentityCenter{RegistrationLife: 50 * time.Hour, DeviceLife: 5 * time.Minute}
		w.Portals[0].SessionLife, w.Portals[0].TokenLife, w.Portals[0].RoleLife = 3*time.Hour, 2*time.Hour, 12*time.Hour
	})
	p := device(t, s, accountScope)
	if left := time.Until(time.Unix(p.client.ClientSecretExpiresAt, 0)); left < 49*time.Hour || left > 50*time.Hour {
		t.Errorf("the registration has %v", left)
	}
	d := p.startDevice()
	if err := s.AnswerDevice("", Approves); err != nil || d.ExpiresIn != 300 {
		t.Errorf("the device code has %d s, %v", d.ExpiresIn, err)
	}
	token := must[*ssooidc.CreateTokenOutput](t)(p.poll(d.DeviceCode))
	keys := must[*sso.GetRoleCredentialsOutput](t)(portalClient(s).GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: token.AccessToken, AccountId: aws.String(DevAccount), RoleName: aws.String("Admin")}))
	if left := time.Until(time.UnixMilli(keys.RoleCredentials.Expiration)); token.ExpiresIn != 7200 || left < 11*time.Hour {
		t.Errorf("the token has %d s, the role %v", token.ExpiresIn, left)
	}
	s.SetOffset(3 * time.Hour)
	_, err := p.refresh(token.RefreshToken)
	wantCode(t, err, "InvalidGrantException", "")
}

// TestTooManyAtOnce holds requests back until all are on their way.
func TestTooManyAtOnce(t *testing.T) {
	s := signedIn(t, func(w *World) { w.IdentityCenter.Parallel = 3 })
	s.Misbehave(Fault{Action: "ListAccounts", Kind: Delay, Delay: 300 * time.Millisecond, Times: -1})
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = portalClient(s).ListAccounts(context.Background(), &sso.ListAccountsInput{AccessToken: aws.String("access")})
		})
	}
	wait.Wait()
	refused := 0
	for _, err := range errs {
		if err != nil {
			wantCode(t, err, "TooManyRequestsException", "")
			refused++
		}
	}
	over := 0
	for _, e := range s.Log() {
		if e.Together > 3 {
			over++
		}
	}
	if refused != over || s.Log().Together() < 2 {
		t.Errorf("%d refused, %d too many:\n%s", refused, over, s.Log())
	}
	s.Behave()
	s.ClearLog()
	must[*sso.ListAccountsOutput](t)(portalClient(s).ListAccounts(context.Background(), &sso.ListAccountsInput{AccessToken: aws.String("access")}))
	if n := s.Log().Together(); n != 1 {
		t.Errorf("alone, a request counts as %d", n)
	}
}

// BenchmarkStart is what a test pays for a server, with an example's portal and
// with a large one.
func BenchmarkStart(b *testing.B) {
	for _, n := range []int{3, 300} {
		b.Run(fmt.Sprint(n, " accounts"), func(b *testing.B) {
			w := ExampleWorld()
			w.Portals[0].Users[0].Accounts = PortalAccounts(n, "Admin", "Billing", "PowerUser", "ReadOnly")
			for b.Loop() {
				s, err := Start(w)
				if err != nil {
					b.Fatal(err)
				}
				s.Close()
			}
		})
	}
}
