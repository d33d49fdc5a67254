package aws

import (
	"context"
	"fmt"
	"net/url"
	"regexp"

	"github.com/awsenv/awsenv/pkg/awsterms"
	"github.com/awsenv/awsenv/pkg/printable"
)

// SSOAccount is an account that a person may use in IAM Identity Center.
type SSOAccount struct {
	ID string
	// Name is as somebody typed it, empty for none.
	Name string
}

// mostListPages bounds a list whose end never comes.
const mostListPages = 1000

// SSOAccounts are the accounts of who is signed in, in the portal's order. The errors are
// those of SSORoleCredentials; an *Unreachable that is Throttled may be tried again.
func (c *Client) SSOAccounts(ctx context.Context, s SSOSession) (all []SSOAccount, err error) {
	const step = "list the accounts of IAM Identity Center"
	err = c.portalPages(ctx, s, portalCall{step: step, action: "sso:ListAccounts", path: "/assignment/accounts"}, func(p *portalPage) error {
		if p.AccountList == nil {
			return errNotAWS
		}
		for _, account := range *p.AccountList {
			if !awsterms.IsAccount(account.ID) {
				return errNotAWS
			}
			all = append(all, SSOAccount{account.ID, account.Name})
		}
		return nil
	})
	return all, err
}

// SSORoles are the roles (permission sets) that who is signed in has in an account, in
// the portal's order. Errors as for SSOAccounts.
func (c *Client) SSORoles(ctx context.Context, s SSOSession, account string) (all []string, err error) {
	step := fmt.Sprintf("list the roles in account %s of IAM Identity Center", printable.Words(account))
	call := portalCall{step: step, action: "sso:ListAccountRoles", path: "/assignment/roles", query: url.Values{"account_id": {account}}}
	roleName := regexp.MustCompile(`^[\w+=,.@-]{1,64}$`) // as IAM has it
	err = c.portalPages(ctx, s, call, func(p *portalPage) error {
		if p.RoleList == nil {
			return errNotAWS
		}
		for _, role := range *p.RoleList {
			if !roleName.MatchString(role.Name) {
				return errNotAWS
			}
			all = append(all, role.Name)
		}
		return nil
	})
	return all, err
}

// portalPage is a page of either list. A list that is missing is nil: an answer without
// one is no empty list, after which profiles would be pruned.
type portalPage struct {
	AccountList *[]struct {
		ID   string `json:"accountId"`
		Name string `json:"accountName"`
	} `json:"accountList"`
	RoleList *[]struct {
		Name string `json:"roleName"`
	} `json:"roleList"`
	NextToken string `json:"nextToken"`
}

// portalPages gets one page after another.
func (c *Client) portalPages(ctx context.Context, s SSOSession, call portalCall, take func(*portalPage) error) error {
	query := url.Values{"max_result": {"100"}}
	for name, value := range call.query {
		query[name] = value
	}
	call.query = query
	for range mostListPages {
		var page portalPage
		endpoint, err := c.portalPage(ctx, s, call, &page)
		if err != nil {
			return err
		}
		if err := take(&page); err != nil {
			return notAWS(failed{step: call.step, endpoint: endpoint}, err)
		}
		if page.NextToken == "" {
			return nil
		}
		query.Set("next_token", page.NextToken)
	}
	return notAWS(failed{step: call.step}, fmt.Errorf("%w: its list has no end", errNotAWS))
}

// portalPage gets one page, within the time that a person has for it.
func (c *Client) portalPage(ctx context.Context, s SSOSession, call portalCall, page *portalPage) (endpoint string, err error) {
	bounded, cancel := c.limited(ctx, "IAM Identity Center")
	defer cancel()
	_, endpoint, err = c.portal(bounded, SSORequest{SSOSession: s}, call, page)
	return endpoint, err
}
