package aws

import (
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
	"time"
)

// dpop makes the proof of RFC 9449 that the sender of a request holds the key
// that its refresh token is bound to: a JWT signed with ES256, the public key in
// its header. The key is PEM, an EC key on P-256; errors say nothing of it.
func dpop(key, method, target string, now time.Time) (string, error) {
	signer, err := parseECKey(key)
	if err != nil {
		return "", err
	}
	point, err := signer.PublicKey.Bytes() // 4, X, Y
	if err != nil {
		return "", errors.New("it is no point on P-256")
	}
	half := (len(point) - 1) / 2
	header := part(map[string]any{
		"typ": "dpop+jwt", "alg": "ES256",
		"jwk": map[string]string{"kty": "EC", "crv": "P-256", "x": base64URL(point[1 : 1+half]), "y": base64URL(point[1+half:])},
	})
	claims := part(map[string]any{"htm": method, "htu": target, "iat": now.Unix(), "jti": uuid()})
	message := header + "." + claims
	sum := sha256.Sum256([]byte(message))
	r, s, err := ecdsa.Sign(rand.Reader, signer, sum[:])
	if err != nil {
		return "", errors.New("it does not sign")
	}
	// JWS wants both numbers side by side, not ASN.1 (RFC 7518 section 3.4).
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return message + "." + base64URL(signature), nil
}

// parseECKey reads "EC PRIVATE KEY", which `aws login` writes, or PKCS #8.
func parseECKey(text string) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("it is not PEM")
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		other, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("it is no EC private key")
		}
		key, _ = other.(*ecdsa.PrivateKey)
	}
	if key == nil || key.Curve != elliptic.P256() {
		return nil, errors.New("it is no EC private key on P-256")
	}
	return key, nil
}

// part is one part of a JWT. Maps of texts and numbers always marshal.
func part(claims map[string]any) string {
	text, _ := json.Marshal(claims)
	return base64URL(text)
}

func base64URL(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// uuid is a random UUID, RFC 9562 version 4.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
