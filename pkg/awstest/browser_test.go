package awstest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBrowserFollows wants redirects followed on loopback alone, and the icon of
// the program's host asked for.
func TestBrowserFollows(t *testing.T) {
	var asked []string
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte("<title>t</title><p>a &amp; b</p>\n<p>c</p>"))
	}))
	defer program.Close()
	var to string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }))
	defer server.Close()
	to = program.URL + "/callback?code=x"
	page := must[Page](t)(Browser{}.Visit(context.Background(), server.URL))
	if page.URL != to || page.Status != http.StatusTeapot || page.Text != "a & b c" || !slices.Equal(page.Visited, []string{server.URL}) {
		t.Errorf("the browser ends at %+v", page)
	}
	if !slices.Equal(asked, []string{"GET /callback", "GET /favicon.ico"}) {
		t.Errorf("the program was asked %v", asked)
	}
	for _, away := range []string{"https://example.com/", "https://signin.aws.amazon.com/", "file:///etc/passwd"} {
		to = away
		if page := must[Page](t)(Browser{}.Visit(context.Background(), server.URL)); page.URL != away || page.Status != 0 {
			t.Errorf("the browser ends at %+v", page)
		}
	}
	to = server.URL
	if page, err := (Browser{}).Visit(context.Background(), server.URL); err == nil {
		t.Errorf("the browser leaves a circle at %+v", page)
	}
}

// TestBrowse wants each kind of browser to do what it says.
func TestBrowse(t *testing.T) {
	s := example(t)
	p := device(t, s, accountScope)
	browse := func(ctx context.Context, kind string) (string, error) {
		var out bytes.Buffer
		err := Browser{}.Browse(ctx, kind, *p.startDevice().VerificationUriComplete, &out)
		return out.String(), err
	}
	ctx, visits := context.Background(), func() int { return len(s.Log().Of("DevicePage")) }
	for _, kind := range []string{Nothing, Fails, "dances"} {
		if out, err := browse(ctx, kind); out != "" || (err == nil) != (kind == Nothing) || visits() != 0 {
			t.Errorf("%s: %q, %v", kind, out, err)
		}
	}
	if out, err := browse(ctx, Follows); err != nil || !strings.HasPrefix(out, "The program was let in.") {
		t.Errorf("%q, %v", out, err)
	}
	soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if out, err := browse(soon, Hangs); out != "" || err != nil || !errors.Is(soon.Err(), context.DeadlineExceeded) {
		t.Errorf("%q, %v, ended with %v", out, err, soon.Err())
	}
}

// TestRegionsOfIdentityCenter wants a portal unknown at the hosts of other
// regions.
func TestRegionsOfIdentityCenter(t *testing.T) {
	for host, want := range map[string]string{
		"oidc.eu-west-1.amazonaws.com": "eu-west-1", "portal.sso.us-east-1.amazonaws.com": "us-east-1", "oidc-fips.us-east-1.amazonaws.com": "us-east-1",
		"oidc.cn-north-1.amazonaws.com.cn": "cn-north-1", "portal.sso.eu-west-1.api.aws": "eu-west-1", "127.0.0.1": "", "oidc.eu-west-1.example.com": "",
	} {
		if got := ssoRegion(host); got != want {
			t.Errorf("%s is in %q, want %q", host, got, want)
		}
	}
	w := ExampleWorld()
	if w.portal(PortalURL, "us-east-1") != nil || w.portal(PortalURL+"/", PortalRegion) == nil || w.portal(PortalURL+"/#/", "") == nil {
		t.Error("the portal is known in another region, or not by what people copy")
	}
}
