// Package segment has what a prompt shows of a session: the time that is left in
// words, the layout, and the colours.
//
// Rules: everything here is a pure function of its arguments. The hooks do the
// same arithmetic in shell, so it is kept to whole numbers.
package segment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/placeholder"
)

// Expired is what Left says when nothing is left.
const Expired = "expired"

// Left is the time left as 11h42m, 4m, 45s or expired. Everything is rounded down, so
// that nobody is promised time that is not there: a session of twelve hours has 11h59m
// left from its first moment on, and one in its last second has expired.
func Left(left time.Duration) string {
	seconds := int64(left / time.Second)
	if seconds <= 0 {
		return Expired
	}
	hours, minutes := seconds/3600, seconds/60%60
	var b [24]byte
	switch {
	case hours > 0:
		text := strconv.AppendInt(b[:0], hours, 10)
		text = append(text, 'h', byte('0'+minutes/10), byte('0'+minutes%10), 'm')
		return string(text)
	case minutes > 0:
		return string(append(strconv.AppendInt(b[:0], minutes, 10), 'm'))
	}
	return string(append(strconv.AppendInt(b[:0], seconds, 10), 's'))
}

// The placeholders of a layout.
const (
	ProfileName = "profile"
	TimeLeft    = "left"
)

// Layout reads a format of [prompt] in the configuration, such as
// "{profile} {left}". The error is a *placeholder.UnknownError.
func Layout(format string) (placeholder.Text, error) {
	return placeholder.Parse(format, ProfileName, TimeLeft)
}

// Colors are the names of colours that every shell can show.
func Colors() []string {
	return []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}
}

// SGR is a colour, one of Colors or #rrggbb, as the parameters of a terminal's
// SGR sequence (ECMA-48, 8.3.117); false when it is neither.
func SGR(color string) (string, bool) {
	if i := slices.Index(Colors(), color); i >= 0 {
		return strconv.Itoa(30 + i), true
	}
	digits, ok := strings.CutPrefix(color, "#")
	rgb, err := strconv.ParseUint(digits, 16, 24)
	if !ok || len(digits) != 6 || err != nil {
		return "", false
	}
	return fmt.Sprintf("38;2;%d;%d;%d", rgb>>16, rgb>>8&0xff, rgb&0xff), true
}
