package dialect

import (
	"math/rand/v2"
	"strings"
)

// nasty are the values that have broken other tools.
func nasty() []string {
	return []string{
		"", " ", "  ", "'", `"`, "`", `\`, `\\`, `'\''`, "''", "a'", "'a", `a\`, `\'`, "$HOME", "$(id)", "`id`", "${IFS}", "$'x'",
		"!", "!!", "!$", "a!b", "*", "?", "[a]", "[!a]", "{a,b}", "~", "~root", "a:~", ":=ls", "=ls", ":=ls\n", "::==", "{a,b}*", "a{1..3}", "#", " #x", "a #x", "^a", "%", "%s", "%%",
		"-n", "-e x", "--", "a;b", "a&&false", "a|b", "<a", ">a", "(a)", "a=b", "a b", "a  b", " a", "a ", "  a  ", "\t", "a\tb", "\n", "a\n",
		"\na", "a\n\nb", "\n\n\n", "a \n b", "\r", "a\r\n", "\x01", "\x1b[31m", "\x7f", "\x1e", "é", "日本語", "👩‍🚀", "\u202e", "\ufeff",
		"\ufdd0", "\ufdef", "\uf600", "\uf6ff", "\ue000", "\uffff", "\U0010ffff", "\xff", "\xc3", "\xc3(", "é\xff", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\x81\x82\x83\x84\x85\x86\x87\x88", "a\x81'", "\x88", "\xa0", "a\xa0b", ".", "x.", "a\n.", ".\n", `\012`, `\0012`, `\c`, `\x41`, `\X41`, `\u00e9`,
		"+(a)", "@(a|b)", "a/**/b", "AKIA/+=", "arn:aws:iam::123456789012:role/x", strings.Repeat("ab ", 3000), strings.Repeat("\n", 500), strings.Repeat(`\'`, 500),
	}
}

// everyByte has every byte alone, between others, and all of them in a row.
func everyByte() []string {
	var values []string
	var all strings.Builder
	for c := 1; c < 256; c++ {
		all.WriteByte(byte(c))
		values = append(values, string(rune(c)), string([]byte{byte(c)}), string([]byte{'a', byte(c), 'b'}))
	}
	return append(values, all.String())
}

// random are byte strings, mostly made of what shells care about.
func random(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	const spice = "'\"\\ \t\n$`*?[]{}()!#~^;&|<>=%.-a0\x81\x88\xc3\xa9\xff"
	values := make([]string, n)
	for i := range values {
		text := make([]byte, r.IntN(24))
		for j := range text {
			if text[j] = spice[r.IntN(len(spice))]; r.IntN(4) == 0 {
				text[j] = byte(1 + r.IntN(255))
			}
		}
		values[i] = string(text)
	}
	return values
}
