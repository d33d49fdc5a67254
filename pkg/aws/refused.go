package aws

import (
	"errors"
	"slices"
)

// Refused reports whether an error is AWS's refusal of one of some kinds.
func Refused(err error, kinds ...Kind) bool {
	var refusal *Refusal
	return errors.As(err, &refusal) && slices.Contains(kinds, refusal.Kind)
}
