package aws

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

func iamOf(s *awstest.Server) *Client {
	return newTestClient(Config{Region: "eu-west-1", STSEndpoint: s.URL, IAMEndpoint: s.URL, Timeout: 3 * time.Second})
}

func TestMFADevicesOnEveryPage(t *testing.T) {
	want := []string{awstest.MFASerial, "arn:aws:iam::111122223333:mfa/second", "arn:aws:iam::111122223333:u2f/user/michael/key-ABC", "GAHT12345678", "arn:aws:iam::111122223333:mfa/last"}
	s := emulator(t, func(w *awstest.World) {
		w.PageSize = 2
		for _, serial := range want[1:] {
			w.Users[0].Devices = append(w.Users[0].Devices, awstest.Device{Serial: serial, FIDO: serial == want[2]})
		}
	})
	devices, err := iamOf(s).MFADevices(t.Context(), "iam", awstest.UserName, michael)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range devices {
		got = append(got, d.Serial)
		if d.FIDO() != (d.Serial == want[2]) {
			t.Errorf("FIDO of %s: %v", d.Serial, d.FIDO())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	// Some servers do not take the caller for the user who is meant.
	for _, request := range s.Log().Of("ListMFADevices") {
		if name := request.Params["UserName"]; name != awstest.UserName {
			t.Errorf("asked for user %q", name)
		}
	}
	if n := len(s.Log().Of("ListMFADevices")); n != 3 {
		t.Errorf("%d requests for 3 pages", n)
	}
}

func TestMFADevicesRefused(t *testing.T) {
	s := emulator(t, func(w *awstest.World) { w.Users[0].Denied = []string{"iam:ListMFADevices"} })
	_, err := iamOf(s).MFADevices(t.Context(), "iam", awstest.UserName, michael)
	var r *Refusal
	if !errors.As(err, &r) || r.Kind != KindNotAuthorized || len(r.Hints()) == 0 {
		t.Errorf("got %v", err)
	}
}
