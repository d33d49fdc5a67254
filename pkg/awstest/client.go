package awstest

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Identity is an answer of GetCallerIdentity.
type Identity struct {
	ARN     string `xml:"GetCallerIdentityResult>Arn"`
	UserID  string `xml:"GetCallerIdentityResult>UserId"`
	Account string `xml:"GetCallerIdentityResult>Account"`
}

// WhoAmI calls GetCallerIdentity at an endpoint with the given keys: what the
// sandbox asks with the variables of a shell. The error carries AWS's words.
func WhoAmI(ctx context.Context, endpoint string, keys Credentials) (Identity, error) {
	body := "Action=GetCallerIdentity&Version=" + stsVersion
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(body))
	if err != nil {
		return Identity{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sign(r, []byte(body), keys, time.Now())
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return Identity{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return Identity{}, err
	}
	if resp.StatusCode != http.StatusOK {
		var no errorXML
		if err := xml.Unmarshal(text, &no); err != nil {
			return Identity{}, fmt.Errorf("GetCallerIdentity: %s", resp.Status)
		}
		return Identity{}, fmt.Errorf("GetCallerIdentity: %s: %s", no.Error.Code, no.Error.Message)
	}
	var who Identity
	return who, xml.Unmarshal(text, &who)
}

// sign adds signature version 4 for STS in us-east-1.
func sign(r *http.Request, body []byte, keys Credentials, now time.Time) {
	now = now.UTC()
	r.Header.Set("X-Amz-Date", now.Format(sigTime))
	a := authorization{
		accessKeyID: keys.AccessKeyID, scope: scope{now.Format("20060102"), "us-east-1", "sts"},
		headers: []string{"content-type", "host", "x-amz-date"},
	}
	if keys.SessionToken != "" {
		r.Header.Set("X-Amz-Security-Token", keys.SessionToken)
		a.headers = append(a.headers, "x-amz-security-token")
	}
	r.Header.Set("Authorization", fmt.Sprintf("%s Credential=%s/%s/%s/%s/aws4_request, SignedHeaders=%s, Signature=%s",
		sigAlgorithm, a.accessKeyID, a.date, a.region, a.service, strings.Join(a.headers, ";"), a.expect(r, body, keys.SecretAccessKey)))
}
