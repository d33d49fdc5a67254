package signin

// Flow is how the configuration wants a person to sign in.
type Flow string

// The flows.
const (
	// FlowAuto takes the browser of this machine where there is one.
	FlowAuto Flow = ""
	// FlowBrowser sends the browser back to this machine.
	FlowBrowser Flow = "browser"
	// FlowDevice shows a code, for any browser anywhere.
	FlowDevice Flow = "device"
)

// Place is where the person sits, as far as it decides whether a browser that is opened
// here comes up before them.
type Place struct {
	// Remote is a login over SSH.
	Remote bool
	// Hidden is a container, or a system without a display.
	Hidden bool
	// Named says that somebody has named a browser, who knows better.
	Named bool
}

// hasBrowser reports whether a browser can be opened here.
func (p Place) hasBrowser() bool { return !p.Remote && (!p.Hidden || p.Named) }
