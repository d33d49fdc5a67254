package edit

import "testing"

func TestWithoutCredentials(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"keys": {
			"[default]\naws_access_key_id = a\nAWS_SECRET_ACCESS_KEY=b\nregion = eu-west-1 # mine\n\n[other]\naws_access_key_id = a\n",
			"[default]\nregion = eu-west-1 # mine\n\n[other]\naws_access_key_id = a\n",
		},
		"a role": {
			"[profile default]\nrole_arn = a\nsource_profile = b\nduration_seconds = 900\n[profile b]\nrole_arn = c\n",
			"[profile default]\nduration_seconds = 900\n[profile b]\nrole_arn = c\n",
		},
		"in quotes":       {"[profile \"default\"]\nlogin_session = x\n", "[profile \"default\"]\n"},
		"both spellings":  {"[default]\nsso_session = x\n[profile default]\nsso_session = y\n", "[default]\n[profile default]\n"},
		"several lines":   {"[default]\r\ncredential_process = a\r\n  # said\r\n  b\r\nregion = x\r\n", "[default]\r\n  # said\r\nregion = x\r\n"},
		"nested settings": {"[default]\ns3 =\n  role_arn = 1\n  addressing_style = path\n", "[default]\ns3 =\n  role_arn = 1\n  addressing_style = path\n"},
		"the last line":   {"[default]\naws_session_token : x", "[default]\n"},
		"nothing to take": {"[profiledefault]\nrole_arn = a\n[default x]\nrole_arn = a\n[DEFAULT]\nrole_arn = a\n", "[profiledefault]\nrole_arn = a\n[default x]\nrole_arn = a\n[DEFAULT]\nrole_arn = a\n"},
		"empty":           {"", ""},
	} {
		text := []byte(test.text)
		if got := string(WithoutCredentials(text)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if string(text) != test.text {
			t.Errorf("%s: the text was touched", name)
		}
	}
}
