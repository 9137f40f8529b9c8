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

// program fails for one reason, on one line.
type program struct {
	name, id string
	line     int
	fix      string // what the line reads after the quick fix, "" where no edit of it cures
	body     string // after "import asyncio" and a blank line
}

var programs = []program{
	{"never.py", "never-awaited", 9, "await save(1)", "async def save(row):\n    print('saved', row)\n\n\nasync def main():\n    save(1)\n\n\nasyncio.run(main())\n"},
	{"nested.py", "run-in-running-loop", 9, "print(await fetch())", "async def fetch():\n    return 1\n\n\nasync def main():\n    print(asyncio.run(fetch()))\n\n\nasyncio.run(main())\n"},
	{"lock.py", "async-with-protocol", 6, "async with lock:", "async def main():\n    lock = asyncio.Lock()\n    with lock:\n        print('held')\n\n\nasyncio.run(main())\n"},
	{"rows.py", "async-for-protocol", 9, "async for row in rows():", "async def rows():\n    yield 1\n\n\nasync def main():\n    for row in rows():\n        print(row)\n\n\nasyncio.run(main())\n"},
	{"start.py", "no-running-loop", 9, "", "async def tick():\n    print('tick')\n\n\ndef start():\n    asyncio.create_task(tick())\n\n\nstart()\n"},
	{"wait.py", "timed-out", 5, "", "async def main():\n    await asyncio.wait_for(asyncio.sleep(1), timeout=0.01)\n\n\nasyncio.run(main())\n"},
}

// seen is what Neovim saw.
type seen struct{ Message, Hover, Jumped, Fault string }

func TestNeovim(t *testing.T) {
	nvim, python := find(t, "nvim"), find(t, "python3")
	bin := build(t)
	for _, p := range programs {
		t.Run(p.id, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, p.name)
			if err := os.WriteFile(path, []byte("import asyncio\n\n\n"+p.body), 0o644); err != nil {
				t.Fatal(err)
			}
			printed, _ := run(dir, python, p.name)

			got := drive(t, nvim, bin, dir, plan{File: path, Line: p.line, ID: p.id, Fix: p.fix, Run: "python3 " + p.name + " 2>&1 | aiowhy --record"})
			got.expect(t, p)
			if p.fix != "" {
				if after, err := run(dir, python, p.name); err != nil || strings.Contains(after, "Error") || strings.Contains(after, "Warning") {
					t.Errorf("the fixed program prints %q, %v", after, err)
				}
			}

			log := filepath.Join(dir, "app.log")
			if err := os.WriteFile(log, []byte("INFO start\n"+printed), 0o644); err != nil {
				t.Fatal(err)
			}
			got = drive(t, nvim, bin, dir, plan{File: log, Line: messageLine(t, bin, log, p.id), ID: p.id})
			got.expect(t, p)
			if want := fmt.Sprintf("%s:%d", p.name, p.line); got.Jumped != want {
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
	if !strings.Contains(s.Hover, "aiowhy explain "+p.id) || !strings.Contains(strings.ToLower(s.Hover), "cause") {
		t.Errorf("hover: %s", s.Hover)
	}
	if !strings.Contains(s.Message, "cause: ") {
		t.Errorf("message: %s", s.Message)
	}
}

// plan is what Neovim is to do.
type plan struct {
	Glue     string `json:"glue"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	ID       string `json:"id"`
	Fix      string `json:"fix,omitempty"`
	Run      string `json:"run,omitempty"`
	Patience int    `json:"patience"`
}

// drive has Neovim follow a plan with the glue of nvim/aiowhy.lua.
func drive(t *testing.T, nvim, bin, dir string, p plan) seen {
	t.Helper()
	home := t.TempDir()
	p.Patience = 10_000
	p.Glue, _ = filepath.Abs("nvim/aiowhy.lua") // the working folder is known
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

func run(dir, python, name string) (string, error) {
	c := exec.Command(python, name)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}
