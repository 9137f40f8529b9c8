package logtext

// cut keeps the head and the tail of a line that is too long.
func cut(line []byte) ([]byte, bool) {
	if len(line) <= MaxLine {
		return line, false
	}
	kept := make([]byte, 0, MaxLine)
	kept = append(kept, line[:MaxLine/2]...)
	return append(kept, line[len(line)-MaxLine/2:]...), true
}
