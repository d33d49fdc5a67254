package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"strings"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
)

// ignored looks for what the AWS CLI passes over without a word.
func ignored(_ context.Context, p *Patient) (all []Finding) {
	if p.Set == nil {
		return nil
	}
	var remarks []profile.Remark
	if p.Only == nil {
		remarks = p.Set.Ignored()
	}
	for _, name := range p.names() {
		remarks = append(remarks, p.Set.Doubts(name)...)
	}
	for _, r := range remarks {
		all = append(all, Finding{Severity: Warning, Where: place(r.Path, r.Line), Message: r.Problem, Fix: r.Fix})
	}
	return all
}

// profiles looks for profiles that cannot be loaded: sources that do not exist, loops,
// values that no call could be made with. One that has no source is no fault: it may
// hold settings only, or get its keys on another machine.
func profiles(_ context.Context, p *Patient) (all []Finding) {
	circled := map[string]bool{}
	for _, name := range p.names() {
		chain, err := p.chain(name)
		if err == nil {
			err = chain.Check()
		}
		var fault *profile.Error
		if !errors.As(err, &fault) || fault.Kind == profile.NoCredentials || fault.Kind == profile.EmptySource || fault.Kind == profile.NoRegion {
			continue
		}
		if fault.Kind == profile.Loop && p.circles(name, circled) {
			continue
		}
		f := Finding{Severity: Error, Message: fault.Problem, Fix: firstHint(fault, "correct the profile")}
		if fault.Profile != "" && fault.Kind != profile.UnknownProfile {
			f.Message = fmt.Sprintf("profile %q: %s", fault.Profile, fault.Problem)
		}
		if fault.Path != "" {
			f.Where = place(fault.Path, fault.Line)
		}
		all = append(all, f)
	}
	return all
}

// circles notes the profiles of a circle that a profile leads to, and reports whether
// they were noted before.
func (p *Patient) circles(name string, noted map[string]bool) bool {
	for met := map[string]bool{}; !met[name]; {
		if noted[name] {
			return true
		}
		met[name] = true
		next, _ := p.Set.Option(name, "source_profile")
		if met[next] {
			maps.Copy(noted, met)
		}
		name = next
	}
	return false
}

// serial is an mfa_serial of a chain, and the profile that has it.
type serial struct{ profile, text string }

// serials are those that codes are asked for.
func serials(chain profile.Chain) (all []serial) {
	if text := chain.Source.MFASerial; text != "" {
		all = append(all, serial{chain.Source.Profile, text})
	}
	for _, role := range chain.Roles {
		if role.MFASerial != "" {
			all = append(all, serial{role.Profile, role.MFASerial})
		}
	}
	return all
}

// where is the place of an option.
func (p *Patient) where(name, option string) string {
	path, line := p.Set.Where(name, option)
	return place(p.short(path), line)
}

// devices looks for an mfa_serial that no code can come from.
func devices(_ context.Context, p *Patient) (all []Finding) {
	for _, name := range p.names() {
		chain, err := p.chain(name)
		if err != nil {
			continue
		}
		for _, s := range serials(chain) {
			f := Finding{Severity: Error, Where: p.where(s.profile, "mfa_serial"), Fix: "awsenv setup " + printable.Argument(chain.Source.Profile)}
			switch {
			case strings.Contains(s.text, ":u2f/"):
				f.Message = fmt.Sprintf("mfa_serial of %q is a security key or passkey, which shows no code: AWS's API takes codes alone", s.profile)
				f.Fix = "assign a virtual device to the user in the console, then: " + f.Fix
			case strings.HasPrefix(s.text, "arn:") && !strings.Contains(s.text, ":mfa/"):
				f.Message = fmt.Sprintf("mfa_serial of %q is not the ARN of a device, as arn:aws:iam::123456789012:mfa/NAME", s.profile)
			default:
				continue
			}
			all = append(all, f)
		}
	}
	return all
}

// processes looks for a credential_process whose program is gone.
func processes(_ context.Context, p *Patient) (all []Finding) {
	for _, name := range p.names() {
		chain, err := p.chain(name)
		if err != nil || len(chain.Source.Process) == 0 {
			continue
		}
		if _, err := exec.LookPath(chain.Source.Process[0]); err != nil {
			all = append(all, Finding{Severity: Error, Where: p.where(chain.Source.Profile, "credential_process"),
				Message: fmt.Sprintf("the program %q of credential_process cannot be run: %s", chain.Source.Process[0], lookup(err)),
				Fix:     "install it, or write its whole path (~ and variables are not replaced there)"})
		}
	}
	return all
}

// lookup is why a program was not found.
func lookup(err error) string {
	var missing *exec.Error
	if errors.As(err, &missing) {
		err = missing.Err
	}
	return system(err)
}
