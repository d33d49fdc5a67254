package aws

func (r *Refusal) problem() string { return "AWS refused" }

// Hints say what to change.
func (r *Refusal) Hints() []string { return nil }
