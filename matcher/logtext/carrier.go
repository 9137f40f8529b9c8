package logtext

import "strings"

// carrier takes off what follows the timestamp of container runtimes, syslog,
// journald, Heroku and GitLab; n is the length of that timestamp.
func carrier(p *piece, n int, rest string) bool {
	switch {
	case strings.HasPrefix(rest, " stdout ") || strings.HasPrefix(rest, " stderr "): // CRI
		if len(rest) < 9 || rest[8] != 'F' && rest[8] != 'P' || len(rest) > 9 && rest[9] != ' ' {
			return false
		}
		p.from(rest[1:7])
		p.more, p.full = rest[8] == 'P', rest[8] == 'F'
		p.drop(n + min(10, len(rest)))
		return true
	case len(rest) >= 4 && digits(rest[1:]) == 2 && (rest[3] == 'O' || rest[3] == 'E') && (len(rest) == 4 || rest[4] == ' ' || rest[4] == '+'): // GitLab
		p.drop(n + min(5, len(rest)))
		return true
	}
	if name, _ := composeName(rest[1:]); isNumbered(name) { // honcho
		p.drop(n + 1)
		return true
	}
	m, name := program(rest[1:], p.text[0] > '9')
	if m == 0 {
		return false
	}
	p.from(name)
	p.drop(n + 1 + m)
	p.hang = p.column
	return true
}

// program reads "host program[pid]: " or "program[pid]: "; where the timestamp
// is syslog's own, the pid may be missing.
func program(text string, classic bool) (n int, name string) {
	i := 0
	for token := range 2 {
		end := strings.IndexByte(text[i:min(len(text), i+maxField)], ' ')
		if end < 0 {
			end = len(text) - i
		}
		word := text[i : i+end]
		if ident, ok := strings.CutSuffix(word, ":"); ok && isProgram(ident, classic && token == 1) {
			return min(i+end+1, len(text)), text[:i+len(ident)]
		}
		if token == 0 && (levelOf(word, true) != "" || !isHost(word) || word[len(word)-1] == ':') {
			return 0, ""
		}
		i += end + 1
		if i >= len(text) {
			return 0, ""
		}
	}
	return 0, ""
}

// isProgram reports whether ident is a program's name with its pid.
func isProgram(ident string, withoutPID bool) bool {
	name, pid, ok := strings.Cut(ident, "[")
	if !ok {
		return withoutPID && isHost(name)
	}
	return isHost(strings.Trim(name, "()")) && strings.HasSuffix(pid, "]") && isHost(pid[:len(pid)-1])
}

// isHost reports whether word can be the name of a host or a program.
func isHost(word string) bool {
	for i := 0; i < len(word); i++ {
		if c := word[i]; !isWord(c) && strings.IndexByte(".-/@:", c) < 0 {
			return false
		}
	}
	return word != ""
}

// isCarriers reports whether a timestamp has the form that carriers use: to the
// microsecond at least, with a T and a zone.
func isCarriers(stamp string) bool {
	if len(stamp) < 27 || stamp[10] != 'T' || stamp[19] != '.' {
		return false
	}
	return digits(stamp[20:]) >= 6
}

// podded takes off kubectl's "[pod/name/container] ".
func podded(p *piece) bool {
	if !strings.HasPrefix(p.text, "[pod/") {
		return false
	}
	end := strings.IndexByte(p.text[:min(len(p.text), 600)], ']')
	if end < 0 || end+1 < len(p.text) && p.text[end+1] != ' ' {
		return false
	}
	p.from(p.text[1:end])
	p.drop(min(end+2, len(p.text)))
	return true
}

// composed takes off the name that docker compose, honcho, foreman and pm2 put
// before a line: "web-1  | ". A name without a number must be filled up with
// blanks, else it may be a column of any table.
func composed(p *piece) bool {
	name, n := composeName(p.text)
	if n == 0 {
		return false
	}
	p.from(name)
	p.drop(n)
	return true
}

// dynoed takes off the dyno that heroku puts before a line, where its timestamp
// was cut away: "app[web.1]: ".
func dynoed(p *piece) bool {
	name := wordLength(p.text)
	if name == 0 || name >= len(p.text) || p.text[name] != '[' {
		return false
	}
	end := strings.Index(p.text[:min(len(p.text), maxField)], "]:")
	if end < 0 {
		return false
	}
	kind, number, ok := strings.Cut(p.text[name+1:end], ".")
	if rest := p.text[end+len("]:"):]; rest != "" && rest[0] != ' ' {
		return false
	}
	if !ok || kind == "" || wordLength(kind) != len(kind) || number == "" || digits(number) != len(number) {
		return false
	}
	p.from(p.text[:end+1])
	p.drop(min(end+len("]: "), len(p.text)))
	return true
}

// composeName reads "web-1  | ": the name and the length of it all.
func composeName(t string) (name string, length int) {
	if strings.IndexByte(t, '|') < 0 { // as in most lines
		return "", 0
	}
	i := 0
	if n := digits(t); n > 0 && n < len(t) && t[n] == '|' { // pm2: "0|web  | "
		i = n + 1
	}
	start := i
	letter := false
	for i < len(t) && i < maxField && (isWord(t[i]) || strings.IndexByte(".@/-", t[i]) >= 0) {
		letter = letter || t[i] > '9'
		i++
	}
	gap := 0
	for i+gap < len(t) && gap < maxField && t[i+gap] == ' ' {
		gap++
	}
	bar := i + gap
	if i == start || !letter || gap == 0 || bar >= len(t) || t[bar] != '|' || bar+1 < len(t) && t[bar+1] != ' ' {
		return "", 0
	}
	if gap < 2 && !isNumbered(t[:i]) || levelOf(t[:i], false) != "" {
		return "", 0
	}
	return t[:i], min(bar+2, len(t))
}

// isNumbered reports whether name ends like those of replicas: web-1, web_1, web.1.
func isNumbered(name string) bool {
	i := len(name)
	for i > 0 && name[i-1] >= '0' && name[i-1] <= '9' {
		i--
	}
	return i < len(name) && i > 0 && strings.IndexByte("-_.", name[i-1]) >= 0
}

// stepped takes off what "gh run view --log" puts before a line: job, step and
// timestamp, with tabs.
func stepped(p *piece) bool {
	head := p.text[:min(len(p.text), 300)]
	job := strings.IndexByte(head, '\t')
	if job < 0 {
		return false
	}
	step := strings.IndexByte(head[job+1:], '\t')
	if step < 0 {
		return false
	}
	rest := job + 1 + step + 1
	n := stamp(p.text[rest:])
	if n == 0 || !isCarriers(p.text[rest:rest+n]) {
		return false
	}
	p.from(p.text[:job])
	p.drop(rest)
	return true
}

// prioritised takes off syslog's priority, and all of the header of RFC 5424.
func prioritised(p *piece) bool {
	n := digits(p.text[1:])
	if n == 0 || n > 3 || n+2 > len(p.text) || p.text[n+1] != '>' {
		return false
	}
	rest := p.text[n+2:]
	if stamp(rest) > 0 {
		p.drop(n + 2)
		return true
	}
	version := digits(rest)
	if version == 0 || version >= len(rest) || rest[version] != ' ' {
		return false
	}
	fields := strings.SplitN(rest[:min(len(rest), 1000)], " ", 7)
	if len(fields) < 7 || stamp(fields[1]) == 0 && fields[1] != "-" {
		return false
	}
	skip := 0
	for _, f := range fields[:6] {
		skip += len(f) + 1
	}
	data := structuredData(rest[skip:])
	if data == 0 {
		return false
	}
	skip += data
	p.from(fields[2] + " " + fields[3] + "[" + fields[4] + "]")
	p.drop(n + 2 + skip)
	return true
}

// structuredData reads the bracketed elements of RFC 5424, or the dash that
// stands for none, and the blank behind them.
func structuredData(text string) int {
	i := 0
	if text != "" && text[0] == '-' {
		i = 1
	} else if text == "" || text[0] != '[' {
		return 0
	}
	for i < len(text) && text[i] == '[' {
		quoted := false
		for i++; i < len(text) && (quoted || text[i] != ']'); i++ {
			switch text[i] {
			case '"':
				quoted = !quoted
			case '\\':
				i++
			}
		}
		i++
	}
	if i = min(i, len(text)); i > 0 && i < len(text) && text[i] != ' ' {
		return 0
	}
	return min(i+1, len(text))
}
