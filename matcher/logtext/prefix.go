package logtext

import "strings"

// stamped takes off a timestamp and what a carrier or a logging format put
// behind it.
func (s *stripper) stamped(p *piece) bool {
	n := stamp(p.text)
	if n == 0 {
		return false
	}
	rest := p.text[n:]
	if n+1 < len(p.text) && rest[0] == ' ' {
		if carrier(p, n, rest) {
			return true
		}
	}
	m := tightHeader(rest, p)
	if m == 0 {
		m, _ = header(rest, p, blanks(rest) < 2)
	}
	if m > 0 {
		p.drop(n + m)
		p.head = true
		s.pad(p)
		dropTail(p)
		return true
	}
	// A timestamp alone: a carrier puts one before every line of a traceback, in
	// full precision; a logging format before records only.
	if !isCarriers(p.text[:n]) {
		p.head = true
	}
	p.drop(n + closing(rest, 1))
	if p.head {
		s.pad(p)
	}
	skipRequestID(p)
	return true
}

// skipRequestID takes off the id of AWS Lambda's records: "…Z\tUUID\tmessage".
func skipRequestID(p *piece) {
	if t := p.text; len(t) > 36 && t[36] == '\t' && t[8] == '-' && t[13] == '-' && t[18] == '-' && t[23] == '-' {
		p.drop(37)
	}
}

// pad takes off the blanks with which a logging format filled a field up, and
// leaves those with which a line of a traceback begins.
func (s *stripper) pad(p *piece) {
	k := blanks(p.text)
	if k == 0 {
		return
	}
	src := s.u.sources.get(p.source)
	switch {
	case src.column >= p.column: // the record before had its text there
		p.drop(min(k, src.column-p.column))
	case strings.HasPrefix(p.text[k:], `File "`), strings.HasPrefix(p.text[k:], "+ Exception Group"):
		p.drop(max(0, k-2))
	default:
		p.drop(k)
	}
}

// dropTail takes off the place of a record that is printed at its right edge, as
// rich does, and the logger that structlog's console prints there.
func dropTail(p *piece) {
	if p.text == "" || p.text[len(p.text)-1] != ']' && !isDigit(p.text[len(p.text)-1]) {
		return
	}
	gap := strings.LastIndex(p.text, "  ")
	if gap > 0 {
		tail := p.text[gap+2:]
		file, line, ok := strings.Cut(tail, ":")
		if ok && strings.HasSuffix(file, ".py") && isName(file) && digits(line) == len(line) {
			p.text = strings.TrimRight(p.text[:gap], " ")
			return
		}
		if len(tail) > 2 && tail[0] == '[' && tail[len(tail)-1] == ']' && isName(tail[1:len(tail)-1]) && p.logger == "" {
			p.logger = tail[1 : len(tail)-1]
			p.text = strings.TrimRight(p.text[:gap], " ")
		}
	}
}

// bracketed takes off a header that begins with a bracket: a timestamp or a
// level, alone or together.
func (s *stripper) bracketed(p *piece) bool {
	end := strings.IndexByte(p.text[:min(len(p.text), maxField)], ']')
	if end < 0 {
		return false
	}
	inner := strings.Trim(p.text[1:end], " ")
	rest := p.text[end+1:]
	n := stamp(inner)
	switch {
	case n > 0 && n == len(inner):
		p.head = true
		m, _ := header(rest, p, true)
		if m == 0 {
			m = closing(rest, 1)
		}
		p.drop(end + 1 + m)
		s.pad(p)
		if len(rest) > 1 && rest[0] == ' ' && levelOf(rest[1:1+wordLength(rest[1:])], false) != "" { // rich
			p.hang = p.column
		}
		dropTail(p)
		return true
	case n > 0 && strings.HasPrefix(inner[n:], ": "): // celery
		level, process, _ := strings.Cut(inner[n+2:], "/")
		if p.level = levelOf(level, true); p.level == "" {
			return false
		}
		p.head, p.process = true, process
		p.drop(end + 1 + closing(rest, 1))
		return true
	case digits(inner) > 0 && inner[digits(inner):] == "s" && p.text[1] == ' ': // rpm's build service: every line
		p.drop(end + 1 + closing(rest, 1))
		return true
	case isUptime(inner): // kernel, and the journal
		if line, ok := strings.CutPrefix(rest, " "); ok {
			if m, name := program(line, false); m > 0 {
				p.from(name)
				p.drop(end + 2 + m)
				p.hang = p.column
				return true
			}
		}
		p.drop(end + 1 + closing(rest, 1))
		p.head = true
		return true
	case len(inner) > 2 && inner[1] == ' ' && levelOf(inner[:1], true) != "" && stamp(inner[2:]) > 0: // tornado
		p.level = levelOf(inner[:1], true)
		p.head = true
		p.drop(end + 1 + closing(rest, 1))
		return true
	}
	var q piece
	if k, kind := bracketField(p.text, &q, true); k == 0 || kind != certain {
		return false
	}
	m, _ := header(p.text, p, false)
	if m == 0 {
		return false
	}
	p.head = true
	p.drop(m)
	s.pad(p)
	return true
}

// isUptime reports whether text is the kernel's timestamp: seconds since boot,
// perhaps with those since the line before, "45.000213 <    0.000213 >".
func isUptime(text string) bool {
	if own, before, ok := strings.Cut(text, " <"); ok {
		return isUptime(own) && isUptime(strings.Trim(before, " >"))
	}
	n := digits(text)
	return n > 0 && n < len(text) && text[n] == '.' && len(text) == n+7 && digits(text[n+1:]) == 6
}

// commanded takes off the markers of GitHub's and Azure's runners: "##[error]", "::error file=x::".
func commanded(p *piece) bool {
	if strings.HasPrefix(p.text, "##[") {
		if end := strings.IndexByte(p.text[:min(len(p.text), 30)], ']'); end > 3 && isName(p.text[3:end]) {
			p.drop(end + 1)
			return true
		}
		return false
	}
	if strings.HasPrefix(p.text, "Error:     ") { // ##[error], as GitHub shows it, before a line of source
		p.drop(len("Error: "))
		return true
	}
	rest, ok := strings.CutPrefix(p.text, "::")
	if !ok {
		return false
	}
	switch rest[:wordLength(rest)] {
	case "error", "warning", "notice", "debug", "group", "endgroup":
		if end := strings.Index(rest, "::"); end >= 0 {
			p.drop(2 + end + 2)
			return true
		}
	}
	return false
}

// unfenced takes off the fences of markdown. What a fence parts stays apart.
func unfenced(p *piece) bool {
	fence := p.text[:1]
	rest := strings.TrimLeft(p.text, fence)
	if n := len(p.text) - len(rest); n < 3 || strings.Contains(rest, "`") {
		return false
	}
	if strings.HasPrefix(rest, "Traceback (most ") {
		p.text = rest
		return true
	}
	if fence == "~" && len(p.text)-len(rest) > 3 || rest != "" && strings.TrimLeft(rest, " {.") == "" {
		return false
	}
	for i := 0; i < len(rest); i++ {
		if fence == "~" && !isWord(rest[i]) {
			return false
		}
	}
	p.text, p.head = "", true
	return true
}

// unticked takes off the mark of inline code before or behind a line that was
// pasted as such; marks in pairs belong to the text.
func unticked(p *piece) bool {
	n := strings.Count(p.text, "`")
	first, last := p.text[0] == '`', p.text[len(p.text)-1] == '`'
	switch {
	case n == 2 && first && last:
		p.text = p.text[1 : len(p.text)-1]
	case n == 1 && first:
		p.text = p.text[1:]
	case n == 1 || n == 3 && strings.HasSuffix(p.text, "```"):
		p.text = p.text[:len(p.text)-n]
	default:
		return false
	}
	p.text = strings.TrimRight(p.text, " \t")
	return true
}

// levelled takes off a header that begins with a level: "ERROR:asyncio:",
// "ERROR:    " (uvicorn), "ERROR | app | ". "ERROR: " alone is unittest's.
func (s *stripper) levelled(p *piece) bool {
	n := 0
	for n < len(p.text) && p.text[n] >= 'A' && p.text[n] <= 'Z' {
		n++
	}
	level := levelOf(p.text[:n], false)
	if level == "" || n == len(p.text) {
		return false
	}
	rest := p.text[n:]
	if rest[0] == ':' {
		return s.levelColon(p, level, n)
	}
	if k := blanks(rest); k > 0 && stamp(rest[k:]) > 0 { // Django's "ERROR 2026-01-02 03:04:05 "
		p.level = level
		p.drop(n + k)
		return true
	}
	var q piece
	m, fields := header(p.text, &q, false)
	if m == 0 || fields < 2 && !followsSign(rest) {
		return false
	}
	p.level, p.logger, p.process = q.level, either(q.logger, p.logger), either(q.process, p.process)
	p.head = true
	p.drop(m)
	s.pad(p)
	return true
}

// levelColon takes off "LEVEL:logger:" and uvicorn's "LEVEL:" filled up to ten columns.
func (s *stripper) levelColon(p *piece, level string, n int) bool {
	rest := p.text[n+1:]
	if end := strings.IndexByte(rest[:min(len(rest), maxField)], ':'); end > 0 && isName(rest[:end]) {
		p.drop(n + 1 + end + 1)
		if blanks(p.text) == 1 {
			p.drop(1)
		}
		p.level, p.logger, p.head = level, rest[:end], true
		return true
	}
	if wordLength(rest) > 1 && isUpper(rest[:1]) && !isUpper(rest[:wordLength(rest)]) && strings.HasPrefix(rest[wordLength(rest):], " ") { // "%(levelname)s:%(message)s"
		p.drop(n + 1)
		p.level, p.head = level, true
		return true
	}
	if pad := 9 - n; pad > 0 && (n < 5 || pad > 1 || n == 8) && blanks(rest) >= pad {
		p.drop(n + 1 + pad)
		p.level, p.head = level, true
		return true
	}
	return false
}

// glogged takes off the header of glog, klog and absl: "E1122 09:10:04.117000 139 file.py:12] ".
func glogged(p *piece) bool {
	if len(p.text) < 20 || strings.IndexByte("DIWEF", p.text[0]) < 0 || digits(p.text[1:]) != 4 || p.text[5] != ' ' || clock(p.text[6:]) == 0 {
		return false
	}
	end := strings.Index(p.text[:min(len(p.text), maxField)], "] ")
	if end < 0 {
		return false
	}
	p.level, p.head = levelOf(p.text[:1], true), true
	p.drop(end + 2)
	return true
}

// unquoted takes off the mark of mail quoting. Pytest marks the failing line
// with the same sign, and three blanks: that is taken for a quote only where
// the line before was one.
func (s *stripper) unquoted(p *piece) bool {
	t := p.text
	switch {
	case s.u.torn && s.marks >= s.u.quoted:
		return false
	case t == ">":
		if s.marks >= s.u.quoted {
			return false
		}
		p.drop(1)
	case strings.HasPrefix(t, ">Traceback (most recent call last):"):
		s.u.tight = true
		p.drop(1)
	case strings.HasPrefix(t, ">> "), s.u.tight && s.marks < s.u.quoted:
		p.drop(1)
	case t[1] == ' ':
		k := blanks(t[1:])
		if k > 1 && s.marks >= s.u.quoted && !strings.HasPrefix(t[1+k:], `File "`) && !strings.HasPrefix(t[1+k:], "+ Exception Group") {
			return false
		}
		p.drop(2)
	default:
		return false
	}
	s.marks++
	return true
}
