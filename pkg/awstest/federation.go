package awstest

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// signinToken is the federation endpoint's getSigninToken ("Enable custom
// identity broker access to the AWS console"): keys of a role in, a token for
// the console's sign-in address out. It answers 400 without a word why, as
// AWS's does.
func (s *Server) signinToken(c *call) answer {
	var keys struct{ SessionID, SessionKey, SessionToken string }
	bad := textAnswer(http.StatusBadRequest, "")
	if c.action != "getSigninToken" || json.Unmarshal([]byte(c.params.Get("Session")), &keys) != nil {
		return bad
	}
	if text := c.params.Get("SessionDuration"); text != "" {
		if n, err := strconv.Atoi(text); err != nil || n < 900 || n > 43200 {
			return bad
		}
	}
	who, secret, expired, ok := s.holder(keys.SessionID, keys.SessionToken, c.now)
	if !ok || expired || secret != keys.SessionKey || who.role == "" {
		return bad
	}
	return jsonAnswer(map[string]string{"SigninToken": opaque(120)})
}
