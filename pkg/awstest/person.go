package awstest

// Person is who sits at the browser.
type Person struct {
	// User is who the portals see, "" the first user of each.
	User string
	// Identity is the ARN of the user or assumed role that the console sees (for
	// `aws login`), "" the first user of the World.
	Identity string
	// Does is what they do when a page asks to let a program in.
	Does Answer
}

// Answer is what a person does.
type Answer string

const (
	// Approves lets the program in.
	Approves Answer = ""
	// Denies refuses it.
	Denies Answer = "denies"
	// Ignores leaves the page as it is.
	Ignores Answer = "ignores"
)
