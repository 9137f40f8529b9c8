package logtext

import "strings"

// tightHeader reads the fields of a format that parts them by a sign alone, as in
// "2026-01-02 03:04:05,678|WARNING|asyncio|message", from the sign behind the
// timestamp on. It returns its length, 0 if no level is among the fields.
func tightHeader(text string, p *piece) int {
	if text == "" || strings.IndexByte("|;\t", text[0]) < 0 {
		return 0
	}
	const most = 6 // fields
	var q piece
	end := 0
	for n, at := 0, 1; n < most; n++ {
		length := strings.IndexByte(text[at:min(len(text), at+maxField)], text[0])
		if length < 0 {
			break
		}
		word := strings.Trim(text[at:at+length], " ")
		if level := levelOf(word, false); level != "" && q.level == "" {
			q.level = level
		} else if !isTightField(word) {
			break
		} else if isName(word) && q.logger == "" && !isNoLogger(word) {
			q.logger = word
		}
		at += length + 1
		if q.level != "" {
			end = at
		}
	}
	if end == 0 {
		return 0
	}
	p.level, p.logger = q.level, either(q.logger, p.logger)
	return end
}

// isTightField knows what stands in a field beside the level: a name, a number, a
// place, a key and its value; no word that messages begin with.
func isTightField(word string) bool {
	return word != "" && len(word) <= maxField && strings.IndexByte(word, ' ') < 0 && !endsInClass(word)
}
