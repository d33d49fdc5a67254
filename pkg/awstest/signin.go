package awstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"time"
)

// loginLife is that of the keys that sign-in issues.
const loginLife = 15 * time.Minute

// graceful is how long a refresh token that has been replaced gets the same
// answer once more (AWS: "idempotent within token validity window").
const graceful = time.Minute

// oauthState is what sign-in remembers besides the World.
type oauthState struct {
	proofs   map[string]bool // DPoP identifiers that were seen
	replaced map[string]replaced
}

type replaced struct {
	body  map[string]any
	until time.Time
}

// createOAuth2Token is CreateOAuth2Token with the grant refresh_token.
func (s *Server) createOAuth2Token(c *call) answer {
	if c.params.Get("grantType") != "refresh_token" || c.params.Get("clientId") == "" || c.params.Get("refreshToken") == "" {
		return c.signinRefusal(http.StatusBadRequest, "ValidationException", "INVALID_REQUEST", "The request is not a refresh_token grant.")
	}
	key, err := s.proof(c)
	if err != nil {
		return c.signinRefusal(http.StatusBadRequest, "ValidationException", "INVALID_REQUEST", "Invalid DPoP header: "+err.Error())
	}
	token := c.params.Get("refreshToken")
	for i := range s.world.Logins {
		l := &s.world.Logins[i]
		if l.ClientID != c.params.Get("clientId") || !l.Key.Equal(key) {
			continue
		}
		if l.Refuse != "" {
			return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", l.Refuse, "The token cannot be refreshed.")
		}
		if old, ok := s.oauth.replaced[token]; ok && c.now.Before(old.until) {
			return jsonAnswer(old.body)
		}
		if l.RefreshToken == token {
			return s.refreshLogin(c, l)
		}
	}
	return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", "TOKEN_EXPIRED", "The refresh token is not valid.")
}

func (s *Server) refreshLogin(c *call, l *Login) answer {
	who, ok := s.identity(l.Identity)
	if !ok {
		return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", "USER_CREDENTIALS_CHANGED", "The identity is gone.")
	}
	who.mfa = l.MFA
	v := s.issue(who, loginLife)
	old := l.RefreshToken
	l.RefreshToken = opaque(200)
	body := map[string]any{
		"accessToken": map[string]string{"accessKeyId": v.AccessKeyID, "secretAccessKey": v.SecretAccessKey, "sessionToken": v.SessionToken},
		"tokenType":   "aws_sigv4", "expiresIn": int(loginLife / time.Second), "refreshToken": l.RefreshToken,
	}
	if s.oauth.replaced == nil {
		s.oauth.replaced = map[string]replaced{}
	}
	s.oauth.replaced[old] = replaced{body, c.now.Add(graceful)}
	return jsonAnswer(body)
}

// identity is the user or assumed role with an ARN.
func (s *Server) identity(arn string) (principal, bool) {
	if u := s.world.userByARN(arn); u != nil {
		return userPrincipal(u), true
	}
	for i := range s.world.Roles {
		prefix := rolePrincipal(&s.world.Roles[i], "").arn
		if len(arn) > len(prefix) && arn[:len(prefix)] == prefix {
			return rolePrincipal(&s.world.Roles[i], arn[len(prefix):]), true
		}
	}
	return principal{}, false
}

func (c *call) signinRefusal(status int, name, code, message string) answer {
	text, _ := json.Marshal(map[string]string{"error": code, "message": message})
	header := c.header("application/json")
	header.Set("X-Amzn-Errortype", name)
	return answer{status, header, text, name + " " + code}
}

// SignIn does what `aws login` does for an identity (the ARN of a user or of an
// assumed role): it gives the name and the content of the file in
// ~/.aws/login/cache, whose keys have left to live (negative: they are over).
func (s *Server) SignIn(identity string, left time.Duration) (name string, content []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return "", nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	who, ok := s.identity(identity)
	if !ok {
		return "", nil, fmt.Errorf("no user or assumed role %q", identity)
	}
	l := Login{Identity: identity, ClientID: "arn:aws:signin:::devtools/same-device", RefreshToken: opaque(200), Key: &key.PublicKey}
	s.world.Logins = append(s.world.Logins, l)
	v := s.issue(who, left)
	content, err = json.Marshal(map[string]any{
		"accessToken": map[string]string{
			"accessKeyId": v.AccessKeyID, "secretAccessKey": v.SecretAccessKey, "sessionToken": v.SessionToken,
			"accountId": who.account, "expiresAt": v.Expires.UTC().Format(time.RFC3339),
		},
		"tokenType": "aws_sigv4", "clientId": l.ClientID, "refreshToken": l.RefreshToken, "idToken": "example",
		"dpopKey": string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})),
	})
	sum := sha256.Sum256([]byte(identity))
	return hex.EncodeToString(sum[:]) + ".json", content, err
}
