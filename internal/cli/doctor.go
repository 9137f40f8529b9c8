package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aiowhy/internal/doctor"
)

func newDoctor(o *options) *cobra.Command {
	d := &diagnose{options: o}
	c := &cobra.Command{
		Use:   "doctor [PYTHON…]",
		Short: "Look at a Python and this folder for what breaks asyncio",
		Long: `doctor looks for what breaks asyncio before a program's first line runs: files
that hide modules, the distribution called asyncio, packages that do not fit the
Python, policies set at its start. It imports nothing of yours. Without PYTHON
it looks at the active virtual environment's, or at the first on PATH.`,
		Example: `  aiowhy doctor
  aiowhy doctor .venv/bin/python
  aiowhy doctor python3.12 python3.14 --format json`,
		RunE: func(c *cobra.Command, pythons []string) error {
			if d.startRedacting(); d.redactor != nil {
				d.env.Stdout = redactingWriter{d.env.Stdout, d.redactor}
			}
			return examine(c.Context(), o, pythons)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	d.addRedact(c)
	o.addFormat(c, "auto", "text", "markdown", "json")
	return c
}

// A patient is an interpreter with what was found wrong.
type patient struct {
	*doctor.Interpreter
	findings []doctor.Finding
}

func examine(ctx context.Context, o *options, pythons []string) error {
	if len(pythons) == 0 {
		pythons = []string{defaultPython(o.env)}
	}
	place := doctor.Place{Dir: o.env.Dir, PythonPath: o.env.Getenv("PYTHONPATH"), SafePath: o.env.Getenv("PYTHONSAFEPATH") != ""}
	var patients []patient
	ill := false
	for _, python := range pythons {
		i, err := doctor.Probe(ctx, python)
		if err != nil {
			return noPython(python, err)
		}
		p := patient{i, doctor.Examine(i, place, time.Now())}
		ill = ill || len(p.findings) > 0
		patients = append(patients, p)
	}
	if err := showPatients(o, patients); err != nil {
		return err
	}
	if ill {
		return exitError{status: statusFound}
	}
	return nil
}

// defaultPython is the active virtual environment's, or the first on PATH.
func defaultPython(env Env) string {
	if dir := env.Getenv("VIRTUAL_ENV"); dir != "" {
		for _, name := range []string{"bin/python", "Scripts/python.exe"} {
			if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
				return path
			}
		}
	}
	for _, name := range []string{"python3", "python"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return "python3"
}

func noPython(python string, err error) error {
	if errors.Is(err, doctor.ErrNoPython) {
		return exitError{status: statusUsage, err: errors.New(python + " " + err.Error())}
	}
	return exitError{status: statusUsage, err: errors.New("there is no program " + python),
		hints: []string{"name a Python: aiowhy doctor .venv/bin/python"}}
}

func showPatients(o *options, patients []patient) error {
	if o.look.format == "json" {
		return showPatientsJSON(o.env, patients)
	}
	var b strings.Builder
	for _, p := range patients {
		fmt.Fprintf(&b, "# Python %s, `%s`\n\n", p.Version, p.Executable)
		if len(p.findings) == 0 {
			b.WriteString("Nothing here keeps asyncio from working.\n\n")
		}
		for _, f := range p.findings {
			says, fix := findingText(&f)
			fmt.Fprintf(&b, "- **%s.** %s.\n", says, fix)
			if f.Path != "" {
				fmt.Fprintf(&b, "  At `%s`.\n", at(&f))
			}
			fmt.Fprintf(&b, "  More: `aiowhy explain %s`\n", pageOf(&f))
		}
		b.WriteString("\n")
	}
	return o.look.showMarkdown(o.env, strings.TrimRight(b.String(), "\n")+"\n")
}

func at(f *doctor.Finding) string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d", f.Path, f.Line)
	}
	return f.Path
}

func pageOf(f *doctor.Finding) string { return strings.TrimSuffix(f.Page+"/"+f.Cause, "/") }

// findingText says what a finding is, and what to do about it.
func findingText(f *doctor.Finding) (says, fix string) {
	c := f.Captures
	switch f.Check {
	case doctor.BackportVendored:
		return "The `asyncio` package of PyPI is imported instead of the standard library",
			"Delete this folder, and take `asyncio` out of the requirements and of the build that put it there"
	case doctor.BackportInstalled:
		if !strings.HasPrefix(c["version"], "3.") {
			return "The `asyncio` package of PyPI is installed, which holds nothing since " + c["version"][:1] + ".0",
				"Take it out of the requirements: `pip uninstall asyncio`"
		}
		return "The `asyncio` package of PyPI is installed; it does nothing here, the standard library comes first",
			"Remove it before it is copied to a place where it wins: `pip uninstall asyncio`"
	case doctor.BackportRequired:
		return "The `asyncio` package of PyPI is asked for", "Delete the line: asyncio is part of Python"
	case doctor.Shadow:
		return fmt.Sprintf("A file of yours hides the module `%s`, which asyncio needs", c["module"]),
			"Rename it, and delete the `__pycache__` beside it"
	case doctor.NestedLoop:
		return "`nest_asyncio` " + c["version"] + " breaks timeouts and task groups on Python 3.14",
			"Remove its `apply()`: await, or run nested calls in a thread"
	case doctor.NestedUvloop:
		return "`nest_asyncio` cannot patch the loop of `uvloop`, which is installed, too",
			"Use one of them: `uvicorn --loop asyncio`, or no nested loops"
	case doctor.OldPin:
		return fmt.Sprintf("`%s` %s does not run on this Python", c["name"], c["version"]),
			fmt.Sprintf("Update it to %s or later: <%s>", c["update"], c["reference"])
	case doctor.StartPolicy:
		return "An event loop policy is set at each start of this Python",
			"Delete the line, and choose the loop where it is run: `asyncio.run(main(), loop_factory=...)`"
	case doctor.EndOfLife:
		return "Python " + c["version"] + " has had no security fixes since " + c["since"], "Move to a later Python"
	}
	return string(f.Check), "See the page"
}

type doctorJSON struct {
	Schema       string        `json:"schema"`
	Interpreters []patientJSON `json:"interpreters"`
}

type patientJSON struct {
	Executable string        `json:"executable"`
	Version    string        `json:"version"`
	Findings   []findingJSON `json:"findings"`
}

type findingJSON struct {
	Check    doctor.Check      `json:"check"`
	Page     string            `json:"page"`
	Cause    string            `json:"cause,omitempty"`
	Says     string            `json:"says"`
	Fix      string            `json:"fix"`
	Path     string            `json:"path"`
	Line     int               `json:"line,omitempty"`
	Captures map[string]string `json:"captures"`
}

func showPatientsJSON(env Env, patients []patient) error {
	doc := doctorJSON{Schema: "aiowhy-doctor/1", Interpreters: []patientJSON{}}
	for _, p := range patients {
		out := patientJSON{p.Executable, p.Version.String(), []findingJSON{}}
		for _, f := range p.findings {
			says, fix := findingText(&f)
			out.Findings = append(out.Findings, findingJSON{f.Check, f.Page, f.Cause, says, fix, f.Path, f.Line, f.Captures})
		}
		doc.Interpreters = append(doc.Interpreters, out)
	}
	e := json.NewEncoder(env.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}
