package logtext

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aiowhy/matcher/logtext/dress"
	"aiowhy/matcher/traceback"
)

// read undresses a whole input as the program does and returns its lines by
// stream, repaired.
func read(t testing.TB, input string) map[string][]string {
	t.Helper()
	data, err := io.ReadAll(Decode(strings.NewReader(input)))
	if err != nil {
		t.Fatal(err)
	}
	byStream := make(map[string][]traceback.Line)
	emit := func(stream string, line traceback.Line) { byStream[stream] = append(byStream[stream], line) }
	if lines, ok := Document(data); ok {
		byStream[""] = lines
	} else {
		var u Undresser
		for l := NewLineReader(strings.NewReader(string(data))); ; {
			raw, err := l.Next()
			if err != nil {
				break
			}
			u.Line(raw.Text, raw.Span, raw.Number, emit)
		}
		u.Flush(emit)
	}
	out := make(map[string][]string)
	for stream, lines := range byStream {
		for _, line := range Repair(lines) {
			out[stream] = append(out[stream], line.Text)
		}
	}
	return out
}

// bareTexts are what Python prints, to be dressed.
func bareTexts(t testing.TB) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/bare/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no texts", err)
	}
	texts := make(map[string]string)
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(path), ".txt")] = string(b)
	}
	return texts
}

// TestAnyDressComesOff is the rule of this package: whatever a text was dressed
// in, its lines come out in one stream as they were.
func TestAnyDressComesOff(t *testing.T) {
	for name, text := range bareTexts(t) {
		for _, form := range dress.Forms() {
			if form.Lossy {
				continue
			}
			t.Run(name+"/"+form.Name, func(t *testing.T) {
				want := trimmed(text)
				got := read(t, form.Put(text))
				for _, lines := range got {
					if strings.Contains("\n"+strings.Join(lines, "\n")+"\n", "\n"+want+"\n") {
						return
					}
				}
				for stream, lines := range got {
					t.Logf("stream %q\n%s", stream, strings.Join(lines, "\n"))
				}
				t.Errorf("no stream holds\n%s", want)
			})
		}
	}
}

// trimmed takes off the blanks at the end of lines, which no dress is sure to keep.
func trimmed(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.Join(lines, "\n")
}
