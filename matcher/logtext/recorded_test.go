package logtext

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aiowhy/matcher/traceback"
)

var update = flag.Bool("update", false, "write the golden files anew")

// chain is how every recording's first failure must read, whatever it was
// dressed in; between the parts stand frames.
var chain = []string{
	"LookupError: no price for 'pear'",
	"",
	"The above exception was the direct cause of the following exception:",
	"",
	"Traceback (most recent call last):",
}

// otherLayouts are recordings of tools that lay a traceback out in their own way
// or keep a part of it only; what they say is left to package traceback.
var otherLayouts = map[string]bool{
	"django.html":     true,
	"ecs-logging.log": true, // frames of the last exception only
	"notebook.ipynb":  true,
}

// TestRecordedDressingsComeOff reads what real libraries and servers wrote.
func TestRecordedDressingsComeOff(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/logs/dressed/*")
	if err != nil || len(paths) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			tagged, streams := tagged(t, data)
			golden := filepath.Join("testdata", "dressed", name+".golden")
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, []byte(tagged), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if tagged != string(want) {
				t.Errorf("got\n%s", tagged)
			}
			if strings.Contains(string(data), "the basket is") && !otherLayouts[name] && !holdsChain(streams) {
				t.Errorf("no stream holds the chain:\n%s", tagged)
			}
		})
	}
}

// tagged returns the lines of an input, repaired, each with its stream and what
// its dressing said, and the plain lines by stream.
func tagged(t *testing.T, data []byte) (string, map[string][]string) {
	byStream := make(map[string][]traceback.Line)
	var names []string
	emit := func(stream string, line traceback.Line) {
		if !slices.Contains(names, stream) {
			names = append(names, stream)
		}
		byStream[stream] = append(byStream[stream], line)
	}
	if lines, ok := Document(data); ok {
		for _, line := range lines {
			emit("", line)
		}
	} else {
		var u Undresser
		for i, raw := range strings.Split(string(data), "\n") {
			u.Line([]byte(raw), traceback.Span{}, i+1, emit)
		}
		u.Flush(emit)
	}
	var b strings.Builder
	plain := make(map[string][]string)
	for _, name := range names {
		b.WriteString("--- " + name + "\n")
		for _, line := range Repair(byStream[name]) {
			if line.Head {
				b.WriteString("[" + line.Level + " " + line.Logger + "] ")
			}
			b.WriteString(line.Text + "\n")
			plain[name] = append(plain[name], line.Text)
		}
	}
	return b.String(), plain
}

// holdsChain reports whether the chain stands in one of the streams, unbroken.
func holdsChain(streams map[string][]string) bool {
	for _, lines := range streams {
		for i, line := range lines { // it may stand within a group
			lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, "    |"), " ")
		}
		for i := range lines {
			if len(lines)-i < len(chain) || !slices.Equal(lines[i:i+len(chain)], chain) {
				continue
			}
			for _, line := range lines[i+len(chain):] {
				if line == "RuntimeError: the basket is <incomplete> & 'cold'" {
					return true
				}
				if !strings.HasPrefix(line, " ") {
					break
				}
			}
		}
	}
	return false
}
