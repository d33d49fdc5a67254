package edit

import (
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/ini"
)

// credentialOptions are what gives a profile credentials.
var credentialOptions = []string{
	"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token",
	"role_arn", "source_profile", "credential_source", "web_identity_token_file", "credential_process",
	"sso_session", "sso_start_url", "sso_account_id", "sso_role_name", "login_session",
}

// WithoutCredentials is the text of a file for programs that are to get their credentials
// elsewhere, which every SDK does only when [default] has none. All else stays, byte for
// byte. Sections that are called default in either file's way are meant alike, since not
// every SDK takes the same one. text itself is not touched.
func WithoutCredentials(text []byte) []byte {
	var kept []byte
	r := ini.NewReader(text)
	from, inside, dropped := 0, false, false
	for start := 0; start < len(text); {
		l := r.Line(start)
		switch l.Kind {
		case ini.Header:
			inside, dropped = isDefault(string(ini.HeaderName(text, l))), false
		case ini.Option:
			dropped = inside && ini.Delimiter(text, l.Text, l.Stop) >= 0 &&
				slices.Contains(credentialOptions, strings.ToLower(string(ini.Name(text, l))))
		}
		if dropped && (l.Kind == ini.Option || l.Kind == ini.Continuation) {
			kept = append(kept, text[from:l.Start]...)
			from = l.Next
		}
		start = l.Next
	}
	return append(kept, text[from:]...)
}

// isDefault tells whether a header's name is that of the profile that is used when no
// other is named.
func isDefault(header string) bool {
	if rest, ok := strings.CutPrefix(header, "profile"); ok && strings.TrimLeft(rest, " \t") != rest {
		header = rest
	}
	return strings.Trim(header, " \t'\"") == "default"
}
