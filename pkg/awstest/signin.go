package awstest

import (
	"crypto/ecdsa"
	"encoding/json"
	"net/http"
	"slices"
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

// createOAuth2Token is CreateOAuth2Token of AWS sign-in, for its two grants.
// Each request proves by DPoP the key that the sign-in is bound to.
func (s *Server) createOAuth2Token(c *call) answer {
	key, err := s.proof(c)
	if err != nil {
		return c.invalidSignin("Invalid DPoP header: " + err.Error())
	}
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return c.params.Get(name) == "" })
	}
	switch grant := c.params.Get("grantType"); {
	case grant == grantCode && has("clientId", "code", "codeVerifier", "redirectUri"):
		return s.loginForCode(c, key)
	case grant == grantRefresh && has("clientId", "refreshToken"):
		return s.loginForRefresh(c, key)
	}
	return c.invalidSignin("The request has no grantType that is known, or lacks what that needs.")
}

func (s *Server) loginForRefresh(c *call, key *ecdsa.PublicKey) answer {
	token := c.params.Get("refreshToken")
	for i := range s.world.Logins {
		l := &s.world.Logins[i]
		if l.ClientID != c.params.Get("clientId") || !l.Key.Equal(key) {
			continue
		}
		if l.Refuse != "" {
			return c.signinRefusal(http.StatusUnauthorized, "AccessDeniedException", l.Refuse, "The token cannot be refreshed.")
		}
		if !l.Ends.IsZero() && !c.now.Before(l.Ends) {
			break
		}
		if old, ok := s.oauth.replaced[token]; ok && !s.world.OneUseLogins && c.now.Before(old.until) {
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
	old := l.RefreshToken
	body := s.loginKeys(who, l)
	if s.oauth.replaced == nil {
		s.oauth.replaced = map[string]replaced{}
	}
	s.oauth.replaced[old] = replaced{body, c.now.Add(graceful)}
	return jsonAnswer(body)
}

// loginKeys gives a sign-in new keys and another refresh token. The keys end no
// later than the sign-in.
func (s *Server) loginKeys(who principal, l *Login) map[string]any {
	life := loginLife
	if !l.Ends.IsZero() {
		life = min(life, l.Ends.Sub(s.now()))
	}
	who.mfa = l.MFA
	v := s.issue(who, life)
	l.RefreshToken = opaque(200)
	return map[string]any{
		"accessToken": map[string]string{"accessKeyId": v.AccessKeyID, "secretAccessKey": v.SecretAccessKey, "sessionToken": v.SessionToken},
		"tokenType":   "aws_sigv4", "expiresIn": int(life / time.Second), "refreshToken": l.RefreshToken,
	}
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

func (c *call) invalidSignin(message string) answer {
	return c.signinRefusal(http.StatusBadRequest, "ValidationException", "INVALID_REQUEST", message)
}

func (c *call) signinRefusal(status int, name, code, message string) answer {
	text, _ := json.Marshal(map[string]string{"error": code, "message": message})
	header := c.header("application/json")
	header.Set("X-Amzn-Errortype", name)
	return answer{status, header, text, name + " " + code}
}
