package doctor

import (
	"context"
	"fmt"

	"github.com/awsenv/awsenv/pkg/config"
)

// sessions looks for what a choice of where sessions are kept does not reach.
func sessions(_ context.Context, p *Patient) (all []Finding) {
	if p.OwnErr != nil || p.Own.Roles == config.RolesShared {
		return nil
	}
	choice := fmt.Sprintf("[cache] roles = %q", p.Own.Roles)
	if p.Own.Roles == config.RolesEncrypted && !p.Stored.There && p.Stored.Err == nil {
		all = append(all, Finding{Severity: Error, Where: p.short(p.OwnPath), Message: choice + " needs the data key of stored keys, and none are stored: loads stop at it",
			Fix: "awsenv keys import PROFILE, or awsenv keys add-keeper passphrase"})
	}
	for _, folder := range p.PlainSessions {
		all = append(all, Finding{Severity: Warning, Where: p.short(folder),
			Message: "sessions that still work are there in plain text, in spite of " + choice +
				": from before it, or those of the AWS CLI, which keeps its own and asks for codes of its own unless a profile has awsenv credential-process as its credential_process",
			Fix: "awsenv forget --all"})
	}
	return all
}
