package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says which rooms each room may import. A room missing here may import
// none of ours; a missing room fails the test.
var arrows = map[string][]string{
	"aiowhy": {"aiowhy/internal/cli"},
	// A page is scaffolded from a text (kb new --from), so the commands also read lines and problems.
	"aiowhy/internal/cli": {"aiowhy/matcher/logtext", "aiowhy/matcher/traceback", "aiowhy/internal/doctor", "aiowhy/internal/run", "aiowhy/internal/lsp", "aiowhy/internal/prove", "aiowhy/internal/record", "aiowhy/internal/redact", "aiowhy/render/term", "aiowhy/render", "aiowhy/matcher", "aiowhy/matcher/source", "aiowhy/kb"},
	// The server also reads the user's sources and the frames of what was read, to lead from one to the other.
	"aiowhy/internal/lsp":          {"aiowhy/internal/record", "aiowhy/render", "aiowhy/matcher", "aiowhy/matcher/source", "aiowhy/matcher/traceback", "aiowhy/kb"},
	"aiowhy/editors":               {},
	"aiowhy/bench":                 {"aiowhy/kb", "aiowhy/matcher"},
	"aiowhy/internal/prove":        {"aiowhy/kb"},
	"aiowhy/internal/coverage":     {"aiowhy/internal/prove", "aiowhy/internal/section", "aiowhy/kb", "aiowhy/kb/facts", "aiowhy/matcher"},
	"aiowhy/internal/record":       {},
	"aiowhy/internal/doctor":       {},
	"aiowhy/internal/redact":       {},
	"aiowhy/internal/picture":      {},
	"aiowhy/internal/release":      {},
	"aiowhy/internal/run":          {},
	"aiowhy/render":                {"aiowhy/matcher", "aiowhy/matcher/traceback", "aiowhy/matcher/source", "aiowhy/kb"},
	"aiowhy/render/term":           {},
	"aiowhy/matcher":               {"aiowhy/kb", "aiowhy/matcher/traceback", "aiowhy/matcher/logtext", "aiowhy/matcher/scan", "aiowhy/matcher/source"},
	"aiowhy/matcher/logtext":       {"aiowhy/matcher/traceback"},
	"aiowhy/matcher/logtext/dress": {},
	"aiowhy/matcher/scan":          {},
	"aiowhy/matcher/source":        {},
	"aiowhy/matcher/traceback":     {},
	"aiowhy/kb":                    {},
	"aiowhy/internal/section":      {},
	"aiowhy/kb/facts":              {"aiowhy/kb"},
	"aiowhy/kb/internal/inittrace": {"aiowhy/kb"},
	"aiowhy/kb/internal/gen":       {"aiowhy/internal/prove", "aiowhy/kb", "aiowhy/kb/facts", "aiowhy/internal/section"},
}

// homes says which rooms alone may import a dependency.
var homes = map[string][]string{
	"github.com/charmbracelet/glamour": {"aiowhy/render/term"},
	"github.com/sahilm/fuzzy":          {"aiowhy/matcher"},
	"github.com/yuin/goldmark":         {"aiowhy/render/term"},
	"github.com/spf13/cobra":           {"aiowhy/internal/cli"},
	"github.com/pelletier/go-toml/v2":  {"aiowhy/kb", "aiowhy/kb/facts"},
	"github.com/sourcegraph/jsonrpc2":  {"aiowhy/internal/lsp"},
	"github.com/creack/pty":            {"aiowhy/internal/run"},
}

type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range list(t, "./...") {
		allowed, known := arrows[p.ImportPath]
		if !known {
			t.Errorf("%s has no place in the house: add it to arrows", p.ImportPath)
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "aiowhy/") && !slices.Contains(allowed, i) {
				t.Errorf("%s imports %s: arrows point the other way", p.ImportPath, i)
			}
			for dependency, home := range homes {
				if (i == dependency || strings.HasPrefix(i, dependency+"/")) && !slices.Contains(home, p.ImportPath) {
					t.Errorf("%s imports %s, whose home is %v", p.ImportPath, i, home)
				}
			}
		}
	}
}

// Nothing of ours goes to the network: no client is imported by our packages.
func TestNothingOfOursIsANetworkClient(t *testing.T) {
	for _, p := range list(t, "./...") {
		for _, i := range p.Imports {
			if i == "net" || i == "net/http" || i == "net/rpc" || i == "net/smtp" || i == "crypto/tls" {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

func list(t *testing.T, patterns ...string) []listed {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Standard"}, patterns...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
