package aws

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	alice     = "arn:aws:iam::123456789012:user/alice"
	loginPath = "/cache/b7d71d383b9557a9bad4c3346c50365819226484c6824a0fdef66637be339db0.json" // of the vector login-session
)

func ecPEM(t *testing.T, curve elliptic.Curve) (string, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})), key
}

func loginFile(key, expires string, change map[string]any) string {
	fields := map[string]any{
		"accessToken": map[string]string{"accessKeyId": "ASIAOLD", "secretAccessKey": "old-secret", "sessionToken": "OLD", "accountId": "123456789012", "expiresAt": expires},
		"tokenType":   "urn:aws:params:oauth:token-type:access_token_sigv4", "clientId": "arn:aws:signin:::devtools/same-device",
		"refreshToken": "OLD-REFRESH", "idToken": "ID", "dpopKey": key,
	}
	maps.Copy(fields, change)
	for name, value := range change {
		if value == nil {
			delete(fields, name)
		}
	}
	text, _ := json.Marshal(fields)
	return string(text)
}

// signin plays the sign-in service: it checks the proof as RFC 9449 says.
func signin(t *testing.T, key *ecdsa.PublicKey, reply http.HandlerFunc) (url string, sent *[]map[string]string) {
	t.Helper()
	sent = &[]map[string]string{}
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/v1/token" || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Authorization") != "" {
			t.Errorf("%s %s with %v", r.Method, r.URL, r.Header)
		}
		if err := checkProof(r.Header.Get("DPoP"), key, server.URL+"/v1/token"); err != nil {
			t.Errorf("the proof: %v", err)
		}
		var body map[string]string
		text, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(text, &body)
		*sent = append(*sent, body)
		reply(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, sent
}

func checkProof(proof string, key *ecdsa.PublicKey, target string) error {
	parts := strings.Split(proof, ".")
	if len(parts) != 3 {
		return fmt.Errorf("%d parts", len(parts))
	}
	var header struct {
		Typ, Alg string
		JWK      struct{ Kty, Crv, X, Y string }
	}
	var claims struct {
		Htm, Htu, Jti string
		Iat           int64
	}
	for i, into := range []any{&header, &claims} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return err
		}
	}
	x, _ := base64.RawURLEncoding.DecodeString(header.JWK.X)
	y, _ := base64.RawURLEncoding.DecodeString(header.JWK.Y)
	point, _ := key.Bytes()
	if header.Typ != "dpop+jwt" || header.Alg != "ES256" || header.JWK.Kty != "EC" || header.JWK.Crv != "P-256" || string(x)+string(y) != string(point[1:]) {
		return fmt.Errorf("header %+v", header)
	}
	if claims.Htm != "POST" || claims.Htu != target || claims.Iat != noon.Unix() || len(claims.Jti) != 36 {
		return fmt.Errorf("claims %+v", claims)
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return fmt.Errorf("signature of %d bytes, %v", len(signature), err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return fmt.Errorf("the signature is wrong")
	}
	return nil
}

const renewed = `{"accessToken":{"accessKeyId":"ASIANEW","secretAccessKey":"new-secret","sessionToken":"NEW"},"tokenType":"aws_sigv4","expiresIn":900,"refreshToken":"NEW-REFRESH"}`

func loginClient(url string, f files) *Client {
	return newTestClient(Config{Region: "eu-west-1", SigninEndpoint: url, ReadFile: f.read, WriteFile: f.write, Now: func() time.Time { return noon }, Timeout: 2 * time.Second})
}

var aliceLogin = LoginRequest{Profile: "x", Session: alice, CacheDir: "/cache"}

func TestLoginUsesWhatIsThere(t *testing.T) {
	key, _ := ecPEM(t, elliptic.P256())
	f := files{loginPath: loginFile(key, "2026-11-20T12:05:01Z", nil)}
	a, err := loginClient("http://127.0.0.1:1", f).LoginCredentials(t.Context(), aliceLogin)
	if err != nil || a.Keys.AccessKeyID != "ASIAOLD" || a.Account != "123456789012" || !a.Expires.Equal(noon.Add(5*time.Minute+time.Second)) {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestLoginRefresh(t *testing.T) {
	key, private := ecPEM(t, elliptic.P256())
	for _, expires := range []string{"2026-11-20T12:04:59Z", "2026-11-20T11:00:00Z"} {
		url, sent := signin(t, &private.PublicKey, jsonBody(200, renewed))
		f := files{loginPath: loginFile(key, expires, nil)}
		a, err := loginClient(url, f).LoginCredentials(t.Context(), aliceLogin)
		if err != nil || a.Keys.AccessKeyID != "ASIANEW" || a.Keys.SecretAccessKey != "new-secret" || a.Account != "123456789012" || !a.Expires.Equal(noon.Add(15*time.Minute)) {
			t.Fatalf("%+v, %v", a, err)
		}
		want := map[string]string{"clientId": "arn:aws:signin:::devtools/same-device", "grantType": "refresh_token", "refreshToken": "OLD-REFRESH"}
		if len(*sent) != 1 || !maps.Equal((*sent)[0], want) {
			t.Errorf("sent %v", *sent)
		}
		expect := loginFile(key, "", map[string]any{"refreshToken": "NEW-REFRESH", "accessToken": map[string]string{
			"accessKeyId": "ASIANEW", "secretAccessKey": "new-secret", "sessionToken": "NEW", "accountId": "123456789012", "expiresAt": "2026-11-20T12:15:00Z"}})
		var got, wanted any
		_ = json.Unmarshal([]byte(f[loginPath]), &got)
		_ = json.Unmarshal([]byte(expect), &wanted)
		if fmt.Sprint(got) != fmt.Sprint(wanted) {
			t.Errorf("the file is %s", f[loginPath])
		}
	}
}

func TestLoginRefusals(t *testing.T) {
	t.Parallel()
	key, private := ecPEM(t, elliptic.P256())
	no := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Amzn-Errortype", "AccessDeniedException:http://internal/")
			jsonBody(status, fmt.Sprintf(`{"error":%q,"message":"Too bad"}`, code))(w, r)
		}
	}
	for name, v := range map[string]struct {
		reply       http.HandlerFunc
		exit        int
		words, hint string
	}{
		"expired":           {no(401, "TOKEN_EXPIRED"), 4, "has expired", "awsenv login x"},
		"password changed":  {no(403, "USER_CREDENTIALS_CHANGED"), 4, "password", "awsenv login x"},
		"no permission":     {no(403, "INSUFFICIENT_PERMISSIONS"), 5, "Too bad", "signin:CreateOAuth2Token"},
		"invalid":           {no(400, "INVALID_REQUEST"), 5, "Too bad", ""},
		"too many":          {no(429, "INVALID_REQUEST"), 6, "Too bad", "try again"},
		"out of order":      {no(500, "server_error"), 6, "Too bad", "try again"},
		"a page":            {answer(200, page), 6, "not AWS", "sign-in page"},
		"nothing in answer": {jsonBody(200, `{}`), 6, "not AWS", "sign-in page"},
		"keys without life": {jsonBody(200, strings.Replace(renewed, `"expiresIn":900`, `"expiresIn":0`, 1)), 6, "not AWS", "sign-in page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := signin(t, &private.PublicKey, v.reply)
			f := files{loginPath: loginFile(key, "2026-11-20T11:00:00Z", nil)}
			before := f[loginPath]
			_, err := loginClient(url, f).LoginCredentials(t.Context(), aliceLogin)
			if exitCode(err) != v.exit || !strings.Contains(err.Error(), v.words) || !strings.Contains(hints(err), v.hint) {
				t.Errorf("exit %d, %v, hints %q", exitCode(err), err, hints(err))
			}
			if f[loginPath] != before || strings.Contains(err.Error(), "REFRESH") || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v; the file is %s", err, f[loginPath])
			}
		})
	}
}

// Another process used the refresh token first, and has written what it got.
func TestLoginRefreshedByAnother(t *testing.T) {
	key, private := ecPEM(t, elliptic.P256())
	f := files{loginPath: loginFile(key, "2026-11-20T11:00:00Z", nil)}
	url, _ := signin(t, &private.PublicKey, func(w http.ResponseWriter, r *http.Request) {
		f[loginPath] = loginFile(key, "2026-11-20T12:14:00Z", nil)
		jsonBody(401, `{"error":"TOKEN_EXPIRED","message":"used"}`)(w, r)
	})
	if a, err := loginClient(url, f).LoginCredentials(t.Context(), aliceLogin); err != nil || a.Keys.AccessKeyID != "ASIAOLD" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestLoginFiles(t *testing.T) {
	key, _ := ecPEM(t, elliptic.P256())
	wrongCurve, _ := ecPEM(t, elliptic.P384())
	const over = "2026-11-20T11:00:00Z"
	for name, v := range map[string]struct{ file, words string }{
		"none":             {"", "nobody has signed in yet"},
		"no JSON":          {"old-secret", "no JSON object"},
		"no keys":          {loginFile(key, over, map[string]any{"accessToken": map[string]string{}}), "no keys in accessToken"},
		"keys are a text":  {loginFile(key, over, map[string]any{"accessToken": "x"}), "no keys in accessToken"},
		"no refresh token": {loginFile(key, over, map[string]any{"refreshToken": nil}), "no refreshToken"},
		"no client":        {loginFile(key, over, map[string]any{"clientId": nil}), "no clientId"},
		"no key":           {loginFile(key, over, map[string]any{"dpopKey": nil}), "no dpopKey"},
		"key is no PEM":    {loginFile("old-secret", over, nil), "the dpopKey"},
		"key is broken":    {loginFile("-----BEGIN EC PRIVATE KEY-----\nb2xkLXNlY3JldA==\n-----END EC PRIVATE KEY-----\n", over, nil), "the dpopKey"},
		"another curve":    {loginFile(wrongCurve, over, nil), "the dpopKey"},
	} {
		t.Run(name, func(t *testing.T) {
			f := files{}
			if v.file != "" {
				f[loginPath] = v.file
			}
			_, err := loginClient("http://127.0.0.1:1", f).LoginCredentials(t.Context(), aliceLogin)
			if exitCode(err) != 4 || !strings.Contains(err.Error(), v.words) || !strings.Contains(hints(err), "awsenv login x") || strings.Contains(err.Error(), "secret") {
				t.Errorf("exit %d, %v, hints %q", exitCode(err), err, hints(err))
			}
		})
	}
}

func TestPKCS8KeyIsRead(t *testing.T) {
	_, key := ecPEM(t, elliptic.P256())
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := dpop(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), "POST", "u", noon)
	if err != nil || checkProof(proof, &key.PublicKey, "u") != nil {
		t.Errorf("%v, %v", err, checkProof(proof, &key.PublicKey, "u"))
	}
}

// The AWS CLI takes no lock: a refresh that it had made unusable ended with "sign in
// again" though the new keys were on their way to the file.
func TestLoginRefreshOvertakenByAnother(t *testing.T) {
	key, private := ecPEM(t, elliptic.P256())
	f := files{loginPath: loginFile(key, "2026-11-20T12:01:00Z", nil)}
	reads := 0
	read := func(path string) ([]byte, error) {
		if reads++; reads == 4 { // before the lock, in it, at once after the refusal, and once more
			f[loginPath] = loginFile(key, "2026-11-20T12:14:00Z", map[string]any{"refreshToken": "THEIRS"})
		}
		return f.read(path)
	}
	url, sent := signin(t, &private.PublicKey, jsonBody(401, `{"error":"TOKEN_EXPIRED","message":"used"}`))
	locks := 0
	c := newTestClient(Config{Region: "eu-west-1", SigninEndpoint: url, ReadFile: read, WriteFile: f.write, Now: func() time.Time { return noon },
		Lock: func(context.Context, string) (func(), error) { locks++; return func() { locks-- }, nil }})
	got, err := c.LoginCredentials(t.Context(), LoginRequest{Profile: "x", Session: alice, CacheDir: "/cache"})
	if err != nil || got.Expires.Format(time.RFC3339) != "2026-11-20T12:14:00Z" || len(*sent) != 1 || locks != 0 {
		t.Errorf("%+v, %v after %d refreshes, %d locks held", got, err, len(*sent), locks)
	}
}

// A lock that does not come free is no reason to sign in again.
func TestTokenLockedForGood(t *testing.T) {
	key, _ := ecPEM(t, elliptic.P256())
	f := files{loginPath: loginFile(key, "2026-11-20T12:01:00Z", nil)}
	c := newTestClient(Config{Region: "eu-west-1", ReadFile: f.read, Now: func() time.Time { return noon },
		Lock: func(context.Context, string) (func(), error) { return nil, errors.New("held") }})
	if _, err := c.LoginCredentials(t.Context(), LoginRequest{Profile: "x", Session: alice, CacheDir: "/cache"}); exitCode(err) != 6 {
		t.Errorf("exit %d, %v", exitCode(err), err)
	}
}
