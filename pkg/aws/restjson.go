package aws

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// jsonCall is one unsigned request of the rest-json protocol, for the services
// whose SDK clients cost too much at start-up (see the package comment).
type jsonCall struct {
	step, method, url string
	header            map[string]string
	// send is the body, nil for none. It may hold secrets. url.Values are sent as a
	// form, anything else as JSON.
	send any
	// idempotent says that a second request does no more than the first one did, so that
	// it is repeated when the connection broke and nobody knows whether the first came
	// through. One that only reads is anyway.
	idempotent bool
}

// secrets are the values of the headers and of what is sent, but for those that are
// known to be none.
func (call jsonCall) secrets() (secrets []string) {
	for _, value := range call.header {
		secrets = append(secrets, value)
	}
	add := func(name string, value any) {
		switch text, ok := value.(string); {
		case !ok, name == "grantType", name == "clientId", name == "clientName", name == "clientType", name == "startUrl", name == "issuerUrl", name == "redirectUri":
		default:
			secrets = append(secrets, text)
		}
	}
	switch send := call.send.(type) {
	case map[string]string:
		for name, value := range send {
			add(name, value)
		}
	case map[string]any:
		for name, value := range send {
			add(name, value)
		}
	case url.Values:
		for name := range send {
			add(name, send.Get(name))
		}
	}
	return secrets
}

// callJSON makes the request, repeats what may pass, and decodes the answer into
// out, which is nil when there is none. A refusal comes back as said, everything else as err.
func (c *Client) callJSON(ctx context.Context, call jsonCall, out any) (about answered, said *refused, err error) {
	bounded, cancel := c.limited(ctx, "the sign-in service")
	defer cancel()
	f := failed{step: call.step, endpoint: origin(call.url)}
	answer, body, tried, err := c.exchange(bounded, call)
	if err != nil {
		return answered{}, nil, c.failure(bounded, f, err)
	}
	about = describe(answer.Header.Get("X-Amzn-Requestid"), answer.StatusCode, answer.Header, tried-1)
	if answer.StatusCode != http.StatusOK {
		no := readRefusal(answer, body)
		if no.code == "" || no.status >= 500 || throttled(no) {
			return about, nil, c.notGranted(f, no, nil)
		}
		return about, &no, nil
	}
	if out == nil {
		if len(body) == 0 {
			return about, nil, nil
		}
		out = new(any)
	}
	if err := json.Unmarshal(body, out); err != nil {
		return about, nil, notAWS(f, fmt.Errorf("%w: %s", errNotAWS, contentType(answer.Header)))
	}
	return about, nil, nil
}

// exchange makes attempts until one is answered for good or the time is up.
func (c *Client) exchange(ctx context.Context, call jsonCall) (answer *http.Response, body []byte, tried int, err error) {
	ctx = withSecrets(ctx, call.secrets()...)
	again := retryer()
	for tried = 1; ; tried++ {
		answer, body, err = c.attempt(ctx, call)
		if err == nil && !passing(answer, body) || err != nil && !again.IsErrorRetryable(err) && !call.repeatable(err) {
			return answer, body, tried, err
		}
		if tried == attempts || !sleep(ctx, pause(tried)) {
			return answer, body, tried, err
		}
	}
}

// repeatable reports a connection that broke under a request that may be made twice.
func (call jsonCall) repeatable(err error) bool {
	return (call.idempotent || call.method == http.MethodGet) &&
		(errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET))
}

// attempt makes one request and reads the answer whole.
func (c *Client) attempt(ctx context.Context, call jsonCall) (*http.Response, []byte, error) {
	send, kind, err := call.body()
	if err != nil {
		return nil, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, call.method, call.url, send)
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("User-Agent", appID(c.cfg.Version))
	request.Header.Set("Accept", "application/json")
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	for name, value := range call.header {
		request.Header.Set(name, value)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return answer, body, err
}

// body is what is sent, and of what kind it is.
func (call jsonCall) body() (send io.Reader, kind string, err error) {
	switch content := call.send.(type) {
	case nil:
		return http.NoBody, "", nil
	case url.Values:
		return strings.NewReader(content.Encode()), "application/x-www-form-urlencoded", nil
	default:
		text, err := json.Marshal(content)
		return bytes.NewReader(text), "application/json", err
	}
}

// passing reports an answer that a second attempt may change.
func passing(answer *http.Response, body []byte) bool {
	return answer.StatusCode >= 500 || answer.StatusCode != http.StatusOK && throttled(readRefusal(answer, body))
}

// sleep waits, and reports false when the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// readRefusal reads an error of the rest-json protocol. Its code is in a header
// or in __type, perhaps with a namespace before and a URL behind; the OAuth
// services have an error of their own, which says more.
func readRefusal(answer *http.Response, body []byte) refused {
	no := refused{status: answer.StatusCode, header: answer.Header, requestID: answer.Header.Get("X-Amzn-Requestid")}
	var said struct {
		Type        string `json:"__type"`
		Code        string `json:"code"`
		Message     string `json:"message"`
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &said) != nil {
		return no
	}
	ctx := contextOf(answer)
	no.code = conceal(ctx, cmp.Or(said.Error, shapeName(answer.Header.Get("X-Amzn-Errortype")), shapeName(said.Type), shapeName(said.Code)))
	no.message = conceal(ctx, cmp.Or(said.Description, said.Message))
	return no
}

// shapeName is the bare name in "namespace#Name:http://...".
func shapeName(text string) string {
	text, _, _ = strings.Cut(text, ":")
	return text[strings.LastIndexByte(text, '#')+1:]
}
