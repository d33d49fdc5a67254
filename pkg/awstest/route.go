package awstest

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// classify finds the service and the action by path and body.
func (c *call) classify() {
	path := c.r.URL.Path
	switch {
	case strings.HasPrefix(path, "/latest/"):
		c.service, c.action = "imds", metadataAction(c.r.Method, path)
	case path == "/federation/credentials" && c.r.Method == http.MethodGet:
		c.service, c.action, c.params = "sso", "GetRoleCredentials", c.r.URL.Query()
	case path == "/federation":
		c.service, c.params = "signin", c.r.URL.Query()
		if c.r.Method == http.MethodPost {
			c.params, _ = url.ParseQuery(string(c.body))
		}
		c.action = c.params.Get("Action")
	case path == "/token" && c.r.Method == http.MethodPost:
		c.service, c.action, c.params = "oidc", "CreateToken", c.jsonParams()
	case path == "/v1/token" && c.r.Method == http.MethodPost:
		c.service, c.action, c.params = "signin", "CreateOAuth2Token", c.jsonParams()
	case c.r.Method == http.MethodGet && c.r.URL.RawQuery == "":
		c.service, c.action = "ecs", "GetCredentials"
	default:
		c.classifyQuery()
	}
}

// classifyQuery reads the query protocol: a form in the body. The path is
// whatever a custom endpoint has.
func (c *call) classifyQuery() {
	media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if c.r.Method == http.MethodPost && media == "application/x-www-form-urlencoded" {
		c.params, _ = url.ParseQuery(string(c.body))
	} else {
		c.params = c.r.URL.Query()
	}
	c.action = c.params.Get("Action")
	switch c.params.Get("Version") {
	case stsVersion:
		c.service = "sts"
	case iamVersion:
		c.service = "iam"
	}
}

// jsonParams are the members of a JSON object that are text.
func (c *call) jsonParams() url.Values {
	var members map[string]any
	_ = json.Unmarshal(c.body, &members) // what is not JSON has no members
	params := url.Values{}
	for name, value := range members {
		if text, ok := value.(string); ok {
			params.Set(name, text)
		}
	}
	return params
}

// act handles the request. Needs s.mu.
func (s *Server) act(c *call) answer {
	switch c.service {
	case "sts", "iam":
		return s.query(c)
	case "sso":
		return s.roleCredentials(c)
	case "oidc":
		return s.createToken(c)
	case "signin":
		if c.r.URL.Path == "/federation" {
			return s.signinToken(c)
		}
		return s.createOAuth2Token(c)
	case "imds":
		return s.instanceMetadata(c)
	case "ecs":
		return s.containerCredentials(c)
	}
	return c.refuse(&refusal{http.StatusBadRequest, "InvalidAction", "Could not find operation " + c.action + " for version " + c.params.Get("Version")})
}

// jsonAnswer is a 200 with JSON.
func jsonAnswer(value any) answer {
	text, err := json.Marshal(value)
	if err != nil {
		return answer{status: http.StatusInternalServerError, outcome: "InternalFailure"}
	}
	return answer{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, text, "OK"}
}
