//go:build unix

package cli

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

func TestPaste(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for name, c := range map[string]struct {
		keys, text, shown string
		err               error
	}{
		"a marked paste ends by itself":              {"\x1b[200~Traceback\r  File\rBoom\x1b[201~", "Traceback\n  File\nBoom", "", nil},
		"a last line without a break is kept":        {"Boom\x04", "Boom", "Boom", nil},
		"Ctrl-D ends what is typed":                  {"a\rb\r\x04", "a\nb\n", "a\r\nb\r\n", nil},
		"Ctrl-C gives up":                            {"a\x03", "", "a", errInterrupted},
		"lines longer than a terminal's":             {long + "\r\x04", long + "\n", long + "\r\n", nil},
		"marks apart from what was typed before":     {"see: \x1b[200~Boom\x1b[201~", "see: Boom", "", nil},
		"Ctrl-C and Ctrl-D inside a paste are text":  {"\x1b[200~a\x03b\x04c\x1b[201~", "a\x03b\x04c", "", nil},
		"a paste of Windows lines":                   {"\x1b[200~a\r\nb\r\n\x1b[201~", "a\nb\n", "", nil},
		"nothing typed acts on the terminal":         {"\x1b[2Ja\x04", "\x1b[2Ja", "[2Ja", nil},
		"what follows the paste is left to the next": {"\x1b[200~a\x1b[201~ls\r", "a", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			keys, terminal, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer keys.Close()
			defer terminal.Close()
			before, err := term.GetState(int(terminal.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			var screen bytes.Buffer
			go func() {
				time.Sleep(20 * time.Millisecond) // what is typed earlier goes through the line editor
				_, _ = io.WriteString(keys, c.keys)
			}()
			text, err := readPaste(terminal, &screen)
			if !errors.Is(err, c.err) || string(text) != c.text {
				t.Errorf("got %.80q, %v, want %.80q", text, err, c.text)
			}
			if want := askForMarks + c.shown + stopMarks; screen.String() != want {
				t.Errorf("screen %.80q, want %.80q", screen.String(), want)
			}
			after, err := term.GetState(int(terminal.Fd()))
			if err != nil || *after != *before {
				t.Error("the terminal is not as it was")
			}
		})
	}
}
