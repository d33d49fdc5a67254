package awstest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// authorizeSSO is the page /authorize of SSO OIDC: it sends the browser back to
// the program with a code. What must not be sent back (a client or a redirect
// URI that is not known) is told on the page.
func (s *Server) authorizeSSO(c *call) answer {
	k := s.client(c)
	if k == nil || !k.may(grantCode) {
		return c.page(http.StatusBadRequest, "InvalidClient", "The program that sent you here is not known.", "")
	}
	if !k.redirects(c.params.Get("redirect_uri")) {
		return c.page(http.StatusBadRequest, "InvalidRedirectUri", "The address to return to is not that of the program.", "")
	}
	portal := s.world.portal(k.StartURL, ssoRegion(c.host()))
	if portal == nil {
		return c.page(http.StatusBadRequest, "InvalidRequest", "There is no such portal.", "")
	}
	u := portal.user(s.world.Person.User)
	if u == nil {
		return c.page(http.StatusForbidden, "AccessDenied", "You are no user of this portal.", "")
	}
	scopes := strings.Fields(c.params.Get("scopes"))
	if slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(k.Scopes, scope) }) {
		return c.sendBack("invalid_scope", url.Values{"error": {"invalid_scope"}})
	}
	return s.decide(c, "S256", &codeGrant{startURL: portal.StartURL, user: u.Name, client: k.ID})
}

// redirects reports whether a redirect URI is a registered one with any port.
func (k *SSOClient) redirects(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Port() == "" || u.User != nil {
		return false
	}
	u.Host = u.Hostname()
	return slices.Contains(k.RedirectURIs, u.String())
}

// decide checks what both authorization pages have in common, asks the person
// and sends the browser back.
func (s *Server) decide(c *call, method string, grant *codeGrant) answer {
	switch {
	case c.params.Get("response_type") != "code":
		return c.sendBack("unsupported_response_type", url.Values{"error": {"unsupported_response_type"}})
	case c.params.Get("code_challenge_method") != method || !isChallenge(c.params.Get("code_challenge")):
		return c.sendBack("invalid_request", url.Values{"error": {"invalid_request"}, "error_description": {"code_challenge"}})
	}
	switch s.world.Person.Does {
	case Ignores:
		return c.page(http.StatusOK, "OK", "A program asks to act for you.", "")
	case Denies:
		return c.sendBack("access_denied", url.Values{"error": {"access_denied"}, "error_description": {"The person said no"}})
	}
	grant.redirect, grant.challenge = c.params.Get("redirect_uri"), c.params.Get("code_challenge")
	grant.expires = c.now.Add(cmp.Or(s.world.IdentityCenter.CodeLife, 5*time.Minute))
	return c.sendBack("OK", url.Values{"code": {s.grants.put(grant)}})
}

// sendBack redirects the browser to the program, with the state it sent.
func (c *call) sendBack(outcome string, q url.Values) answer {
	u, err := url.Parse(c.params.Get("redirect_uri"))
	if err != nil {
		return c.page(http.StatusBadRequest, "InvalidRedirectUri", "The address to return to is not one.", "")
	}
	if c.params.Has("state") {
		q.Set("state", c.params.Get("state"))
	}
	if c.spoil[WrongState] {
		q.Set("state", "of-somebody-else")
	}
	if c.spoil[WrongPath] {
		u.Path += "/elsewhere"
	}
	u.RawQuery = q.Encode()
	return c.redirect(u.String(), outcome)
}
