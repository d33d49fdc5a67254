package awstest

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestSSO(t *testing.T) {
	w := ExampleWorld()
	w.SSO = []SSOSession{{
		StartURL: "https://example.awsapps.com/start", Region: "eu-west-1", AccessToken: "access-1", User: "michael",
		RefreshToken: "refresh-1", ClientID: "client", ClientSecret: "secret", Expires: time.Now().Add(time.Minute),
		Roles: []SSORole{{DevAccount, "Admin"}},
	}}
	s, ctx := start(t, w), context.Background()
	portal := sso.New(sso.Options{Region: "eu-west-1", BaseEndpoint: &s.URL, Retryer: aws.NopRetryer{}})
	oidc := ssooidc.New(ssooidc.Options{Region: "eu-west-1", BaseEndpoint: &s.URL, Retryer: aws.NopRetryer{}})
	ask := func(token, account, role string) (*sso.GetRoleCredentialsOutput, error) {
		return portal.GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{AccessToken: &token, AccountId: &account, RoleName: &role})
	}
	out := must[*sso.GetRoleCredentialsOutput](t)(ask("access-1", DevAccount, "Admin")).RoleCredentials
	if left := time.Until(time.UnixMilli(out.Expiration)); left < 59*time.Minute || left > time.Hour {
		t.Errorf("%v left", left)
	}
	who := must[*sts.GetCallerIdentityOutput](t)(stsClient(s, Credentials{*out.AccessKeyId, *out.SecretAccessKey, *out.SessionToken, time.Time{}}).GetCallerIdentity(ctx, nil))
	if !strings.HasPrefix(*who.Arn, "arn:aws:sts::222233334444:assumed-role/AWSReservedSSO_Admin_") {
		t.Errorf("identity %s", *who.Arn)
	}
	_, err := ask("access-1", ProdAccount, "Admin")
	wantCode(t, err, "ForbiddenException", "No access")
	_, err = ask("access-0", DevAccount, "Admin")
	wantCode(t, err, "UnauthorizedException", "Session token not found or invalid")
	s.SetOffset(2 * time.Minute)
	_, err = ask("access-1", DevAccount, "Admin")
	wantCode(t, err, "UnauthorizedException", "")

	refresh := func(token, secret string) (*ssooidc.CreateTokenOutput, error) {
		return oidc.CreateToken(ctx, &ssooidc.CreateTokenInput{
			ClientId: aws.String("client"), ClientSecret: &secret, GrantType: aws.String("refresh_token"), RefreshToken: &token})
	}
	_, err = refresh("refresh-1", "wrong")
	wantCode(t, err, "InvalidClientException", "")
	token := must[*ssooidc.CreateTokenOutput](t)(refresh("refresh-1", "secret"))
	must[*sso.GetRoleCredentialsOutput](t)(ask(*token.AccessToken, DevAccount, "Admin"))
	_, err = refresh("refresh-1", "secret")
	wantCode(t, err, "InvalidGrantException", "")
	for _, e := range s.Log() {
		if strings.Contains(fmt.Sprint(e.Params), "refresh-1") || strings.Contains(fmt.Sprint(e.Params), "secret:secret") {
			t.Errorf("the log has a secret: %v", e.Params)
		}
	}
}

// dpop makes a proof as RFC 9449 wants it; edit spoils it.
func dpop(t *testing.T, key *ecdsa.PrivateKey, url string, edit func(header, claims map[string]any)) string {
	t.Helper()
	public := must[[]byte](t)(key.PublicKey.Bytes())
	b64 := base64.RawURLEncoding.EncodeToString
	header := map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": map[string]string{
		"kty": "EC", "crv": "P-256", "x": b64(public[1:33]), "y": b64(public[33:])}}
	claims := map[string]any{"htm": "POST", "htu": url, "iat": time.Now().Unix(), "jti": rand.Text()}
	if edit != nil {
		edit(header, claims)
	}
	text := b64(must[[]byte](t)(json.Marshal(header))) + "." + b64(must[[]byte](t)(json.Marshal(claims)))
	sum := sha256.Sum256([]byte(text))
	r, sv, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + b64(append(r.FillBytes(make([]byte, 32)), sv.FillBytes(make([]byte, 32))...))
}

func TestSignIn(t *testing.T) {
	s, ctx := example(t), context.Background()
	name, content, err := s.SignIn(UserARN, -time.Minute)
	if err != nil || len(name) != 64+len(".json") {
		t.Fatalf("%q, %v", name, err)
	}
	var file struct {
		ClientID, RefreshToken, DpopKey string
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(file.DpopKey))
	key := must[*ecdsa.PrivateKey](t)(x509.ParseECPrivateKey(block.Bytes))
	url := s.URL + "/v1/token"
	ask := func(token, proof string) (int, map[string]any) {
		body := fmt.Sprintf(`{"clientId":%q,"grantType":"refresh_token","refreshToken":%q}`, file.ClientID, token)
		r := must[*http.Request](t)(http.NewRequest("POST", url, strings.NewReader(body)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("DPoP", proof)
		status, text := send(t, r)
		var members map[string]any
		if err := json.Unmarshal([]byte(text), &members); err != nil {
			t.Fatalf("%d %s: %v", status, text, err)
		}
		return status, members
	}
	for what, edit := range map[string]func(h, c map[string]any){
		"method":   func(_, c map[string]any) { c["htm"] = "GET" },
		"address":  func(_, c map[string]any) { c["htu"] = url + "/" },
		"time":     func(_, c map[string]any) { c["iat"] = time.Now().Unix() - 600 },
		"id":       func(_, c map[string]any) { c["jti"] = "" },
		"alg none": func(h, _ map[string]any) { h["alg"] = "none" },
		"padding":  func(h, _ map[string]any) { h["jwk"].(map[string]string)["x"] = "AQ" },
	} {
		if status, answer := ask(file.RefreshToken, dpop(t, key, url, edit)); status != 400 || answer["error"] != "INVALID_REQUEST" {
			t.Errorf("a proof with a bad %s gives %d %v", what, status, answer)
		}
	}
	good := dpop(t, key, url, nil)
	if status, _ := ask(file.RefreshToken, good[:len(good)-4]+"AAAA"); status != 400 {
		t.Errorf("a broken signature gives %d", status)
	}
	status, answer := ask(file.RefreshToken, good)
	if status != 200 || answer["tokenType"] != "aws_sigv4" || answer["expiresIn"] != float64(900) {
		t.Fatalf("%d %v", status, answer)
	}
	keys := answer["accessToken"].(map[string]any)
	who := must[*sts.GetCallerIdentityOutput](t)(stsClient(s, Credentials{
		keys["accessKeyId"].(string), keys["secretAccessKey"].(string), keys["sessionToken"].(string), time.Time{}}).GetCallerIdentity(ctx, nil))
	if *who.Arn != UserARN {
		t.Errorf("identity %s", *who.Arn)
	}
	if status, _ := ask(file.RefreshToken, good); status != 400 {
		t.Errorf("a proof used twice gives %d", status)
	}
	if _, again := ask(file.RefreshToken, dpop(t, key, url, nil)); again["refreshToken"] != answer["refreshToken"] {
		t.Errorf("the same refresh token, a moment later, gives %v", again)
	}
	s.Change(func(w *World) { w.Logins[0].Refuse = "USER_CREDENTIALS_CHANGED" })
	if status, answer := ask(answer["refreshToken"].(string), dpop(t, key, url, nil)); status != 401 || answer["error"] != "USER_CREDENTIALS_CHANGED" {
		t.Errorf("%d %v", status, answer)
	}
}

func TestMetadata(t *testing.T) {
	w := ExampleWorld()
	w.Instance = &Instance{RoleARN: MachineRole, Region: "eu-west-1"}
	w.Container = &Container{Path: "/v2/credentials/example", Token: "let-me-in", RoleARN: MachineRole}
	s, ctx := start(t, w), context.Background()
	client := imds.New(imds.Options{Endpoint: s.URL})
	region := must[*imds.GetRegionOutput](t)(client.GetRegion(ctx, nil))
	if region.Region != "eu-west-1" {
		t.Errorf("region %q", region.Region)
	}
	must[*imds.GetMetadataOutput](t)(client.GetMetadata(ctx, &imds.GetMetadataInput{Path: "iam/security-credentials/machine"}))
	if status, _ := send(t, must[*http.Request](t)(http.NewRequest("GET", s.URL+"/latest/meta-data/iam/security-credentials/", nil))); status != 401 {
		t.Errorf("without a token: %d", status)
	}
	r := must[*http.Request](t)(http.NewRequest("GET", s.URL+"/v2/credentials/example", nil))
	if status, _ := send(t, r); status != 403 {
		t.Errorf("without authorization: %d", status)
	}
	r.Header.Set("Authorization", "let-me-in")
	status, text := send(t, r)
	var keys struct{ AccessKeyId, SecretAccessKey, Token string }
	if err := json.Unmarshal([]byte(text), &keys); status != 200 || err != nil {
		t.Fatalf("%d %s", status, text)
	}
	machine := Credentials{keys.AccessKeyId, keys.SecretAccessKey, keys.Token, time.Time{}}
	must[*sts.AssumeRoleOutput](t)(stsClient(s, machine).AssumeRole(ctx, assume(OpenRole, 0)))
}
