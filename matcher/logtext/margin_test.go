package logtext

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aiowhy/matcher/traceback"
)

// TestMarginsOfNoKnownFormatComeOff puts before every line what tools without a
// format of their own put there.
func TestMarginsOfNoKnownFormatComeOff(t *testing.T) {
	text := []string{
		"Traceback (most recent call last):", `  File "/srv/shop/app.py", line 7, in <module>`, "    asyncio.run(main())",
		"RuntimeError: no running event loop",
	}
	for name, margin := range map[string]func(i int) string{
		"stern":      func(int) string { return "web-7c9f8d5b4-x2x4z app " },
		"cloudwatch": func(int) string { return "2026-01-02T03:04:05.678000+00:00 app/web/0123abcd " },
		"teamcity":   func(i int) string { return fmt.Sprintf("[10:02:%d] :\t [Step 1/2] ", 10+i) },
		"multilog":   func(i int) string { return fmt.Sprintf("@4000000067761e2f1a2b3c%02x ", 0x4d+i) },
		"cat -n":     func(i int) string { return fmt.Sprintf("%6d\t", 8+i) },
		"grep -n": func(i int) string {
			return fmt.Sprintf("%d%s", 98+i, map[bool]string{true: ":", false: "-"}[i == 0])
		},
		"grep of files": func(i int) string { return "app.log" + map[bool]string{true: ":", false: "-"}[i == 0] },
	} {
		var got []string
		var u Undresser
		for i, line := range text {
			u.Line([]byte(margin(i)+line), traceback.Span{}, i+1, func(_ string, l traceback.Line) { got = append(got, l.Text) })
		}
		if got = got[min(len(got), 1):]; !slices.Equal(got, text) { // before stands the margin of the head
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
}

func TestWhatIsNoMarginStays(t *testing.T) {
	for _, lines := range [][]string{
		{"done Traceback (most recent call last):", "done at last"},
		{"done Traceback (most recent call last):", `  File "/srv/shop/app.py", line 7, in <module>`, "done at last"},
	} {
		var got []string
		var u Undresser
		for i, line := range lines {
			u.Line([]byte(line), traceback.Span{}, i+1, func(_ string, l traceback.Line) { got = append(got, l.Text) })
		}
		if last := got[len(got)-1]; last != lines[len(lines)-1] {
			t.Errorf("%q became %q", lines[len(lines)-1], last)
		}
	}
}
