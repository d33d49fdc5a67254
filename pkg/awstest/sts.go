package awstest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

type credentialsXML struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

func (c *call) credentials(v Credentials) credentialsXML {
	return credentialsXML{v.AccessKeyID, v.SecretAccessKey, v.SessionToken, c.time(v.Expires)}
}

type assumedRoleXML struct {
	AssumedRoleID string `xml:"AssumedRoleId"`
	Arn           string
}

func accessDenied(message string) *refusal {
	return &refusal{http.StatusForbidden, "AccessDenied", message}
}

func notAuthorized(who principal, action, resource string) *refusal {
	return accessDenied(fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s", who.arn, action, resource))
}

func (s *Server) assumeRole(c *call) (any, *refusal) {
	if no := validate(c.params, roleLimits()); no != nil {
		return nil, no
	}
	arn := c.params.Get("RoleArn")
	if arnField(arn, 5) == "" {
		return nil, validationError(arn + " is invalid")
	}
	if c.who.root {
		return nil, accessDenied("Roles may not be assumed by root accounts.")
	}
	if c.who.federated {
		return nil, notAuthorized(c.who, "sts:AssumeRole", arn)
	}
	present, unspend, no := s.mfa(c)
	if no != nil {
		return nil, no
	}
	role := s.world.role(arn)
	if role == nil || s.denied(c.who, "sts:AssumeRole") || !role.trusts(c.who, present, c.params.Get("ExternalId")) {
		return nil, notAuthorized(c.who, "sts:AssumeRole", arn)
	}
	life := duration(c.params, time.Hour)
	if no := lifeAllowed(c.who, role, life); no != nil {
		if s.world.KeepRefusedCodes {
			unspend()
		}
		return nil, no
	}
	who := rolePrincipal(role, c.params.Get("RoleSessionName"))
	who.chained = c.who.temporary
	return struct {
		Credentials     credentialsXML
		AssumedRoleUser assumedRoleXML
	}{c.credentials(s.issue(who, life)), assumedRoleXML{who.id, who.arn}}, nil
}

func lifeAllowed(who principal, role *Role, life time.Duration) *refusal {
	switch {
	case who.temporary && life > time.Hour:
		return validationError("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	case life > role.maxSession():
		return validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	return nil
}

// mfa checks the serial and the code of a call and spends the code. present is
// aws:MultiFactorAuthPresent for the call's conditions.
func (s *Server) mfa(c *call) (present bool, unspend func(), no *refusal) {
	serial, code := c.params.Get("SerialNumber"), c.params.Get("TokenCode")
	if serial == "" && code == "" {
		return c.who.mfa, func() {}, nil
	}
	if serial == "" || code == "" {
		return false, nil, accessDenied("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
	}
	owner, device := s.world.device(serial)
	if device == nil || c.who.user == "" || owner.ARN() != c.who.user {
		return false, nil, accessDenied("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.")
	}
	counter, ok := s.spend(device, code, c.now)
	if !ok {
		return false, nil, accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	}
	return true, func() { delete(s.spent[serial], counter) }, nil
}

// trusts evaluates the trust policy.
func (r *Role) trusts(who principal, mfa bool, externalID string) bool {
	for _, t := range r.Trust {
		if t.names(who) && (!t.MFA || mfa) && (t.ExternalID == "" || t.ExternalID == externalID) {
			return true
		}
	}
	return false
}

func (t Trust) names(who principal) bool {
	switch t.Principal {
	case "":
		return false
	case "*", who.account, fmt.Sprintf("arn:%s:iam::%s:root", who.partition, who.account), who.arn:
		return true
	}
	return t.Principal == who.user || t.Principal == who.role
}

func (s *Server) getSessionToken(c *call) (any, *refusal) {
	if c.who.temporary {
		return nil, accessDenied("Cannot call GetSessionToken with session credentials")
	}
	limits := []constraint{durationLimits(36 * time.Hour)}
	for _, k := range roleLimits() {
		if k.name == "SerialNumber" || k.name == "TokenCode" {
			limits = append(limits, k)
		}
	}
	if no := validate(c.params, limits); no != nil {
		return nil, no
	}
	present, _, no := s.mfa(c)
	if no != nil {
		return nil, no
	}
	if s.denied(c.who, "sts:GetSessionToken") {
		return nil, notAuthorized(c.who, "sts:GetSessionToken", c.who.arn)
	}
	life := duration(c.params, 12*time.Hour)
	if c.who.root {
		life = min(life, time.Hour)
	}
	who := c.who
	who.mfa = present
	return struct{ Credentials credentialsXML }{c.credentials(s.issue(who, life))}, nil
}

func (s *Server) getCallerIdentity(c *call) (any, *refusal) {
	return struct {
		Arn     string
		UserID  string `xml:"UserId"`
		Account string
	}{c.who.arn, c.who.id, c.who.account}, nil
}

func (s *Server) assumeRoleWithWebIdentity(c *call) (any, *refusal) {
	limits := append(roleLimits(), constraint{name: "WebIdentityToken", min: 4, max: 20000, required: true})
	if no := validate(c.params, limits); no != nil {
		return nil, no
	}
	for _, t := range s.world.WebIdentities {
		if t.Token == c.params.Get("WebIdentityToken") {
			return s.assumeWith(c, t)
		}
	}
	return nil, &refusal{http.StatusBadRequest, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for the token's issuer"}
}

func (s *Server) assumeWith(c *call, t WebIdentity) (any, *refusal) {
	if !t.Expires.IsZero() && !c.now.Before(t.Expires) {
		return nil, &refusal{http.StatusBadRequest, "ExpiredTokenException", fmt.Sprintf(
			"Token expired: current date/time %d must be before the expiration date/time %d", c.now.Unix(), t.Expires.Unix())}
	}
	role := s.world.role(c.params.Get("RoleArn"))
	if role == nil || !role.trusts(principal{arn: t.Provider}, false, "") {
		return nil, accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
	}
	life := duration(c.params, time.Hour)
	if no := lifeAllowed(principal{}, role, life); no != nil {
		return nil, no
	}
	who := rolePrincipal(role, c.params.Get("RoleSessionName"))
	_, provider, _ := strings.Cut(t.Provider, ":oidc-provider/")
	return struct {
		SubjectFromWebIdentityToken string
		Audience                    string
		Provider                    string
		Credentials                 credentialsXML
		AssumedRoleUser             assumedRoleXML
	}{t.Subject, t.Audience, provider, c.credentials(s.issue(who, life)), assumedRoleXML{who.id, who.arn}}, nil
}
