package awstest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// signinTokenLife is how long a sign-in token of the federation endpoint works.
const signinTokenLife = 15 * time.Minute

// longestURL is what the federation endpoint reads of an address.
const longestURL = 8 << 10

// consoles are the sign-ins to the web console.
type consoles struct {
	tokens map[string]*ConsoleSession // by sign-in token
	open   []ConsoleSession
}

// ConsoleSession is a sign-in to the web console.
type ConsoleSession struct {
	// ARN is that of the role's or federated user's session.
	ARN         string
	Destination string
	// Ends is when the console signs out.
	Ends time.Time

	until time.Time // the token works
}

// Consoles lists who was signed in to the web console, oldest first. Signing out
// empties it.
func (s *Server) Consoles() []ConsoleSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]ConsoleSession(nil), s.consoles.open...)
}

// federate is the federation endpoint ("Enable custom identity broker access to
// the AWS console"). It answers 400 without a word why, as AWS's does.
func (s *Server) federate(c *call) answer {
	bad := textAnswer(http.StatusBadRequest, "")
	if len(c.r.RequestURI) > longestURL {
		return textAnswer(http.StatusRequestURITooLong, "")
	}
	switch c.action {
	case "getSigninToken":
		return s.signinToken(c, bad)
	case "login":
		return s.consoleLogin(c, bad)
	}
	return bad
}

// signinToken is getSigninToken: keys of a role or of a federated user in, a
// token for the console's sign-in address out.
func (s *Server) signinToken(c *call, bad answer) answer {
	var keys struct{ SessionID, SessionKey, SessionToken string }
	if json.Unmarshal([]byte(c.params.Get("Session")), &keys) != nil {
		return bad
	}
	who, secret, expired, ok := s.holder(keys.SessionID, keys.SessionToken, c.now)
	if !ok || expired || secret != keys.SessionKey || who.role == "" && !who.federated || !signinHost(c.host(), who.partition) {
		return bad
	}
	ends := s.sessions[keys.SessionID].expires
	if text := c.params.Get("SessionDuration"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 900 || n > 43200 || who.chained || who.federated {
			return bad
		}
		ends = c.now.Add(time.Duration(n) * time.Second)
	}
	token := opaque(400)
	if s.consoles.tokens == nil {
		s.consoles.tokens = map[string]*ConsoleSession{}
	}
	s.consoles.tokens[token] = &ConsoleSession{ARN: who.arn, Ends: ends, until: c.now.Add(signinTokenLife)}
	return jsonAnswer(map[string]string{"SigninToken": token})
}

// consoleLogin is the address that a browser opens: it signs in and goes on to
// the destination, which must be the console's own.
func (s *Server) consoleLogin(c *call, bad answer) answer {
	v := s.consoles.tokens[c.params.Get("SigninToken")]
	u, err := url.Parse(c.params.Get("Destination"))
	if c.r.Method != http.MethodGet || v == nil || !c.now.Before(v.until) || err != nil || u.Scheme != "https" || !isConsole(u.Hostname(), arnField(v.ARN, 1)) {
		return bad
	}
	v.Destination = u.String()
	s.consoles.open = append(s.consoles.open, *v)
	return c.redirect(u.String(), "OK")
}

// consoleLogout is /oauth?Action=logout: it signs out and goes on to an address
// of AWS's, or of this server.
func (s *Server) consoleLogout(c *call) answer {
	u, err := url.Parse(c.params.Get("redirect_uri"))
	if c.action != "logout" || err != nil || u.Host != c.r.Host && !isAWS(u.Hostname()) {
		return textAnswer(http.StatusBadRequest, "")
	}
	s.consoles.open = nil
	return c.redirect(u.String(), "OK")
}

// consolePage is any page of the web console, which only the proxy leads to.
func (s *Server) consolePage(c *call) answer {
	if len(s.consoles.open) == 0 {
		return c.page(http.StatusForbidden, "NotSignedIn", "You are not signed in.", "")
	}
	last := s.consoles.open[len(s.consoles.open)-1]
	return c.page(http.StatusOK, "OK", fmt.Sprintf("Signed in as %s until %s.", last.ARN, c.time(last.Ends)), "")
}

// consoleDomain is that of a partition's sign-in and console hosts, "" where it
// is not known.
func consoleDomain(partition string) string {
	switch partition {
	case "aws":
		return "aws.amazon.com"
	case "aws-cn":
		return "amazonaws.cn"
	case "aws-us-gov":
		return "amazonaws-us-gov.com"
	case "aws-eusc":
		return "amazonaws-eusc.eu"
	}
	return ""
}

// signinHost reports whether a partition's sessions may be used at a sign-in
// host. Hosts that are not AWS's take any.
func signinHost(host, partition string) bool {
	return !isAWS(host) || isHostOf(host, "signin.", partition)
}

// isConsole reports whether a host is one of a partition's console.
func isConsole(host, partition string) bool { return isHostOf(host, "console.", partition) }

func isHostOf(host, name, partition string) bool {
	domain := consoleDomain(partition)
	return domain != "" && (host == name+domain || strings.HasSuffix(host, "."+name+domain))
}
