//go:build linux || darwin || freebsd

package ptytest

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestDraw(t *testing.T) {
	drawn := string(Draw("a < b",
		Window{"one & two", Show("a  <b> \x1b[1;36mpay\x1b[0mments\r\n\r\n\x1b[7mon\x1b[0m\x1b[?25l", 20, 9)},
		Window{"three", Show("$ ", 20, 9)}))
	for decoder := xml.NewDecoder(strings.NewReader(drawn)); ; {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, drawn)
		}
	}
	for _, want := range []string{
		`width="201" height="191" viewBox="0 0 201 191"`,
		"<title>a &lt; b</title>", ">one &amp; two</text>", ">three</text>",
		`<text x="16" y="47.5" textLength="8.4">a</text>`,
		`<text x="41.2" y="47.5" textLength="25.2">&lt;b&gt;</text>`,
		`<text class="cc b" x="74.8" y="47.5" textLength="25.2">pay</text>`,
		`<text x="100" y="47.5" textLength="42">ments</text>`,
		`<rect class="k" x="16" y="73.5" width="16.8" height="18"/>`,
		`<text class="i" x="16" y="87.5" textLength="16.8">on</text>`,
		`<text x="16" y="169.5" textLength="8.4">$</text>`,
		`<rect class="k" x="32.8" y="155.5" width="8.4" height="18"/>`,
	} {
		if !strings.Contains(drawn, want) {
			t.Errorf("no %s in\n%s", want, drawn)
		}
	}
	if all := regexp.MustCompile(`<text [^>]*textLength|<rect class="k"`).FindAllString(drawn, -1); len(all) != 6+2 {
		t.Errorf("%d pieces and cursors in\n%s", len(all), drawn)
	}
}
