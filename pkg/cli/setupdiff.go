package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/awsenv/awsenv/pkg/tty"
)

// unifiedDiff shows the difference of two texts of an AWS file in the unified
// format of diff -U0, with the section as a hunk's heading; it is empty when there
// is none. There are no lines of context, since the neighbours of an edited line are
// the secrets that no output may show; a changed line that holds one is cut short.
// Line ends do not count.
func unifiedDiff(name string, before, after []byte) string {
	old, now := fileLines(before), fileLines(after)
	var b strings.Builder
	for _, h := range hunks(old, now) {
		if b.Len() == 0 {
			fmt.Fprintf(&b, "--- %s\n+++ %s\n", tty.Clean(name), tty.Clean(name))
		}
		fmt.Fprintf(&b, "@@ -%s +%s @@%s\n", span(h.old, h.oldEnd), span(h.now, h.nowEnd), heading(now[:h.now]))
		for _, line := range old[h.old:h.oldEnd] {
			b.WriteString("-" + shown(line) + "\n")
		}
		for _, line := range now[h.now:h.nowEnd] {
			b.WriteString("+" + shown(line) + "\n")
		}
	}
	return b.String()
}

// fileLines are the lines of a text without their ends: LF, CRLF or CR.
func fileLines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// hunk is old[old:oldEnd] replaced by now[now:nowEnd].
type hunk struct{ old, oldEnd, now, nowEnd int }

// hunks finds what differs, by the longest common subsequence of what is between
// the first and the last difference: a few lines, in an edit.
func hunks(old, now []string) []hunk {
	from := 0
	for from < min(len(old), len(now)) && old[from] == now[from] {
		from++
	}
	oldEnd, nowEnd := len(old), len(now)
	for oldEnd > from && nowEnd > from && old[oldEnd-1] == now[nowEnd-1] {
		oldEnd, nowEnd = oldEnd-1, nowEnd-1
	}
	if (oldEnd-from)*(nowEnd-from) > 1e6 {
		return []hunk{{from, oldEnd, from, nowEnd}}
	}
	var list []hunk
	common := commonLengths(old[from:oldEnd], now[from:nowEnd])
	for i, j := from, from; i < oldEnd || j < nowEnd; {
		if i < oldEnd && j < nowEnd && old[i] == now[j] {
			i, j = i+1, j+1
			continue
		}
		h := hunk{i, i, j, j}
		for (h.oldEnd < oldEnd || h.nowEnd < nowEnd) && (h.oldEnd == oldEnd || h.nowEnd == nowEnd || old[h.oldEnd] != now[h.nowEnd]) {
			if h.nowEnd == nowEnd || h.oldEnd < oldEnd && common[h.oldEnd-from+1][h.nowEnd-from] >= common[h.oldEnd-from][h.nowEnd-from+1] {
				h.oldEnd++
			} else {
				h.nowEnd++
			}
		}
		list = append(list, h)
		i, j = h.oldEnd, h.nowEnd
	}
	return list
}

// commonLengths[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
func commonLengths(a, b []string) [][]int {
	lengths := make([][]int, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	return lengths
}

// span is a range of lines as a hunk's header writes it: the line before an empty one.
func span(from, end int) string {
	switch end - from {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return fmt.Sprintf("%d", from+1)
	}
	return fmt.Sprintf("%d,%d", from+1, end-from)
}

// heading is the section that a hunk lies in, with a blank in front.
func heading(above []string) string {
	for i := len(above) - 1; i >= 0; i-- {
		if line := strings.TrimSpace(above[i]); strings.HasPrefix(line, "[") && strings.Contains(line, "]") {
			return " " + tty.Clean(line)
		}
	}
	return ""
}

// shown is a line as a diff may show it.
func shown(line string) string {
	lower := strings.ToLower(line)
	for _, word := range [...]string{"secret", "token", "password"} {
		if at := strings.Index(lower, word); at >= 0 {
			if end := strings.IndexAny(line[at:], "=:"); end >= 0 {
				return tty.Clean(line[:at+end+1]) + " (not shown)"
			}
			return "(not shown)"
		}
	}
	return tty.Clean(line)
}
