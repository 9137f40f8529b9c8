// Command python314 unpacks the CPython 3.14 that a Go module carries, for
// proving pages on machines without that version, and prints the path of the
// interpreter. It is a module of its own so that the program's go.mod stays
// free of an interpreter.
//
//	go run . DIR
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kluctl/go-embed-python/python"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: python314 DIR")
		os.Exit(2)
	}
	dir, err := filepath.Abs(os.Args[1])
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "python314:", err)
		os.Exit(1)
	}
	p, err := python.NewEmbeddedPythonWithTmpDir(dir, false)
	if err != nil {
		fmt.Fprintln(os.Stderr, "python314:", err)
		os.Exit(1)
	}
	exe, err := p.GetExePath()
	if err != nil {
		fmt.Fprintln(os.Stderr, "python314:", err)
		os.Exit(1)
	}
	fmt.Println(exe)
}
