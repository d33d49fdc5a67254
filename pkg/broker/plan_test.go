package broker

import (
	"slices"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
)

const (
	device1 = "arn:aws:iam::111122223333:mfa/michael"
	roleARN = "arn:aws:iam::444455556666:role/team/admin"
)

var (
	longTerm  = session.Keys{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"}
	temporary = session.Keys{AccessKeyID: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret", SessionToken: "token"}
)

func TestPlanHop(t *testing.T) {
	const onRole, onSource = 1, 2
	for _, c := range []struct {
		name                string
		serial              int
		route               Route
		wish                time.Duration
		max, inner, chained bool

		mfa    mfaWay
		ask    time.Duration
		capped time.Duration
	}{
		{name: "no MFA"},
		{name: "no MFA, long", wish: 12 * time.Hour, ask: 12 * time.Hour},
		{name: "MFA, no duration", serial: onRole, mfa: sharedSession},
		{name: "MFA on the source", serial: onSource, mfa: sharedSession},
		{name: "MFA, an hour", serial: onRole, wish: time.Hour, mfa: sharedSession, ask: time.Hour},
		{name: "MFA, a second more", serial: onRole, wish: time.Hour + time.Second, mfa: codeWithCall, ask: time.Hour + time.Second},
		{name: "MFA on the source, long", serial: onSource, wish: 2 * time.Hour, mfa: codeWithCall, ask: 2 * time.Hour},
		{name: "MFA, max", serial: onRole, max: true, mfa: codeWithCall},
		{name: "direct, short", serial: onRole, route: RouteDirect, wish: 900 * time.Second, mfa: codeWithCall, ask: 900 * time.Second},
		{name: "session, long", serial: onRole, route: RouteSession, wish: 12 * time.Hour, mfa: sharedSession, ask: time.Hour, capped: 12 * time.Hour},
		{name: "session, max", serial: onRole, route: RouteSession, max: true, mfa: sharedSession},
		{name: "later hop, long", inner: true, chained: true, wish: 2 * time.Hour, ask: time.Hour, capped: 2 * time.Hour},
		{name: "later hop with a serial, which AWS would refuse", serial: onRole, inner: true, chained: true},
		{name: "temporary source", chained: true, wish: 12 * time.Hour, ask: time.Hour, capped: 12 * time.Hour},
		{name: "temporary source with a serial of its own", serial: onSource, chained: true},
		{name: "temporary source, serial on the role: as the AWS CLI", serial: onRole, chained: true, mfa: codeWithCall},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Request{Route: c.route}
			role := profile.Role{ARN: roleARN}
			switch c.serial {
			case onRole:
				role.MFASerial = device1
			case onSource:
				r.Chain.Source.MFASerial = device1
			}
			h := planHop(r, role, c.wish, c.max, !c.inner, c.chained)
			if h.mfa != c.mfa || h.ask != c.ask || h.capped != c.capped {
				t.Errorf("MFA %d, asks %v, capped %v; want %d, %v, %v", h.mfa, h.ask, h.capped, c.mfa, c.ask, c.capped)
			}
			if (h.serial != "") != (c.mfa != withoutMFA) {
				t.Errorf("serial %q", h.serial)
			}
		})
	}
}

func TestDescent(t *testing.T) {
	for from, want := range map[time.Duration][]int{
		12 * time.Hour: {12, 8, 4, 2, 1}, 10 * time.Hour: {10, 8, 4, 2, 1}, 8 * time.Hour: {8, 4, 2, 1}, time.Hour: {1},
	} {
		var hours []int
		for _, d := range descent(from) {
			hours = append(hours, int(d/time.Hour))
		}
		if !slices.Equal(hours, want) {
			t.Errorf("from %v: %v, want %v", from, hours, want)
		}
	}
}

func TestNeed(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	b := &Broker{Store: cache.Store{Dir: t.TempDir()}, Now: func() time.Time { return now }}
	if err := b.Store.PutLimit("learned", 4*time.Hour, now); err != nil {
		t.Fatal(err)
	}
	user := profile.Source{Kind: profile.SourceKeys, Keys: longTerm}
	for _, c := range []struct {
		name   string
		source profile.Source
		role   profile.Role
		inner  int
		r      Request
		want   time.Duration
	}{
		{name: "nothing asked for", source: user},
		{name: "a number", source: user, r: Request{AtLeast: 8 * time.Hour}, want: 8 * time.Hour},
		{name: "max", source: user, r: Request{AtLeast: awsterms.LongestRoleSession, Max: true}, want: awsterms.LongestRoleSession},
		{name: "max, learned", source: user, role: profile.Role{ARN: "learned"}, r: Request{AtLeast: awsterms.LongestRoleSession, Max: true}, want: 4 * time.Hour},
		{name: "chained", source: user, inner: 1, r: Request{AtLeast: 8 * time.Hour}, want: time.Hour},
		{name: "chained, less than an hour", source: user, inner: 1, r: Request{AtLeast: 1800 * time.Second}, want: 1800 * time.Second},
		{name: "chained, max", source: user, inner: 1, r: Request{AtLeast: awsterms.LongestRoleSession, Max: true}, want: time.Hour},
		{name: "temporary keys", source: profile.Source{Kind: profile.SourceKeys, Keys: temporary}, r: Request{AtLeast: 2 * time.Hour}, want: time.Hour},
		{name: "SSO", source: profile.Source{Kind: profile.SourceSSO}, r: Request{AtLeast: 2 * time.Hour}, want: time.Hour},
		{name: "through the session", source: user, role: profile.Role{MFASerial: device1, Duration: 2 * time.Hour},
			r: Request{AtLeast: 2 * time.Hour, Route: RouteSession}, want: time.Hour},
		{name: "with a code", source: user, role: profile.Role{MFASerial: device1, Duration: 2 * time.Hour}, r: Request{AtLeast: 2 * time.Hour}, want: 2 * time.Hour},
	} {
		c.r.Chain = profile.Chain{Source: c.source, Roles: append(make([]profile.Role, c.inner), c.role)}
		if got := b.need(c.r, c.role); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRealm(t *testing.T) {
	var own profile.Chain
	own.Settings.Endpoints.STS = "http://127.0.0.1:1"
	if realm(own) == realm(profile.Chain{}) {
		t.Error("a custom endpoint is another AWS")
	}
}

func TestMadeShorter(t *testing.T) {
	issued := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	entry := session.Issued{Obtained: issued, Expires: issued.Add(time.Hour)}
	for asked, want := range map[time.Duration]bool{0: false, time.Hour: false, time.Hour + time.Second: false, 2 * time.Hour: true} {
		if madeShorter(entry, asked) != want {
			t.Errorf("%v: not %v", asked, want)
		}
	}
	entry.Obtained = time.Time{}
	if madeShorter(entry, 12*time.Hour) {
		t.Error("an unknown life does not count")
	}
}

func TestNamedBy(t *testing.T) {
	call := cache.RoleCall{RoleARN: roleARN, SerialNumber: device1, Duration: 12 * time.Hour}
	with := func(d time.Duration) string {
		other := call
		other.Duration = d
		return other.FileName()
	}
	other := call
	other.RoleARN += "s"
	for _, c := range []struct {
		name string
		file string
		life time.Duration
		want bool
	}{
		{"no duration", with(0), 0, true},
		{"two hours", with(2 * time.Hour), 2 * time.Hour, true},
		{"a second off", with(2 * time.Hour), 2*time.Hour + time.Second, true},
		{"another life", with(2 * time.Hour), time.Hour, false},
		{"another role", other.FileName(), 12 * time.Hour, false},
	} {
		if got := namedBy(call, c.file, c.life); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	assumed := session.Issued{AssumedRoleARN: "arn:aws:sts::444455556666:assumed-role/admin/me"}
	if !sameRole(assumed, roleARN) || sameRole(assumed, "arn:aws:iam::444455556666:role/adm") || sameRole(assumed, "arn:aws:iam::1:role/admin") {
		t.Error("sameRole")
	}
}
