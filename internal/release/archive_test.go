package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"testing"
	"time"
)

func someFiles() []file {
	return []file{{"man/aiowhy.1", []byte("page"), 0o644}, {"aiowhy", []byte("program"), 0o755}, {"LICENSE", []byte("free"), 0o644}}
}

func TestArchivesHoldTheFilesAndAreTheSameEachTime(t *testing.T) {
	stamp := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	reversed := someFiles()
	slices.Reverse(reversed)
	for name, pack := range map[string]func(string, []file, time.Time) ([]byte, error){"tar": tarball, "zip": zipped} {
		one, err := pack("aiowhy-1", someFiles(), stamp)
		if err != nil {
			t.Fatal(err)
		}
		other, err := pack("aiowhy-1", reversed, stamp)
		if err != nil || !bytes.Equal(one, other) {
			t.Errorf("%s: the order of the files shows, %v", name, err)
		}
		want := []string{"aiowhy-1/LICENSE free", "aiowhy-1/aiowhy program", "aiowhy-1/man/aiowhy.1 page"}
		if got := unpack(t, name, one); !slices.Equal(got, want) {
			t.Errorf("%s holds %q", name, got)
		}
	}
}

func unpack(t *testing.T, kind string, archive []byte) []string {
	t.Helper()
	var all []string
	if kind == "zip" {
		r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.File {
			text, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, f.Name+" "+read(t, text))
		}
		return all
	}
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, h.Name+" "+read(t, r))
	}
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
