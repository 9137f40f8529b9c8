package render

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
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

// list writes a member that is a list, whose elements are made and encoded a few
// at a time, side by side.
func (o *objectWriter) list(name string, n int, element func(int) any) {
	const few = 16 // a thousand pages at once would be megabytes
	o.key(name)
	if n == 0 {
		o.w.WriteString("[]")
		return
	}
	separator := "["
	var texts [few][]byte
	for from := 0; from < n; from += few {
		var encoding errgroup.Group
		encoding.SetLimit(runtime.GOMAXPROCS(0))
		for i := range min(few, n-from) {
			encoding.Go(func() (err error) {
				texts[i], err = encoded("    ", element(from+i))
				return err
			})
		}
		o.note(encoding.Wait())
		for i := range min(few, n-from) {
			o.w.WriteString(separator + "\n    ")
			o.w.Write(texts[i])
			separator = ","
		}
	}
	o.w.WriteString("\n  ]")
}

func (o *objectWriter) key(name string) {
	o.w.WriteString(o.separator + "\n  \"" + name + "\": ")
	o.separator = ","
}

func (o *objectWriter) value(prefix string, value any) {
	text, err := encoded(prefix, value)
	o.note(err)
	o.w.Write(text)
}

func encoded(prefix string, value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	err := e.Encode(value)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// note remembers the first error.
func (o *objectWriter) note(err error) {
	if o.err == nil {
		o.err = err
	}
}

func (o *objectWriter) end() error {
	o.w.WriteString("\n}\n")
	if err := o.w.Flush(); err != nil {
		return err
	}
	return o.err
}
