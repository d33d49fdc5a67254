package awstest

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// classify finds the service, the action and the parameters by method, path and
// body.
func (c *call) classify() {
	path := c.r.URL.Path
	if c.service, c.action = route(c.r.Method, path); c.service != "" {
		c.readParams()
		return
	}
	switch {
	case strings.HasPrefix(path, "/latest/"):
		c.service, c.action = "imds", metadataAction(c.r.Method, path)
	case isAWS(c.host()) && strings.Contains("."+c.host(), ".console."):
		c.service, c.action = "console", "Page"
	case c.r.Method == http.MethodGet && c.r.URL.RawQuery == "":
		c.service, c.action = "ecs", "GetCredentials"
	default:
		c.classifyQuery()
	}
}

// route is the service and the action of a request to a path of its own.
func route(method, path string) (service, action string) {
	switch method + " " + path {
	case "GET /federation/credentials":
		return "sso", "GetRoleCredentials"
	case "GET /assignment/accounts":
		return "sso", "ListAccounts"
	case "GET /assignment/roles":
		return "sso", "ListAccountRoles"
	case "POST /logout":
		return "sso", "Logout"
	case "POST /client/register":
		return "oidc", "RegisterClient"
	case "GET /authorize":
		return "oidc", "Authorize"
	case "POST /device_authorization":
		return "oidc", "StartDeviceAuthorization"
	case "GET /device":
		return "oidc", "DevicePage"
	case "POST /device":
		return "oidc", "DeviceAnswer"
	case "POST /token":
		return "oidc", "CreateToken"
	case "GET /v1/authorize":
		return "signin", "AuthorizeOAuth2Access"
	case "GET " + confirmation:
		return "signin", "Confirmation"
	case "POST /v1/token":
		return "signin", "CreateOAuth2Token"
	case "GET /federation", "POST /federation", "GET /oauth":
		return "federation", "" // the parameter Action says
	}
	return "", ""
}

// readParams reads the query of a GET, and the form or the JSON of a POST.
func (c *call) readParams() {
	switch {
	case c.r.Method == http.MethodGet:
		c.params = c.r.URL.Query()
	case c.service == "federation" || c.action == "DeviceAnswer":
		c.params, _ = url.ParseQuery(string(c.body))
	default:
		c.params = c.jsonParams()
	}
	if c.service == "federation" {
		c.action = c.params.Get("Action")
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

// jsonParams are the members of a JSON object that are text or lists of text.
func (c *call) jsonParams() url.Values {
	var members map[string]any
	_ = json.Unmarshal(c.body, &members) // what is not JSON has no members
	params := url.Values{}
	for name, value := range members {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		for _, v := range list {
			if text, ok := v.(string); ok {
				params.Add(name, text)
			}
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
		return s.portalCall(c)
	case "oidc":
		return s.oidc(c)
	case "signin":
		return s.signin(c)
	case "federation":
		if c.r.URL.Path == "/oauth" {
			return s.consoleLogout(c)
		}
		return s.federate(c)
	case "console":
		return s.consolePage(c)
	case "imds":
		return s.instanceMetadata(c)
	case "ecs":
		return s.containerCredentials(c)
	}
	return c.refuse(&refusal{http.StatusBadRequest, "InvalidAction", "Could not find operation " + c.action + " for version " + c.params.Get("Version")})
}

func (s *Server) oidc(c *call) answer {
	switch c.action {
	case "RegisterClient":
		return s.registerClient(c)
	case "Authorize":
		return s.authorizeSSO(c)
	case "StartDeviceAuthorization":
		return s.deviceAuthorization(c)
	case "DevicePage":
		return s.devicePage(c)
	case "DeviceAnswer":
		return s.deviceAnswer(c)
	}
	return s.createToken(c)
}

func (s *Server) signin(c *call) answer {
	switch c.action {
	case "AuthorizeOAuth2Access":
		return s.authorizeLogin(c)
	case "Confirmation":
		return s.confirmationPage(c)
	}
	return s.createOAuth2Token(c)
}

// jsonAnswer is a 200 with JSON.
func jsonAnswer(value any) answer {
	text, err := json.Marshal(value)
	if err != nil {
		return answer{status: http.StatusInternalServerError, outcome: "InternalFailure"}
	}
	return answer{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, text, "OK"}
}
