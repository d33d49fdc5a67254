package awstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// proof checks the DPoP header of a request (RFC 9449) and returns the key that
// made it. Coordinates must have their full length (RFC 7518, 6.2.1.2).
func (s *Server) proof(c *call) (*ecdsa.PublicKey, error) {
	parts := strings.Split(c.r.Header.Get("Dpop"), ".")
	if len(parts) != 3 {
		return nil, errors.New("not a JSON web token")
	}
	var header struct {
		Typ, Alg string
		Jwk      struct{ Kty, Crv, X, Y string }
	}
	var claims struct {
		Htm, Htu, Jti string
		Iat           int64
	}
	if err := errors.Join(decodePart(parts[0], &header), decodePart(parts[1], &claims)); err != nil {
		return nil, err
	}
	if header.Typ != "dpop+jwt" || header.Alg != "ES256" || header.Jwk.Kty != "EC" || header.Jwk.Crv != "P-256" {
		return nil, errors.New("typ, alg or jwk is not that of an ES256 proof")
	}
	key, err := publicKey(header.Jwk.X, header.Jwk.Y)
	if err != nil {
		return nil, err
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return nil, errors.New("the signature is not 64 bytes")
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return nil, errors.New("the signature does not match")
	}
	if want := c.url(); claims.Htm != c.r.Method || claims.Htu != want {
		return nil, fmt.Errorf("htm and htu are %s %s, not %s %s", claims.Htm, claims.Htu, c.r.Method, want)
	}
	if age := c.now.Sub(time.Unix(claims.Iat, 0)).Abs(); age > s.world.maxSkew() {
		return nil, errors.New("iat is too far from now")
	}
	return key, s.fresh(claims.Jti)
}

// fresh refuses a proof that was used before.
func (s *Server) fresh(id string) error {
	if id == "" || s.oauth.proofs[id] {
		return errors.New("jti is missing or was used before")
	}
	if s.oauth.proofs == nil {
		s.oauth.proofs = map[string]bool{}
	}
	s.oauth.proofs[id] = true
	return nil
}

// base is the endpoint as the client named it.
func (c *call) base() string {
	scheme := "http"
	if c.via == "connect" {
		scheme = "https"
	}
	return scheme + "://" + c.r.Host
}

// url is the request's address as the client named it.
func (c *call) url() string { return c.base() + c.r.URL.EscapedPath() }

func decodePart(part string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func publicKey(x, y string) (*ecdsa.PublicKey, error) {
	bx, errX := base64.RawURLEncoding.DecodeString(x)
	by, errY := base64.RawURLEncoding.DecodeString(y)
	if errX != nil || errY != nil || len(bx) != 32 || len(by) != 32 {
		return nil, errors.New("the coordinates of the key are not 32 bytes each")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, bx...), by...))
	if err != nil {
		return nil, errors.New("the key is not a point of P-256")
	}
	return key, nil
}
