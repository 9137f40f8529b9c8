//go:build unix

package run

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// A program that is stopped by Ctrl-Z needs a parent in its own session: the
// kernel stops nobody who could not be continued. So a copy of this process
// leads the session, starts the program and tells how it fares.

// leaderName is the leader's argv[0].
const leaderName = "aiowhy: session"

// The orders that a leader takes, a byte each.
const (
	orderForeground = 'f' // go on, the terminal is yours
	orderBackground = 'b' // go on without it
	orderRest       = 'r' // all is over, the terminal is in order
)

// What a leader reports, a line each: the word and a number.
const (
	reportStarted = "started" // process id
	reportFailed  = "failed"  // errno
	reportStopped = "stopped" // signal
	reportEnded   = "ended"   // wait status
)

// Leads reports whether this process was started to lead a session. Its main
// function, and that of tests, has to ask first, and to end if so: all is done.
func Leads() bool {
	if os.Args[0] != leaderName || len(os.Args) < 6 {
		return false
	}
	var fds [3]int
	for i := range fds {
		fd, err := strconv.Atoi(os.Args[1+i])
		if err != nil {
			return false
		}
		syscall.CloseOnExec(fd)
		fds[i] = fd
	}
	l := leader{orders: os.NewFile(uintptr(fds[0]), "orders"), reports: os.NewFile(uintptr(fds[1]), "reports"), real: fds[2]}
	l.lead(os.Args[4], os.Args[5:])
	return true
}

type leader struct {
	orders, reports *os.File
	real            int // the terminal that we stand before
	pid             int
}

func (l *leader) lead(path string, args []string) {
	modes, _ := term.GetState(l.real)
	// Heard, not ignored: the program would inherit that.
	signal.Notify(make(chan os.Signal, 1), notIgnored(forwarded())...)
	pid, err := forkExec(path, args, &syscall.ProcAttr{Env: os.Environ(), Files: []uintptr{0, 1, 2},
		Sys: &syscall.SysProcAttr{Foreground: true, Ctty: 0}})
	if err != nil {
		var number syscall.Errno
		errors.As(err, &number) // ForkExec returns nothing else
		l.report(reportFailed, int(number))
		return
	}
	l.pid = pid
	signal.Ignore(syscall.SIGTTOU) // or we could not give the terminal to others
	for fd := range 3 {
		_ = syscall.Close(fd) // the program's; who else holds them is seen by us
	}
	l.report(reportStarted, pid)
	go func() { l.report(reportEnded, int(l.watch())) }()
	if l.obey() {
		return
	}
	if modes != nil {
		_ = term.Restore(l.real, modes)
	}
	_ = syscall.Kill(-pid, syscall.SIGHUP)
	_ = syscall.Kill(-pid, syscall.SIGCONT)
}

func (l *leader) report(word string, n int) { _, _ = fmt.Fprintf(l.reports, "%s %d\n", word, n) }

// watch waits for the program's end.
func (l *leader) watch() syscall.WaitStatus {
	for {
		status := waitForChange(l.pid)
		if !status.Stopped() {
			l.foreground(os.Getpid()) // our end would hang up those who hold it
			return status
		}
		l.report(reportStopped, int(status.StopSignal()))
	}
}

// obey carries orders out until nobody is left to give any, also for processes
// that the program left behind. It reports whether that was to be: else who made
// the real terminal raw was killed.
func (l *leader) obey() (inOrder bool) {
	for orders := bufio.NewReader(l.orders); ; {
		order, err := orders.ReadByte()
		if err != nil {
			return inOrder
		}
		switch order {
		case orderForeground:
			inOrder = false
			l.foreground(l.pid)
		case orderBackground:
			inOrder = true
			l.foreground(os.Getpid())
		case orderRest:
			inOrder = true
			continue
		}
		_ = syscall.Kill(-l.pid, syscall.SIGCONT)
	}
}

// foreground gives the session's terminal to a process group.
func (l *leader) foreground(group int) {
	fd, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	_ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, group)
	_ = unix.Close(fd)
}
