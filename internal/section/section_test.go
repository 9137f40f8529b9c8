package section

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplaceWritesOnlyBetweenTheComments(t *testing.T) {
	path := filepath.Join(t.TempDir(), "README.md")
	before := "intro\n<!-- codes: made by go generate ./kb -->\nold\n<!-- end of codes -->\n\nrest\n"
	if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	if current, err := Current(path, "codes", "new\n"); current || err != nil {
		t.Errorf("before: current %v, %v", current, err)
	}
	if err := Replace(path, "codes", "new\n"); err != nil {
		t.Fatal(err)
	}
	after, _ := os.ReadFile(path)
	if want := "intro\n<!-- codes: made by go generate ./kb -->\nnew\n<!-- end of codes -->\n\nrest\n"; string(after) != want {
		t.Errorf("got %q", after)
	}
	if current, err := Current(path, "codes", "new\n"); !current || err != nil {
		t.Errorf("after: current %v, %v", current, err)
	}
	if err := Replace(path, "proof", "x"); err == nil {
		t.Error("a section that is not there was replaced")
	}
}
