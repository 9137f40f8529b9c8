package logtext

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"aiowhy/matcher/traceback"
)

// Lines that are told at a glance are handed on as the long way would.
func TestALineWithoutDressingIsHandedOnTheSame(t *testing.T) {
	glances := 0
	err := filepath.WalkDir("../../testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var short, long Undresser
		for number, raw := range bytes.Split(data, []byte("\n")) {
			at := traceback.Span{Start: int64(number), End: int64(number + 1)}
			if isUndressed(raw) && short.isIdle() {
				glances++
			}
			got, want := "", ""
			short.Line(raw, at, number, func(stream string, l traceback.Line) { got += fmt.Sprintf("%q %+v\n", stream, l) })
			long.dressed(raw, at, number, func(stream string, l traceback.Line) { want += fmt.Sprintf("%q %+v\n", stream, l) })
			if got != want || short.torn != long.torn || short.quoted != long.quoted || short.tight != long.tight {
				t.Fatalf("%s:%d %q:\n%sthe long way:\n%s", path, number+1, raw, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if glances < 10_000 {
		t.Errorf("only %d lines were told at a glance", glances)
	}
}

func FuzzALineWithoutDressing(f *testing.F) {
	f.Add(`  File "app.py", line 3, in main`, "    await fetch()", "ERROR:asyncio:x")
	f.Add("> quoted", `  File ""a"", line 1`, "    `x`")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var short, long Undresser
		for i, raw := range []string{a, "  " + b, c, "  " + a, "    " + c} {
			got, want := "", ""
			short.Line([]byte(raw), traceback.Span{}, i, func(stream string, l traceback.Line) { got += fmt.Sprintf("%q %+v\n", stream, l) })
			long.dressed([]byte(raw), traceback.Span{}, i, func(stream string, l traceback.Line) { want += fmt.Sprintf("%q %+v\n", stream, l) })
			if got != want {
				t.Fatalf("%q:\n%sthe long way:\n%s", raw, got, want)
			}
		}
	})
}
