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
	"time"
)

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
	l := Login{Identity: identity, ClientID: sameDevice, RefreshToken: opaque(200), Key: &key.PublicKey}
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
