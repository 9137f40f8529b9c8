package run

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestTailHandsOnEverythingWhereTheReaderKeepsUp(t *testing.T) {
	tail := NewTail(1 << 10)
	var want strings.Builder
	got := make(chan string)
	go func() {
		text, err := io.ReadAll(tail)
		if err != nil {
			t.Error(err)
		}
		got <- string(text)
	}()
	for i := range 20 {
		line := fmt.Sprintf("line %d\n", i)
		want.WriteString(line)
		fmt.Fprint(tail, line)
	}
	tail.Close()
	if text := <-got; text != want.String() {
		t.Errorf("got %q", text)
	}
}

func TestTailLosesTheOldestInWholeLines(t *testing.T) {
	tail := NewTail(100)
	if _, err := tail.Write([]byte("begun ")); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 6)
	if _, err := io.ReadFull(tail, head); err != nil || string(head) != "begun " {
		t.Fatalf("%q, %v", head, err)
	}
	for i := range 1000 {
		fmt.Fprintf(tail, "line %d\n", i)
	}
	tail.Close()
	text, err := io.ReadAll(tail)
	if err != nil || len(text) > 100 {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	if len(first) != 0 {
		t.Errorf("the line that was cut goes on with %q", first)
	}
	lines := strings.Split(strings.TrimSuffix(string(rest), "\n"), "\n")
	for i, line := range lines {
		if want := fmt.Sprintf("line %d", 1000-len(lines)+i); line != want {
			t.Errorf("line %q, want %q", line, want)
		}
	}
}

func TestLinesArePassedOnWhole(t *testing.T) {
	var got bytes.Buffer
	l := lines{to: &got}
	for _, part := range []string{"a", "b\nc", "\nd\ne"} {
		if _, err := l.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
		if text := got.String(); text != "" && !strings.HasSuffix(text, "\n") {
			t.Errorf("after %q: %q", part, text)
		}
	}
	l.flush()
	if got.String() != "ab\nc\nd\ne" {
		t.Errorf("%q", got.String())
	}
}
