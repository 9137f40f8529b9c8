package lsp

import (
	"regexp"
	"strconv"
	"strings"
)

// frame is a place that a line of a text names: File "app.py", line 7.
type frame struct {
	from, to int // bytes of the line
	file     string
	line     int
}

// frameFinder finds the places on lines, however they are dressed: the form of
// tracebacks, also inside JSON strings, and path:line as warnings and pytest
// print it.
type frameFinder struct{ full, short *regexp.Regexp }

func newFrameFinder() frameFinder {
	return frameFinder{
		full:  regexp.MustCompile(`File \\?"([^"]+?)\\?", line (\d+)`),
		short: regexp.MustCompile(`((?:[A-Za-z]:)?[^\s:"'()<>|]+\.pyw?):(\d+)`),
	}
}

func (f frameFinder) on(line string) []frame {
	if strings.Contains(line, `", line `) {
		return framesOf(f.full, line)
	}
	if strings.Contains(line, ".py") {
		return framesOf(f.short, line)
	}
	return nil
}

func framesOf(pattern *regexp.Regexp, line string) []frame {
	var all []frame
	for _, m := range pattern.FindAllStringSubmatchIndex(line, -1) {
		if n, err := strconv.Atoi(line[m[4]:m[5]]); err == nil && n > 0 {
			all = append(all, frame{m[0], m[1], strings.ReplaceAll(line[m[2]:m[3]], `\\`, `\`), n})
		}
	}
	return all
}
