package aws

import (
	"net/http"
	"net/url"
	"strings"
)

// proxyFromEnvironment is http.ProxyFromEnvironment, which goes direct when it cannot
// read the URL of the proxy. That is refused here: what the proxy is for would not
// happen, and nobody would notice.
func (cfg Config) proxyFromEnvironment(r *http.Request) (*url.URL, error) {
	name, value := cfg.proxyVariable(r.URL.Scheme)
	proxy, err := http.ProxyFromEnvironment(r)
	if err != nil || value == "" || isLoopback(r.URL.Hostname()) {
		return proxy, err
	}
	if !readable(value) || proxy != nil && !usable(proxy) {
		// The value may hold a password.
		return nil, &ConfigError{Problem: name + " is not the URL of a proxy, and nothing is sent without one",
			Do: "it looks like http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT"}
	}
	return proxy, nil
}

// proxyVariable is the variable that counts for a scheme, empty when none is set.
func (cfg Config) proxyVariable(scheme string) (name, value string) {
	names := [...]string{"HTTPS_PROXY", "https_proxy"}
	if scheme == "http" {
		names = [...]string{"HTTP_PROXY", "http_proxy"}
	}
	for _, name := range names {
		if value, _ := cfg.Env(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// readable reports whether the text is a URL, or what net/http takes for one with
// http:// before it: host and port.
func readable(text string) bool {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	return err == nil && u.Hostname() != ""
}

// usable reports whether net/http can speak with a proxy.
func usable(proxy *url.URL) bool {
	switch proxy.Scheme {
	case "http", "https", "socks5", "socks5h":
		return proxy.Hostname() != ""
	}
	return false
}
