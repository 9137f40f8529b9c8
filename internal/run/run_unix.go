//go:build unix

package run

import (
	"errors"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// Run runs the program to its end and returns how it ended. From then on
// SIGPIPE is an error of the write, since the end of whoever reads us must not
// hide how the program ended.
func Run(c Command) (Result, error) {
	path, err := find(c.Args[0])
	if err != nil {
		return Result{}, startError(c.Args[0], err)
	}
	whole := isWhole(c)
	out, err := openOutputs(c, whole)
	if err != nil {
		return Result{}, err
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	signals := make(chan os.Signal, 64)
	signal.Notify(signals, notIgnored(forwarded())...)
	defer signal.Stop(signals)
	group := newWitness()
	defer group.dismiss()
	var r Result
	if whole {
		r, err = runSession(path, c, out, signals, group)
	} else {
		r, err = runInOurs(path, c, out, signals, group)
	}
	if err != nil {
		out.closeOurs()
	}
	return r, err
}

// runInOurs runs the program in our own session and process group, its input
// ours.
func runInOurs(path string, c Command, out *outputs, signals chan os.Signal, group *witness) (Result, error) {
	pid, err := forkExec(path, c.Args, &syscall.ProcAttr{Env: c.environment(),
		Files: []uintptr{c.Stdin.Fd(), out.theirs[0].Fd(), out.theirs[1].Fd()}})
	out.closeTheirs()
	if err != nil {
		return Result{}, startError(c.Args[0], err)
	}
	out.copy()
	ended := make(chan syscall.WaitStatus, 1)
	go func() { ended <- wait(pid) }()
	for {
		select {
		case status := <-ended:
			r := result(status)
			r.Lost = out.finish()
			return r, nil
		case s := <-signals:
			forward(s.(syscall.Signal), pid, group, out)
		}
	}
}

func (c *Command) environment() []string {
	if c.Env == nil {
		return os.Environ()
	}
	return c.Env
}

// forkExec forks and executes. A script without "#!" is the shell's, as execvp
// has it.
func forkExec(path string, args []string, attr *syscall.ProcAttr) (pid int, err error) {
	pid, err = syscall.ForkExec(path, args, attr)
	if errors.Is(err, syscall.ENOEXEC) {
		pid, err = syscall.ForkExec("/bin/sh", append([]string{"sh", path}, args[1:]...), attr)
	}
	return pid, err
}

// lastWords is how long what a program wrote before it was stopped may be on
// its way.
const lastWords = 10 * time.Millisecond

// wait waits for the program's end. When it stops, by Ctrl-Z say, so do we, so
// that the shell sees its job stopped; SIGCONT then reaches both.
func wait(pid int) syscall.WaitStatus {
	for {
		status := waitForChange(pid)
		if !status.Stopped() {
			return status
		}
		time.Sleep(lastWords)
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	}
}

// waitForChange waits until a program has ended or was stopped.
func waitForChange(pid int) syscall.WaitStatus {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil)
		if !errors.Is(err, syscall.EINTR) {
			return status // nobody else waits for it: there is no other error
		}
	}
}

func result(status syscall.WaitStatus) Result {
	if status.Signaled() {
		return Result{Status: 128 + int(status.Signal()), Signal: status.Signal()}
	}
	return Result{Status: status.ExitStatus()}
}

// forwarded lists the signals that people and supervisors send.
func forwarded() []os.Signal {
	return []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGUSR1,
		syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGWINCH}
}

// notIgnored leaves out what we were told to ignore (nohup): the program
// inherits that.
func notIgnored(all []os.Signal) []os.Signal {
	var heard []os.Signal
	for _, s := range all {
		if !signal.Ignored(s) {
			heard = append(heard, s)
		}
	}
	return heard
}

// forward passes a signal on, unless the program got it already with the whole
// process group. Stopping or continuing twice is no different from once.
func forward(s syscall.Signal, pid int, group *witness, out *outputs) {
	switch s {
	case syscall.SIGWINCH:
		out.resize()
	case syscall.SIGTSTP, syscall.SIGCONT:
		_ = syscall.Kill(pid, s) // it may have ended meanwhile
	default:
		if !group.struckBy(s) {
			_ = syscall.Kill(pid, s)
		}
	}
}

// Die ends this process by a signal, as the program did. It returns only if
// that fails. The shell does it, without a core of ours: the Go runtime keeps
// the handlers of some signals.
func Die(s syscall.Signal) {
	_ = syscall.Exec("/bin/sh", []string{"sh", "-c", "ulimit -c 0; kill -" + strconv.Itoa(int(s)) + " $$"}, os.Environ())
}
