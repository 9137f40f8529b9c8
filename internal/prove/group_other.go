//go:build !unix

package prove

import (
	"errors"
	"os/exec"
)

func ownGroup(*exec.Cmd) {}
func endGroup(*exec.Cmd) {}
func keepDescriptors()   {}

func asOwner(*exec.Cmd, string) {}

func giveTo(string, ...string) error { return errors.New("is only run on Unix") }
