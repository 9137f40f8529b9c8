package logtext

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// utf16Text encodes text as UTF-16.
func utf16Text(text string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

// gzipped compresses text.
func gzipped(t testing.TB, text io.Reader) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextIsDecodedByItsContent(t *testing.T) {
	const text = "RuntimeError: nö 🐍\r\nx"
	zipped := string(gzipped(t, strings.NewReader(text)))
	tests := []struct{ name, data, want string }{
		{"UTF-8", text, text},
		{"empty", "", ""},
		{"one byte", "x", "x"},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + text, text},
		{"UTF-16 LE with a mark", "\xff\xfe" + utf16Text(text, false), text},
		{"UTF-16 BE with a mark", "\xfe\xff" + utf16Text(text, true), text},
		{"UTF-16 LE without a mark", utf16Text(text, false), text},
		{"UTF-16 BE without a mark", utf16Text(text, true), text},
		{"half a character", "\xff\xfe" + utf16Text("a", false) + "\x3d\xd8", "a\uFFFD"},
		{"gzip", zipped, text},
		{"gzip of UTF-16", string(gzipped(t, strings.NewReader("\xff\xfe"+utf16Text(text, false)))), text},
		{"gzip twice", string(gzipped(t, strings.NewReader(zipped))), text},
		{"gzip broken off", zipped[:len(zipped)-4], text},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(test.data), iotest.OneByteReader(strings.NewReader(test.data))} {
				got, err := io.ReadAll(Decode(r))
				if err != nil || string(got) != test.want {
					t.Errorf("got %q, %v, want %q", got, err, test.want)
				}
			}
		})
	}
}

func TestAPipeIsReadAsItArrives(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	go w.Write([]byte("line\n"))
	line, err := NewLineReader(Decode(r)).Next()
	if err != nil || string(line.Text) != "line" {
		t.Errorf("got %q, %v", line.Text, err)
	}
}

func TestADecompressionBombDoesNotGrowMemory(t *testing.T) {
	bomb := gzipped(t, bytes.NewReader(gzipped(t, io.LimitReader(repeating{}, 64<<20))))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	line, err := NewLineReader(Decode(bytes.NewReader(bomb))).Next()
	runtime.ReadMemStats(&after)
	if err != nil || !line.Cut {
		t.Errorf("cut %v, %v", line.Cut, err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
		t.Errorf("allocated %d bytes", grown)
	}
}
