package awstest

import (
	"cmp"
	"time"
)

// createToken is CreateToken of SSO OIDC, for its three grants.
func (s *Server) createToken(c *call) answer {
	k, no := s.secretClient(c)
	if no != nil {
		return *no
	}
	grant := c.params.Get("grantType")
	give := map[string]func(*Server, *call, *SSOClient) answer{
		grantCode: (*Server).tokenForCode, grantDevice: (*Server).tokenForDevice, grantRefresh: (*Server).tokenForRefresh,
	}[grant]
	switch {
	case give == nil:
		return c.oauthRefusal("UnsupportedGrantTypeException", "Grant type is not supported")
	case !k.may(grant):
		return c.oauthRefusal("UnauthorizedClientException", "The client is not registered for this grant")
	}
	return give(s, c, k)
}

func (s *Server) tokenForCode(c *call, k *SSOClient) answer {
	if c.params.Get("code") == "" || c.params.Get("codeVerifier") == "" || c.params.Get("redirectUri") == "" {
		return c.oauthRefusal("InvalidRequestException", "code, codeVerifier and redirectUri are required")
	}
	grant, err := s.grants.redeem(c)
	if err != nil {
		return c.oauthRefusal("InvalidGrantException", err.Error())
	}
	return s.newToken(c, k, grant.startURL, grant.user)
}

func (s *Server) tokenForDevice(c *call, k *SSOClient) answer {
	d := s.grants.device(c.params.Get("deviceCode"))
	if d == nil || d.client != k.ID || d.spent {
		return c.oauthRefusal("InvalidGrantException", "Invalid device code provided")
	}
	how := s.world.IdentityCenter
	soon := how.SlowDown && c.now.Before(d.polled.Add(time.Duration(cmp.Or(max(how.Interval, 0), 1))*time.Second))
	d.polled = c.now
	switch {
	case d.denied:
		return c.oauthRefusal("AccessDeniedException", "The person said no")
	case !c.now.Before(d.expires):
		return c.oauthRefusal("ExpiredTokenException", "The device code has expired")
	case soon:
		return c.oauthRefusal("SlowDownException", "The client asks too often")
	case !d.answered:
		return c.oauthRefusal("AuthorizationPendingException", "The person has not answered yet")
	}
	d.spent = true
	return s.newToken(c, k, d.startURL, d.user)
}

// newToken opens a sign-in. Without scopes there is no refresh token, and the
// access token lasts as long as the sign-in.
func (s *Server) newToken(c *call, k *SSOClient, startURL, user string) answer {
	portal := s.world.portal(startURL, "")
	if portal == nil {
		return c.oauthRefusal("InvalidGrantException", "The portal is gone")
	}
	whole := cmp.Or(portal.SessionLife, 8*time.Hour)
	v := SSOSession{
		StartURL: portal.StartURL, Region: portal.Region, User: user, ClientID: k.ID, ClientSecret: k.Secret,
		RegistrationExpires: k.Expires, Ends: c.now.Add(whole), Life: whole, signedIn: true,
	}
	if len(k.Scopes) > 0 {
		v.Life = cmp.Or(portal.TokenLife, time.Hour)
	}
	body := v.renew(c.now)
	if len(k.Scopes) > 0 && k.may(grantRefresh) {
		v.RefreshToken = opaque(120)
		body["refreshToken"] = v.RefreshToken
	}
	s.world.SSO = append(s.world.SSO, v)
	return jsonAnswer(body)
}

// tokenForRefresh replaces both tokens: a refresh token works once, unless
// IdentityCenter.KeepRefreshTokens says otherwise.
func (s *Server) tokenForRefresh(c *call, k *SSOClient) answer {
	token := c.params.Get("refreshToken")
	for i := range s.world.SSO {
		v := &s.world.SSO[i]
		if token == "" || v.ClientID != k.ID || v.RefreshToken != token || v.over(c.now) {
			continue
		}
		body := v.renew(c.now)
		if !s.world.IdentityCenter.KeepRefreshTokens {
			v.RefreshToken = opaque(120)
			body["refreshToken"] = v.RefreshToken
		}
		return jsonAnswer(body)
	}
	return c.oauthRefusal("InvalidGrantException", "Invalid refresh token provided")
}

// over reports whether the sign-in itself has ended.
func (v *SSOSession) over(now time.Time) bool { return !v.Ends.IsZero() && !now.Before(v.Ends) }

// renew gives the sign-in another access token, which ends no later than it.
func (v *SSOSession) renew(now time.Time) map[string]any {
	life := cmp.Or(v.Life, time.Hour)
	if !v.Ends.IsZero() {
		life = min(life, v.Ends.Sub(now))
	}
	v.AccessToken, v.Expires = opaque(120), now.Add(life)
	return map[string]any{"accessToken": v.AccessToken, "tokenType": "Bearer", "expiresIn": int(life / time.Second)}
}
