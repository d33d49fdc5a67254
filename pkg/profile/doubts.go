package profile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile/ini"
	"github.com/awsenv/awsenv/pkg/spelling"
)

// Remark is about something in the files that the AWS CLI passes over without a word,
// or sends as it stands, and that was most likely meant otherwise. It holds no value
// of an option that could be a secret.
type Remark struct {
	// Path is the file as messages name it, Line counts from 1.
	Path string
	Line int
	// Problem says what is odd, Fix what to write.
	Problem, Fix string
}

// String is the remark on one line.
func (r Remark) String() string { return place(r.Path, r.Line) + ": " + r.Problem + ": " + r.Fix }

func (f *file) remark(at int, problem, fix string) Remark {
	return Remark{Path: f.name, Line: f.lineOf(at), Problem: problem, Fix: fix}
}

// Doubts are remarks about the options of a profile: quotes and comments belong to a
// value, only some characters are allowed, and a name that is none is ignored.
func (s *Set) Doubts(profile string) []Remark {
	v := s.view(profile)
	return append(s.config.doubts(v.config), s.credentials.doubts(v.credentials)...)
}

func (f *file) doubts(options []option) (all []Remark) {
	for _, o := range options {
		for _, d := range doubts(o.name, o.value) {
			all = append(all, f.remark(o.at, d.problem, d.fix))
		}
	}
	return all
}

// doubt is what is odd about an option, and what to write instead.
type doubt struct{ problem, fix string }

// String is the doubt as a hint.
func (d doubt) String() string { return d.problem + ": " + d.fix }

// doubts are what is odd about one option.
func doubts(name, value string) (all []doubt) {
	if !slices.Contains(knownOptions(), name) {
		if near := spelling.Near(name, knownOptions()); len(near) > 0 {
			return []doubt{{fmt.Sprintf("nothing is called %s, which is ignored", printable.Line(name)), "write it as " + near[0]}}
		}
		return nil
	}
	if !plainOption(name) {
		return nil
	}
	add := func(problem, fix string) { all = append(all, doubt{problem, fix}) }
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		add("the quotes belong to the value of "+name+": the AWS CLI does not remove them", "write it without quotes")
	}
	if strings.Contains(value, " #") || strings.Contains(value, " ;") {
		add("the comment belongs to the value of "+name+": the AWS CLI does not remove it", "put it on a line of its own")
	}
	if strings.Contains(value, "\n") {
		add("an indented line continues the value of "+name, "remove the blanks before it")
	}
	if _, isInt := ini.Int(value); name == "duration_seconds" && !isInt {
		add(fmt.Sprintf("duration_seconds %q is no whole number and is ignored", printable.Line(value)), "write the seconds, such as 3600")
	}
	if name == "role_arn" && len(all) == 0 && value != "" && !awsterms.IsRole(value) {
		add("role_arn is not the ARN of a role", "it looks like arn:aws:iam::123456789012:role/NAME")
	}
	return all
}

// plainOption reports an option whose value has no place for a quote or a comment.
func plainOption(name string) bool {
	switch name {
	case "role_arn", "mfa_serial", "external_id", "role_session_name", "source_profile", "credential_source", "region", "duration_seconds",
		"output", "sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "login_session":
		return true
	}
	return false
}

// knownOptions are the options of a profile or an sso-session that the AWS CLI, its
// SDKs, awsenv and some tools beside them read.
func knownOptions() []string {
	return []string{
		"role_arn", "source_profile", "credential_source", "external_id", "mfa_serial", "role_session_name", "duration_seconds",
		"web_identity_token_file", "credential_process", "region", "output", "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
		"aws_security_token", "aws_account_id", "sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name",
		"sso_registration_scopes", "sso_account_name", "sso_auto_populated", "login_session", "username", "ca_bundle", "endpoint_url", "services",
		"use_fips_endpoint", "use_dualstack_endpoint", "ignore_configured_endpoint_urls", "sts_regional_endpoints", "account_id_endpoint_mode",
		"s3", "s3api", "api_versions", "max_attempts", "retry_mode", "parameter_validation", "tcp_keepalive", "connect_timeout", "read_timeout",
		"defaults_mode", "sdk_ua_app_id", "request_checksum_calculation", "response_checksum_validation", "disable_request_compression",
		"request_min_compression_size_bytes", "sigv4a_signing_region_set", "auth_scheme_preference", "ec2_metadata_v1_disabled",
		"ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode", "metadata_service_timeout", "metadata_service_num_attempts",
		"cli_pager", "cli_history", "cli_auto_prompt", "cli_binary_format", "cli_timestamp_format", "cli_follow_urlparam", "cli_help_output",
		"cli_error_format", "awsenv_generated", "mfa_process", "parent_profile", "include_profile", "role_name", "color",
	}
}

// Ignored are remarks about sections that are no profile, in both files, in their
// order, and about the options of the sso-sessions.
func (s *Set) Ignored() []Remark {
	var all []Remark
	for i := range s.config.sections {
		header := s.config.header(i)
		at := s.config.sections[i]
		shown := printable.Line(header)
		switch n := parseHeader(header); {
		case n.kind == isSSOSession:
			all = append(all, s.config.doubts(s.config.decode(i))...)
		case n.kind != isNothing:
		case header == ini.Default:
			all = append(all, s.config.inherited(at))
		case header == "plugins" || header == "preview" || header == "toolkit":
		default:
			all = append(all, s.config.remark(at, fmt.Sprintf("the section [%s] is no profile, and is ignored", shown), "write it as "+meantHeader(header)))
		}
	}
	for i := range s.credentials.sections {
		header := s.credentials.header(i)
		at := s.credentials.sections[i]
		name, prefixed := strings.CutPrefix(header, "profile ")
		switch {
		case header == ini.Default:
			all = append(all, s.credentials.inherited(at))
		case prefixed:
			all = append(all, s.credentials.remark(at, fmt.Sprintf("in this file the section [%s] makes a profile with the word \"profile\" in its name", printable.Line(header)),
				"write it as ["+printable.Line(ini.Strip(name))+"]"))
		}
	}
	return all
}

func (f *file) inherited(at int) Remark {
	return f.remark(at, "the options of [DEFAULT], in capitals, stand in every section of this file", "write it as [default] if the profile is meant")
}

// meantHeader is what a header that means nothing was probably meant for.
func meantHeader(header string) string {
	words := strings.Fields(header)
	if len(words) > 0 {
		switch word := strings.ToLower(words[0]); word {
		case "profile", "sso-session", "services":
			return "[" + word + " " + quoteName(printable.Line(strings.Join(words[1:], " "))) + "]"
		case "default":
			return "[default]"
		}
	}
	return "[profile " + quoteName(printable.Line(ini.Strip(header))) + "]"
}
