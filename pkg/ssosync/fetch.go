package ssosync

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/awsenv/awsenv/pkg/aws"
)

// Role is a role in an account that a person may use.
type Role struct {
	AccountID string
	// AccountName is as somebody typed it; empty for an account without one.
	AccountName string
	Name        string
}

// Portal lists what a person may use; aws.Client is one.
type Portal interface {
	SSOAccounts(ctx context.Context, s aws.SSOSession) ([]aws.SSOAccount, error)
	SSORoles(ctx context.Context, s aws.SSOSession, account string) ([]string, error)
}

// mostRequests is how many requests are under way at once: AWS refuses more of them long
// before it has listed some hundred accounts.
const mostRequests = 10

// pauses are those after a request that was one too many, beside the client's own.
var pauses = [...]time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}

// Fetch lists all roles in all accounts, sorted by account and role. came hears how many
// of the accounts are done, from one goroutine at a time. The errors are the portal's.
func Fetch(ctx context.Context, portal Portal, s aws.SSOSession, came func(done, of int)) ([]Role, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g := newGate(mostRequests)
	var accounts []aws.SSOAccount
	err := g.do(ctx, func() (err error) {
		accounts, err = portal.SSOAccounts(ctx, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	var (
		working sync.WaitGroup
		lock    sync.Mutex
		roles   []Role
		first   error
		done    int
	)
	came(0, len(accounts))
	for _, account := range accounts {
		working.Go(func() {
			var names []string
			err := g.do(ctx, func() (err error) {
				names, err = portal.SSORoles(ctx, s, account.ID)
				return err
			})
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				first = cmp.Or(first, err)
				cancel()
				return
			}
			for _, name := range names {
				roles = append(roles, Role{account.ID, account.Name, name})
			}
			done++
			came(done, len(accounts))
		})
	}
	working.Wait()
	if first != nil {
		return nil, first
	}
	slices.SortFunc(roles, func(a, b Role) int { return cmp.Or(cmp.Compare(a.AccountID, b.AccountID), cmp.Compare(a.Name, b.Name)) })
	return slices.CompactFunc(roles, func(a, b Role) bool { return a.AccountID == b.AccountID && a.Name == b.Name }), nil
}

// gate lets few requests through at once, and fewer after each that was one too many.
type gate struct {
	slots chan struct{}
	lock  sync.Mutex
	// open is how many slots there are still.
	open int
}

func newGate(slots int) *gate {
	return &gate{slots: make(chan struct{}, slots), open: slots}
}

// do makes a request when there is room for it, again while the answer is that there are
// too many. The last slot is kept meanwhile: nobody else is to ask then.
func (g *gate) do(ctx context.Context, request func() error) error {
	for try, mine := 0, false; ; try++ {
		if !mine {
			select {
			case g.slots <- struct{}{}:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		err := request()
		var busy *aws.Unreachable
		crowded := errors.As(err, &busy) && busy.Throttled
		if !crowded || try == len(pauses) {
			<-g.slots
			return err
		}
		mine = !g.shut()
		timer := time.NewTimer(pauses[try])
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}

// shut keeps one slot for good, unless it is the last.
func (g *gate) shut() bool {
	g.lock.Lock()
	defer g.lock.Unlock()
	if g.open == 1 {
		return false
	}
	g.open--
	return true
}
