package awstest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

var anna = Credentials{AccessKeyID: OtherAccessKey, SecretAccessKey: OtherSecretKey}

func TestUsersAndDevices(t *testing.T) {
	w := ExampleWorld()
	w.PageSize = 2
	w.Users[1].Devices = append(w.Users[1].Devices,
		Device{Serial: "arn:aws:iam::111122223333:u2f/user/anna/key-EXAMPLE", FIDO: true},
		Device{Serial: "arn:aws:iam::111122223333:mfa/renamed", Secret: MFASecret})
	s, ctx := start(t, w), context.Background()
	client := iamClient(s, anna)
	user := must[*iam.GetUserOutput](t)(client.GetUser(ctx, nil))
	if *user.User.Arn != OtherUserARN || *user.User.Path != "/division/team/" {
		t.Errorf("user %s, path %s", *user.User.Arn, *user.User.Path)
	}
	var serials []string
	pages := iam.NewListMFADevicesPaginator(client, &iam.ListMFADevicesInput{})
	for n := 0; pages.HasMorePages(); n++ {
		for _, d := range must[*iam.ListMFADevicesOutput](t)(pages.NextPage(ctx)).MFADevices {
			serials = append(serials, *d.SerialNumber)
		}
	}
	if len(serials) != 3 || serials[2] != "arn:aws:iam::111122223333:mfa/renamed" || len(s.Log().Of("ListMFADevices")) != 2 {
		t.Errorf("devices %v\n%s", serials, s.Log())
	}
	_, err := client.ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: aws.String(UserName)})
	wantCode(t, err, "AccessDenied", "User: "+OtherUserARN+" is not authorized to perform: iam:ListMFADevices on resource: user michael because no identity-based policy allows the iam:ListMFADevices action")
	s.Change(func(w *World) { w.Users[1].Denied = []string{"iam:ListMFADevices"} })
	_, err = client.ListMFADevices(ctx, &iam.ListMFADevicesInput{})
	wantCode(t, err, "AccessDenied", "")
}

func TestIAMFromSessions(t *testing.T) {
	s, ctx := example(t), context.Background()
	_, err := iamClient(s, must[Credentials](t)(s.Session(UserARN, time.Hour, false))).GetUser(ctx, nil)
	wantCode(t, err, "InvalidClientTokenId", "")
	must[*iam.GetUserOutput](t)(iamClient(s, must[Credentials](t)(s.Session(UserARN, time.Hour, true))).GetUser(ctx, nil))
	role := iamClient(s, must[Credentials](t)(s.Session(ProdRole, time.Hour, false)))
	_, err = role.GetUser(ctx, nil)
	wantCode(t, err, "ValidationError", "Must specify userName when calling with non-User credentials")
	out := must[*iam.GetRoleOutput](t)(role.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("deployer")}))
	if *out.Role.MaxSessionDuration != 43200 || *out.Role.Path != "/team/" || *out.Role.Arn != ChainedRole {
		t.Errorf("role %+v", out.Role)
	}
	_, err = iamClient(s, michael).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("deployer")})
	wantCode(t, err, "NoSuchEntity", "The role with name deployer cannot be found.")
}

// TestRotation walks an access key through its life.
func TestRotation(t *testing.T) {
	s, ctx := example(t), context.Background()
	old := iamClient(s, michael)
	s.Misbehave(Fault{Action: "CreateAccessKey", Kind: SlowKey, Refusals: 2})
	made := must[*iam.CreateAccessKeyOutput](t)(old.CreateAccessKey(ctx, nil)).AccessKey
	if len(*made.AccessKeyId) != 20 || len(*made.SecretAccessKey) != 40 {
		t.Errorf("key %s has %d characters, its secret %d", *made.AccessKeyId, len(*made.AccessKeyId), len(*made.SecretAccessKey))
	}
	_, err := old.CreateAccessKey(ctx, nil)
	wantCode(t, err, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")

	fresh := iamClient(s, Credentials{AccessKeyID: *made.AccessKeyId, SecretAccessKey: *made.SecretAccessKey})
	for range 2 {
		_, err = fresh.GetUser(ctx, nil)
		wantCode(t, err, "InvalidClientTokenId", "The security token included in the request is invalid.")
	}
	must[*iam.GetUserOutput](t)(fresh.GetUser(ctx, nil))
	used := must[*iam.GetAccessKeyLastUsedOutput](t)(fresh.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: made.AccessKeyId}))
	if *used.UserName != UserName || *used.AccessKeyLastUsed.ServiceName != "iam" || used.AccessKeyLastUsed.LastUsedDate == nil {
		t.Errorf("last used %+v", used.AccessKeyLastUsed)
	}
	must[*iam.UpdateAccessKeyOutput](t)(fresh.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{AccessKeyId: aws.String(AccessKey), Status: types.StatusTypeInactive}))
	_, err = old.GetUser(ctx, nil)
	wantCode(t, err, "InvalidClientTokenId", "")
	list := must[*iam.ListAccessKeysOutput](t)(fresh.ListAccessKeys(ctx, nil)).AccessKeyMetadata
	if len(list) != 2 || list[0].Status != types.StatusTypeInactive || !list[0].CreateDate.Before(time.Now().Add(-24*time.Hour)) {
		t.Errorf("keys %+v", list)
	}
	must[*iam.DeleteAccessKeyOutput](t)(fresh.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{AccessKeyId: aws.String(AccessKey)}))
	_, err = fresh.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{AccessKeyId: aws.String(AccessKey)})
	wantCode(t, err, "NoSuchEntity", "")
	if keys := s.World().Users[0].Keys; len(keys) != 1 || keys[0].ID != *made.AccessKeyId {
		t.Errorf("keys left: %+v", keys)
	}
	if strings.Contains(s.Log().String(), *made.SecretAccessKey) {
		t.Error("the log has the secret")
	}
}
