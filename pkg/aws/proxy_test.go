package aws

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A proxy whose URL does not parse was ignored, and the call went direct.
func TestProxyThatDoesNotParse(t *testing.T) {
	const password = "pr0xy-passw0rd"
	for name, v := range map[string]struct {
		env     map[string]string
		target  string
		refused string // the variable that is blamed
	}{
		"https":           {map[string]string{"HTTPS_PROXY": "http://me:" + password + "@[::1"}, "https://sts.example.invalid", "HTTPS_PROXY"},
		"lower case":      {map[string]string{"https_proxy": "http://me:" + password + "@%zz"}, "https://sts.example.invalid", "https_proxy"},
		"http":            {map[string]string{"HTTP_PROXY": "http://me:" + password + "@[::1"}, "http://sts.example.invalid", "HTTP_PROXY"},
		"no host":         {map[string]string{"HTTPS_PROXY": "http://"}, "https://sts.example.invalid", "HTTPS_PROXY"},
		"upper counts":    {map[string]string{"HTTPS_PROXY": "http://proxy.invalid:1", "https_proxy": "http://[::1"}, "https://sts.example.invalid", ""},
		"other scheme":    {map[string]string{"HTTP_PROXY": "http://[::1"}, "https://sts.example.invalid", ""},
		"this machine":    {map[string]string{"HTTPS_PROXY": "http://[::1"}, "https://127.0.0.1:1", ""},
		"without scheme":  {map[string]string{"HTTPS_PROXY": "proxy.invalid:3128"}, "https://sts.example.invalid", ""},
		"address, scheme": {map[string]string{"HTTPS_PROXY": "192.0.2.1:3128"}, "https://sts.example.invalid", ""},
		"empty":           {map[string]string{"HTTPS_PROXY": ""}, "https://sts.example.invalid", ""},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.target, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			c := newTestClient(Config{Env: environment(v.env)})
			_, err = c.cfg.Proxy(request)
			if v.refused == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if exitCode(err) != 3 || !strings.HasPrefix(err.Error(), v.refused+" ") || strings.Contains(err.Error()+hints(err), password) {
				t.Errorf("exit %d, %v, %s", exitCode(err), err, hints(err))
			}
			_, err = newTestClient(Config{Env: environment(v.env), Region: "eu-west-1", STSEndpoint: v.target}).AssumeRole(t.Context(), userKeys, withCode())
			if exitCode(err) != 3 || !strings.Contains(err.Error(), v.refused) || strings.Contains(err.Error()+hints(err), password) {
				t.Errorf("the call: exit %d, %v", exitCode(err), err)
			}
		})
	}
	for text, want := range map[string]bool{"http://h:1": true, "https://h": true, "socks5://h:1": true, "socks5h://h": true,
		"socks4://h:1": false, "http:///x": false, "http://:1": false, "file:///x": false} {
		if u, err := url.Parse(text); err != nil || usable(u) != want {
			t.Errorf("%q: %v, %v", text, !want, err)
		}
	}
}
