package aws

import (
	"path/filepath"
	"testing"
)

// TestSSOFileNames holds the names against those that AWS CLI 2.36.7 wrote.
func TestSSOFileNames(t *testing.T) {
	const start = "https://d-1234567890.awsapps.com/start"
	for name, v := range map[string]struct {
		s                   SSOSession
		registration, token string
	}{
		"with scopes": {SSOSession{Name: "corp", StartURL: start, Region: "us-east-1", Scopes: []string{"sso:account:access"}},
			"bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c", "ee0bfd2552fbd840c02cc48b6e823320543c450f"},
		"legacy": {SSOSession{StartURL: start, Region: "us-east-1"},
			"365414a6", ""},
		"without scopes, with a slash": {SSOSession{Name: "noscope", StartURL: start + "/", Region: "us-east-1"},
			"60583566", ""},
	} {
		v.s.CacheDir = "/d"
		if got := filepath.Base(v.s.registrationPath()); got[:len(v.registration)] != v.registration {
			t.Errorf("%s: registration %s, want %s (%s)", name, got, v.registration, v.s.registrationKey())
		}
		if got := filepath.Base(v.s.TokenPath()); got[:len(v.token)] != v.token {
			t.Errorf("%s: token %s, want %s", name, got, v.token)
		}
		v.s.CacheDir = ""
		if v.s.TokenPath() != "" || v.s.registrationPath() != "" {
			t.Errorf("%s: a file without a folder", name)
		}
	}
}
