// Package editors holds what each editor needs to speak with aiowhy. Its test
// drives a real Neovim; make editors drives the others.
package editors

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program fails for one reason, on one line: check/programs/ID.py.
type program struct {
	ID   string `json:"id"`
	Line int    `json:"line"`
	Fix  string `json:"fix,omitempty"` // what the line reads after the quick fix, "" where no edit of it cures
}

func programs(t *testing.T) []program {
	t.Helper()
	text, err := os.ReadFile("check/programs.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []program
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// seen is what Neovim saw.
type seen struct{ Message, Hover, Jumped, Fault string }

func TestNeovim(t *testing.T) {
	nvim, python := find(t, "nvim"), find(t, "python3")
	bin := build(t)
	for _, p := range programs(t) {
		t.Run(p.ID, func(t *testing.T) {
			dir := t.TempDir()
			name := p.ID + ".py"
			path := filepath.Join(dir, name)
			text, err := os.ReadFile(filepath.Join("check/programs", name))
			if err == nil {
				err = os.WriteFile(path, text, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			printed, _ := run(dir, python, name)

			got := drive(t, nvim, bin, dir, plan{program: p, File: path, Run: "python3 " + name + " 2>&1 | aiowhy --record"})
			got.expect(t, p)
			if p.Fix != "" {
				if after, err := run(dir, python, "-X", "dev", name); err != nil || strings.Contains(after, "Error") || strings.Contains(after, "Warning") {
					t.Errorf("the fixed program prints %q, %v", after, err)
				}
			}

			log := filepath.Join(dir, "app.log")
			if err := os.WriteFile(log, []byte("INFO start\n"+printed), 0o644); err != nil {
				t.Fatal(err)
			}
			got = drive(t, nvim, bin, dir, plan{program: program{ID: p.ID, Line: messageLine(t, bin, log, p.ID)}, File: log})
			got.expect(t, p)
			if want := fmt.Sprintf("%s:%d", name, p.Line); got.Jumped != want {
				t.Errorf("jumped to %s, want %s", got.Jumped, want)
			}
		})
	}
}

func (s seen) expect(t *testing.T, p program) {
	t.Helper()
	if s.Fault != "" {
		t.Fatal(s.Fault)
	}
	if !strings.Contains(s.Hover, "aiowhy explain "+p.ID) || !strings.Contains(strings.ToLower(s.Hover), "cause") {
		t.Errorf("hover: %s", s.Hover)
	}
	if !strings.Contains(s.Message, "cause: ") {
		t.Errorf("message: %s", s.Message)
	}
}

// plan is what Neovim is to do.
type plan struct {
	program
	Glue     string `json:"glue"`
	File     string `json:"file"`
	Run      string `json:"run,omitempty"`
	Patience int    `json:"patience"`
}

// drive has Neovim follow a plan with the glue that suits its version.
func drive(t *testing.T, nvim, bin, dir string, p plan) seen {
	t.Helper()
	home := t.TempDir()
	p.Patience = 10_000
	p.Glue, _ = filepath.Abs("nvim") // the working folder is known
	script, _ := filepath.Abs("check/nvim.lua")
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	planned, saw := filepath.Join(home, "plan.json"), filepath.Join(home, "seen.json")
	if err := os.WriteFile(planned, text, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile "+script)
	c.Dir = dir
	c.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_STATE_HOME="+home, "XDG_DATA_HOME="+home, "XDG_CACHE_HOME="+home,
		"AIOWHY_PLAN="+planned, "AIOWHY_SEEN="+saw, "PATH="+filepath.Dir(bin)+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	var got seen
	if text, readErr := os.ReadFile(saw); readErr != nil || json.Unmarshal(text, &got) != nil {
		t.Fatalf("Neovim ended without an answer: %v\n%s", err, out)
	}
	return got
}

// messageLine asks the command line where a log speaks of a page.
func messageLine(t *testing.T, bin, log, id string) int {
	t.Helper()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(bin, "--format", "json", log).Output()
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Diagnoses []struct{ ID, Message string }
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	for _, d := range found.Diagnoses {
		if at := bytes.LastIndex(text, []byte(d.Message)); d.ID == id && at >= 0 {
			return 1 + bytes.Count(text[:at], []byte("\n"))
		}
	}
	t.Fatalf("%s is not found in %s", id, text)
	return 0
}

func find(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: nothing is proven about Neovim here", name)
	}
	return path
}

func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "aiowhy")
	if out, err := exec.Command("go", "build", "-o", bin, "aiowhy").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

func run(dir, python string, arguments ...string) (string, error) {
	c := exec.Command(python, arguments...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}
