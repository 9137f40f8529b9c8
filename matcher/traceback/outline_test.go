package traceback

import (
	"fmt"
	"strings"
)

// outline writes a report down as an indented text, everything in it.
func outline(r Report) string {
	var o outliner
	for _, p := range r.Problems {
		o.problem(p)
	}
	for _, line := range r.Loose {
		o.printf(0, "loose %d: %s", line.Number, strings.TrimSpace(line.Text))
	}
	return o.String()
}

type outliner struct{ strings.Builder }

func (o *outliner) printf(depth int, format string, args ...any) {
	o.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(o, format+"\n", args...)
}

// value prints a name and its value where there is one.
func (o *outliner) value(depth int, name, value string) {
	if value != "" {
		o.printf(depth, "%s: %s", name, strings.ReplaceAll(value, "\n", `\n`))
	}
}

func (o *outliner) problem(p Problem) {
	kinds := [...]string{"uncaught", "bare", "warning", "record", "ignored", "thread", "dump"}
	o.printf(0, "%s %d-%d python %d-%d", kinds[p.Kind], p.First, p.Last, p.Python.MinMinor, p.Python.MaxMinor)
	o.value(1, "header", p.Header)
	o.value(1, "logger", p.Logger)
	o.value(1, "level", p.Level)
	o.value(1, "thread", p.Thread)
	o.value(1, "object", p.Object)
	if w := p.Warning; w != nil {
		o.printf(1, "%s: %s", w.Category, w.Message)
		o.printf(2, "%s:%d %s | %s", w.File, w.Line, originName(w.Origin), w.Source)
	}
	for _, field := range p.Fields {
		o.printf(1, "field %s: %s", field.Key, field.Text)
		o.description(2, field.Description)
	}
	o.stack(1, "stack", p.Stack)
	o.stack(1, "allocated", p.Allocated)
	o.exception(1, "", p.Exception)
}

func (o *outliner) description(depth int, d *Description) {
	if d == nil {
		return
	}
	o.printf(depth, "%s", d.Kind)
	o.value(depth+1, "name", d.Name)
	o.value(depth+1, "coroutine", d.Coroutine)
	o.value(depth+1, "state", d.State)
	if d.File != "" {
		o.printf(depth+1, "%s:%d defined=%t", d.File, d.Line, d.Defined)
	}
	if d.CreatedAt != nil {
		o.printf(depth+1, "created: %s:%d %s", d.CreatedAt.File, d.CreatedAt.Line, originName(d.CreatedAt.Origin))
	}
	o.value(depth+1, "callbacks", strings.Join(d.Callbacks, " ; "))
	o.value(depth+1, "exception", d.Exception)
	o.value(depth+1, "result", d.Result)
	o.description(depth+1, d.WaitFor)
}

func (o *outliner) exception(depth int, role string, e *Exception) {
	if e == nil {
		return
	}
	o.printf(depth, "%s%s: %s", role, e.Type, strings.ReplaceAll(e.Message, "\n", `\n`))
	if e.Truncated {
		o.printf(depth+1, "truncated")
	}
	o.value(depth+1, "suggestion", e.Suggestion)
	for _, note := range e.Notes {
		o.value(depth+1, "note", note)
	}
	o.stack(depth+1, "frames", e.Frames)
	if e.Syntax != nil {
		o.stack(depth+1, "syntax", []Frame{*e.Syntax})
	}
	o.exception(depth+1, "cause ", e.Cause)
	o.exception(depth+1, "context ", e.Context)
	for _, member := range e.Group {
		o.exception(depth+1, "member ", member)
	}
}

func (o *outliner) stack(depth int, name string, frames []Frame) {
	for _, f := range frames {
		o.printf(depth, "%s %s:%d %s %s", name, f.File, f.Line, f.Function, strings.TrimSpace(originName(f.Origin)+" "+f.Library))
		for i, line := range f.Source {
			o.printf(depth+2, "| %s", line)
			if i == 0 && f.Carets != "" {
				o.printf(depth+2, "| %s", f.Carets)
			}
		}
		for _, local := range f.Locals {
			o.printf(depth+2, "local %s", local)
		}
		if f.Repeats > 0 {
			o.printf(depth+2, "repeated %d", f.Repeats)
		}
	}
}

func originName(o Origin) string { return [...]string{"none", "user", "stdlib", "site"}[o] }
