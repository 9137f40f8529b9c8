package term

import (
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

const document = "# A title\n\nSome `code` and a [link](https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines-and-more).\n\n" +
	"- first item that is long enough to be wrapped at the narrow width of this test\n\n```diff\n-old\n+new\n```\n"

func TestStylesDifferInColourOnly(t *testing.T) {
	want := ""
	for _, style := range []Style{Plain, Dark, Light} {
		r, err := New(style, 60)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Render(document)
		if err != nil {
			t.Fatal(err)
		}
		if style == Plain {
			want = got
			if strings.Contains(got, "\x1b") {
				t.Errorf("the plain style holds escape sequences: %q", got)
			}
			continue
		}
		if !strings.Contains(got, "\x1b") {
			t.Errorf("%s has no colour", style)
		}
		if plain := stripped(got); plain != want {
			t.Errorf("%s is laid out in another way:\n%q\nwant\n%q", style, plain, want)
		}
	}
}

func stripped(s string) string {
	var b strings.Builder
	for s != "" {
		start := strings.Index(s, termenv.CSI)
		if start < 0 {
			break
		}
		b.WriteString(s[:start])
		end := strings.IndexByte(s[start:], 'm')
		s = s[start+end+1:]
	}
	return b.String() + s
}

func TestLinesFitTheWidthAndEndWithoutBlanks(t *testing.T) {
	for _, width := range []int{1, 40, 80, 500} {
		r, err := New(Plain, width)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Render(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(got, "\n") {
			if strings.HasSuffix(line, " ") {
				t.Errorf("width %d: %q ends in blanks", width, line)
			}
			if n := len([]rune(line)); n > max(minWidth, min(width, MaxWidth)) && !strings.Contains(line, "https://") {
				t.Errorf("width %d: %q has %d columns", width, line, n)
			}
		}
	}
}

func TestAddressesStayWhole(t *testing.T) {
	r, err := New(Plain, 40)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Render(document)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines-and-more") {
		t.Errorf("the address was broken:\n%s", got)
	}
}

// A program or a diff that was wrapped could not be pasted any more.
func TestProseIsWrappedAndCodeIsNot(t *testing.T) {
	long := "print(" + strings.Repeat("order, ", 20) + ")"
	document := "# A title\n\n" + strings.Repeat("some words ", 20) + "\n\n```python\n" + long + "\n```\n\n````text\n```\n" + long + "\n````\n\nThe end.\n"
	for _, style := range []Style{Plain, Dark} {
		r, err := New(style, 60)
		if err != nil {
			t.Fatal(err)
		}
		text, err := r.Render(document)
		if err != nil {
			t.Fatal(err)
		}
		if style == Plain && strings.Count(text, "    "+long+"\n") != 2 {
			t.Errorf("the code is not as it was:\n%s", text)
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "words") && len(line) > 61 {
				t.Errorf("not wrapped: %q", line)
			}
		}
		if !strings.HasSuffix(text, "\n\nThe end.\n") {
			t.Errorf("the end is lost:\n%s", text)
		}
	}
}

// glamour breaks lines at hyphens without counting these, keeps the line breaks
// in items, and forgets the bullet's width: each left single words on lines.
func TestNoWordIsLeftAlone(t *testing.T) {
	r, err := New(Plain, 60)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ markdown, want string }{
		"hyphens": {
			"Only the main thread had a loop. In `Thread-1 (one-off)` there are two ways.",
			"Only the main thread had a loop. In Thread-1 (one-off) there\nare two ways.\n",
		},
		"a flag": {
			"Run it once with `python -X dev -W error`: a stack that begins with the call follows, and more.",
			"Run it once with python -X dev -W error: a stack that begins\nwith the call follows, and more.\n",
		},
		"an item": {
			"- pass that loop in, so that the thread can hand its work\n  to it, and call\n  `submit()`\n- or wait",
			"  • pass that loop in, so that the thread can hand its\n    work to it, and call submit()\n  • or wait\n",
		},
	} {
		if got, err := r.Render(c.markdown); err != nil || got != c.want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}
