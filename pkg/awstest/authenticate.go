package awstest

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

var (
	errInvalidToken = &refusal{http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid."}
	errExpiredToken = &refusal{http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired"}
)

func signatureRefusal(message string) *refusal {
	return &refusal{http.StatusForbidden, "SignatureDoesNotMatch", message}
}

// authenticate checks the signature and sets c.who. Needs s.mu.
func (s *Server) authenticate(c *call) *refusal {
	header := c.r.Header.Get("Authorization")
	if header == "" {
		return &refusal{http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token"}
	}
	auth, err := parseAuthorization(header)
	if err != nil {
		return &refusal{http.StatusBadRequest, "IncompleteSignature", err.Error()}
	}
	if no := s.checkScope(c, auth.scope); no != nil {
		return no
	}
	who, secret, expired, ok := s.holder(auth.accessKeyID, c.r.Header.Get("X-Amz-Security-Token"), c.now)
	if !ok || who.partition != partitionOf(c.host(), auth.region) {
		return errInvalidToken
	}
	if no := s.checkDate(c, auth); no != nil {
		return no
	}
	if name := auth.unsignedHeader(c.r); name != "" {
		return signatureRefusal(fmt.Sprintf("'%s' must be a 'SignedHeader' in the AWS Authorization.", name))
	}
	if !auth.valid(c.r, c.body, secret) {
		return signatureRefusal("The request signature we calculated does not match the signature you provided. " +
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	if expired {
		return errExpiredToken
	}
	// A session from GetSessionToken reaches IAM only when it was got with MFA.
	if c.service == "iam" && who.temporary && who.user != "" && !who.mfa {
		return errInvalidToken
	}
	for _, region := range s.world.DisabledRegions {
		if region == auth.region && c.service == "sts" {
			return &refusal{http.StatusForbidden, "RegionDisabledException", "STS is not activated in this region for account:" +
				who.account + ". Your account administrator can activate STS in this region using the IAM Console."}
		}
	}
	c.who, c.scope = who, auth.scope
	s.used(auth, c)
	return nil
}

// holder finds who an access key belongs to. Needs s.mu.
func (s *Server) holder(id, token string, now time.Time) (who principal, secret string, expired, ok bool) {
	if v := s.sessions[id]; v != nil {
		if v.token != token || !s.exists(v.who) {
			return who, "", false, false
		}
		return v.who, v.secret, !now.Before(v.expires), true
	}
	u, k := s.world.key(id)
	if k == nil || k.Inactive || token != "" {
		return who, "", false, false
	}
	if k.Refusals > 0 {
		k.Refusals--
		return who, "", false, false
	}
	who = userPrincipal(u)
	who.key = id
	return who, k.Secret, false, true
}

// used records the use of a long-term key, for GetAccessKeyLastUsed.
func (s *Server) used(auth authorization, c *call) {
	if _, k := s.world.key(auth.accessKeyID); k != nil {
		k.LastUsed, k.LastService, k.LastRegion = c.now, c.service, auth.region
	}
}

func (s *Server) checkDate(c *call, auth authorization) *refusal {
	at, err := signedAt(c.r)
	if err != nil {
		return &refusal{http.StatusBadRequest, "IncompleteSignature", "Date must be in ISO-8601 'basic format'. Got '" +
			c.r.Header.Get("X-Amz-Date") + "'. See http://en.wikipedia.org/wiki/ISO_8601"}
	}
	if at.Format("20060102") != auth.date {
		return signatureRefusal("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
			auth.date + "' != '" + at.Format("20060102") + "', from '" + at.Format(sigTime) + "'.")
	}
	now, skew := c.now.UTC().Truncate(time.Second), s.world.maxSkew()
	minutes := int(skew / time.Minute)
	if limit := now.Add(-skew); at.Before(limit) {
		return signatureRefusal(fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - %d min.)",
			at.Format(sigTime), limit.Format(sigTime), now.Format(sigTime), minutes))
	}
	if limit := now.Add(skew); at.After(limit) {
		return signatureRefusal(fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + %d min.)",
			at.Format(sigTime), limit.Format(sigTime), now.Format(sigTime), minutes))
	}
	return nil
}

// checkScope holds the region and service of a signature against the host that
// the client named. A custom endpoint takes any region.
func (s *Server) checkScope(c *call, sc scope) *refusal {
	if sc.service != c.service {
		return signatureRefusal("Credential should be scoped to correct service: '" + c.service + "'. ")
	}
	if want := regionOf(c.host()); sc.region == "" || want != "" && want != sc.region {
		return signatureRefusal("Credential should be scoped to a valid region. ")
	}
	return nil
}

// host is the name that the client used, without a port.
func (c *call) host() string {
	host, _, err := net.SplitHostPort(c.r.Host)
	if err != nil {
		return c.r.Host
	}
	return host
}

// regionOf is the region that requests to one of AWS's own STS or IAM hosts are
// signed for, "" for any other host.
func regionOf(host string) string {
	labels := strings.Split(host, ".")
	if !isAWS(host) || len(labels) < 3 {
		return ""
	}
	service := strings.TrimSuffix(labels[0], "-fips")
	global := labels[1] == "amazonaws" || labels[1] == "global" // iam.global.api.aws
	switch {
	case service != "sts" && service != "iam":
		return ""
	case global:
		return "us-east-1"
	case host == "iam.us-gov.amazonaws.com":
		return "us-gov-west-1"
	}
	return labels[1]
}

// partitionOf is the partition of an endpoint: users of one are unknown in the
// others.
func partitionOf(host, region string) string {
	if r := regionOf(host); r != "" {
		region = r
	}
	for _, p := range [][2]string{
		{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-isob-", "aws-iso-b"}, {"us-isof-", "aws-iso-f"},
		{"us-iso-", "aws-iso"}, {"eu-isoe-", "aws-iso-e"}, {"eusc-", "aws-eusc"},
	} {
		if strings.HasPrefix(region, p[0]) {
			return p[1]
		}
	}
	return "aws"
}
