// Package voice is how a person hears of what the program does.
//
// Rules: none of it ever gets a secret. Whoever speaks does not know who listens:
// pkg/cli decides what is shown, hidden or left out, and cleans what came from
// files and servers. Progress is for every wait that a person would notice.
package voice

// Voice is what a piece of work speaks with.
type Voice interface {
	// Notice says something worth knowing that stopped nothing.
	Notice(text string)
	// Warn says that something went wrong that the work does not depend on.
	Warn(text string)
	// Trace says what is being done, for those who asked to hear it.
	Trace(text string)
	// Progress says what is waited for, "waiting for STS to answer", as long as it
	// takes: until done is called, once. A wait within another one says nothing.
	Progress(text string) (done func())
}

// None speaks to nobody.
type None struct{}

// Notice implements Voice.
func (None) Notice(string) {}

// Warn implements Voice.
func (None) Warn(string) {}

// Trace implements Voice.
func (None) Trace(string) {}

// Progress implements Voice.
func (None) Progress(string) func() { return func() {} }
