package run

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// Run runs the program to its end. Its outputs are pipes. Ctrl-C reaches it
// without us, through the console that we share.
func Run(c Command) (Result, error) {
	path, err := find(c.Args[0])
	if err != nil {
		return Result{}, startError(c.Args[0], err)
	}
	out, errs := &lines{to: c.Seen}, &lines{to: c.Seen}
	p := exec.Cmd{Path: path, Args: c.Args, Env: c.Env, Stdin: c.Stdin,
		Stdout: io.MultiWriter(c.Stdout, out), Stderr: io.MultiWriter(c.Stderr, errs)}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	if err := p.Start(); err != nil {
		return Result{}, startError(c.Args[0], err)
	}
	err = p.Wait()
	out.flush()
	errs.flush()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && p.ProcessState == nil {
		return Result{}, err
	}
	return Result{Status: p.ProcessState.ExitCode()}, nil
}

// Die does nothing: processes do not die by signals here.
func Die(syscall.Signal) {}

// Leads is false: sessions are of other systems.
func Leads() bool { return false }
