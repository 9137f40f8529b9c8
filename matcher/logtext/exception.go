package logtext

import (
	"strconv"
	"strings"
)

// exception is an exception that came as data instead of text: structlog's
// dict tracebacks, Sentry's events and their like.
type exception struct {
	class, value string
	notes        []string
	frames       []frame
	cause        *exception // "raise … from"
	context      *exception // what was being handled
	group        []*exception
	syntax       *frame
}

type frame struct {
	file, line, function, source string
}

// findExceptions looks for exceptions anywhere in v, as text or as data, and
// adds their texts.
func (r *record) findExceptions(v value) {
	find(v, 0, func(v value, e *exception) {
		if e != nil {
			r.texts = append(r.texts, strings.Join(e.lines(), "\n"))
		} else {
			r.exception(v)
		}
	})
}

// find calls found for every exception in v: with whole chains, where they
// came as data, or with the string that holds a traceback.
func find(v value, depth int, found func(value, *exception)) {
	switch {
	case v.kind == quoted && holdsTraceback(v.text):
		found(v, nil)
		return
	case v.kind != object && v.kind != array || depth > maxWalk:
		return
	}
	if e := readChain(v, depth); e != nil {
		found(v, e)
		return
	}
	v.members(func(m member) bool { find(m.value, depth+1, found); return true })
	v.elements(func(e value) bool { find(e, depth+1, found); return true })
}

// holdsTraceback reports whether the string, as written, holds a traceback.
func holdsTraceback(text string) bool {
	return strings.Contains(text, "Traceback (most recent") || escapedBreak(text, `\n`) >= 0
}

// readChain reads a chain of exceptions; nil if v is none.
func readChain(v value, depth int) *exception {
	switch v.kind {
	case array: // structlog: the last raised first, each but the first linked to the one before
		return readStacks(v, depth)
	case object:
		if values := v.get("values"); values.kind == array { // Sentry: the first raised first
			return readValues(values, depth)
		}
		return readException(v, depth)
	}
	return nil
}

// readStacks reads structlog's and Elastic's lists of exceptions.
func readStacks(list value, depth int) *exception {
	var first, last *exception
	list.elements(func(v value) bool {
		if v.kind != object {
			return false
		}
		e := readException(v, depth)
		if e == nil {
			return false
		}
		if first == nil {
			first = e
		} else if v.get("is_cause").text == "true" || v.get("is_cause").text == "True" {
			last.cause = e
		} else {
			last.context = e
		}
		last = e
		return true
	})
	return first
}

// readValues reads Sentry's values, which name their parents and how they hang
// together.
func readValues(values value, depth int) *exception {
	var all []*exception
	byID := make(map[string]*exception)
	var raw []value
	values.elements(func(v value) bool {
		if e := readException(v, depth); e != nil {
			all, raw = append(all, e), append(raw, v)
			byID[v.get("mechanism").get("exception_id").text] = e
		}
		return true
	})
	if len(all) == 0 {
		return nil
	}
	delete(byID, "")
	for i := len(all) - 1; i >= 0; i-- {
		mechanism := raw[i].get("mechanism")
		how := mechanism.get("source").plain()
		parent := byID[mechanism.get("parent_id").text]
		// Sentry names the group as parent of what caused one of its members; the
		// member's id comes just before.
		if id, err := strconv.Atoi(mechanism.get("exception_id").text); err == nil && strings.HasPrefix(how, "__") {
			if before := byID[strconv.Itoa(id-1)]; before != nil {
				parent = before
			}
		}
		if parent == nil || parent == all[i] {
			if i == len(all)-1 {
				continue
			}
			parent = all[i+1]
		}
		switch {
		case strings.HasPrefix(how, "exceptions["):
			parent.group = append([]*exception{all[i]}, parent.group...)
		case how == "__context__":
			parent.context = all[i]
		default:
			parent.cause = all[i]
		}
	}
	return all[len(all)-1]
}

// readException reads one exception; nil if v is none.
func readException(v value, depth int) *exception {
	if v.kind != object || depth > maxWalk {
		return nil
	}
	all := v.fields()
	frames := all.first("frames", "stacktrace", "stackTrace", "parsedStack", "backtrace")
	if frames.kind == object {
		frames = frames.get("frames")
	}
	class := all.first("exc_type", "type", "typeName", "errorClass", "class", "errorType", "kind").plain()
	members := all["exceptions"]
	if class == "" || frames.kind != array && members.kind != array {
		return nil
	}
	e := &exception{class: class, value: all.first("exc_value", "value", "message", "errorMessage").plain()}
	if module := all["module"].plain(); module != "" && module != "builtins" && module != "__main__" && !strings.Contains(class, ".") {
		e.class = module + "." + class
	}
	frames.elements(func(f value) bool {
		e.frames = append(e.frames, readFrames(f)...)
		return true
	})
	all.first("exc_notes", "notes").elements(func(n value) bool {
		e.notes = append(e.notes, n.plain())
		return true
	})
	members.elements(func(m value) bool {
		if child := readChain(m, depth+1); child != nil {
			e.group = append(e.group, child)
		}
		return true
	})
	if s := all["syntax_error"]; s.kind == object {
		e.syntax = &frame{file: s.get("filename").plain(), line: s.get("lineno").plain(), source: s.get("line").plain()}
		e.value = either(s.get("msg").plain(), e.value)
	}
	if len(e.frames) == 0 && len(e.group) == 0 && e.syntax == nil {
		return nil
	}
	return e
}

// readFrames reads a frame, or several from a text as AWS Lambda gives them.
func readFrames(v value) []frame {
	if v.kind == quoted {
		return []frame{{source: strings.TrimRight(v.plain(), "\n")}}
	}
	all := v.fields()
	f := frame{
		file:     all.first("abs_path", "filename", "file", "fileName", "absPath").plain(),
		line:     all.first("lineno", "lineNumber", "number", "line").plain(),
		function: all.first("function", "name", "method").plain(),
		source:   strings.TrimSpace(all.first("context_line", "statement", "code", "source_line").plain()),
	}
	if line := all["line"]; line.kind == quoted && f.source == "" {
		f.source = strings.TrimSpace(line.plain())
	}
	if f.file == "" {
		return nil
	}
	return []frame{f}
}

// lines prints an exception as CPython prints it.
func (e *exception) lines() []string { return e.print(nil, "", 0) }

// print appends the lines of the exception and of those it is linked to. Within
// a group margin stands before every line.
func (e *exception) print(out []string, margin string, depth int) []string {
	if depth > maxWalk {
		return append(out, margin+"... (max_group_depth is 10)")
	}
	if linked := e.cause; linked != nil {
		out = linked.print(out, margin, depth+1)
		out = append(out, margin, margin+"The above exception was the direct cause of the following exception:", margin)
	} else if linked := e.context; linked != nil {
		out = linked.print(out, margin, depth+1)
		out = append(out, margin, margin+"During handling of the above exception, another exception occurred:", margin)
	}
	if len(e.group) > 0 {
		return e.printGroup(out, margin, depth)
	}
	if len(e.frames) > 0 {
		out = append(out, margin+traceback1)
	}
	return e.printBody(out, margin)
}

// printBody appends frames, class, message and notes.
func (e *exception) printBody(out []string, margin string) []string {
	for _, f := range e.frames {
		out = f.print(out, margin)
	}
	if e.syntax != nil {
		out = append(out, margin+`  File "`+e.syntax.file+`", line `+e.syntax.line)
		if e.syntax.source != "" {
			out = append(out, margin+"    "+strings.TrimSpace(e.syntax.source))
		}
	}
	last := e.class
	if e.value != "" {
		last += ": " + e.value
	}
	for _, text := range append([]string{last}, e.notes...) {
		for line := range strings.SplitSeq(text, "\n") {
			out = append(out, margin+line)
		}
	}
	return out
}

// printGroup appends an exception group with its members.
func (e *exception) printGroup(out []string, margin string, depth int) []string {
	first, inner := "Exception Group "+traceback1, margin
	if margin == "" {
		first, inner = "  + "+first, "  | "
	}
	if len(e.frames) > 0 || margin == "" {
		out = append(out, margin+first)
	}
	out = e.printBody(out, inner)
	pad := strings.TrimSuffix(inner, "| ")
	sign := "+-"
	for i, member := range e.group {
		out = append(out, pad+sign+"+---------------- "+strconv.Itoa(i+1)+" ----------------")
		out = member.print(out, pad+"  | ", depth+1)
		sign = "  "
	}
	// The last member, if it is a group, has closed this one with it.
	if last := e.group[len(e.group)-1]; len(last.group) == 0 || depth >= maxWalk {
		out = append(out, pad+"  +------------------------------------")
	}
	return out
}

// print appends the lines of a frame.
func (f frame) print(out []string, margin string) []string {
	if f.file == "" {
		for line := range strings.SplitSeq(f.source, "\n") {
			out = append(out, margin+line)
		}
		return out
	}
	out = append(out, margin+`  File "`+f.file+`", line `+f.line+", in "+either(f.function, "<unknown>"))
	if f.source != "" {
		out = append(out, margin+"    "+f.source)
	}
	return out
}
