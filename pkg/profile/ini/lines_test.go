package ini

import (
	"fmt"
	"strings"
	"testing"
)

// TestLines reads every kind of line; each is shown as kind, place of its text, and
// length of its end.
func TestLines(t *testing.T) {
	for text, want := range map[string]string{
		"[a]\nb = 1\n  c\n# d\n\n  e\nf: 2": "header 0-3+1 option 4-9+1 continuation 12-13+1 comment 14-17+1 blank 18-18+1 continuation 21-22+1 option 23-27+0",
		" [a]x]y \r\n  b=1\r c=2\n":         "header 1-7+2 option 12-15+1 option 17-20+1",
		"\u00a0[a]\n[]\n;\x1f\n\x1f":        "header 2-5+1 option 6-8+1 comment 9-10+1 blank 13-13+0",
		"[a]\nb\n [c]\n[d]\n [e]\n":         "header 0-3+1 option 4-5+1 continuation 7-10+1 header 11-14+1 header 16-19+1",
		// A no-break space is one column, though two bytes.
		"[a]\n\u00a0\u00a0b\n   c\n  d\n": "header 0-3+1 option 8-9+1 continuation 13-14+1 option 17-18+1",
	} {
		var got []string
		reader := NewReader([]byte(text))
		for p := 0; p < len(text); {
			l := reader.Line(p)
			kind := [...]string{"blank", "comment", "header", "option", "continuation"}[l.Kind]
			got = append(got, fmt.Sprintf("%s %d-%d+%d", kind, l.Text, l.Stop, l.Next-l.End))
			if l.Start != p || l.Next <= p {
				t.Fatalf("%q: the line at %d is %+v", text, p, l)
			}
			p = l.Next
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is read as\n%s, want\n%s", text, strings.Join(got, " "), want)
		}
	}
}

func TestValue(t *testing.T) {
	const text = "x : 1 = 2 \n  3\n # c\n\n   4  \n"
	reader := NewReader([]byte(text))
	var lines []Line
	for p := 0; p < len(text); {
		l := reader.Line(p)
		lines, p = append(lines, l), l.Next
	}
	if got := Value([]byte(text), lines); got != "1 = 2\n3\n\n4" {
		t.Errorf("the value is %q", got)
	}
	if got := string(Name([]byte(text), lines[0])); got != "x" {
		t.Errorf("the name is %q", got)
	}
}

func TestLineIndex(t *testing.T) {
	text := []byte("a\rb\r\nc\n\nd")
	x := NewLineIndex(text)
	for at, want := range map[int]int{0: 1, 1: 1, 2: 2, 3: 2, 5: 3, 7: 4, 8: 5} {
		if got := x.Number(at); got != want {
			t.Errorf("offset %d is in line %d, want %d", at, got, want)
		}
	}
}

// TestLineIndexOfALongText counts as well behind its marks, and reads no more than lies
// between two of them.
func TestLineIndexOfALongText(t *testing.T) {
	text := []byte(strings.Repeat("key = value\r\n\nother\r = x\n", 1000))
	x := NewLineIndex(text)
	for at, number := 0, 1; at < len(text); {
		end, next := LineEnd(text, at, at, true)
		if got := x.Number(end); got != number {
			t.Fatalf("offset %d is in line %d, want %d", end, got, number)
		}
		at, number = next, number+1
	}
	if got, want := len(x.marks), len(text)/markEvery; got < want || got > want+1 {
		t.Errorf("%d marks in %d bytes", got, len(text))
	}
}
