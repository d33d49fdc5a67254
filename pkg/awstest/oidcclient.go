package awstest

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// registerClient is RegisterClient of SSO OIDC.
func (s *Server) registerClient(c *call) answer {
	var in struct {
		ClientName, ClientType, IssuerURL string
		Scopes, GrantTypes, RedirectUris  []string
	}
	if json.Unmarshal(c.body, &in) != nil || in.ClientName == "" || in.ClientType == "" {
		return c.oauthRefusal("InvalidRequestException", "clientName and clientType are required")
	}
	if in.ClientType != "public" {
		return c.oauthRefusal("InvalidClientMetadataException", "The client type must be public")
	}
	k := SSOClient{
		ID: opaqueURL(22), Secret: opaqueURL(400), Name: in.ClientName, StartURL: in.IssuerURL,
		Scopes: in.Scopes, Grants: in.GrantTypes, RedirectURIs: in.RedirectUris,
		Expires: c.now.Add(cmp.Or(s.world.IdentityCenter.RegistrationLife, 90*24*time.Hour)).Truncate(time.Second),
	}
	if name, text := s.unfit(c, &k); name != "" {
		return c.oauthRefusal(name, text)
	}
	s.world.Clients = append(s.world.Clients, k)
	return jsonAnswer(map[string]any{
		"clientId": k.ID, "clientSecret": k.Secret, "clientIdIssuedAt": c.now.Unix(), "clientSecretExpiresAt": k.Expires.Unix(),
	})
}

// unfit names the exception and the reason when a client cannot be registered.
// Redirect URIs have no port: any is allowed when they are used.
func (s *Server) unfit(c *call, k *SSOClient) (exception, reason string) {
	for _, grant := range k.Grants {
		if grant != grantCode && grant != grantDevice && grant != grantRefresh {
			return "UnsupportedGrantTypeException", "The grant type " + grant + " is not supported"
		}
	}
	if slices.ContainsFunc(k.Scopes, func(scope string) bool { return !isScope(scope) }) {
		return "InvalidScopeException", "A scope is not valid"
	}
	for _, text := range k.RedirectURIs {
		if u, err := url.Parse(text); err != nil || u.Scheme != "http" || u.Host != "127.0.0.1" || u.Path == "" || u.RawQuery != "" || u.Fragment != "" {
			return "InvalidRedirectUriException", "A redirect URI must be http://127.0.0.1/… without a port"
		}
	}
	if k.StartURL != "" && s.world.portal(k.StartURL, ssoRegion(c.host())) == nil {
		return "InvalidRequestException", "The issuer URL is not known here"
	}
	if slices.Contains(k.Grants, grantCode) && (k.StartURL == "" || len(k.RedirectURIs) == 0) {
		return "InvalidRequestException", "authorization_code needs issuerUrl and redirectUris"
	}
	return "", ""
}

func isScope(text string) bool { return regexp.MustCompile(`^[\w.-]+(:[\w.*-]+)*$`).MatchString(text) }

// client finds the client that a request names, nil when it is unknown or over:
// one that was registered, or that of a sign-in which the World began with.
func (s *Server) client(c *call) *SSOClient {
	id := cmp.Or(c.params.Get("clientId"), c.params.Get("client_id"))
	var found *SSOClient
	if i := slices.IndexFunc(s.world.Clients, func(k SSOClient) bool { return k.ID == id }); i >= 0 {
		found = &s.world.Clients[i]
	} else if i := slices.IndexFunc(s.world.SSO, func(v SSOSession) bool { return v.ClientID == id }); i >= 0 && !s.world.SSO[i].signedIn {
		v := &s.world.SSO[i]
		found = &SSOClient{ID: v.ClientID, Secret: v.ClientSecret, StartURL: v.StartURL, Expires: v.RegistrationExpires}
	}
	if id == "" || found == nil || !found.Expires.IsZero() && !c.now.Before(found.Expires) {
		return nil
	}
	return found
}

// secretClient is client, with the secret that the request must show.
func (s *Server) secretClient(c *call) (*SSOClient, *answer) {
	if k := s.client(c); k != nil && k.Secret == c.params.Get("clientSecret") {
		return k, nil
	}
	no := c.oauthRefusal("InvalidClientException", "Invalid client id or secret provided")
	return nil, &no
}
