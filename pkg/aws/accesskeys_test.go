package aws

import (
	"errors"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

func TestAccessKeyFromCreationToDeletion(t *testing.T) {
	s := emulator(t, func(w *awstest.World) { w.PageSize = 1 })
	c := iamOf(s)
	made, err := c.CreateAccessKey(t.Context(), "iam", michael)
	if err != nil {
		t.Fatal(err)
	}
	list, answered, err := c.AccessKeys(t.Context(), "iam", michael)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[1].ID != made.Keys.AccessKeyID || !list[1].Active || !list[1].Created.Equal(made.Created) {
		t.Errorf("listed %+v, made %v at %v", list, made.Keys, made.Created)
	}
	if time.Since(answered).Abs() > 5*time.Second {
		t.Errorf("IAM's clock shows %v", answered)
	}
	if used, err := c.AccessKeyUsed(t.Context(), "iam", michael, made.Keys.AccessKeyID); used || err != nil {
		t.Errorf("a new key was used: %v, %v", used, err)
	}
	if _, err := c.CallerIdentity(t.Context(), "iam", made.Keys); err != nil {
		t.Fatal(err)
	}
	if used, err := c.AccessKeyUsed(t.Context(), "iam", michael, made.Keys.AccessKeyID); !used || err != nil {
		t.Errorf("a used key was not: %v, %v", used, err)
	}
	if err := c.DeactivateAccessKey(t.Context(), "iam", made.Keys, michael.AccessKeyID); err != nil {
		t.Fatal(err)
	}
	if list, _, _ := c.AccessKeys(t.Context(), "iam", made.Keys); len(list) != 2 || list[0].Active {
		t.Errorf("after switching off: %+v", list)
	}
	for range 2 { // the second time there is no such key, which is what was wanted
		if err := c.DeleteAccessKey(t.Context(), "iam", made.Keys, michael.AccessKeyID); err != nil {
			t.Fatal(err)
		}
	}
	if keys := s.World().Users[0].Keys; len(keys) != 1 || keys[0].ID != made.Keys.AccessKeyID {
		t.Errorf("left: %+v", keys)
	}
}

func TestCreateAccessKeyIsSentOnce(t *testing.T) {
	for _, kind := range []awstest.Kind{awstest.DropAfter, awstest.DropBefore, awstest.Fail, awstest.Throttle, awstest.HTML} {
		t.Run(string(kind), func(t *testing.T) {
			s := emulator(t)
			s.Misbehave(awstest.Fault{Action: "CreateAccessKey", Kind: kind})
			_, err := iamOf(s).CreateAccessKey(t.Context(), "iam", michael)
			var unreachable *Unreachable
			if !errors.As(err, &unreachable) {
				t.Errorf("got %v", err)
			}
			if n := len(s.Log().Of("CreateAccessKey")); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// A page of the network's in place of IAM's answer is not taken for a success, though
// there is nothing in the answer that anybody needs.
func TestAPageIsNoAnswerOfIAM(t *testing.T) {
	for action, call := range map[string]func(*Client) error{
		"UpdateAccessKey": func(c *Client) error {
			return c.DeactivateAccessKey(t.Context(), "iam", michael, michael.AccessKeyID)
		},
		"DeleteAccessKey": func(c *Client) error { return c.DeleteAccessKey(t.Context(), "iam", michael, michael.AccessKeyID) },
	} {
		for _, kind := range []awstest.Kind{awstest.HTML, awstest.Garbage, awstest.Half} {
			s := emulator(t)
			s.Misbehave(awstest.Fault{Action: action, Kind: kind, Times: -1})
			var unreachable *Unreachable
			if err := call(iamOf(s)); !errors.As(err, &unreachable) {
				t.Errorf("%s, %s: got %v", action, kind, err)
			}
			s.Behave()
			if err := call(iamOf(s)); kind != awstest.Half && err != nil {
				t.Errorf("%s: %v", action, err)
			}
		}
	}
}

func TestAccessKeyCallsRefused(t *testing.T) {
	s := emulator(t, func(w *awstest.World) { w.Users[0].Denied = []string{"*"} })
	c := iamOf(s)
	id := michael.AccessKeyID
	for name, call := range map[string]func() error{
		"list":       func() error { _, _, err := c.AccessKeys(t.Context(), "iam", michael); return err },
		"create":     func() error { _, err := c.CreateAccessKey(t.Context(), "iam", michael); return err },
		"deactivate": func() error { return c.DeactivateAccessKey(t.Context(), "iam", michael, id) },
		"delete":     func() error { return c.DeleteAccessKey(t.Context(), "iam", michael, id) },
		"used":       func() error { _, err := c.AccessKeyUsed(t.Context(), "iam", michael, id); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var r *Refusal
			if err := call(); !errors.As(err, &r) || r.Kind != KindNotAuthorized || len(r.Hints()) == 0 {
				t.Errorf("got %v", err)
			}
		})
	}
}
