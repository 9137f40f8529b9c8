package kb_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The tables are laid out by the linker: package kb has nothing to do before main.
func TestNothingRunsBeforeMain(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go tool")
	}
	program := filepath.Join(t.TempDir(), "gen")
	if output, err := exec.Command(goTool, "build", "-o", program, "./internal/inittrace").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	command := exec.Command(program)
	command.Env = append(command.Environ(), "GODEBUG=inittrace=1")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if !strings.Contains(string(output), "init runtime") {
		t.Fatalf("no trace:\n%s", output)
	}
	for line := range strings.Lines(string(output)) {
		if strings.Contains(line, "aiowhy/") {
			t.Error(line)
		}
	}
}
