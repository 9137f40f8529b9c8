package traceback

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// FuzzParse holds what every text must satisfy: no panic, spans inside the
// input and in order, and every line in one block.
func FuzzParse(f *testing.F) {
	for _, file := range recordings(f) {
		f.Add(readText(f, file))
	}
	f.Add("    | ValueError: 1\n  +-+---------------- 1 ----------------\n| a\n+---------------- 2 ----------------\n")
	f.Add("concurrent.futures.process._RemoteTraceback: \n\"\"\"\nTraceback (most recent call last):\n\"\"\"\n+-+--\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines := linesOf(text)
		checkReport(t, lines, Parse(lines))
		n := 0
		for _, block := range split(lines) {
			checkReport(t, lines, Parse(block))
			n += len(block)
		}
		if n != len(lines) && n <= maxBlockLines {
			t.Errorf("%d lines in blocks of %d", len(lines), n)
		}
	})
}

func checkReport(t *testing.T, lines []Line, r Report) {
	t.Helper()
	end := lines[len(lines)-1].Span.End
	previous := int64(0)
	for _, p := range r.Problems {
		if p.Span.Start < previous || p.Span.End < p.Span.Start || p.Span.End > end || p.First < 1 || p.Last < p.First || p.Last > len(lines) {
			t.Errorf("problem at %v, lines %d-%d, after %d", p.Span, p.First, p.Last, previous)
		}
		if p.Kind != Record {
			previous = p.Span.Start // records may stand inside a traceback
		}
		checkException(t, p.Exception, p.Span)
	}
}

func checkException(t *testing.T, e *Exception, within Span) {
	t.Helper()
	for ; e != nil; e = before(e) {
		if e.Span.Start < within.Start || e.Span.End > within.End || e.Span.End < e.Span.Start {
			t.Errorf("exception at %v outside %v", e.Span, within)
		}
		for _, member := range e.Group {
			checkException(t, member, within)
		}
	}
}

// Wherever a recording is cut, the rest is read without fail, and one that
// still has its last line still names its last exception.
func TestCutRecordings(t *testing.T) {
	for _, file := range recordings(t) {
		if !strings.HasSuffix(file, ".3.8.txt") && !strings.HasSuffix(file, ".3.13.txt") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			lines := linesOf(readText(t, file))
			for cut := range lines {
				checkReport(t, lines, Parse(lines[:cut+1]))
				checkReport(t, lines, Parse(lines[cut:]))
			}
		})
	}
}

func TestHeadCutTracebackKeepsItsException(t *testing.T) {
	for _, name := range []string{"chained.3.8", "recursion.3.13", "unraw.3.11", "cancelled.3.12"} {
		lines := linesOf(readText(t, "testdata/python/"+name+".txt"))
		whole := Parse(lines).Problems
		want := whole[len(whole)-1]
		for cut := want.First; cut < want.Last; cut++ {
			problems := Parse(lines[cut:]).Problems
			if len(problems) == 0 {
				t.Errorf("%s: nothing below line %d", name, cut)
				continue
			}
			if got := problems[len(problems)-1].Exception; got == nil || got.Type != want.Exception.Type {
				t.Errorf("%s: below line %d: %v", name, cut, got)
			}
		}
	}
}

// Texts made to be read twice over must not be. Twice the text takes about
// twice the time; a quadratic reader would take minutes for these.
func TestTimeIsLinear(t *testing.T) {
	const lines = 50_000
	for _, test := range []struct{ name, text string }{
		{"frames", strings.Repeat("  File \"x\", line 1, in f\n", lines)},
		{"frames without number", strings.Repeat("  File \"x\n", lines)},
		{"heads", strings.Repeat("Traceback (most recent call last):\n", lines)},
		{"exceptions and text", strings.Repeat("ValueError: 1\nno\nno\n", lines/3)},
		{"chain", strings.Repeat("ValueError: 1\n\n"+contextText+"\n\n", lines/4)},
		{"groups", strings.Repeat("  + "+groupHead+"\n  | E: 1 (1)\n  +-+---------------- 1 ----------------\n", lines/3)},
		{"nesting", nesting(2000)},
		{"records", strings.Repeat("ERROR:asyncio:x\nno\n", lines/2)},
		{"keys", strings.Repeat("key: value\n", lines)},
		{"messages", "ValueError: (\n" + strings.Repeat("  (\n", lines)},
		{"fields", "x\n" + strings.Repeat("task: <Task <<<<\n", lines)},
		{"brackets", "x\ntask: " + strings.Repeat("<a ", lines)},
		{"quotes", "x\ntask: <a " + strings.Repeat("='", lines)},
		{"waits", "x\ntask: " + strings.Repeat("<Task wait_for=", lines)},
		{"warnings", strings.Repeat("Warning: ", lines)},
		{"one line", strings.Repeat("x", 20*lines)},
		{"digits", "a.py:3: RuntimeWarning: x" + strings.Repeat("3", lines)},
		{"remote", strings.Repeat("a._RemoteTraceback: \n\"\"\"\n", lines/2)},
		{"underlines", strings.Repeat("      ^^^^^\n", lines)},
		{"source", strings.Repeat("      x\n", lines)},
	} {
		t.Run(test.name, func(t *testing.T) {
			lines := linesOf(test.text)
			start := time.Now()
			Parse(lines)
			split(lines)
			// A tenth of a second; with the square of the lines, many minutes.
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// nesting opens groups inside each other, deeper than Python prints.
func nesting(depth int) string {
	var text strings.Builder
	text.WriteString("  + " + groupHead + "\n  | E: 1\n")
	for i := 1; i <= depth; i++ {
		margin := strings.Repeat("  ", i)
		text.WriteString(margin + "+-+---------------- 1 ----------------\n" + margin + "  | ValueError: 1\n")
	}
	return text.String()
}
