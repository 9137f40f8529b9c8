package traceback

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each text names the rule that cuts it; what is expected are the first and the
// last line of each block, blank lines aside.
func TestSplitter(t *testing.T) {
	trace := "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n    x\nValueError: 1\n"
	const group = "  + Exception Group Traceback (most recent call last):\n  | ExceptionGroup: 2 (2 sub-exceptions)\n" +
		"  +-+---------------- 1 ----------------\n    | ExceptionGroup: 1 (1 sub-exception)\n" +
		"    +-+---------------- 1 ----------------\n      | ValueError: 1\n      +------------------------------------\n" +
		"    +---------------- 2 ----------------\n    | ValueError: 2\n    +------------------------------------\n"
	for _, test := range []struct{ rule, text, want string }{
		{"lines of nothing are alone", "a\nb\n\nc", "1 2 4"},
		{"a traceback and the output around it", "a\n" + trace + "b\nINFO:app:x", "1-6 7"},
		{"two tracebacks", trace + trace, "1-4 5-8"},
		{"a chain", trace + "\n" + contextText + "\n\n" + trace, "1-11"},
		{"a chain over notes", trace + "a note\n\n" + causeText + "\n\n" + trace, "1-12"},
		{"records", "ERROR:a:x\nINFO:a:y\n2", "1 2-3"},
		{"a record with context and traceback", "ERROR:a:x\ntask: <Task pending>\n" + trace + "INFO:a:y", "1-6 7"},
		{"a record's text before its traceback", "ERROR:a:x\ny\nz\n" + trace, "1-7"},
		{"a header and its context", "a\nx\ntask: <Task pending>\nb", "1 2-4"},
		{"a header after a traceback", trace + "x\ntask: <Task pending>\n", "1-4 5-6"},
		{"a header before a traceback after another", trace + "x failed\n" + trace, "1-4 5-9"},
		{"a foreign record between frames", "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nINFO:a:y\n    x\nValueError: 1", "1-5"},
		{"foreign records after a cut traceback", "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nINFO:a:1\nINFO:a:2\nINFO:a:3\nINFO:a:4", "1-2 3 4 5 6"},
		{"a warning with its stack", "a.py:3: RuntimeWarning: x\nCoroutine created at (most recent call last)\n  File \"a.py\", line 1, in f\n    x\n  y()\nRuntimeWarning: Enable tracemalloc to get the object allocation traceback\nz", "1-6 7"},
		{"warnings", "a.py:3: RuntimeWarning: x\n  y()\nsys:1: RuntimeWarning: x\nz", "1-2 3 4"},
		{"an ignored exception", "Exception ignored in: <f>\n" + trace + "Exception in thread a:\n" + trace, "1-5 6-10"},
		{"a group and the records behind it", group + "INFO:a:1\nINFO:a:2", "1-10 11 12"},
		{"a record in a group, behind a member that is one", strings.Replace(group, "    +---------------- 2", "INFO:a:1\n    +---------------- 2", 1) + "INFO:a:2", "1-11 12"},
		{"a group in a chain", group + "\n" + contextText + "\n\n" + trace, "1-17"},
		{"a stack before the traceback", "x\nsource_traceback: Object created at (most recent call last):\n  File \"a.py\", line 1, in f\n    x\ntask: <Task pending>\n" + trace, "1-9"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			var got []string
			for _, block := range split(linesOf(test.text)) {
				block = trimBlank(block)
				switch first, last := block[0], block[len(block)-1]; {
				case isBlank(first.Text):
				case len(block) == 1:
					got = append(got, fmt.Sprint(first.Number))
				default:
					got = append(got, fmt.Sprintf("%d-%d", first.Number, last.Number))
				}
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func trimBlank(lines []Line) []Line {
	for len(lines) > 1 && isBlank(lines[len(lines)-1].Text) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// A block without end is cut in the middle: memory stays bounded and both ends
// are read.
func TestSplitterKeepsHeadAndTailOfALongBlock(t *testing.T) {
	text := "Traceback (most recent call last):\n" + strings.Repeat("  File \"a.py\", line 1, in f\n    f()\n", 10*maxBlockLines) + "RecursionError: 1\n"
	var s Splitter
	for _, line := range linesOf(text) {
		s.Push(line)
		if n := len(s.lines) - s.start; n > maxBlockLines {
			t.Fatalf("%d lines held", n)
		}
	}
	blocks := s.Flush()
	if len(blocks) != 1 {
		t.Fatalf("%d blocks", len(blocks))
	}
	p := Parse(blocks[0]).Problems
	if len(p) != 1 || p[0].Exception.Type != "RecursionError" || p[0].First != 1 || p[0].Last != 40*maxBlockLines/2+2 {
		t.Errorf("%+v", p)
	}
}

// Every line comes out once and in order, whatever room is used again.
func TestSplitterLosesNoLine(t *testing.T) {
	lines := linesOf(strings.Repeat("Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nINFO:a:1\n\nx\n", 2000))
	number := 0
	for _, block := range split(lines) {
		for _, line := range block {
			if number++; line.Number != number || line.Text != lines[number-1].Text {
				t.Fatalf("line %d: %+v", number, line)
			}
		}
	}
	if number != len(lines) {
		t.Errorf("%d lines of %d", number, len(lines))
	}
}
