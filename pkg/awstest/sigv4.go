package awstest

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Signature version 4, written from AWS's description ("Create a signed AWS API
// request") and not with an SDK's signer, so that a client's signer is checked
// against something that is not itself.

const sigAlgorithm = "AWS4-HMAC-SHA256"

// sigTime is the form of X-Amz-Date.
const sigTime = "20060102T150405Z"

// scope is what a signature's key was derived for.
type scope struct{ date, region, service string }

type authorization struct {
	accessKeyID string
	scope
	headers   []string
	signature string
}

// parseAuthorization reads an Authorization header.
func parseAuthorization(header string) (authorization, error) {
	var a authorization
	rest, ok := strings.CutPrefix(header, sigAlgorithm+" ")
	if !ok {
		return a, errors.New("not " + sigAlgorithm)
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			f := strings.Split(value, "/")
			if len(f) != 5 || f[4] != "aws4_request" {
				return a, errors.New("'Credential' is not a key and a scope")
			}
			a.accessKeyID, a.scope = f[0], scope{f[1], f[2], f[3]}
		case "SignedHeaders":
			a.headers = strings.Split(value, ";")
		case "Signature":
			a.signature = value
		}
	}
	if a.accessKeyID == "" || len(a.headers) == 0 || a.signature == "" {
		return a, errors.New("authorization header requires 'Credential', 'SignedHeaders' and 'Signature'")
	}
	return a, nil
}

// unsignedHeader names a header that must be signed and is not, "" for none.
func (a authorization) unsignedHeader(r *http.Request) string {
	if !slices.Contains(a.headers, "host") {
		return "host"
	}
	for name := range r.Header {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, "x-amz-") && !slices.Contains(a.headers, name) {
			return name
		}
	}
	return ""
}

// expect is the signature that a request with this secret must have.
func (a authorization) expect(r *http.Request, body []byte, secret string) string {
	sum := sha256.Sum256([]byte(a.canonicalRequest(r, body)))
	text := strings.Join([]string{
		sigAlgorithm, r.Header.Get("X-Amz-Date"),
		strings.Join([]string{a.date, a.region, a.service, "aws4_request"}, "/"),
		hex.EncodeToString(sum[:]),
	}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range []string{a.date, a.region, a.service, "aws4_request"} {
		key = mac(key, part)
	}
	return hex.EncodeToString(mac(key, text))
}

func (a authorization) valid(r *http.Request, body []byte, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(a.signature), []byte(a.expect(r, body, secret))) == 1
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func (a authorization) canonicalRequest(r *http.Request, body []byte) string {
	sum := sha256.Sum256(body)
	var b strings.Builder
	b.WriteString(r.Method + "\n" + canonicalPath(r.URL) + "\n" + canonicalQuery(r.URL.Query()) + "\n")
	for _, name := range a.headers {
		b.WriteString(name + ":" + headerValue(r, name) + "\n")
	}
	b.WriteString("\n" + strings.Join(a.headers, ";") + "\n" + hex.EncodeToString(sum[:]))
	return b.String()
}

// headerValue is a header's values with runs of blanks made one.
func headerValue(r *http.Request, name string) string {
	if name == "host" {
		return r.Host
	}
	values := slices.Clone(r.Header.Values(name))
	for i, v := range values {
		values[i] = strings.Join(strings.Fields(v), " ")
	}
	return strings.Join(values, ",")
}

// canonicalPath encodes the path as sent once more, which is the rule for every
// service but S3.
func canonicalPath(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return encode(path, true)
}

func canonicalQuery(q url.Values) string {
	var pairs []string
	for name, values := range q {
		for _, v := range values {
			pairs = append(pairs, encode(name, false)+"="+encode(v, false))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// encode is RFC 3986 percent-encoding of all but the unreserved characters.
func encode(text string, keepSlash bool) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0,
			c == '/' && keepSlash:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

// signedAt is the time of the signature.
func signedAt(r *http.Request) (time.Time, error) {
	return time.Parse(sigTime, r.Header.Get("X-Amz-Date"))
}
