package awstest

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"
)

// roleCredentials is GetRoleCredentials of the SSO portal.
func (s *Server) roleCredentials(c *call) answer {
	token := c.r.Header.Get("X-Amz-Sso_bearer_token")
	account, name := c.params.Get("account_id"), c.params.Get("role_name")
	for i := range s.world.SSO {
		v := &s.world.SSO[i]
		if token == "" || v.AccessToken != token || !v.Expires.IsZero() && !c.now.Before(v.Expires) {
			continue
		}
		for _, r := range v.Roles {
			if r.Account == account && r.Name == name {
				return jsonAnswer(map[string]any{"roleCredentials": ssoKeys(s.issue(ssoPrincipal(v, r), time.Hour))})
			}
		}
		return c.refuse(&refusal{http.StatusForbidden, "ForbiddenException", "No access"})
	}
	return c.refuse(&refusal{http.StatusUnauthorized, "UnauthorizedException", "Session token not found or invalid"})
}

func ssoKeys(v Credentials) map[string]any {
	return map[string]any{
		"accessKeyId": v.AccessKeyID, "secretAccessKey": v.SecretAccessKey, "sessionToken": v.SessionToken,
		"expiration": v.Expires.UnixMilli(),
	}
}

// ssoPrincipal is a session of the role that IAM Identity Center keeps for a
// permission set.
func ssoPrincipal(v *SSOSession, r SSORole) principal {
	name := "AWSReservedSSO_" + r.Name + "_0123456789abcdef"
	return principal{
		arn: "arn:aws:sts::" + r.Account + ":assumed-role/" + name + "/" + v.User, id: "AROASSOROLEEXAMPLE:" + v.User,
		account: r.Account, partition: "aws",
		role: "arn:aws:iam::" + r.Account + ":role/aws-reserved/sso.amazonaws.com/" + name,
	}
}

// createToken is CreateToken of SSO OIDC with the grant refresh_token.
func (s *Server) createToken(c *call) answer {
	if c.params.Get("grantType") != "refresh_token" {
		return c.oauthRefusal("UnsupportedGrantTypeException", "unsupported_grant_type", "Grant type is not supported")
	}
	for i := range s.world.SSO {
		v := &s.world.SSO[i]
		if v.ClientID == "" || v.ClientID != c.params.Get("clientId") {
			continue
		}
		if v.ClientSecret != c.params.Get("clientSecret") || !v.RegistrationExpires.IsZero() && !c.now.Before(v.RegistrationExpires) {
			break
		}
		if v.RefreshToken == "" || v.RefreshToken != c.params.Get("refreshToken") {
			return c.oauthRefusal("InvalidGrantException", "invalid_grant", "Invalid refresh token provided")
		}
		return jsonAnswer(v.refresh(c.now))
	}
	return c.oauthRefusal("InvalidClientException", "invalid_client", "Invalid client id or secret provided")
}

// refresh replaces both tokens: a refresh token works once.
func (v *SSOSession) refresh(now time.Time) map[string]any {
	life := v.Life
	if life == 0 {
		life = time.Hour
	}
	v.AccessToken, v.RefreshToken, v.Expires = opaque(120), opaque(120), now.Add(life)
	return map[string]any{
		"accessToken": v.AccessToken, "refreshToken": v.RefreshToken, "tokenType": "Bearer", "expiresIn": int(life / time.Second),
	}
}

func (c *call) oauthRefusal(name, code, description string) answer {
	status := http.StatusBadRequest
	if code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	text, _ := json.Marshal(map[string]string{"error": code, "error_description": description})
	header := c.header("application/json")
	header.Set("X-Amzn-Errortype", name)
	return answer{status, header, text, name}
}

// TokenFile is the file in ~/.aws/sso/cache as `aws sso login` leaves it: its
// name for the sso-session called session (or, with "", for the legacy form),
// and its content.
func (v SSOSession) TokenFile(session string) (name string, content []byte) {
	key := session
	if key == "" {
		key = v.StartURL
	}
	sum := sha1.Sum([]byte(key))
	fields := map[string]string{
		"startUrl": v.StartURL, "region": v.Region, "accessToken": v.AccessToken, "expiresAt": v.Expires.UTC().Format(time.RFC3339),
	}
	if session != "" {
		fields["refreshToken"], fields["clientId"], fields["clientSecret"] = v.RefreshToken, v.ClientID, v.ClientSecret
		fields["registrationExpiresAt"] = v.RegistrationExpires.UTC().Format(time.RFC3339)
	}
	content, _ = json.Marshal(fields) // a map of text always marshals
	return hex.EncodeToString(sum[:]) + ".json", content
}
