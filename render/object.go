package render

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// objectWriter writes a JSON object member by member, as package json would
// write it whole with an indentation of two blanks.
type objectWriter struct {
	w         *bufio.Writer
	separator string // before the next member
	err       error  // of an encoding; the writer remembers its own
}

func newObjectWriter(w io.Writer) *objectWriter {
	return &objectWriter{w: bufio.NewWriter(w), separator: "{"}
}

func (o *objectWriter) member(name string, value any) {
	o.key(name)
	o.value("  ", value)
}

// list writes a member that is a list, whose elements are made one by one.
func (o *objectWriter) list(name string, n int, element func(int) any) {
	o.key(name)
	if n == 0 {
		o.w.WriteString("[]")
		return
	}
	separator := "["
	for i := range n {
		o.w.WriteString(separator + "\n    ")
		o.value("    ", element(i))
		separator = ","
	}
	o.w.WriteString("\n  ]")
}

func (o *objectWriter) key(name string) {
	o.w.WriteString(o.separator + "\n  \"" + name + "\": ")
	o.separator = ","
}

func (o *objectWriter) value(prefix string, value any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	if err := e.Encode(value); err != nil && o.err == nil {
		o.err = err
	}
	o.w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func (o *objectWriter) end() error {
	o.w.WriteString("\n}\n")
	if err := o.w.Flush(); err != nil {
		return err
	}
	return o.err
}
