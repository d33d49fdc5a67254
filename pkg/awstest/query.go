package awstest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"time"
)

// The two services that speak the query protocol: a form in, XML out.
const (
	stsVersion   = "2011-06-15"
	iamVersion   = "2010-05-08"
	stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"
	iamNamespace = "https://iam.amazonaws.com/doc/2010-05-08/"
)

// action handles one operation of the query protocol. result is marshalled as
// the element <ActionResult>, nil for operations that answer nothing.
type action struct {
	unsigned bool
	do       func(*Server, *call) (result any, no *refusal)
}

func actionNamed(service, name string) (action, bool) {
	switch service + ":" + name {
	case "sts:AssumeRole":
		return action{do: (*Server).assumeRole}, true
	case "sts:GetSessionToken":
		return action{do: (*Server).getSessionToken}, true
	case "sts:GetCallerIdentity":
		return action{do: (*Server).getCallerIdentity}, true
	case "sts:GetFederationToken":
		return action{do: (*Server).getFederationToken}, true
	case "sts:AssumeRoleWithWebIdentity":
		return action{unsigned: true, do: (*Server).assumeRoleWithWebIdentity}, true
	case "iam:GetUser":
		return action{do: (*Server).getUser}, true
	case "iam:ListMFADevices":
		return action{do: (*Server).listMFADevices}, true
	case "iam:ListAccessKeys":
		return action{do: (*Server).listAccessKeys}, true
	case "iam:CreateAccessKey":
		return action{do: (*Server).createAccessKey}, true
	case "iam:UpdateAccessKey":
		return action{do: (*Server).updateAccessKey}, true
	case "iam:DeleteAccessKey":
		return action{do: (*Server).deleteAccessKey}, true
	case "iam:GetAccessKeyLastUsed":
		return action{do: (*Server).getAccessKeyLastUsed}, true
	case "iam:GetRole":
		return action{do: (*Server).getRole}, true
	}
	return action{}, false
}

// query authenticates and runs an operation. Needs s.mu.
func (s *Server) query(c *call) answer {
	op, known := actionNamed(c.service, c.action)
	if !known {
		return c.refuse(&refusal{http.StatusBadRequest, "InvalidAction",
			"Could not find operation " + c.action + " for version " + c.params.Get("Version")})
	}
	if !op.unsigned {
		if no := s.authenticate(c); no != nil {
			return c.refuse(no)
		}
	}
	result, no := op.do(s, c)
	if no != nil {
		return c.refuse(no)
	}
	return c.xmlAnswer(result)
}

func (c *call) namespace() string {
	if c.service == "iam" {
		return iamNamespace
	}
	return stsNamespace
}

type metadataXML struct {
	XMLName   xml.Name `xml:"ResponseMetadata"`
	RequestID string   `xml:"RequestId"`
}

func (c *call) xmlAnswer(result any) answer {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	b.WriteString("<" + c.action + `Response xmlns="` + c.namespace() + `">`)
	if result != nil {
		if err := e.EncodeElement(result, xml.StartElement{Name: xml.Name{Local: c.action + "Result"}}); err != nil {
			return answer{status: http.StatusInternalServerError, outcome: "InternalFailure"}
		}
	}
	_ = e.Encode(metadataXML{RequestID: c.id})
	b.WriteString("</" + c.action + "Response>\n")
	return answer{http.StatusOK, c.header("text/xml"), b.Bytes(), "OK"}
}

func (c *call) header(media string) http.Header {
	return http.Header{"Content-Type": {media}, "X-Amzn-Requestid": {c.id}}
}

// refusal is an error as AWS words it.
type refusal struct {
	status        int
	code, message string
}

type errorXML struct {
	XMLName xml.Name `xml:"ErrorResponse"`
	NS      string   `xml:"xmlns,attr"`
	Error   struct {
		Type    string
		Code    string
		Message string
	}
	RequestID string `xml:"RequestId"`
}

// refuse words a refusal in the protocol of the call's service.
func (c *call) refuse(no *refusal) answer {
	switch {
	case (c.service == "oidc" || c.service == "signin") && c.r.Method == http.MethodGet:
		return c.page(no.status, no.code, no.message, "")
	case c.service == "oidc":
		return c.refuseOAuth(no)
	case c.service == "signin":
		return c.signinRefusal(no.status, no.code, no.code, no.message)
	case c.service == "federation":
		a := textAnswer(no.status, "")
		a.outcome = no.code
		return a
	case c.speaksJSON():
		return c.refuseJSON(no)
	}
	body := errorXML{NS: c.namespace(), RequestID: c.id}
	body.Error.Type, body.Error.Code, body.Error.Message = "Sender", no.code, no.message
	if no.status >= 500 {
		body.Error.Type = "Receiver"
	}
	text, err := xml.MarshalIndent(body, "", "  ")
	if err != nil {
		return answer{status: http.StatusInternalServerError, outcome: "InternalFailure"}
	}
	return answer{no.status, c.header("text/xml"), append(text, '\n'), no.code}
}

// speaksJSON reports whether the service answers in JSON.
func (c *call) speaksJSON() bool { return c.service != "sts" && c.service != "iam" && c.service != "" }

func (c *call) refuseJSON(no *refusal) answer {
	text, _ := json.Marshal(map[string]string{"message": no.message, "__type": no.code})
	header := c.header("application/json")
	header.Set("X-Amzn-Errortype", no.code)
	return answer{no.status, header, text, no.code}
}

// time words a time of the answer as the call's layout says.
func (c *call) time(t time.Time) string { return t.Add(c.moved).UTC().Format(c.layout) }
