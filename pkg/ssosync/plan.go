package ssosync

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/awsenv/awsenv/pkg/profile/edit"
)

// Marker is the option that says which session a section was generated for. Other tools
// ignore it.
const Marker = "awsenv_generated"

// Wish is what a person wants of a sync.
type Wish struct {
	// Session is the name of the [sso-session].
	Session  string
	Template Template
	Filter   Filter
	// Region is the profiles' region; empty leaves it as it is.
	Region string
	// Prune removes generated profiles that are not among the wanted ones any more.
	Prune bool
}

// Plan is what has to change in ~/.aws/config.
type Plan struct {
	// Added, Renamed, Changed and Removed are profiles; Renamed by their old names.
	Added, Changed, Removed []string
	Renamed                 []Renaming
	// Dangling are profiles that have a renamed or removed one as source_profile.
	Dangling []string
	// adds and reworks are the changes, adds by name.
	adds    map[string]edit.Change
	reworks []edit.Change
}

// Renaming is a profile that gets another name.
type Renaming struct{ From, To string }

// Changes are those to the file: what frees a name comes before what takes it.
func (p Plan) Changes() (all []edit.Change) {
	for _, name := range p.Removed {
		all = append(all, edit.Remove(name))
	}
	all = append(all, p.reworks...)
	for _, name := range p.Added {
		all = append(all, p.adds[name])
	}
	return all
}

// Format shows the plan as String does, for every verb.
func (p Plan) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// String counts the changes: "3 profiles to add, 1 to rename".
func (p Plan) String() string { return p.count("to add", "to change", "to rename", "to remove") }

// Done counts the changes when they are made.
func (p Plan) Done() string { return p.count("added", "changed", "renamed", "removed") }

func (p Plan) count(words ...string) string {
	var said []string
	for i, n := range [...]int{len(p.Added), len(p.Changed), len(p.Renamed), len(p.Removed)} {
		switch {
		case n == 0:
		case len(said) > 0:
			said = append(said, fmt.Sprintf("%d %s", n, words[i]))
		case n == 1:
			said = append(said, "1 profile "+words[i])
		default:
			said = append(said, fmt.Sprintf("%d profiles %s", n, words[i]))
		}
	}
	return strings.Join(said, ", ")
}

// identity is what tells a session's profiles from each other.
type identity struct{ account, role string }

// standing is what a config file has of a session.
type standing struct {
	// ours are the generated sections, by name in the file's order; region is theirs.
	ours   map[identity][]string
	region map[string]string
	// hand are the roles that somebody wrote a profile for.
	hand map[identity]bool
	// others are the names of the sections that are not ours.
	others map[string]bool
	// sources are the profiles that have a name as source_profile.
	sources map[string][]string
}

func read(session string, text edit.Text) standing {
	s := standing{map[identity][]string{}, map[string]string{}, map[identity]bool{}, map[string]bool{}, map[string][]string{}}
	for name, section := range text.Sections() {
		if source := section.Get("source_profile"); source != "" {
			s.sources[source] = append(s.sources[source], name)
		}
		id := identity{section.Get("sso_account_id"), section.Get("sso_role_name")}
		switch {
		case section.Get(Marker) == session:
			if section.Get("sso_session") != session {
				id = identity{}
			}
			s.ours[id] = append(s.ours[id], name)
			s.region[name] = section.Get("region")
			continue
		case section.Get("sso_session") == session:
			s.hand[id] = true
		}
		s.others[name] = true
	}
	return s
}

// Make plans the profiles of roles, which are as Fetch sorts them. has reports a profile
// in any file.
func Make(w Wish, roles []Role, text edit.Text, has func(name string) bool) Plan {
	there := read(w.Session, text)
	wanted := make([]bool, len(roles))
	stays := map[string]bool{}
	free := map[string]bool{}
	for _, list := range there.ours {
		for _, name := range list {
			stays[name] = true
		}
	}
	for i, r := range roles {
		id := identity{r.AccountID, r.Name}
		wanted[i] = w.Filter.takes(w.Template.name(r)) && (!there.hand[id] || len(there.ours[id]) > 0)
		if ours := there.ours[id]; wanted[i] && len(ours) > 0 {
			delete(stays, ours[0])
			free[ours[0]] = true
		}
	}
	if w.Prune {
		for name := range stays {
			free[name] = true
		}
	}
	// A profile called default would be everybody's, without having been asked for.
	taken := func(name string) bool { return name == "default" || !free[name] && (there.others[name] || has(name)) }
	plan := Plan{adds: map[string]edit.Change{}}
	for i, name := range names(w.Template, roles, taken) {
		if wanted[i] {
			plan.want(w, roles[i], name, there)
		}
	}
	if w.Prune {
		for name := range stays {
			plan.Removed = append(plan.Removed, name)
		}
	}
	plan.finish(there)
	return plan
}

// want plans the profile of a role.
func (p *Plan) want(w Wish, r Role, name string, there standing) {
	var options []edit.Option
	if w.Region != "" {
		options = []edit.Option{{Name: "region", Value: w.Region}}
	}
	ours := there.ours[identity{r.AccountID, r.Name}]
	if len(ours) == 0 {
		all := []edit.Option{{Name: "sso_session", Value: w.Session}, {Name: "sso_account_id", Value: r.AccountID}, {Name: "sso_role_name", Value: r.Name}}
		all = append(append(all, options...), edit.Option{Name: Marker, Value: w.Session})
		p.Added = append(p.Added, name)
		p.adds[name] = edit.Add(name, all...)
		return
	}
	own := ours[0]
	if w.Region == there.region[own] {
		options = nil
	}
	switch {
	case own != name:
		p.Renamed = append(p.Renamed, Renaming{own, name})
		p.reworks = append(p.reworks, edit.Rework(own, name, options...))
	case len(options) > 0:
		p.Changed = append(p.Changed, own)
		p.reworks = append(p.reworks, edit.Rework(own, "", options...))
	}
}

// finish sorts what does not stand in the file's order, and finds what is left without
// a source.
func (p *Plan) finish(there standing) {
	slices.Sort(p.Added)
	slices.Sort(p.Removed)
	gone := slices.Clone(p.Removed)
	for _, renaming := range p.Renamed {
		gone = append(gone, renaming.From)
	}
	for _, name := range gone {
		for _, user := range there.sources[name] {
			if !slices.Contains(p.Removed, user) {
				p.Dangling = append(p.Dangling, user)
			}
		}
	}
	slices.Sort(p.Dangling)
}
