package cli

import (
	"bufio"
	"strings"

	"github.com/awsenv/awsenv/pkg/tty"
)

// tableHead is the heading of a column. See tty.Column for least and spare.
type tableHead struct {
	text         string
	least, spare int
}

// uncut is the least of a column that is never cut.
const uncut = 1 << 16

// writeTable writes rows in columns, not wider than the terminal; 0 is without a limit.
// paintCell colours a cell, which is padded already.
func writeTable(out *bufio.Writer, heads []tableHead, rows [][]string, width int, paint tty.Paint, paintCell func(row, column int, text string) string) {
	titles := make([]string, len(heads))
	for i, head := range heads {
		titles[i] = head.text
	}
	widths := tty.Fit(measure(heads, titles, rows), width)
	writeRow(out, widths, titles, func(_ int, text string) string { return paint.Title(text) })
	for n, row := range rows {
		writeRow(out, widths, row, func(column int, text string) string { return paintCell(n, column, text) })
	}
}

// measure finds how wide each column wants to be.
func measure(heads []tableHead, titles []string, rows [][]string) []tty.Column {
	columns := make([]tty.Column, len(heads))
	for i, head := range heads {
		width := tty.Width(titles[i])
		for _, row := range rows {
			width = max(width, tty.Width(row[i]))
		}
		columns[i] = tty.Column{Width: width, Least: min(head.least, width), Spare: head.spare}
	}
	return columns
}

// writeRow writes one row, without blanks at its end.
func writeRow(out *bufio.Writer, widths []int, cells []string, paint func(column int, text string) string) {
	blanks := 0
	for i, text := range cells {
		if widths[i] == 0 {
			continue
		}
		text = tty.CutMiddle(text, widths[i])
		_, _ = out.WriteString(strings.Repeat(" ", blanks))
		_, _ = out.WriteString(paint(i, text))
		blanks = widths[i] - tty.Width(text) + tty.Gap
	}
	_ = out.WriteByte('\n')
}
