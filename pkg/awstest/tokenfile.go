package awstest

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"time"
)

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
