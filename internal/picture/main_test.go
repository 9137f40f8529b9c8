package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestPictureKeepsTextColoursAndColumns(t *testing.T) {
	var b strings.Builder
	draw(&b, "plain \x1b[38;5;81;1m<bold>\x1b[0m end\n\n\x1b[31mred\ngoes on\x1b[0m\n")
	for _, want := range []string{
		`x="16.0" y="42" textLength="50.4" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="#d7dae0">plain </text>`,
		`x="66.4" y="42" textLength="50.4" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="#5fd7ff" font-weight="bold">&lt;bold&gt;</text>`,
		`y="80" textLength="25.2" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="#ef6b73">red</text>`,
		`y="99" textLength="58.8" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="#ef6b73">goes on</text>`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %s\n%s", want, b.String())
		}
	}
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
