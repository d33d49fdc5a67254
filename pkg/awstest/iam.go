package awstest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

func noSuch(kind, name, verb string) *refusal {
	return &refusal{http.StatusNotFound, "NoSuchEntity", "The " + kind + " with " + name + " cannot be " + verb + "."}
}

// may checks that the caller's policies allow an IAM action on a user of the
// caller's account. A user may act on itself, a role on every user of its account.
func (s *Server) may(c *call, target *User) *refusal {
	action := "iam:" + c.action
	own := c.who.user == "" || c.who.root || target.ARN() == c.who.user
	if own && !s.denied(c.who, action) {
		return nil
	}
	no := notAuthorized(c.who, action, "user "+target.Name)
	no.message += " because no identity-based policy allows the " + action + " action"
	return no
}

// target is the user that the call concerns: UserName, else the caller.
func (s *Server) target(c *call) (*User, *refusal) {
	if name := c.params.Get("UserName"); name != "" {
		u := s.world.user(c.who.account, name)
		if u == nil {
			// A caller without a right learns nothing about who exists.
			if no := s.may(c, &User{Account: c.who.account, Partition: c.who.partition, Name: name}); no != nil {
				return nil, no
			}
			return nil, noSuch("user", "name "+name, "found")
		}
		return u, s.may(c, u)
	}
	u := s.world.userByARN(c.who.user)
	if u == nil {
		return nil, validationError("Must specify userName when calling with non-User credentials")
	}
	return u, s.may(c, u)
}

// page is the part of n items that a call asks for with Marker and MaxItems.
func (s *Server) page(params url.Values, n int) (from, to int, next string) {
	size := s.world.PageSize
	if size == 0 {
		size = 100
	}
	if asked, err := strconv.Atoi(params.Get("MaxItems")); err == nil {
		size = min(size, asked)
	}
	from, _ = strconv.Atoi(params.Get("Marker")) // no marker: the first page
	from = max(0, min(from, n))
	to = min(from+max(size, 1), n)
	if to < n {
		next = strconv.Itoa(to)
	}
	return from, to, next
}

func (s *Server) getUser(c *call) (any, *refusal) {
	u, no := s.target(c)
	if no != nil {
		return nil, no
	}
	type userXML struct {
		Path       string
		UserName   string
		UserID     string `xml:"UserId"`
		Arn        string
		CreateDate string
	}
	who := userPrincipal(u)
	return struct{ User userXML }{userXML{u.path(), u.Name, who.id, u.ARN(), c.time(c.now.Add(-90 * 24 * time.Hour))}}, nil
}

func (s *Server) listMFADevices(c *call) (any, *refusal) {
	u, no := s.target(c)
	if no != nil {
		return nil, no
	}
	type deviceXML struct {
		UserName     string
		SerialNumber string
		EnableDate   string
	}
	var answer struct {
		MFADevices struct {
			Members []deviceXML `xml:"member"`
		}
		IsTruncated bool
		Marker      string `xml:",omitempty"`
	}
	from, to, next := s.page(c.params, len(u.Devices))
	for _, d := range u.Devices[from:to] {
		answer.MFADevices.Members = append(answer.MFADevices.Members, deviceXML{u.Name, d.Serial, c.time(d.Enabled)})
	}
	answer.IsTruncated, answer.Marker = next != "", next
	return answer, nil
}

func (s *Server) getRole(c *call) (any, *refusal) {
	name := c.params.Get("RoleName")
	if s.denied(c.who, "iam:GetRole") {
		no := notAuthorized(c.who, "iam:GetRole", "role "+name)
		no.message += " because no identity-based policy allows the iam:GetRole action"
		return nil, no
	}
	for i := range s.world.Roles {
		r := &s.world.Roles[i]
		if r.account() == c.who.account && r.name() == name {
			return roleAnswer(c, r), nil
		}
	}
	return nil, noSuch("role", "name "+name, "found")
}

func roleAnswer(c *call, r *Role) any {
	type roleXML struct {
		Path                     string
		RoleName                 string
		RoleID                   string `xml:"RoleId"`
		Arn                      string
		CreateDate               string
		AssumeRolePolicyDocument string
		MaxSessionDuration       int
	}
	resource := arnField(r.ARN, 5)
	path := resource[len("role") : len(resource)-len(r.name())]
	return struct{ Role roleXML }{roleXML{
		path, r.name(), r.ID, r.ARN, c.time(c.now.Add(-90 * 24 * time.Hour)),
		url.QueryEscape(r.policy()), int(r.maxSession() / time.Second),
	}}
}

// policy is the trust policy as a document.
func (r *Role) policy() string {
	text := `{"Version":"2012-10-17","Statement":[`
	for i, t := range r.Trust {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":%q},"Action":"sts:AssumeRole","Condition":{`, t.Principal)
		if t.MFA {
			text += `"Bool":{"aws:MultiFactorAuthPresent":"true"}`
		}
		if t.ExternalID != "" {
			if t.MFA {
				text += ","
			}
			text += fmt.Sprintf(`"StringEquals":{"sts:ExternalId":%q}`, t.ExternalID)
		}
		text += "}}"
	}
	return text + "]}"
}
