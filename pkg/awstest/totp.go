package awstest

import (
	"fmt"
	"slices"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// window is the length of a code's life in seconds (RFC 6238, and AWS).
const window = 30

func (d *Device) drift() uint64 {
	if d.Drift == 0 {
		return 1
	}
	return uint64(d.Drift)
}

// code is the device's code of a window.
func (d *Device) code(counter uint64) (string, error) {
	return totp.GenerateCodeCustom(d.Secret, time.Unix(int64(counter*window), 0), totp.ValidateOpts{
		Period: window, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
}

// Code is what the device with the serial shows now, whether or not it has been
// used; "" when there is no such device.
func (s *Server) Code(serial string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, d := s.world.device(serial)
	if d == nil || d.FIDO {
		return ""
	}
	code, err := d.code(uint64(s.now().Unix()) / window)
	if err != nil {
		return ""
	}
	return code
}

// NextCode is a code that the server accepts now and that has not been used:
// that of the current window, else of the nearest later one within the device's
// drift, else of an earlier one. It reserves nothing: until a code is used,
// NextCode gives the same one. The error says how long to wait when every code
// is spent.
func (s *Server) NextCode(serial string) (string, error) { return s.NewCode(serial, nil) }

// NewCode is NextCode, but none of those that were given out before.
func (s *Server) NewCode(serial string, given []string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, d := s.world.device(serial)
	if d == nil || d.FIDO {
		return "", fmt.Errorf("no device with codes has the serial %q", serial)
	}
	now := uint64(s.now().Unix())
	for _, counter := range windows(now/window, d.drift()) {
		if s.spent[serial][counter] {
			continue
		}
		if code, err := d.code(counter); err != nil || !slices.Contains(given, code) {
			return code, err
		}
	}
	return "", fmt.Errorf("every code of %q is spent; the next one comes in %d s", serial, window-now%window)
}

// windows are the counters that are accepted: now, later ones, earlier ones.
func windows(now, drift uint64) []uint64 {
	list := []uint64{now}
	for i := uint64(1); i <= drift; i++ {
		list = append(list, now+i)
	}
	for i := uint64(1); i <= drift; i++ {
		list = append(list, now-i)
	}
	return list
}

// spend uses up a code, if it is one that the device may give now. Needs s.mu.
func (s *Server) spend(d *Device, code string, now time.Time) (counter uint64, ok bool) {
	if d.FIDO {
		return 0, false
	}
	for _, counter := range windows(uint64(now.Unix())/window, d.drift()) {
		want, err := d.code(counter)
		if err != nil || want != code || s.spent[d.Serial][counter] {
			continue
		}
		if s.spent[d.Serial] == nil {
			s.spent[d.Serial] = map[uint64]bool{}
		}
		s.spent[d.Serial][counter] = true
		return counter, true
	}
	return 0, false
}

// ordinal numbers the codes that were sent, right or wrong. Needs s.mu.
func (s *Server) ordinal(serial, code string) int {
	if code == "" {
		return 0
	}
	id := serial + "\x00" + code
	if s.codes[id] == 0 {
		s.codes[id] = len(s.codes) + 1
	}
	return s.codes[id]
}
