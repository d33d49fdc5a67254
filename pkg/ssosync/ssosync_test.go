package ssosync

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/profile/edit"
)

func TestNames(t *testing.T) {
	roles := func(words ...string) (all []Role) {
		for _, word := range words {
			part := strings.Split(word, "|")
			all = append(all, Role{part[0], part[1], part[2]})
		}
		return all
	}
	for _, tt := range []struct {
		template string
		roles    []Role
		want     string
	}{
		{DefaultTemplate, roles("1|Prod Main|Admin", "2|Prüf|x@y"), "prod-main-admin pr-f-x-y"},
		{DefaultTemplate, roles("1||Admin", "2|日本|Admin", "3|..-x|Admin"), "1-admin 2-admin x-admin"},
		{DefaultTemplate, roles("1|a|R", "2|A|r", "3|b|R"), "a-r-1 a-r-2 b-r"},
		{DefaultTemplate, roles("1|a|r", "1|a|R", "1|a|x"), "a-r-1 a-r-1-2 a-x"},
		{DefaultTemplate, roles("1|a|r", "2|a|r", "3|a-r|1"), "a-r-1-2 a-r-2 a-r-1"},
		{"{role}", roles("1|a|taken", "2|b|default"), "taken-1 default-2"},
		{"{role} {account_id}/x", roles("1|a|R"), "r-1-x"},
	} {
		template, err := ParseTemplate(tt.template)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(names(template, tt.roles, func(name string) bool { return name == "taken" || name == "default" }), " ")
		if got != tt.want {
			t.Errorf("%s of %v gives %s, want %s", tt.template, tt.roles, got, tt.want)
		}
	}
}

// text is what ~/.aws/config says.
func text(t *testing.T, config string) edit.Text {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := edit.File{Path: path, Kind: edit.Config}.Preview(func(edit.Text) ([]edit.Change, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	return r.Before
}

const ours = "sso_session = corp\nawsenv_generated = corp\nsso_role_name = r\nsso_account_id = "

func TestMake(t *testing.T) {
	roles := []Role{{"1", "a", "r"}, {"2", "b", "r"}, {"3", "c", "r"}}
	for name, tt := range map[string]struct {
		config, region   string
		include, exclude []string
		prune            bool
		want             string
	}{
		"all new":                      {want: "add a-r, add b-r, add c-r"},
		"a swap":                       {config: "[profile b-r]\n" + ours + "1\n[profile a-r]\n" + ours + "2\n", exclude: []string{"c*"}, want: "b-r is a-r, a-r is b-r"},
		"hand-written":                 {config: "[profile mine]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n", want: "add b-r, add c-r"},
		"hand-written elsewhere":       {config: "[profile mine]\nsso_session = other\nsso_account_id = 1\nsso_role_name = r\n[profile a-r]\n", want: "add a-r-1, add b-r, add c-r"},
		"another session's":            {config: "[profile a-r]\nawsenv_generated = other\n", include: []string{"a*"}, prune: true, want: "add a-r-1"},
		"gone":                         {config: "[profile x]\n" + ours + "9\n", include: []string{"a*"}, want: "add a-r"},
		"gone and pruned":              {config: "[profile x]\n" + ours + "9\n", include: []string{"a*"}, prune: true, want: "remove x, add a-r"},
		"gone, whose name is wanted":   {config: "[profile a-r]\n" + ours + "9\n", include: []string{"a*"}, want: "add a-r-1"},
		"pruned, whose name is wanted": {config: "[profile a-r]\n" + ours + "9\n", include: []string{"a*"}, prune: true, want: "remove a-r, add a-r"},
		"left out":                     {config: "[profile a-r]\n" + ours + "1\n", include: []string{"b*"}, want: "add b-r"},
		"left out and pruned":          {config: "[profile a-r]\n" + ours + "1\n", include: []string{"b*"}, prune: true, want: "remove a-r, add b-r"},
		"a copy":                       {config: "[profile a-r]\n" + ours + "1\n[profile copy]\n" + ours + "1\n", include: []string{"a*"}, want: ""},
		"a copy, pruned":               {config: "[profile a-r]\n" + ours + "1\n[profile copy]\n" + ours + "1\n", include: []string{"a*"}, prune: true, want: "remove copy"},
		"a region":                     {config: "[profile a-r]\nregion = x\n" + ours + "1\n[profile old]\n" + ours + "2\n", region: "x", exclude: []string{"c*"}, want: "old is b-r"},
		"a source":                     {config: "[profile old]\n" + ours + "1\n[profile user]\nsource_profile = old\nrole_arn = x\n", include: []string{"a*"}, want: "old is a-r, user dangles"},
	} {
		t.Run(name, func(t *testing.T) {
			template, err := ParseTemplate(DefaultTemplate)
			if err != nil {
				t.Fatal(err)
			}
			filter, err := NewFilter(tt.include, tt.exclude)
			if err != nil {
				t.Fatal(err)
			}
			before := text(t, tt.config)
			has := func(name string) bool { _, there := before.Section(name); return there }
			wish := Wish{Session: "corp", Template: template, Filter: filter, Region: tt.region, Prune: tt.prune}
			plan := Make(wish, roles, before, has)
			if got := said(plan); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			next, err := edit.Apply([]byte(tt.config), edit.Config, plan.Changes()...)
			if err != nil {
				t.Fatal(err)
			}
			before = text(t, string(next))
			if again := Make(wish, roles, before, has); len(again.Changes()) != 0 {
				t.Errorf("the second time: %s", said(again))
			}
		})
	}
}

// said is a plan in words.
func said(p Plan) string {
	var all []string
	for _, name := range p.Removed {
		all = append(all, "remove "+name)
	}
	for _, r := range p.Renamed {
		all = append(all, r.From+" is "+r.To)
	}
	for _, name := range p.Changed {
		all = append(all, "change "+name)
	}
	for _, name := range p.Added {
		all = append(all, "add "+name)
	}
	for _, name := range p.Dangling {
		all = append(all, name+" dangles")
	}
	return strings.Join(all, ", ")
}

// crowd is a portal that refuses requests while more than a few are under way.
type crowd struct {
	few      int32
	now      atomic.Int32
	accounts int
}

func (c *crowd) SSOAccounts(context.Context, aws.SSOSession) (all []aws.SSOAccount, err error) {
	for i := range c.accounts {
		all = append(all, aws.SSOAccount{ID: fmt.Sprintf("%012d", c.accounts-i)})
	}
	return all, nil
}

func (c *crowd) SSORoles(context.Context, aws.SSOSession, string) ([]string, error) {
	defer c.now.Add(-1)
	if c.now.Add(1) > c.few {
		return nil, &aws.Unreachable{Throttled: true, Err: errors.New("too many")}
	}
	return []string{"b", "a", "b"}, nil
}

func TestFetchSortsAndSettlesDown(t *testing.T) {
	most := 0
	roles, err := Fetch(t.Context(), &crowd{few: 4, accounts: 200}, aws.SSOSession{}, func(done, of int) { most = max(most, done) })
	if err != nil || len(roles) != 400 || most != 200 {
		t.Fatalf("%d roles, %d accounts, %v", len(roles), most, err)
	}
	if !slices.IsSortedFunc(roles, func(a, b Role) int { return strings.Compare(a.AccountID+a.Name, b.AccountID+b.Name) }) {
		t.Error("not sorted")
	}
	var busy *aws.Unreachable
	if _, err := Fetch(t.Context(), &crowd{accounts: 50}, aws.SSOSession{}, func(int, int) {}); !errors.As(err, &busy) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Fetch(ctx, &crowd{few: 9, accounts: 50}, aws.SSOSession{}, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
