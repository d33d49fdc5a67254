package shell

import (
	"slices"
	"strings"
)

// A syntax is all in which the shells that have a hook differ, beside its text in
// awsenv.NAME, refresh.NAME and remove.NAME.
type syntax struct {
	name string
	// file is the start-up file, and line what a person puts there.
	file, line string
	// toFile says that the shell evaluates no text: the hook gets there by a file.
	toFile bool
	// outside stands before a command that is to be the program and not the hook's.
	outside string
	// source is the command that reads a file.
	source string
	// between stands between the patterns of a case.
	between string
	// bare leaves plain words without quotes, and begins a list with a blank.
	bare bool
	// profile and left are the words of the code that stand for the profile and the
	// time left, and join is what stands between the words of a text.
	profile, left, join string
	// escape makes text safe for the shell's prompt, where that takes more than
	// Shown does.
	escape func(text string) string
}

// syntaxes are the shells that have a hook, in the order in which messages list
// them.
func syntaxes() []syntax {
	asIs := func(text string) string { return text }
	return []syntax{
		{
			name: "bash", outside: "command ", file: "~/.bashrc", line: `eval "$(awsenv hook bash)"`,
			source: ".", between: " | ", profile: `"$_awsenv_shown"`, left: `"$_awsenv_words"`, escape: asIs,
		},
		{
			name: "zsh", outside: "command ", file: "~/.zshrc", line: `eval "$(awsenv hook zsh)"`,
			source: ".", between: " | ", profile: `"$_awsenv_shown"`, left: `"$_awsenv_words"`,
			escape: func(text string) string { return strings.ReplaceAll(text, "%", "%%") },
		},
		{
			name: "fish", outside: "command ", file: "~/.config/fish/config.fish", line: "awsenv hook fish | source",
			source: "source", between: " ", bare: true, profile: `"$_awsenv_shown"`, left: `"$_awsenv_words"`, escape: asIs,
		},
		{
			// nu evaluates no text, but reads this folder after config.nu.
			name: "nu", outside: "^", toFile: true, file: "~/.config/nushell/config.nu",
			line:   "mkdir ($nu.data-dir)/vendor/autoload; awsenv hook nu | save --force $\"($nu.data-dir)/vendor/autoload/awsenv.nu\"",
			source: "source", between: " ", profile: "$shown", left: "$words", join: " ", escape: asIs,
		},
	}
}

// Names are the shells that have a hook and a completion script.
func Names() []string {
	var names []string
	for _, s := range syntaxes() {
		names = append(names, s.name)
	}
	return names
}

// StartUp is what a person does to have the hook in the named shell: the line to
// put into the start-up file. ok is false for a shell that has no hook.
func StartUp(name string) (file, line string, ok bool) {
	s, err := syntaxOf(name)
	return s.file, s.line, err == nil
}

// ByFile reports whether the named shell takes the hook in from a file alone.
func ByFile(name string) bool {
	s, _ := syntaxOf(name)
	return s.toFile
}

// Outside is typed before awsenv, in the named shell, for the program itself and not
// the hook's function.
func Outside(name string) string {
	s, _ := syntaxOf(name)
	return s.outside
}

// Source is the command of the named shell that reads a file.
func Source(name string) string {
	s, _ := syntaxOf(name)
	return s.source
}

func syntaxOf(name string) (syntax, error) {
	all := syntaxes()
	i := slices.IndexFunc(all, func(s syntax) bool { return s.name == name })
	if i < 0 {
		return syntax{}, &UnknownError{Name: name}
	}
	return all[i], nil
}
