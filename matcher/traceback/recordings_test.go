package traceback

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// recordings gives what real interpreters printed (see testdata/record/traceback).
func recordings(t testing.TB) []string {
	files, err := filepath.Glob("testdata/python/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	return files
}

func readText(t testing.TB, file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRecordingIsReadWhole(t *testing.T) {
	for _, file := range recordings(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := outline(Parse(linesOf(readText(t, file))))
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(readText(t, golden), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the splitter cuts apart must read like the text as a whole.
func TestBlocksReadLikeTheWhole(t *testing.T) {
	layouts, err := filepath.Glob("testdata/layouts/*.txt")
	if err != nil || len(layouts) == 0 {
		t.Fatal("no layouts", err)
	}
	for _, file := range append(recordings(t), layouts...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			lines := linesOf(readText(t, file))
			whole := Parse(lines)
			whole.Loose = nil
			var parts Report
			for _, block := range split(lines) {
				parts.Problems = append(parts.Problems, Parse(block).Problems...)
			}
			if diff := cmp.Diff(outline(whole), outline(parts)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func split(lines []Line) [][]Line {
	var s Splitter
	var blocks [][]Line
	keep := func(out [][]Line) {
		for _, block := range out {
			blocks = append(blocks, slices.Clone(block))
		}
	}
	for _, line := range lines {
		keep(s.Push(line))
	}
	keep(s.Flush())
	return blocks
}
