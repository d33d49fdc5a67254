package broker

import (
	"context"
	"errors"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/mfa"
)

// withCode makes a call with a code of the device, and with another one when AWS did
// not accept the one before or its answer was lost: a code works once, so that such a
// call is never simply repeated. Without a device it is made once, with no code.
func (b *Broker) withCode(ctx context.Context, r Request, serial string, call func(code string) error) error {
	if serial == "" {
		return call("")
	}
	if r.NoPrompt && !r.CodeGiven {
		return &mfa.NoCode{Device: device(r, serial), Why: "and --no-prompt forbids asking"}
	}
	for {
		code, err := b.Codes.Next(ctx, device(r, serial))
		if err != nil {
			return err
		}
		err = call(code)
		switch {
		case !isSpent(err) && (wrongCode(err) || lostAnswer(err)):
			b.Codes.Rejected(err)
		case unreached(err):
			return err
		default:
			b.Codes.Spent()
			return err
		}
	}
}

// device is whose code is asked for, and what for.
func device(r Request, serial string) mfa.Device {
	return mfa.Device{Profile: r.Chain.Profile, User: r.UserName, Serial: serial}
}

func wrongCode(err error) bool { return aws.Refused(err, aws.KindBadCode) }

func lostAnswer(err error) bool {
	var lost *aws.LostAnswer
	return errors.As(err, &lost)
}

// unreached reports whether the request never arrived, so that the code was not
// used.
func unreached(err error) bool {
	var unreachable *aws.Unreachable
	return errors.As(err, &unreachable) && !unreachable.CodeSent
}
