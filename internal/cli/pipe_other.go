//go:build !linux

package cli

import "io"

// widen does nothing: only Linux lets a reader say how much a pipe holds.
func widen(io.Reader) {}
