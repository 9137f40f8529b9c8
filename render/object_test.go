package render

import (
	"bytes"
	"io"
	"os"
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher"
)

func TestAnObjectIsWrittenAsPackageJSONWritesIt(t *testing.T) {
	whole := struct {
		Input Input    `json:"input"`
		Empty []string `json:"empty"`
		Lines []lines  `json:"lines"`
		Texts []string `json:"texts"`
	}{Input{"<a> & b.log", 7, 70}, []string{}, []lines{{1, 2}, {3, 4}}, []string{"one"}}
	var want, got bytes.Buffer
	if err := encode(&want, whole, "  "); err != nil {
		t.Fatal(err)
	}
	o := newObjectWriter(&got)
	o.member("input", whole.Input)
	o.list("empty", 0, nil)
	o.list("lines", 2, func(i int) any { return whole.Lines[i] })
	o.list("texts", 1, func(i int) any { return whole.Texts[i] })
	if err := o.end(); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", &got, &want)
	}
}

func BenchmarkRender(b *testing.B) {
	text, err := os.ReadFile("../testdata/recordings/never-awaited/forgot-await/3.14.stderr")
	if err != nil {
		b.Fatal(err)
	}
	all := matcher.New(kb.Builtin(), matcher.Options{}).Diagnose(text)
	if len(all) == 0 {
		b.Fatal("nothing was found")
	}
	b.Run("markdown", func(b *testing.B) {
		for b.Loop() {
			Markdown(&all[0], nil)
		}
	})
	b.Run("JSON", func(b *testing.B) {
		for b.Loop() {
			if err := JSON(io.Discard, Input{}, all, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
