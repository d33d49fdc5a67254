package keeper

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// SessionBus is the socket of the session bus as the network "unix" takes it, empty when
// there is none: of $DBUS_SESSION_BUS_ADDRESS, else $XDG_RUNTIME_DIR/bus if it is there. No
// bus is ever started, which other forms of an address ask for.
func SessionBus(lookup func(string) (string, bool)) string {
	if addresses, _ := lookup("DBUS_SESSION_BUS_ADDRESS"); addresses != "" {
		return socketOf(addresses)
	}
	dir, _ := lookup("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) {
		return ""
	}
	path := filepath.Join(dir, "bus")
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSocket == 0 {
		return ""
	}
	return path
}

// socketOf is the first socket in a list of addresses (D-Bus specification, "Server
// Addresses": transports with keys and values, separated by semicolons).
func socketOf(addresses string) string {
	for address := range strings.SplitSeq(addresses, ";") {
		words, isSocket := strings.CutPrefix(address, "unix:")
		if !isSocket {
			continue
		}
		for word := range strings.SplitSeq(words, ",") {
			key, value, _ := strings.Cut(word, "=")
			value, err := url.PathUnescape(value)
			switch {
			case err != nil || value == "":
			case key == "path" && filepath.IsAbs(value):
				return value
			case key == "abstract":
				return "@" + value
			}
		}
	}
	return ""
}
