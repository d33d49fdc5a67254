package tty

import (
	"slices"
	"testing"
)

func TestFit(t *testing.T) {
	columns := []Column{{Width: 30, Least: 14}, {Width: 12, Least: 12, Spare: 1}, {Width: 20, Least: 6, Spare: 2}, {Width: 19, Least: 19}}
	for total, want := range map[int][]int{
		0:   {30, 12, 20, 19},
		87:  {30, 12, 20, 19},
		80:  {23, 12, 20, 19},
		60:  {14, 12, 9, 19},
		50:  {15, 12, 0, 19},
		40:  {19, 0, 0, 19},
		29:  {8, 0, 0, 19}, // at last
		20:  {8, 0, 0, 19},
		200: {30, 12, 20, 19},
	} {
		if got := Fit(columns, total); !slices.Equal(got, want) {
			t.Errorf("%d: %v, not %v", total, got, want)
		}
	}
}

func TestCutMiddle(t *testing.T) {
	for _, test := range []struct {
		text    string
		columns int
		want    string
	}{
		{"payments-prod-admin", 19, "payments-prod-admin"},
		{"payments-prod-admin", 11, "payme…admin"},
		{"payments-prod-admin", 10, "payme…dmin"},
		{"payments-prod-admin", 2, "p…"},
		{"payments-prod-admin", 1, "…"},
		{"payments-prod-admin", 0, ""},
		{"日本語日本語", 7, "日本…語"},
		{"日本語日本語", 6, "日…語"},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301…e\u0301"},
	} {
		got := CutMiddle(test.text, test.columns)
		if got != test.want || Width(got) > test.columns {
			t.Errorf("%q in %d: %q, not %q", test.text, test.columns, got, test.want)
		}
	}
}
