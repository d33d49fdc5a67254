package cli

import (
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/rotation"
)

func TestAKeyThatIsNotAcceptedIsExplained(t *testing.T) {
	var of target
	of.Chain.Profile = "iam"
	err := explain(&rotation.NotAccepted{Key: "AKIANEW", Err: &aws.Refusal{Kind: aws.KindInvalidKeys, Code: "InvalidClientTokenId"}},
		rotation.State{Old: "AKIAOLD", New: "AKIANEW", Place: rotation.Staged, OldThere: true, OldActive: true}, &of)
	if !strings.Contains(err.Error(), "does not accept the new access key AKIANEW after 2m0s") || exitStatus(err) != 5 {
		t.Errorf("exit status %d: %v", exitStatus(err), err)
	}
	hints := strings.Join(hintsOf(err), "\n")
	if !strings.Contains(hints, "still has access key AKIAOLD") || !strings.Contains(hints, "awsenv rotate iam goes on") {
		t.Errorf("hints: %s", hints)
	}
}
