package aws

import (
	"crypto/tls"
	"errors"
	"net/http"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

const (
	attempts = 3
	// firstPause is the pause before the second attempt; it doubles. With the
	// SDK's own, up to 20 s, nobody would wait for the end.
	firstPause = 250 * time.Millisecond
)

// retryer repeats what may pass: refused connections, 5xx, throttling.
func retryer() sdk.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(hopeless)}, o.Retryables...)
		o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return pause(attempt), nil })
	})
}

// hopeless picks out what a second attempt cannot mend: a certificate that is not
// trusted, a bundle that cannot be read, an answer of somebody else.
func hopeless(err error) sdk.Ternary {
	var config *ConfigError
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &config) || errors.As(err, &untrusted) || errors.Is(err, http.ErrSchemeMismatch) || errors.Is(err, errNotAWS) {
		return sdk.FalseTernary
	}
	return sdk.UnknownTernary
}

// pause is the pause after an attempt, counted from 1.
func pause(attempt int) time.Duration { return firstPause << max(attempt-1, 0) }
