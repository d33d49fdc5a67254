package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

const (
	// most is how many endpoints, and how many users, are asked.
	most = 8
	// slow is a difference of clocks by which codes that a program computes are wrong,
	// refused one by which AWS refuses every request.
	slow, refused = 30 * time.Second, 5 * time.Minute
)

// endpoints asks each STS that the profiles use whether it is there, and the time.
func endpoints(ctx context.Context, p *Patient) []Finding {
	var all []profile.Settings
	seen := map[string]bool{}
	for _, name := range p.names() {
		chain, err := p.chain(name)
		if err != nil || chain.Check() != nil {
			continue
		}
		s := chain.Settings
		if key := called(s); !seen[key] && len(all) < most {
			seen[key] = true
			all = append(all, s)
		}
	}
	away := make([]bool, len(all))
	found := together(len(all), func(i int) (found []Finding) {
		found, away[i] = p.probe(ctx, all[i])
		return found
	})
	p.away = map[string]bool{}
	for i, s := range all {
		p.away[called(s)] = away[i]
	}
	return found
}

// called is what settings have to say of the endpoint that is called.
func called(s profile.Settings) string {
	return fmt.Sprint(s.Region, s.FIPS, s.DualStack, s.Endpoints.STS, s.CABundle)
}

// probe asks one endpoint, and tells whether it is away.
func (p *Patient) probe(ctx context.Context, settings profile.Settings) (found []Finding, away bool) {
	client := p.Client(settings)
	defer client.Close()
	probed, err := client.Probe(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, true
	case err != nil:
		return []Finding{{Severity: Error, Where: probed.Endpoint, Message: err.Error(), Fix: firstHint(err, "check the network")}}, true
	case !probed.Dated || probed.Ahead.Abs() < slow:
		return nil, false
	}
	f := Finding{Check: "clock", Severity: Warning, Where: probed.Endpoint, Fix: "sudo timedatectl set-ntp true"}
	switch p.System {
	case "darwin":
		f.Fix = "sudo sntp -sS time.apple.com"
	case "windows":
		f.Fix = "w32tm /resync"
	}
	word := "behind"
	if probed.Ahead < 0 {
		word = "ahead of"
	}
	f.Message = fmt.Sprintf("this computer's clock is %s %s AWS's", session.Short(probed.Ahead.Abs()), word)
	if probed.Ahead.Abs() >= refused {
		f.Severity, f.Message = Error, f.Message+", and AWS refuses what is signed more than 5 minutes away"
	}
	return []Finding{f}, false
}

// together does n things at once and gives what they find, in their order.
func together(n int, find func(i int) []Finding) []Finding {
	found := make([][]Finding, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { found[i] = find(i) })
	}
	all.Wait()
	return slices.Concat(found...)
}

// user is an IAM user whose long-term keys are at the source of profiles.
type user struct {
	profile string
	keys    session.Keys
	// settings are those of the first profile that calls can be made with.
	settings profile.Settings
	callable bool
	serials  []serial
}

// users are those of the profiles, each key once.
func (p *Patient) users() (all []*user) {
	byKey := map[string]*user{}
	for _, name := range p.names() {
		chain, err := p.chain(name)
		source := chain.Source
		if err != nil || source.Kind != profile.SourceKeys || source.Keys.Temporary() {
			continue
		}
		keys, open := p.keysOf(source)
		u := byKey[keys.AccessKeyID]
		if u == nil {
			u = &user{profile: source.Profile, keys: keys}
			byKey[keys.AccessKeyID] = u
			all = append(all, u)
		}
		if open && !u.callable && chain.Check() == nil {
			u.settings, u.callable = chain.Settings, true
		}
		for _, s := range serials(chain) {
			if !slices.Contains(u.serials, s) {
				u.serials = append(u.serials, s)
			}
		}
	}
	return all
}

// accessKeys asks AWS about the users' keys and devices. What a user may not ask is no
// finding, and neither is a network that does not reach IAM.
func accessKeys(ctx context.Context, p *Patient) []Finding {
	users := p.users()
	return together(len(users), func(i int) []Finding {
		if i >= most || !users[i].callable || p.away[called(users[i].settings)] {
			return p.age(users[i], nil)
		}
		return p.askAbout(ctx, users[i])
	})
}

func (p *Patient) askAbout(ctx context.Context, u *user) (all []Finding) {
	client := p.Client(u.settings)
	defer client.Close()
	who, err := client.CallerIdentity(ctx, u.profile, u.keys)
	if aws.Refused(err, aws.KindInvalidKeys, aws.KindBadSignature) {
		return []Finding{{Severity: Error, Where: p.whereKeys(u), Message: err.Error(), Fix: firstHint(err, "put other keys into the profile")}}
	}
	if err != nil {
		return p.age(u, nil)
	}
	name, err := who.User(u.profile)
	if err != nil {
		return append(p.age(u, nil), Finding{Severity: Warning, Where: p.whereKeys(u), Message: err.Error(), Fix: firstHint(err, "use an IAM user's keys")})
	}
	var devices []aws.MFADevice
	listed := false
	if len(u.serials) > 0 {
		devices, err = client.MFADevices(ctx, u.profile, name, u.keys)
		listed = err == nil
	}
	for _, s := range u.serials {
		if f, wrong := p.foreignDevice(u, s, name, who.Account, devices, listed); wrong {
			all = append(all, f)
		}
	}
	var keys []aws.AccessKey
	if _, known := p.Created(u.keys.AccessKeyID); !known {
		keys, _, _ = client.AccessKeys(ctx, u.profile, u.keys)
	}
	return append(all, p.age(u, keys)...)
}

// foreignDevice is the finding about a serial that is none of the user's devices. Where
// they cannot be listed, another account is a sign.
func (p *Patient) foreignDevice(u *user, s serial, name, account string, devices []aws.MFADevice, listed bool) (Finding, bool) {
	own := slices.ContainsFunc(devices, func(d aws.MFADevice) bool { return d.Serial == s.text })
	other := awsterms.Account(s.text)
	if listed && own || !listed && (other == "" || other == account) || strings.Contains(s.text, ":u2f/") {
		return Finding{}, false
	}
	return Finding{Check: "device", Severity: Error, Where: p.where(s.profile, "mfa_serial"), Fix: "awsenv setup " + printable.Argument(u.profile),
		Message: fmt.Sprintf("mfa_serial of %q is %s, which is no device of the user %s in account %s", s.profile, s.text, name, account)}, true
}

// whereKeys is the place of a user's keys, or of the line that leads to them.
func (p *Patient) whereKeys(u *user) string {
	if p.Set.Describe(u.profile).Stored != "" {
		return p.where(u.profile, "credential_process")
	}
	return p.where(u.profile, "aws_access_key_id")
}

// age is the finding about a key that is older than the configuration wants.
func (p *Patient) age(u *user, keys []aws.AccessKey) []Finding {
	created, known := p.Created(u.keys.AccessKeyID)
	for _, k := range keys {
		if k.ID == u.keys.AccessKeyID && !k.Created.IsZero() {
			created, known = k.Created, true
		}
	}
	if age := p.Now.Sub(created); known && age > p.Own.KeyMaxAge {
		return []Finding{{Check: "key-age", Severity: Warning, Where: p.whereKeys(u), Fix: "awsenv rotate " + printable.Argument(u.profile),
			Message: fmt.Sprintf("access key %s of %q is %d days old", u.keys.AccessKeyID, u.profile, age/(24*time.Hour))}}
	}
	return nil
}
