package cli

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"aiowhy/internal/run"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script")

func TestMain(m *testing.M) {
	if run.Leads() {
		return
	}
	testscript.Main(m, map[string]func(){
		"aiowhy": func() { os.Exit(Main(os.Args[1:], System())) },
	})
}

// Every promise of the command line is one script of testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Setenv("SAMPLES", mustAbs("../../testdata/samples"))
			return nil
		},
		Cmds: scriptCommands(),
		Condition: func(name string) (bool, error) {
			if name != "root" { // may read all files
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return os.Geteuid() == 0, nil
		},
	})
}
