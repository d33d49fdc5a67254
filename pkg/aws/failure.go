package aws

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/awsenv/awsenv/pkg/printable"
)

// failed describes the call that went wrong.
type failed struct {
	step, endpoint string
	asked          asked
	// codeSent: a request with an MFA code in it was under way.
	codeSent bool
}

// failure turns what the SDK or net/http says into one of this package's errors.
// ctx is the call's, and tells the caller's end of patience from a silent
// endpoint.
func (c *Client) failure(ctx context.Context, f failed, err error) error {
	var config *ConfigError
	var code smithy.APIError
	var answered *awshttp.ResponseError
	if err := stopped(ctx); err != nil {
		return fmt.Errorf("%s: %w", f.step, err)
	}
	switch {
	case errors.As(err, &config):
		return fmt.Errorf("%s: %w", f.step, config)
	case errors.As(err, &answered) && answered.HTTPStatusCode() != 0:
		said := refused{status: answered.HTTPStatusCode(), header: answered.Response.Header, requestID: conceal(ctx, answered.ServiceRequestID())}
		if errors.As(err, &code) {
			said.code, said.message = conceal(ctx, code.ErrorCode()), conceal(ctx, code.ErrorMessage())
		}
		return c.notGranted(f, said, err)
	case errors.Is(err, errNotAWS):
		return notAWS(f, err)
	}
	var invalid smithy.InvalidParamsError
	if errors.As(err, &invalid) {
		return &ConfigError{Problem: f.step + ": " + printable.Words(invalid.Error())}
	}
	return unanswered(f, err)
}

// refused is an answer that grants nothing; no secret of the request is quoted in it.
type refused struct {
	status        int
	header        http.Header
	requestID     string
	code, message string
}

// notGranted tells AWS's refusals from trouble at AWS and from answers of
// something else.
func (c *Client) notGranted(f failed, said refused, err error) error {
	switch {
	case brokeOff(err):
		return unanswered(f, err)
	case said.status >= 500 && kindOf(said.code, said.message) != KindNoSuchCall || throttled(said):
		return outOfOrder(f, said)
	case said.code == "" || said.code == "UnknownError":
		return notAWS(f, fmt.Errorf("%w: HTTP %d, %s", errNotAWS, said.status, contentType(said.header)))
	}
	return c.refusal(f, said)
}

// brokeOff reports that the answer began and did not end.
func brokeOff(err error) bool {
	var network net.Error
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network)
}

func throttled(said refused) bool {
	switch said.code {
	case "Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "TooManyRequestsException",
		"TooManyRequestsError", "SlowDown", "SlowDownException", "RequestThrottled", "RequestThrottledException", "IDPCommunicationError":
		return true
	}
	return said.status == http.StatusTooManyRequests
}

func outOfOrder(f failed, said refused) error {
	words := said.code
	if said.message != "" && said.message != said.code {
		words += ": " + said.message
	}
	if words == "" || said.code == "UnknownError" {
		words = contentType(said.header)
	}
	return &Unreachable{Step: f.step, Endpoint: f.endpoint, CodeSent: f.codeSent, Throttled: throttled(said),
		Err:   fmt.Errorf("it cannot answer for now: HTTP %d, %s", said.status, printable.Words(words)),
		hints: []string{"AWS is busy or out of order: try again in a minute"}}
}

func notAWS(f failed, err error) error {
	return &Unreachable{Step: f.step, Endpoint: f.endpoint, CodeSent: f.codeSent, Err: err,
		hints: []string{"a proxy, a sign-in page of the network or a wrong endpoint answered: check HTTPS_PROXY, AWS_ENDPOINT_URL_STS and endpoint_url"}}
}

func contentType(header http.Header) string {
	if kind := header.Get("Content-Type"); kind != "" {
		return printable.Words(kind)
	}
	return "no content type"
}

// unanswered is a request that nothing whole came back for.
func unanswered(f failed, err error) error {
	because := why(err)
	if f.codeSent {
		return &LostAnswer{Step: f.step, Endpoint: f.endpoint, Err: because}
	}
	return &Unreachable{Step: f.step, Endpoint: f.endpoint, Err: because}
}

// why is what a person wants to read of the SDK's nested errors, still
// unwrapping to them.
func why(err error) error {
	var sending *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return explained{"no answer in time", err}
	case errors.As(err, &sending):
		err = sending.Err
	}
	switch {
	case errors.Is(err, io.EOF):
		return explained{"the connection was closed without an answer", err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return explained{"the answer broke off", err}
	}
	var decoding *smithy.DeserializationError
	if errors.As(err, &decoding) && !brokeOff(err) {
		return explained{errNotAWS.Error(), err}
	}
	return err
}

// explained is an error in other words.
type explained struct {
	words string
	err   error
}

func (e explained) Error() string { return e.words }
func (e explained) Unwrap() error { return e.err }

// refusal is AWS's no.
func (c *Client) refusal(f failed, said refused) error {
	r := &Refusal{
		Step: f.step, Kind: kindOf(said.code, said.message),
		Code: printable.Words(said.code), Message: printable.Words(said.message),
		RequestID: printable.Words(said.requestID), HTTPStatus: said.status,
		Date: serverDate(said.header), asked: f.asked,
	}
	if r.Message == r.Code || r.Message == "UnknownError" {
		r.Message = "no further words"
	}
	if r.Kind == KindClock {
		r.Ahead = toldAhead(r.Message, r.Date, c.cfg.Now())
	}
	return r
}
