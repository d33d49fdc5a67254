package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"

	"github.com/awsenv/awsenv/pkg/printable"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/trust"
)

// Stored is awsenv's own store of access keys, as far as it can be read without a secret.
type Stored struct {
	Path string
	// There says that there is one, which was read.
	There bool
	// Err is why it cannot be read; nil also when there is none.
	Err error
	// IDs are the access key ids by name.
	IDs map[string]string
	// Open is the pair of a name, if the store waits unlocked. It asks nobody.
	Open func(name string) (session.Keys, bool)
}

// stored looks for keys that are not found, that nobody finds, or that stand in plain text
// as well.
func stored(_ context.Context, p *Patient) (all []Finding) {
	if p.Stored.Err != nil {
		return []Finding{{Severity: Error, Where: p.short(p.Stored.Path), Message: p.Stored.Err.Error(), Fix: firstHint(p.Stored.Err, "put back a copy")}}
	}
	found := map[string]bool{}
	for _, name := range p.names() {
		key := p.Set.Describe(name).Stored
		if key == "" {
			continue
		}
		found[key] = true
		if _, there := p.Stored.IDs[key]; !there {
			all = append(all, Finding{Severity: Error, Where: p.where(name, "credential_process"), Fix: "awsenv keys import " + printable.Argument(key) + " --stdin, with a new key from the console",
				Message: fmt.Sprintf("the keys of %q are not in the store, %s", key, p.short(p.Stored.Path))})
		}
		all = append(all, p.storedProgram(name, key)...)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Stored.IDs)) {
		if p.Only != nil && !slices.Contains(p.Only, name) {
			continue
		}
		if id, _ := p.option(name, "aws_access_key_id"); id != "" {
			all = append(all, Finding{Severity: Warning, Where: p.where(name, "aws_access_key_id"), Fix: "awsenv keys import " + printable.Argument(name),
				Message: fmt.Sprintf("the access key of %q is stored encrypted, and one stands here in plain text all the same", name)})
		} else if !found[name] {
			all = append(all, Finding{Severity: Warning, Where: p.short(p.Stored.Path), Fix: "awsenv keys import " + printable.Argument(name) + ", or awsenv keys remove " + printable.Argument(name),
				Message: fmt.Sprintf("the stored access key of %q is one that no profile gets", name)})
		}
	}
	var e *trust.Error
	if p.Only == nil && errors.As(trust.Exposed(p.Stored.Path, true), &e) {
		all = append(all, p.exposed(e, true))
	}
	return all
}

// option is an option of a profile, also when the files could not be parsed.
func (p *Patient) option(name, option string) (string, bool) {
	if p.Set == nil {
		return "", false
	}
	return p.Set.Option(name, option)
}

// storedProgram is the finding about a line whose awsenv is gone. An import writes the
// line of the profile that has the key's name, and no other.
func (p *Patient) storedProgram(name, key string) []Finding {
	line, _ := p.Set.Option(name, "credential_process")
	program := profile.StoredProgram(line)
	if _, err := exec.LookPath(program); err != nil {
		fix := "awsenv keys import " + printable.Argument(name) + " writes the line anew"
		if name != key {
			fix = "write the whole path of awsenv there, as command -v awsenv prints it"
		}
		return []Finding{{Severity: Error, Where: p.where(name, "credential_process"), Fix: fix,
			Message: fmt.Sprintf("the AWS CLI and SDKs cannot run %q of credential_process: %s", program, lookup(err))}}
	}
	return nil
}

// keysOf are the keys of a source; callable is false for those that are locked.
func (p *Patient) keysOf(source profile.Source) (keys session.Keys, callable bool) {
	if source.Stored == "" {
		return source.Keys, true
	}
	if p.Stored.Open != nil {
		if keys, ok := p.Stored.Open(source.Stored); ok {
			return keys, true
		}
	}
	return session.Keys{AccessKeyID: p.Stored.IDs[source.Stored]}, false
}
