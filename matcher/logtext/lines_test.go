package logtext

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// rawLines returns the lines of a reader with their numbers and spans.
func rawLines(r io.Reader) []string {
	var got []string
	for l := NewLineReader(r); ; {
		line, err := l.Next()
		if err != nil {
			return got
		}
		got = append(got, fmt.Sprintf("%d[%d:%d]%s", line.Number, line.Span.Start, line.Span.End, line.Text))
	}
}

func TestLinesEndAtAnyBreak(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"a", "1[0:1]a"},
		{"a\n", "1[0:1]a"},
		{"a\n\nb", "1[0:1]a 2[2:2] 3[3:4]b"},
		{"a\r\nb\r\n", "1[0:1]a 2[3:4]b"},
		{"a\r\r\nb", "1[0:1]a 2[4:5]b"},
		{"10%\r20%\rdone\nb", "1[0:3]10% 1[4:7]20% 1[8:12]done 2[13:14]b"},
		{"a\r", "1[0:1]a"},
	}
	for _, test := range tests {
		for _, r := range []io.Reader{strings.NewReader(test.text), iotest.OneByteReader(strings.NewReader(test.text))} {
			if got := strings.Join(rawLines(r), " "); got != test.want {
				t.Errorf("%q: got %s, want %s", test.text, got, test.want)
			}
		}
	}
}

func TestALineLongerThanTheBoundKeepsItsHeadAndTail(t *testing.T) {
	const size = 64 << 20
	body := io.LimitReader(repeating{}, size)
	l := NewLineReader(io.MultiReader(strings.NewReader("head"), body, strings.NewReader("tail\nnext\n")))
	line, err := l.Next()
	if err != nil || !line.Cut || len(line.Text) != MaxLine {
		t.Fatalf("cut %v, %d bytes, %v", line.Cut, len(line.Text), err)
	}
	if !bytes.HasPrefix(line.Text, []byte("headxx")) || !bytes.HasSuffix(line.Text, []byte("xxtail")) {
		t.Errorf("neither head nor tail")
	}
	if line.Span.End != size+8 {
		t.Errorf("ends at %d, want %d", line.Span.End, size+8)
	}
	if line, err = l.Next(); err != nil || string(line.Text) != "next" || line.Cut || line.Span.Start != size+9 || line.Number != 2 {
		t.Errorf("got %+v, %v", line, err)
	}
}

func TestALongLineWithinTheBoundIsWhole(t *testing.T) {
	want := strings.Repeat("0123456789", 30_000)
	line, err := NewLineReader(strings.NewReader(want + "\r\n")).Next()
	if err != nil || line.Cut || string(line.Text) != want {
		t.Errorf("cut %v, %d bytes, %v", line.Cut, len(line.Text), err)
	}
}

// repeating is an endless line.
type repeating struct{}

func (repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
