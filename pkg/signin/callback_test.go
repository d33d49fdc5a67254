package signin

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/aws"
)

// ask makes one request of the waiting program.
func ask(t *testing.T, c *callback, method, target, host string) (status int, text string, header http.Header) {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+c.listener.Addr().String()+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header
}

// TestCallbackTakesOneAddressAlone: what anybody's page can make a browser ask for here
// ends nothing and grants nothing.
func TestCallbackTakesOneAddressAlone(t *testing.T) {
	c, err := listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if !strings.HasPrefix(c.listener.Addr().String(), "127.0.0.1:") {
		t.Errorf("it listens on %s", c.listener.Addr())
	}
	good := aws.CallbackPath + "?state=" + c.state + "&code=CODE"
	for name, v := range map[string]struct {
		method, target, host string
		status               int
	}{
		"another host":         {"GET", good, "evil.example", 421},
		"localhost":            {"GET", good, "localhost", 421},
		"another port":         {"GET", good, "127.0.0.1:1", 421},
		"another path":         {"GET", "/oauth/callback/?state=" + c.state + "&code=CODE", "", 404},
		"an escaped path":      {"GET", "/oauth%2fcallback?state=" + c.state + "&code=CODE", "", 404},
		"the icon":             {"GET", "/favicon.ico", "", 404},
		"POST":                 {"POST", good, "", 405},
		"HEAD":                 {"HEAD", good, "", 405},
		"no state":             {"GET", aws.CallbackPath + "?code=CODE", "", 400},
		"another state":        {"GET", aws.CallbackPath + "?state=x&code=CODE", "", 400},
		"two states":           {"GET", good + "&state=x", "", 400},
		"a foreign error":      {"GET", aws.CallbackPath + "?state=x&error=access_denied", "", 400},
		"no code":              {"GET", aws.CallbackPath + "?state=" + c.state, "", 400},
		"two codes":            {"GET", good + "&code=other", "", 400},
		"a query that is none": {"GET", aws.CallbackPath + "?%zz", "", 400},
	} {
		status, text, header := ask(t, c, v.method, v.target, v.host)
		if status != v.status || strings.Contains(text, c.state) || strings.Contains(text, "CODE") {
			t.Errorf("%s: %d %s", name, status, text)
		}
		for field, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} {
			if header.Get(field) != want {
				t.Errorf("%s: %s is %q", name, field, header.Get(field))
			}
		}
	}
	select {
	case g := <-c.came:
		t.Fatalf("a grant came: %+v", g)
	default:
	}
}

// TestPageTellsWhatBecameOfIt: the page is sent after the token exchange.
func TestPageTellsWhatBecameOfIt(t *testing.T) {
	for want, outcome := range map[int]error{200: nil, 403: errNoCode} {
		c, err := listen(0)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			if g := <-c.came; g.code != "CODE" {
				t.Errorf("code %q", g.code)
			}
			c.outcome <- outcome
		}()
		status, text, header := ask(t, c, "GET", aws.CallbackPath+"?state="+c.state+"&code=CODE", "")
		if status != want || strings.Contains(text, "Signed in.") != (want == 200) || strings.Contains(text, "CODE") || strings.Contains(text, "://") {
			t.Errorf("%d, want %d: %s", status, want, text)
		}
		if header.Get("Connection") != "close" && !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("header %v", header)
		}
		c.close()
	}
}

func TestPastedAddress(t *testing.T) {
	c, err := listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	query := url.Values{"state": {c.state}, "code": {"CODE"}}.Encode()
	if g, err := c.pasted(c.redirect() + "?" + query); err != nil || g.code != "CODE" {
		t.Errorf("%+v, %v", g, err)
	}
	for _, text := range []string{"yes", "http://127.0.0.1:1" + aws.CallbackPath + "?" + query, "https" + c.redirect()[4:] + "?" + query, c.redirect() + "/x?" + query, c.redirect() + "?code=CODE", c.redirect() + "?code=CODE&state=other", "%"} {
		if g, err := c.pasted(text); err == nil {
			t.Errorf("%q gives %+v", text, g)
		} else if strings.Contains(err.Error(), "CODE") {
			t.Errorf("%q: the error has the code: %v", text, err)
		}
	}
}

func TestVerifierIsWhatPKCEWants(t *testing.T) {
	verifier := secret()
	if len(verifier) != 64 || verifier == secret() || strings.Trim(verifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("verifier %q", verifier)
	}
	// The example of RFC 7636, appendix B.
	if got := challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" {
		t.Errorf("challenge %q", got)
	}
}
