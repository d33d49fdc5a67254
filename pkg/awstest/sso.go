package awstest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

var errNoAccess = &refusal{http.StatusForbidden, "ForbiddenException", "No access"}

func invalidRequest(message string) *refusal {
	return &refusal{http.StatusBadRequest, "InvalidRequestException", message}
}

// portalCall is a request to the SSO portal, which shows a bearer token.
func (s *Server) portalCall(c *call) answer {
	if limit := s.world.IdentityCenter.Parallel; limit > 0 && c.entry.Together > limit {
		return c.refuse(c.throttled())
	}
	v := s.bearer(c)
	if v == nil {
		return c.refuse(&refusal{http.StatusUnauthorized, "UnauthorizedException", "Session token not found or invalid"})
	}
	var body any
	var no *refusal
	switch c.action {
	case "GetRoleCredentials":
		body, no = s.roleCredentials(c, v)
	case "ListAccounts":
		body, no = s.listAccounts(c, v)
	case "ListAccountRoles":
		body, no = s.listAccountRoles(c, v)
	case "Logout":
		v.AccessToken, v.RefreshToken, v.Ends = "", "", c.now
		return answer{http.StatusOK, c.header("application/json"), nil, "OK"}
	}
	if no != nil {
		return c.refuse(no)
	}
	return jsonAnswer(body)
}

// bearer is the sign-in whose access token the request shows, nil when there is
// none that still lasts.
func (s *Server) bearer(c *call) *SSOSession {
	token, region := c.r.Header.Get("X-Amz-Sso_bearer_token"), ssoRegion(c.host())
	for i := range s.world.SSO {
		v := &s.world.SSO[i]
		if token != "" && v.AccessToken == token && (v.Expires.IsZero() || c.now.Before(v.Expires)) && (region == "" || region == v.Region) {
			return v
		}
	}
	return nil
}

func (s *Server) roleCredentials(c *call, v *SSOSession) (any, *refusal) {
	account, name := c.params.Get("account_id"), c.params.Get("role_name")
	if !isAccount(account) || name == "" {
		return nil, invalidRequest("account_id and role_name are required")
	}
	a := accountIn(s.world.accounts(v), account)
	if a == nil || !slices.Contains(a.Roles, name) {
		return nil, errNoAccess
	}
	life := time.Hour
	if p := s.world.portal(v.StartURL, ""); p != nil {
		life = cmp.Or(p.RoleLife, life)
	}
	keys := s.issue(ssoPrincipal(v, account, name), life)
	return map[string]any{"roleCredentials": map[string]any{
		"accessKeyId": keys.AccessKeyID, "secretAccessKey": keys.SecretAccessKey, "sessionToken": keys.SessionToken,
		"expiration": keys.Expires.UnixMilli(),
	}}, nil
}

// ssoPrincipal is a session of the role that IAM Identity Center keeps for a
// permission set.
func ssoPrincipal(v *SSOSession, account, role string) principal {
	name := "AWSReservedSSO_" + role + "_0123456789abcdef"
	return principal{
		arn: "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + v.User, id: "AROASSOROLEEXAMPLE:" + v.User,
		account: account, partition: "aws",
		role: "arn:aws:iam::" + account + ":role/aws-reserved/sso.amazonaws.com/" + name,
	}
}

func (s *Server) listAccounts(c *call, v *SSOSession) (any, *refusal) {
	part, next, no := pageOf(c, s.world.accounts(v), s.world.IdentityCenter.PageSize)
	if no != nil {
		return nil, no
	}
	list := make([]map[string]string, len(part))
	for i, a := range part {
		list[i] = map[string]string{"accountId": a.ID}
		if a.Name != "" {
			list[i]["accountName"] = a.Name
		}
		if a.Email != "" {
			list[i]["emailAddress"] = a.Email
		}
	}
	return map[string]any{"accountList": list, "nextToken": next}, nil
}

func (s *Server) listAccountRoles(c *call, v *SSOSession) (any, *refusal) {
	if !isAccount(c.params.Get("account_id")) {
		return nil, invalidRequest("account_id is not an account id")
	}
	a := accountIn(s.world.accounts(v), c.params.Get("account_id"))
	if a == nil {
		return nil, errNoAccess
	}
	part, next, no := pageOf(c, a.Roles, s.world.IdentityCenter.PageSize)
	if no != nil {
		return nil, no
	}
	list := make([]map[string]string, len(part))
	for i, name := range part {
		list[i] = map[string]string{"accountId": a.ID, "roleName": name}
	}
	return map[string]any{"roleList": list, "nextToken": next}, nil
}

func isAccount(text string) bool { return regexp.MustCompile(`^\d{12}$`).MatchString(text) }

func accountIn(list []PortalAccount, id string) *PortalAccount {
	if i := slices.IndexFunc(list, func(a PortalAccount) bool { return a.ID == id }); i >= 0 {
		return &list[i]
	}
	return nil
}

// pageOf is the part of a list that the request asks for, and the token of the
// next, nil after the last.
func pageOf[T any](c *call, list []T, size int) (part []T, next *string, no *refusal) {
	size = cmp.Or(size, 100)
	if c.params.Has("max_result") {
		n, err := strconv.Atoi(c.params.Get("max_result"))
		if err != nil || n < 1 || n > 100 {
			return nil, nil, invalidRequest("max_result must be between 1 and 100")
		}
		size = min(size, n)
	}
	from := 0
	if token := c.params.Get("next_token"); token != "" {
		text, err := base64.URLEncoding.DecodeString(token)
		if err == nil {
			_, err = fmt.Sscanf(string(text), "from %d", &from)
		}
		if err != nil || from < 0 || from > len(list) {
			return nil, nil, invalidRequest("next_token is not valid")
		}
	}
	if end := from + size; end < len(list) {
		token := base64.URLEncoding.EncodeToString(fmt.Appendf(nil, "from %d", end))
		return list[from:end], &token, nil
	}
	return list[from:], nil, nil
}
