package awstest

import "time"

// getFederationToken is GetFederationToken of STS: a session of an IAM user
// under another name, which can sign in to the console. The policies that it
// takes are not evaluated.
func (s *Server) getFederationToken(c *call) (any, *refusal) {
	limits := []constraint{
		{name: "Name", min: 2, max: 32, pattern: `[\w+=,.@-]*`, required: true},
		{name: "Policy", min: 1, max: 2048},
		durationLimits(36 * time.Hour),
	}
	if no := validate(c.params, limits); no != nil {
		return nil, no
	}
	if c.who.temporary {
		return nil, accessDenied("Cannot call GetFederationToken with session credentials")
	}
	if s.denied(c.who, "sts:GetFederationToken") {
		return nil, notAuthorized(c.who, "sts:GetFederationToken", "arn:"+c.who.partition+":sts::"+c.who.account+":federated-user/"+c.params.Get("Name"))
	}
	life := duration(c.params, 12*time.Hour)
	if c.who.root {
		life = min(life, time.Hour)
	}
	who, name := c.who, c.params.Get("Name")
	who.arn, who.id = "arn:"+who.partition+":sts::"+who.account+":federated-user/"+name, who.account+":"+name
	who.federated, who.mfa = true, false
	return struct {
		Credentials   credentialsXML
		FederatedUser federatedUserXML
	}{c.credentials(s.issue(who, life)), federatedUserXML{who.arn, who.id}}, nil
}

type federatedUserXML struct {
	Arn             string
	FederatedUserID string `xml:"FederatedUserId"`
}
