package awstest

import (
	"cmp"
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"time"
)

// deviceAuthorization is StartDeviceAuthorization of SSO OIDC.
func (s *Server) deviceAuthorization(c *call) answer {
	k, no := s.secretClient(c)
	if no != nil {
		return *no
	}
	if !k.may(grantDevice) {
		return c.oauthRefusal("UnauthorizedClientException", "The client is not registered for this grant")
	}
	portal := s.world.portal(c.params.Get("startUrl"), ssoRegion(c.host()))
	if portal == nil {
		return c.oauthRefusal("InvalidRequestException", "The start URL is not known here")
	}
	how := s.world.IdentityCenter
	d := &deviceGrant{client: k.ID, startURL: portal.StartURL, code: opaqueURL(60), userCode: userCode(), expires: c.now.Add(how.deviceLife())}
	s.grants.devices = append(s.grants.devices, d)
	page := c.base() + "/device"
	body := map[string]any{
		"deviceCode": d.code, "userCode": d.userCode, "verificationUri": page, "expiresIn": int(how.deviceLife() / time.Second),
		"verificationUriComplete": page + "?user_code=" + url.QueryEscape(d.userCode),
	}
	if how.Interval >= 0 {
		body["interval"] = cmp.Or(how.Interval, 1)
	}
	return jsonAnswer(body)
}

// userCode is what a person types: eight letters, none of them a vowel.
func userCode() string {
	const letters = "BCDFGHJKLMNPQRSTVWXZ"
	code := []byte("0000-0000")
	for i, b := range randomBytes(len(code)) {
		if i != 4 {
			code[i] = letters[int(b)%len(letters)]
		}
	}
	return string(code)
}

// devicePage is the verification page: a form with the code, which asks whether
// the program may be let in.
func (s *Server) devicePage(c *call) answer {
	code := c.params.Get("user_code")
	if code == "" {
		return c.page(http.StatusOK, "OK", "Type the code that the program shows.",
			`<form method="get" action="/device"><input name="user_code"><button>Continue</button></form>`)
	}
	if s.grants.pending(code, c.now) == nil {
		return c.page(http.StatusBadRequest, "InvalidCode", "The code is not known, or over.", "")
	}
	return c.page(http.StatusOK, "OK", "A program asks to act for you. Its code is "+code+".",
		`<form method="post" action="/device"><input type="hidden" name="user_code" value="`+html.EscapeString(code)+`"><button>Continue</button></form>`)
}

// deviceAnswer is the page's form, sent: the person does what they do.
func (s *Server) deviceAnswer(c *call) answer {
	code := c.params.Get("user_code")
	if s.world.Person.Does == Ignores {
		return c.page(http.StatusOK, "OK", "Nothing was changed.", "")
	}
	if code == "" || s.answerDevice(code, s.world.Person.Does, c.now) != nil {
		return c.page(http.StatusBadRequest, "InvalidCode", "The code is not known, or over.", "")
	}
	if s.world.Person.Does == Denies {
		return c.page(http.StatusOK, "OK", "The program was refused. You may close this page.", "")
	}
	return c.page(http.StatusOK, "OK", "The program was let in. You may close this page.", "")
}

// WaitDevice waits for a device authorization that nobody has answered, until ctx
// is done, and gives its user code.
func (s *Server) WaitDevice(ctx context.Context) (userCode string, err error) {
	for {
		s.mu.Lock()
		d := s.grants.pending("", s.now())
		s.mu.Unlock()
		if d != nil {
			return d.userCode, nil
		}
		if !s.wait(ctx, 5*time.Millisecond) {
			return "", errors.New("no device authorization came")
		}
	}
}

// AnswerDevice does what the person would at the verification page, for the
// device authorization with this user code, or with "" the newest one.
func (s *Server) AnswerDevice(userCode string, answer Answer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answerDevice(userCode, answer, s.now())
}

func (s *Server) answerDevice(userCode string, answer Answer, now time.Time) error {
	d := s.grants.pending(userCode, now)
	if d == nil {
		return errors.New("no device authorization waits for an answer")
	}
	if answer == Ignores {
		return nil
	}
	u := s.world.portal(d.startURL, "").user(s.world.Person.User)
	if u == nil {
		return errors.New("the person is no user of this portal")
	}
	d.answered, d.denied, d.user = true, answer == Denies, u.Name
	return nil
}
