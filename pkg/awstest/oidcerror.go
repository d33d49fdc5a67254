package awstest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// oauthRefusal is an exception of SSO OIDC, with the status that it has.
func (c *call) oauthRefusal(exception, description string) answer {
	return c.refuseOAuth(&refusal{oauthStatus(exception), exception, description})
}

// refuseOAuth words a refusal as SSO OIDC does. Its code may end in what AWS's
// servers sometimes put behind the name of the exception: a colon and an
// address.
func (c *call) refuseOAuth(no *refusal) answer {
	name, _, _ := strings.Cut(no.code, ":")
	text, _ := json.Marshal(map[string]string{"error": oauthCode(name), "error_description": no.message})
	header := c.header("application/json")
	header.Set("X-Amzn-Errortype", no.code)
	return answer{no.status, header, text, name}
}

func oauthStatus(exception string) int {
	switch name, _, _ := strings.Cut(exception, ":"); {
	case name == "InvalidClientException":
		return http.StatusUnauthorized
	case name == "InternalServerException", !strings.HasSuffix(name, "Exception"):
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// oauthCode is the OAuth 2.0 error of an exception: InvalidGrantException is
// invalid_grant.
func oauthCode(exception string) string {
	if exception == "InternalServerException" {
		return "server_error"
	}
	words := regexp.MustCompile(`[A-Z][a-z]*`).FindAllString(strings.TrimSuffix(exception, "Exception"), -1)
	return strings.ToLower(strings.Join(words, "_"))
}
