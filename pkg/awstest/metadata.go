package awstest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const metadataTokenPath = "/latest/api/token"

func metadataAction(method, path string) string {
	if path == metadataTokenPath {
		return "Token"
	}
	return strings.TrimPrefix(path, "/latest/")
}

func textAnswer(status int, text string) answer {
	outcome := "OK"
	if status != http.StatusOK {
		outcome = strconv.Itoa(status)
	}
	return answer{status, http.Header{"Content-Type": {"text/plain"}}, []byte(text), outcome}
}

// instanceMetadata is version 2 of EC2's: nothing without a session token.
func (s *Server) instanceMetadata(c *call) answer {
	in := s.world.Instance
	if in == nil {
		return textAnswer(http.StatusNotFound, "")
	}
	if c.action == "Token" {
		return s.metadataToken(c)
	}
	if until, ok := s.metadata[c.r.Header.Get("X-Aws-Ec2-Metadata-Token")]; !ok || !c.now.Before(until) {
		return textAnswer(http.StatusUnauthorized, "")
	}
	name := in.RoleARN[strings.LastIndexByte(in.RoleARN, '/')+1:]
	switch c.action {
	case "meta-data/iam/security-credentials/", "meta-data/iam/security-credentials":
		return textAnswer(http.StatusOK, name)
	case "meta-data/iam/security-credentials/" + name:
		return s.instanceKeys(c, in)
	case "meta-data/placement/region":
		return textAnswer(http.StatusOK, in.Region)
	case "meta-data/placement/availability-zone", "meta-data/placement/availability-zone/":
		return textAnswer(http.StatusOK, in.Region+"a")
	case "dynamic/instance-identity/document":
		text, _ := json.Marshal(map[string]string{"region": in.Region, "accountId": arnField(in.RoleARN, 4), "instanceId": "i-1234567890abcdef0"})
		return textAnswer(http.StatusOK, string(text))
	}
	return textAnswer(http.StatusNotFound, "")
}

func (s *Server) metadataToken(c *call) answer {
	seconds, err := strconv.Atoi(c.r.Header.Get("X-Aws-Ec2-Metadata-Token-Ttl-Seconds"))
	if c.r.Method != http.MethodPut || err != nil || seconds < 1 || seconds > 21600 {
		return textAnswer(http.StatusBadRequest, "")
	}
	token := opaque(40)
	s.metadata[token] = c.now.Add(time.Duration(seconds) * time.Second)
	a := textAnswer(http.StatusOK, token)
	a.header.Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", strconv.Itoa(seconds))
	return a
}

func (s *Server) instanceKeys(c *call, in *Instance) answer {
	role := s.world.role(in.RoleARN)
	if role == nil {
		return jsonAnswer(map[string]string{"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role", "LastUpdated": c.time(c.now)})
	}
	life := in.Life
	if life == 0 {
		life = 6 * time.Hour
	}
	v := s.issue(rolePrincipal(role, "i-1234567890abcdef0"), life)
	return jsonAnswer(map[string]string{
		"Code": "Success", "LastUpdated": c.time(c.now), "Type": "AWS-HMAC", "AccessKeyId": v.AccessKeyID,
		"SecretAccessKey": v.SecretAccessKey, "Token": v.SessionToken, "Expiration": c.time(v.Expires),
	})
}

// containerCredentials is the endpoint of ECS that AWS_CONTAINER_CREDENTIALS_*
// variables name.
func (s *Server) containerCredentials(c *call) answer {
	task := s.world.Container
	if task == nil || c.r.URL.Path != task.Path {
		return c.refuse(&refusal{http.StatusNotFound, "NotFound", "There is nothing here."})
	}
	if task.Token != "" && c.r.Header.Get("Authorization") != task.Token {
		return c.refuse(&refusal{http.StatusForbidden, "InvalidToken", "The authorization token is not valid."})
	}
	role := s.world.role(task.RoleARN)
	if role == nil {
		return c.refuse(&refusal{http.StatusBadRequest, "InvalidId", "The task has no role."})
	}
	life := task.Life
	if life == 0 {
		life = time.Hour
	}
	v := s.issue(rolePrincipal(role, "0123456789abcdef0123456789abcdef"), life)
	return jsonAnswer(map[string]string{
		"RoleArn": task.RoleARN, "AccessKeyId": v.AccessKeyID, "SecretAccessKey": v.SecretAccessKey,
		"Token": v.SessionToken, "Expiration": c.time(v.Expires), "AccountId": role.account(),
	})
}
