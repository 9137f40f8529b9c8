package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// waitUntil waits for what another program does.
func waitUntil(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}

func mustAbs(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		panic(err)
	}
	return abs
}

// scriptCommands are the words that scripts have beside testscript's own.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		// fill FILE TEXT N writes TEXT N times, for inputs too large to keep.
		"fill": func(ts *testscript.TestScript, _ bool, args []string) {
			n, err := strconv.Atoi(args[2])
			ts.Check(err)
			text, err := strconv.Unquote(`"` + args[1] + `"`)
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte(text), n), 0o644))
		},
		// bytes FILE TEXT writes TEXT with its escapes read.
		"bytes": func(ts *testscript.TestScript, _ bool, args []string) {
			text, err := strconv.Unquote(`"` + args[1] + `"`)
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
		},
		// width FILE N fails if a line of FILE has more than N columns.
		"width": func(ts *testscript.TestScript, _ bool, args []string) {
			limit, err := strconv.Atoi(args[1])
			ts.Check(err)
			for _, line := range strings.Split(ts.ReadFile(args[0]), "\n") {
				if n := len([]rune(line)); n > limit {
					ts.Fatalf("%d columns: %s", n, line)
				}
			}
		},
		// until FILE PATTERN waits until a line of FILE matches.
		"until": func(ts *testscript.TestScript, _ bool, args []string) {
			pattern := regexp.MustCompile(args[1])
			for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
				text, err := os.ReadFile(ts.MkAbs(args[0]))
				if err == nil && pattern.Match(text) {
					return
				}
				if time.Now().After(end) {
					ts.Fatalf("%s never held %s", args[0], args[1])
				}
			}
		},
		// noescape FILE fails if FILE holds a control character other than a line break.
		"noescape": func(ts *testscript.TestScript, neg bool, args []string) {
			text := ts.ReadFile(args[0])
			has := false
			for _, r := range text {
				has = has || r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0
			}
			if has != neg {
				ts.Fatalf("control characters in %s: %v", args[0], has)
			}
		},
	}
}
