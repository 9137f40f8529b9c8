package cli

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// pipeSize is what anybody may ask for (/proc/sys/fs/pipe-max-size).
const pipeSize = 1 << 20

// widen lets a pipe hold as much as a few parts of the input, so that who
// writes it and who reads it need not wait for each other at every 64 KiB: half
// of the time of a log was spent in that. Where it is refused, or in is no pipe,
// all goes on as before.
func widen(in io.Reader) {
	f, ok := in.(*os.File)
	if !ok {
		return
	}
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize) })
	}
}
