package awstest

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Credentials are what STS and its relatives issue.
type Credentials struct {
	AccessKeyID, SecretAccessKey, SessionToken string
	Expires                                    time.Time
}

// principal is who signs a request.
type principal struct {
	arn, id            string // of the caller: a user, or an assumed role with its session name
	account, partition string
	user               string // the IAM user's ARN, "" for roles
	role               string // the role's ARN, "" for users
	key                string // access key id
	temporary          bool   // a session of any kind
	mfa                bool   // aws:MultiFactorAuthPresent
	root               bool
	chained            bool // a role that was assumed with a session
	federated          bool // GetFederationToken
}

// session is a set of temporary credentials that was issued.
type session struct {
	secret, token string
	expires       time.Time
	who           principal
}

// fillWorld gives users, roles and keys the ids and dates they lack. Needs s.mu
// or a server that is not running yet.
func (s *Server) fillWorld() {
	for i := range s.world.Users {
		u := &s.world.Users[i]
		if u.ID == "" {
			u.ID = exampleID("AIDA")
		}
		for j := range u.Keys {
			if u.Keys[j].Created.IsZero() {
				u.Keys[j].Created = s.now().Add(-30 * 24 * time.Hour)
			}
		}
		for j := range u.Devices {
			if u.Devices[j].Enabled.IsZero() {
				u.Devices[j].Enabled = s.now().Add(-60 * 24 * time.Hour)
			}
		}
	}
	for i := range s.world.Roles {
		if s.world.Roles[i].ID == "" {
			s.world.Roles[i].ID = exampleID("AROA")
		}
	}
}

// exampleID makes an id of twenty characters that ends in EXAMPLE, as those in
// AWS's documentation do.
func exampleID(prefix string) string {
	return prefix + base32.StdEncoding.EncodeToString(randomBytes(6))[:9] + "EXAMPLE"
}

// exampleSecret makes a secret key of forty characters.
func exampleSecret() string {
	return base64.StdEncoding.EncodeToString(randomBytes(24))[:30] + "EXAMPLEKEY"
}

// opaque makes a token of n random bytes, in base64 with all of its characters.
func opaque(n int) string { return base64.StdEncoding.EncodeToString(randomBytes(n)) }

// opaqueURL is opaque for places where only letters, digits, - and _ may be.
func opaqueURL(n int) string { return base64.RawURLEncoding.EncodeToString(randomBytes(n)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// issue makes temporary credentials for a principal. Needs s.mu.
func (s *Server) issue(who principal, life time.Duration) Credentials {
	c := Credentials{
		AccessKeyID: exampleID("ASIA"), SecretAccessKey: exampleSecret(),
		SessionToken: opaque(270), Expires: s.now().Add(life).Truncate(time.Second),
	}
	who.key, who.temporary = c.AccessKeyID, true
	s.sessions[c.AccessKeyID] = &session{secret: c.SecretAccessKey, token: c.SessionToken, expires: c.Expires, who: who}
	return c
}

func userPrincipal(u *User) principal {
	p := principal{arn: u.ARN(), id: u.ID, account: u.Account, partition: u.partition(), user: u.ARN(), root: u.Root}
	if u.Root {
		p.id = u.Account
	}
	return p
}

func rolePrincipal(r *Role, sessionName string) principal {
	return principal{
		arn: fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/%s", r.partition(), r.account(), r.name(), sessionName),
		id:  r.ID + ":" + sessionName, account: r.account(), partition: r.partition(), role: r.ARN,
	}
}

// Session issues credentials without any request: those of a user's
// GetSessionToken for a user's ARN, of a role session for a role's ARN. A
// negative life gives credentials that have expired.
func (s *Server) Session(arn string, life time.Duration, mfa bool) (Credentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.world.userByARN(arn); u != nil {
		p := userPrincipal(u)
		p.mfa = mfa
		return s.issue(p, life), nil
	}
	if r := s.world.role(arn); r != nil {
		return s.issue(rolePrincipal(r, "example"), life), nil
	}
	return Credentials{}, fmt.Errorf("no user or role %q", arn)
}

// exists reports whether the user or role behind a session is still there.
func (s *Server) exists(p principal) bool {
	if p.role != "" {
		return s.world.role(p.role) != nil || strings.Contains(p.role, ":role/aws-reserved/")
	}
	return s.world.userByARN(p.user) != nil
}

// denied reports whether the caller's policies lack an action.
func (s *Server) denied(p principal, action string) bool {
	var list []string
	if u := s.world.userByARN(p.user); u != nil {
		list = u.Denied
		if !p.mfa {
			list = slices.Concat(list, u.WithMFA)
		}
	} else if r := s.world.role(p.role); r != nil {
		list = r.Denied
	}
	for _, d := range list {
		if d == action || d == "*" {
			return true
		}
	}
	return false
}
