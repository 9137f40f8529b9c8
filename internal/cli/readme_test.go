package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aiowhy/internal/section"
)

// The README shows what the program really answers; -update rewrites it.
func TestReadmeExampleIsCurrent(t *testing.T) {
	const readme, shown = "../../README.md", "/home/ana/shop"
	program, err := os.ReadFile("../../testdata/samples/nested-run.py")
	must(t, err)
	recorded, err := os.ReadFile("../../testdata/samples/nested-run.txt")
	must(t, err)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "app.py"), program, 0o644))
	var out, errors bytes.Buffer
	env := Env{
		Stdin:  strings.NewReader(strings.ReplaceAll(string(recorded), shown, dir)),
		Stdout: &out, Stderr: &errors, Getenv: func(string) string { return "" }, Dir: dir,
	}
	if status := Main([]string{"--format", "text", "--width", "80"}, env); status != 0 || errors.Len() > 0 {
		t.Fatalf("status %d: %s", status, errors.String())
	}
	example := "```text\n" + strings.ReplaceAll(out.String(), dir, shown) + "```\n"
	if *update {
		must(t, section.Replace(readme, "example", example))
	}
	current, err := section.Current(readme, "example", example)
	must(t, err)
	if !current {
		t.Error("README.md shows another answer: go test ./internal/cli -run Readme -update")
	}
}
