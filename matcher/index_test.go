package matcher

import (
	"math/rand/v2"
	"strings"
	"testing"

	"aiowhy/kb"
)

// A record's header is of a format that nobody knows: wherever it may end, its
// rest is tried. That the places are refused at a glance where no wording ends as
// the record does must change nothing.
func TestEndsOfRecordsAreFoundAsOneByOne(t *testing.T) {
	m := New(kb.Builtin(), Options{})
	allowed := func(*kb.Wording) bool { return true }
	naive := func(record string) (hit, string, bool) {
		for at := 1; at < min(len(record), maxHeader); at++ {
			if record[at] != ' ' || strings.IndexByte(":-|]>", record[at-1]) < 0 && !strings.HasPrefix(record[at:], "  ") {
				continue
			}
			message := strings.TrimLeft(record[at:], " ")
			if h, ok := m.index.find(kb.LogType, message, allowed); ok && h.fixed >= ownLiteral {
				return h, message, true
			}
		}
		return hit{}, record, false
	}
	found := 0
	check := func(record string) {
		t.Helper()
		want, wantRest, wantOK := naive(record)
		got, rest, ok := m.index.findTail(record, allowed)
		if ok != wantOK || rest != wantRest || got.rule != want.rule {
			t.Fatalf("%q: got %v %q, want %v %q", record, ok, rest, wantOK, wantRest)
		}
		if ok {
			found++
		}
	}
	headers := []string{"", "app: ", "[worker-1] - main | ", "2026 app  ", "a: b: c:  ", "x> <y> "}
	random := rand.New(rand.NewPCG(1, 2))
	for _, e := range kb.Builtin().Entries() {
		for i := range e.Wordings {
			for _, header := range headers {
				text := header + e.Wordings[i].Text
				check(text)
				check(text[:random.IntN(len(text)+1)])
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d records were known", found)
	}
}

// writeStable against one byte after the other.
func TestStableMessages(t *testing.T) {
	naive := func(s string) string {
		var b strings.Builder
		digit := false
		for i := 0; i < min(len(s), stableSize); i++ {
			c := s[i]
			hex := c >= '0' && c <= '9' || digit && (c >= 'a' && c <= 'f' || c == 'x')
			switch {
			case !hex:
				b.WriteByte(c)
			case !digit:
				b.WriteByte('0')
			}
			digit = hex
		}
		return b.String()
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		text := make([]byte, random.IntN(2*stableSize)>>random.IntN(10))
		for i := range text {
			text[i] = "0x1fag9 "[random.IntN(8)]
		}
		var b strings.Builder
		if writeStable(&b, string(text)); b.String() != naive(string(text)) {
			t.Fatalf("%q: got %q, want %q", text, b.String(), naive(string(text)))
		}
	}
}
