package traceback

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func show(e *Exception, ind string) {
	if e == nil {
		return
	}
	fmt.Printf("%s%s | %q sug=%q notes=%q trunc=%v n=%d frames=%d\n", ind, e.Type, e.Message, e.Suggestion, e.Notes, e.Truncated, e.Number, len(e.Frames))
	if os.Getenv("F") != "" {
		for _, f := range e.Frames {
			fmt.Printf("%s   %s:%d %s %d/%s src=%q car=%q rep=%d\n", ind, f.File, f.Line, f.Function, f.Origin, f.Library, f.Source, f.Carets, f.Repeats)
		}
	}
	if e.Syntax != nil {
		fmt.Printf("%s syntax %+v\n", ind, *e.Syntax)
	}
	if e.Cause != nil {
		fmt.Println(ind + " cause")
		show(e.Cause, ind+"  ")
	}
	if e.Context != nil {
		fmt.Println(ind + " context")
		show(e.Context, ind+"  ")
	}
	for _, m := range e.Group {
		fmt.Println(ind + " member")
		show(m, ind+"   ")
	}
}
func TestDump(t *testing.T) {
	fs, _ := filepath.Glob(os.Getenv("TB"))
	for _, f := range fs {
		fmt.Println("=====", f)
		b, _ := os.ReadFile(f)
		r := Parse(linesOf(string(b)))
		for _, p := range r.Problems {
			fmt.Printf("[%d-%d] kind=%d hdr=%q lg=%q lv=%q th=%q obj=%q py=%v stack=%d alloc=%d\n", p.First, p.Last, p.Kind, p.Header, p.Logger, p.Level, p.Thread, p.Object, p.Python, len(p.Stack), len(p.Allocated))
			if p.Warning != nil {
				fmt.Printf("   W %+v\n", *p.Warning)
			}
			for _, x := range p.Fields {
				fmt.Printf("   F %s", x.Key)
				for d := x.Description; d != nil; d = d.WaitFor {
					y := *d
					y.Text = ""
					y.WaitFor = nil
					fmt.Printf(" | %+v", y)
				}
				fmt.Println()
			}
			show(p.Exception, "   ")
		}
		for _, l := range r.Loose {
			s := l.Text
			if len(s) > 150 {
				s = s[:150]
			}
			fmt.Printf("  loose %d %q\n", l.Number, strings.TrimSpace(s))
		}
	}
}
