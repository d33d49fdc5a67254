package aws

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/awsenv/awsenv/pkg/printable"
)

// A server, or a proxy before it, may quote in its answer what it was sent: a session
// token, a code, the secret of a refresh. Whatever of an answer can be shown goes
// through conceal.

type secretsKey struct{}

// withSecrets notes in a request's context what the request carries and nobody may read.
func withSecrets(ctx context.Context, secrets ...string) context.Context {
	known, _ := ctx.Value(secretsKey{}).([]string)
	return context.WithValue(ctx, secretsKey{}, slices.Concat(known, secrets))
}

const (
	concealed = "(redacted)"
	// telling is the length from which on a piece of a secret is taken for it: quoted
	// text is often cut. Shorter secrets, codes above all, are looked for whole.
	telling = 16
	// quoted bounds the text that is looked at; no more than printable.MostWords of it
	// is ever shown.
	quoted = printable.MostWords + 4*telling
)

// conceal replaces the secrets of a request in text that came with its answer, as they
// are and as they look in a URL.
func conceal(ctx context.Context, text string) string {
	secrets, _ := ctx.Value(secretsKey{}).([]string)
	if len(text) > quoted && len(secrets) > 0 {
		text = text[:quoted] + "…"
	}
	for _, secret := range secrets {
		text = without(text, secret)
		if encoded := url.QueryEscape(secret); encoded != secret {
			text = without(text, encoded)
		}
	}
	return text
}

// without replaces one secret, or what is long enough of it.
func without(text, secret string) string {
	length := min(len(secret), telling)
	if length == 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i + length
		if end > len(text) || !strings.Contains(secret, text[i:end]) || length < telling && !standsAlone(text, i, end) {
			b.WriteByte(text[i])
			i++
			continue
		}
		for end < len(text) && strings.Contains(secret, text[i:end+1]) {
			end++
		}
		b.WriteString(concealed)
		i = end
	}
	return b.String()
}

// standsAlone reports whether a piece of text is no part of a longer word or number: the
// six digits of a code may be in an account's twelve by chance.
func standsAlone(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !alike(before, first) && !alike(last, after)
}

func alike(a, b rune) bool {
	return unicode.IsDigit(a) && unicode.IsDigit(b) || unicode.IsLetter(a) && unicode.IsLetter(b)
}

// concealing is an error whose text quotes no secret of the request.
func concealing(ctx context.Context, err error) error {
	if text := conceal(ctx, err.Error()); text != err.Error() {
		return explained{text, err}
	}
	return err
}

// contextOf is the context of the request that was answered.
func contextOf(answer *http.Response) context.Context {
	if answer == nil || answer.Request == nil {
		return context.Background()
	}
	return answer.Request.Context()
}

// concealHeader is conceal for the headers of an answer.
func concealHeader(ctx context.Context, header http.Header) {
	for _, values := range header {
		for i := range values {
			values[i] = conceal(ctx, values[i])
		}
	}
}
