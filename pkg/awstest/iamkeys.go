package awstest

import (
	"net/http"
	"slices"
)

// maxKeys is IAM's AccessKeysPerUser.
const maxKeys = 2

func (k *Key) status() string {
	if k.Inactive {
		return "Inactive"
	}
	return "Active"
}

func (s *Server) listAccessKeys(c *call) (any, *refusal) {
	u, no := s.target(c)
	if no != nil {
		return nil, no
	}
	type keyXML struct {
		UserName    string
		AccessKeyID string `xml:"AccessKeyId"`
		Status      string
		CreateDate  string
	}
	var answer struct {
		AccessKeyMetadata struct {
			Members []keyXML `xml:"member"`
		}
		IsTruncated bool
		Marker      string `xml:",omitempty"`
	}
	from, to, next := s.page(c.params, len(u.Keys))
	for _, k := range u.Keys[from:to] {
		answer.AccessKeyMetadata.Members = append(answer.AccessKeyMetadata.Members, keyXML{u.Name, k.ID, k.status(), c.time(k.Created)})
	}
	answer.IsTruncated, answer.Marker = next != "", next
	return answer, nil
}

func (s *Server) createAccessKey(c *call) (any, *refusal) {
	u, no := s.target(c)
	if no != nil {
		return nil, no
	}
	if len(u.Keys) >= maxKeys {
		return nil, &refusal{http.StatusConflict, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2"}
	}
	k := Key{ID: exampleID("AKIA"), Secret: exampleSecret(), Created: c.now, Refusals: c.slowKey}
	u.Keys = append(u.Keys, k)
	type keyXML struct {
		UserName        string
		AccessKeyID     string `xml:"AccessKeyId"`
		Status          string
		SecretAccessKey string
		CreateDate      string
	}
	return struct{ AccessKey keyXML }{keyXML{u.Name, k.ID, k.status(), k.Secret, c.time(k.Created)}}, nil
}

// ownKey is the key that the call names, which must be the target's.
func (s *Server) ownKey(c *call) (*User, int, *refusal) {
	u, no := s.target(c)
	if no != nil {
		return nil, 0, no
	}
	id := c.params.Get("AccessKeyId")
	i := slices.IndexFunc(u.Keys, func(k Key) bool { return k.ID == id })
	if i < 0 {
		return nil, 0, noSuch("Access Key", "id "+id, "found")
	}
	return u, i, nil
}

func (s *Server) updateAccessKey(c *call) (any, *refusal) {
	u, i, no := s.ownKey(c)
	if no != nil {
		return nil, no
	}
	switch status := c.params.Get("Status"); status {
	case "Active", "Inactive":
		u.Keys[i].Inactive = status == "Inactive"
	default:
		return nil, validationError("1 validation error detected: Value '" + status +
			"' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]")
	}
	return nil, nil
}

func (s *Server) deleteAccessKey(c *call) (any, *refusal) {
	u, i, no := s.ownKey(c)
	if no != nil {
		return nil, no
	}
	u.Keys = slices.Delete(u.Keys, i, i+1)
	return nil, nil
}

func (s *Server) getAccessKeyLastUsed(c *call) (any, *refusal) {
	id := c.params.Get("AccessKeyId")
	u, k := s.world.key(id)
	if k == nil || u.Account != c.who.account {
		return nil, accessDenied("User: " + c.who.arn + " is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key " + id)
	}
	if no := s.may(c, u); no != nil {
		return nil, no
	}
	type usedXML struct {
		LastUsedDate string `xml:",omitempty"`
		ServiceName  string
		Region       string
	}
	used := usedXML{"", "N/A", "N/A"}
	if !k.LastUsed.IsZero() {
		used = usedXML{c.time(k.LastUsed), k.LastService, k.LastRegion}
	}
	return struct {
		UserName          string
		AccessKeyLastUsed usedXML
	}{u.Name, used}, nil
}
