package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/console"
	"github.com/awsenv/awsenv/pkg/exit"
	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/spelling"
)

// signinEndpoint is the variable that leads console to another sign-in than AWS's.
const signinEndpoint = "AWSENV_SIGNIN_ENDPOINT"

// longestPolicy counts the characters of a policy that is passed with a call of STS.
const longestPolicy = 2048

// visitor is who is going to be signed in to the console, and where.
type visitor struct {
	session  session.Session
	settings profile.Settings
	// user is the IAM user's name as far as it is known, for a federated session.
	user string
	// signIn is the base of the sign-in addresses, page what is opened then.
	signIn, page string
	// chained says that the session was got with another session's keys, federated
	// that it is one of GetFederationToken: AWS takes no time for either.
	chained, federated bool
	// lasts is how long the console was asked to last, if that is not as long as the session.
	lasts time.Duration
}

// check refuses what means nothing, before anything is read.
func (c *consoleCommand) check() error {
	longest := awsterms.LongestConsoleSession
	if c.Policy != "" {
		longest = awsterms.LongestUserSession
	}
	switch {
	case c.Service != "" && c.Destination != "":
		return usage("--service and --destination exclude each other", "give one of them")
	case c.Service != "" && !slices.Contains(console.Services(), c.Service):
		hints := []string{"--destination opens any page of the console by its address"}
		if near := spelling.Near(c.Service, console.Services()); len(near) > 0 {
			hints = slices.Insert(hints, 0, "did you mean "+strings.Join(near, " or ")+"?")
		}
		return usage(fmt.Sprintf("--service %q is none that awsenv knows", c.Service), hints...)
	case c.Duration.Given && !c.Duration.Max && (c.Duration.Time < awsterms.ShortestSession || c.Duration.Time > longest):
		return usage(fmt.Sprintf("--duration %s is not between %s and %s", session.Short(c.Duration.Time), session.Short(awsterms.ShortestSession), session.Short(longest)))
	case c.Region != "" && !awsterms.IsRegion(c.Region):
		return usage(fmt.Sprintf("--region %q is not the name of a region", c.Region), "it looks like eu-west-1")
	case c.Profile == "" && c.Refresh:
		return usage("--refresh gets a new session of a profile, and none is named", "awsenv console --refresh PROFILE")
	}
	return nil
}

// visitor gets the session, when everything else about the sign-in is known to be
// good: a code is spent for it.
func (c *consoleCommand) visitor(a *app, in *scope) (*visitor, error) {
	if c.Profile == "" {
		return c.holder(a, in)
	}
	wish := c.asked()
	wish.refresh, wish.direct = c.Refresh, c.Duration.Given
	t, err := a.resolve(in, c.Profile, wish)
	if err != nil {
		return nil, err
	}
	source := t.Chain.Source
	v := &visitor{session: session.Session{Profile: t.Chain.Profile}, settings: t.Chain.Settings, user: t.UserName, chained: chained(t.Chain)}
	region := cmp.Or(t.region, v.settings.Region)
	if err := c.aim(a, v, partitionOf(t.Chain, cmp.Or(region, source.SSO.Region)), region); err != nil {
		return nil, err
	}
	ownKeys := len(t.Chain.Roles) == 0 && (source.Kind == profile.SourceKeys || source.Kind == profile.SourceProcess || source.Kind == profile.SourceEnvironment)
	switch {
	case !ownKeys && c.Policy != "":
		return nil, usage(fmt.Sprintf("--policy is for an IAM user's own keys, and profile %q gives a role's", c.Profile))
	case ownKeys && c.Policy == "" && source.Kind == profile.SourceKeys && !source.Keys.Temporary():
		return nil, v.isUser(exit.Usage)
	case ownKeys && source.Kind == profile.SourceKeys && !source.Keys.Temporary():
		if v.session.Keys = source.Keys; source.Stored != "" {
			if v.session.Keys, err = a.stored(in).Open(a.context(), source.Stored, c.NoPrompt); err != nil {
				return nil, err
			}
		}
		return v, t.Chain.Check()
	}
	v.session, err = a.session(t)
	return v, err
}

// holder is whoever this shell holds the session of.
func (c *consoleCommand) holder(a *app, in *scope) (*visitor, error) {
	held, settings, err := a.held(in, c.Region, "awsenv console PROFILE")
	if err != nil {
		return nil, err
	}
	v := &visitor{session: held, settings: settings}
	arn, known := awsterms.ParseARN(held.RoleARN)
	if !known {
		arn.Partition = awsterms.Partition(settings.Region)
	}
	return v, c.aim(a, v, arn.Partition, settings.Region)
}

// aim settles where the visitor signs in and what is opened.
func (c *consoleCommand) aim(a *app, v *visitor, partition, region string) (err error) {
	if v.signIn, err = a.signIn(v, partition); err != nil {
		return err
	}
	if awsterms.Partition(region) != partition || region == "aws-global" {
		region = "" // of an endpoint's own, or of another account
	}
	v.page, _ = console.Page(partition, region, c.Service)
	if c.Destination == "" {
		return nil
	}
	v.page = c.Destination
	if err := console.Check(partition, c.Destination); err != nil {
		return usage("--destination " + err.Error())
	}
	return nil
}

// signIn is the base of the sign-in addresses: AWSENV_SIGNIN_ENDPOINT, else the
// partition's. Keys that another server gave out are none of AWS's business.
func (a *app) signIn(v *visitor, partition string) (string, error) {
	if own, _ := a.world.Env(signinEndpoint); own != "" {
		return strings.TrimSuffix(own, "/"), nil
	}
	who := cmp.Or(v.session.Profile, "the environment")
	hint := signinEndpoint + " names the sign-in, if there is one: to it come /federation and /oauth"
	if at, err := url.Parse(v.settings.Endpoints.STS); err == nil && at.Host != "" && !awsterms.IsOwnHost(at.Hostname()) {
		return "", &fault{status: exit.Config, hints: []string{hint},
			message: fmt.Sprintf("the sessions of %q come from %s, which is not AWS and has no console", who, printable.Words(at.Host))}
	}
	base := console.SignIn(partition)
	if base == "" {
		return "", &fault{status: exit.Config, hints: []string{hint},
			message: fmt.Sprintf("%q belongs to the partition %q, whose console awsenv does not know", who, printable.Words(partition))}
	}
	return base, nil
}

// federate makes a federated session of an IAM user's own keys.
func (c *consoleCommand) federate(a *app, client *aws.Client, v *visitor) error {
	if c.Policy == "" {
		return v.isUser(exit.Usage)
	}
	r := aws.FederationRequest{Profile: v.session.Profile, Name: awsterms.ValidSessionName(cmp.Or(v.user, a.world.userName())), Duration: c.Duration.Time}
	if c.Duration.Max {
		r.Duration = awsterms.LongestUserSession
	}
	if strings.HasPrefix(c.Policy, "arn:") {
		r.Policies = []string{c.Policy}
	} else if err := c.readPolicy(a, &r.Policy); err != nil {
		return err
	}
	issued, err := client.FederationToken(a.context(), v.session.Keys, r)
	v.session.Keys, v.session.Expires, v.federated = issued.Keys, issued.Expires, true
	return err
}

// readPolicy reads --policy as a file.
func (c *consoleCommand) readPolicy(a *app, to *string) error {
	text, err := a.world.ReadFile(c.Policy)
	if err != nil {
		return usage("--policy: "+err.Error(), "--policy takes the ARN of a policy, or a file that holds one as JSON")
	}
	var policy struct{ Statement json.RawMessage }
	if json.Unmarshal(text, &policy) != nil || policy.Statement == nil {
		return usage(fmt.Sprintf("--policy: %q holds no policy as JSON", c.Policy))
	}
	var compact bytes.Buffer
	_ = json.Compact(&compact, text) // valid, as was just seen
	if *to = compact.String(); len(*to) > longestPolicy {
		return usage(fmt.Sprintf("--policy: %q has %d characters without blanks, and AWS takes %d", c.Policy, len(*to), longestPolicy))
	}
	return nil
}

// duration is what the sign-in asks for, 0 for nothing.
func (v *visitor) duration(wanted lifetime) time.Duration {
	switch {
	case !wanted.Given || v.chained || v.federated:
		return 0
	case wanted.Max:
		return awsterms.LongestConsoleSession
	}
	return wanted.Time
}

// isUser is the error for an IAM user, whom the console does not take as such.
func (v *visitor) isUser(status int) error {
	who := "the keys of this shell are"
	name := "PROFILE"
	if v.session.Profile != "" {
		who, name = fmt.Sprintf("profile %q is", v.session.Profile), v.session.Profile
	}
	return &fault{status: status,
		message: who + " an IAM user's, and the console takes a role's session, or a federated one, for which somebody has to say what is allowed",
		hints: []string{
			"awsenv console ROLE, with the profile of a role that the user may assume",
			fmt.Sprintf("awsenv console %s --policy arn:aws:iam::aws:policy/ReadOnlyAccess: then what both this policy and the user's own allow can be done", printable.Argument(name)),
		}}
}

// chained reports a role that is assumed with a session's keys, as far as the files
// tell: a session from the cache may have been got through the shared MFA session.
func chained(chain profile.Chain) bool {
	switch source := chain.Source; source.Kind {
	case profile.SourceKeys, profile.SourceEnvironment:
		return len(chain.Roles) > 1 || len(chain.Roles) == 1 && source.Keys.Temporary()
	case profile.SourceProcess:
		return len(chain.Roles) > 1
	default:
		return len(chain.Roles) > 0
	}
}

// partitionOf is the partition of what a chain ends at, else that of a region.
func partitionOf(chain profile.Chain, region string) string {
	arns := []string{chain.Source.WebIdentity.RoleARN, chain.Source.Login, chain.Source.MFASerial}
	if last := len(chain.Roles) - 1; last >= 0 {
		arns = slices.Insert(arns, 0, chain.Roles[last].ARN)
	}
	for _, text := range arns {
		if arn, ok := awsterms.ParseARN(text); ok && arn.Partition != "" {
			return arn.Partition
		}
	}
	return awsterms.Partition(region)
}
