package logtext

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"aiowhy/matcher/logtext/dress"
	"aiowhy/matcher/traceback"
)

// seeds adds every text in every dress to a fuzz target, and what was recorded.
func seeds(f *testing.F) {
	for name, text := range bareTexts(f) {
		if strings.Contains(name, "3.13") {
			for _, form := range dress.Forms() {
				f.Add([]byte(form.Put(text)))
			}
		}
	}
	paths, _ := filepath.Glob("../../testdata/logs/dressed/*")
	for _, path := range paths {
		if b, err := os.ReadFile(path); err == nil && len(b) < 20_000 {
			f.Add(b)
		}
	}
}

// undressBytes returns the texts that come out of an input line by line, by their
// streams, and fails if one is not what Undresser promises.
func undressBytes(t *testing.T, data []byte) map[string]string {
	var u Undresser
	texts := map[string]string{}
	emit := func(stream string, line traceback.Line) {
		if line.Span.Start < 0 || line.Span.End < line.Span.Start || line.Span.End > int64(len(data)) {
			t.Fatalf("span %v of %d bytes", line.Span, len(data))
		}
		if !utf8.ValidString(line.Text) {
			t.Fatalf("not UTF-8: %q", line.Text)
		}
		for _, r := range line.Text {
			if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 {
				t.Fatalf("control character in %q", line.Text)
			}
		}
		texts[stream] += line.Text + "\n"
	}
	l := NewLineReader(bytes.NewReader(data))
	for {
		raw, err := l.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := data[raw.Span.Start:raw.Span.End]; !raw.Cut && !bytes.Equal(raw.Text, want) {
			t.Fatalf("line %q at %q", raw.Text, want)
		}
		u.Line(raw.Text, raw.Span, raw.Number, emit)
	}
	u.Flush(emit)
	return texts
}

// FuzzUndress: undressing never panics, keeps its promises, and is idempotent. That
// is asked of each stream: the lines of several, put below one another, may be a
// record that none of them printed.
func FuzzUndress(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for stream, once := range undressBytes(t, data) {
			twice := undressBytes(t, []byte(once))
			got := twice[""]
			if len(twice) > 1 {
				t.Errorf("%q: undressed once\n%q\nstreams twice\n%q", stream, once, twice)
			}
			// The last line break ends a line or begins one.
			if once, got = strings.TrimRight(once, "\n"), strings.TrimRight(got, "\n"); once != got {
				t.Errorf("%q: undressed once\n%q\ntwice\n%q", stream, once, got)
			}
		}
	})
}

// FuzzRepair: repairing never panics, and what it repaired is whole.
func FuzzRepair(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var lines []traceback.Line
		var u Undresser
		for i, raw := range bytes.Split(data, []byte("\n")) {
			u.Line(raw, traceback.Span{}, i+1, func(_ string, line traceback.Line) { lines = append(lines, line) })
		}
		before := append([]traceback.Line(nil), lines...)
		Repair(lines)
		for i := range lines {
			if lines[i] != before[i] {
				t.Fatalf("line %d of the input was changed", i)
			}
		}
	})
}

// FuzzDocument: reading a document never panics, and its spans lie inside it.
func FuzzDocument(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, ok := Document(data)
		if !ok && lines != nil {
			t.Error("lines of no document")
		}
		last := bytes.Count(data, []byte("\n")) + 1
		for _, line := range lines {
			if line.Span.Start < 0 || line.Span.End < line.Span.Start || line.Span.End > int64(len(data)) {
				t.Fatalf("span %v of %d bytes", line.Span, len(data))
			}
			if line.Number < 1 || line.Number > last {
				t.Fatalf("line %d of %d", line.Number, last)
			}
		}
	})
}

// FuzzDecode: decoding never panics, ends, and leaves plain text as it is.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		const bound = 1 << 20
		got, err := io.ReadAll(io.LimitReader(Decode(bytes.NewReader(data)), bound))
		if err != nil && !isCompressed(data) {
			t.Error(err)
		}
		if isPlain(data) && !bytes.Equal(got, data) {
			t.Errorf("%q became %q", data, got)
		}
	})
}

func isCompressed(data []byte) bool { return bytes.HasPrefix(data, []byte("\x1f\x8b")) }

// isPlain reports whether data is text of one byte a character, without a mark.
func isPlain(data []byte) bool {
	for _, b := range data {
		if b < 9 || b == 0x1f || b >= 0x80 {
			return false
		}
	}
	return true
}

func BenchmarkLine(b *testing.B) {
	for _, bench := range []struct{ name, line string }{
		{"bare", `  File "/usr/lib/python3.11/asyncio/runners.py", line 190, in run`},
		{"logging", "2026-01-02 03:04:05,678 - shop.pipeline - INFO - stored 9780141036144 in 12 ms"},
		{"compose", "web-1  | INFO:     172.18.0.1:53312 - \"GET /items HTTP/1.1\" 200 OK"},
		{"cri", `2026-01-02T03:04:05.678901234Z stderr F INFO:     172.18.0.1:53312 - "GET /items HTTP/1.1" 200 OK`},
		{"coloured", "\x1b[32mINFO\x1b[0m:     172.18.0.1:53312 - \"\x1b[1mGET /items HTTP/1.1\x1b[0m\" \x1b[32m200 OK\x1b[0m"},
		{"json", `{"event": "stored", "level": "info", "logger": "shop", "timestamp": "2026-01-02T03:04:05.678901Z", "isbn": "9780141036144", "ms": 12}`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var u Undresser
			raw := []byte(bench.line)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				u.Line(raw, traceback.Span{}, 1, func(string, traceback.Line) { n++ })
			}
			if n == 0 {
				b.Fatal("no lines")
			}
		})
	}
}

func FuzzIsPrintable(f *testing.F) {
	f.Add("INFO relay.worker forwarded")
	f.Add("a tab\tamong\x7f others, and ü")
	f.Fuzz(func(t *testing.T, text string) {
		want := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7f }) < 0
		if got := isPrintable(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	})
}
