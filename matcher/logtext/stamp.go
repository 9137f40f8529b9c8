package logtext

// stamp returns the length of the timestamp that text begins with, 0 if it
// begins with none. A date without a time is none.
func stamp(text string) int {
	if text == "" {
		return 0
	}
	n := 0
	if c := text[0]; c >= '0' && c <= '9' {
		n = numericStamp(text)
	} else if c >= 'A' && c <= 'Z' {
		n = namedStamp(text)
	}
	if n > 0 && n < len(text) && isWord(text[n]) {
		return 0
	}
	return n
}

// numericStamp reads a timestamp that begins with a digit.
func numericStamp(text string) int {
	d := digits(text)
	if d == len(text) {
		return 0
	}
	sep := text[d]
	switch {
	case d <= 2 && sep == ':': // 03:04:05
		return clock(text)
	case d == 4 && (sep == '-' || sep == '/' || sep == '.'): // 2026-01-02
		return datedClock(text, d, sep)
	case d <= 2 && (sep == '/' || sep == '-' || sep == '.'):
		if n := namedMonthStamp(text, d, sep); n > 0 {
			return n
		}
		return datedClock(text, d, sep)
	case (d == 6 || d == 8) && (sep == ' ' || sep == 'T' || sep == '-'): // 20260102 03:04:05
		if n := clock(text[d+1:]); n > 0 {
			return d + 1 + n
		}
	case d == 10 && sep == '.': // 1767323045.678
		if n := digits(text[d+1:]); n >= 3 {
			return d + 1 + n
		}
	}
	return 0
}

// datedClock reads a date of three numbers, or of two ("01-02 03:04:05"), whose
// first has d digits, and the time after it.
func datedClock(text string, d int, sep byte) int {
	i := d
	for part := 1; part < 3 && i < len(text) && text[i] == sep; part++ {
		n := digits(text[i+1:])
		if n == 0 || n > 4 {
			return 0
		}
		i += 1 + n
	}
	n := gap(text[i:])
	if n == 0 {
		return 0
	}
	t := clock(text[i+n:])
	if t == 0 && d == 4 {
		t = shortClock(text[i+n:])
	}
	if t == 0 {
		return 0
	}
	return i + n + t
}

// shortClock reads a time of day without seconds, which counts behind a full
// date only.
func shortClock(text string) int {
	if digits(text) == 2 && len(text) > 5 && text[2] == ':' && digits(text[3:]) == 2 && text[5] == ' ' {
		return 5
	}
	return 0
}

// namedMonthStamp reads 02/Jan/2026:03:04:05 +0000 and 02-Jan-2026 03:04:05.
func namedMonthStamp(text string, d int, sep byte) int {
	i := d + 1
	if !isMonth(text[i:]) || i+3 >= len(text) || text[i+3] != sep {
		return 0
	}
	i += 4
	n := digits(text[i:])
	if n == 0 || i+n >= len(text) || text[i+n] != ':' && text[i+n] != ' ' {
		return 0
	}
	i += n + 1
	if t := clock(text[i:]); t > 0 {
		return i + t
	}
	return 0
}

// namedStamp reads a timestamp that begins with the name of a month or a day:
// "Jan  2 03:04:05", "Fri Jan  2 03:04:05 2026", "Fri 2026-01-02 03:04:05 UTC",
// "Jan 02, 2026 3:04:05 PM", "Fri, 02 Jan 2026 03:04:05 GMT".
func namedStamp(text string) int {
	i := 0
	if isDay(text) {
		i = 3
		i += blanksAnd(text[i:], ',')
		if i == 3 || i >= len(text) {
			return 0
		}
		if d := digits(text[i:]); d == 4 {
			if n := datedClock(text[i:], d, '-'); n > 0 {
				return i + n
			}
			return 0
		} else if d > 0 { // 02 Jan
			i += d
			i += blanksAnd(text[i:], 0)
		}
	}
	if !isMonth(text[i:]) {
		return 0
	}
	i += 3
	for range 2 { // day, and perhaps year, before the time
		n := blanksAnd(text[i:], ',')
		if n == 0 {
			return 0
		}
		i += n
		if t := clock(text[i:]); t > 0 {
			i += t
			if y := year(text[i:]); y > 0 {
				i += y
			}
			return i
		}
		d := digits(text[i:])
		if d == 0 || d > 4 {
			return 0
		}
		i += d
	}
	n := blanksAnd(text[i:], ',')
	if t := clock(text[i+n:]); n > 0 && t > 0 {
		return i + n + t
	}
	return 0
}

// year reads " 2026" after a time.
func year(text string) int {
	if len(text) >= 5 && text[0] == ' ' && digits(text[1:]) == 4 && (len(text) == 5 || !isWord(text[5])) {
		return 5
	}
	return 0
}

// clock reads a time of day with its fraction and its zone.
func clock(text string) int {
	i := digits(text)
	if i == 0 || i > 2 {
		return 0
	}
	for range 2 {
		if i >= len(text) || text[i] != ':' || digits(text[i+1:]) != 2 {
			return 0
		}
		i += 3
	}
	if i < len(text) && (text[i] == '.' || text[i] == ',') {
		if n := digits(text[i+1:]); n > 0 && n <= 9 {
			i += 1 + n
		}
	}
	return i + zone(text[i:])
}

// zone reads a time zone, or AM and PM.
func zone(text string) int {
	if text == "" {
		return 0
	}
	i := 0
	if text[0] == 'Z' {
		return 1
	}
	if text[0] == ' ' {
		i = 1
	}
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		switch n := digits(text[i+1:]); {
		case n == 4:
			return i + 5
		case n == 2 && i+3 < len(text) && text[i+3] == ':' && digits(text[i+4:]) == 2:
			return i + 6
		}
		return 0
	}
	if i == 0 {
		return 0
	}
	for i < len(text) && isWord(text[i]) {
		i++
	}
	switch text[1:i] {
	case "UTC", "GMT", "CET", "CEST", "EST", "EDT", "CST", "PST", "PDT", "MSK", "IST", "JST", "AM", "PM":
		return i
	}
	return 0
}

// gap reads what parts a date from its time.
func gap(text string) int {
	if text != "" && (text[0] == 'T' || text[0] == '_' || text[0] == '-') {
		return 1
	}
	return blanksAnd(text, ',')
}

// blanksAnd reads blanks, which the given byte may precede.
func blanksAnd(text string, first byte) int {
	i := 0
	if first != 0 && text != "" && text[0] == first {
		i = 1
	}
	j := i
	for j < len(text) && text[j] == ' ' {
		j++
	}
	if j == i {
		return 0
	}
	return j
}

// digits returns how many digits text begins with.
func digits(text string) int {
	i := 0
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	return i
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func isMonth(text string) bool { return oneOf(text, "JanFebMarAprMayJunJulAugSepOctNovDec") }

func isDay(text string) bool { return oneOf(text, "MonTueWedThuFriSatSun") }

// oneOf reports whether text begins with one of the three-letter names.
func oneOf(text, names string) bool {
	if len(text) < 3 {
		return false
	}
	for i := 0; i < len(names); i += 3 {
		if names[i] == text[0] && names[i+1] == text[1] && names[i+2] == text[2] {
			return true
		}
	}
	return false
}
