//go:build unix

package prove

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// ownGroup makes a command end with everything that it started.
func ownGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// endGroup ends what a command left behind.
func endGroup(command *exec.Cmd) {
	if command.Process != nil {
		syscall.Kill(-command.Process.Pid, syscall.SIGKILL) // nothing is left in the best case
	}
}

// keepDescriptors keeps what whoever started us left open from the programs:
// they would print other numbers of their own descriptors for it.
func keepDescriptors() {
	open, err := os.ReadDir("/dev/fd")
	if err != nil {
		return // then recordings stand in for the numbers alone
	}
	for _, f := range open {
		if n, err := strconv.Atoi(f.Name()); err == nil && n > 2 {
			syscall.CloseOnExec(n)
		}
	}
}

// asOwner makes a command run as the owner of a folder.
func asOwner(command *exec.Cmd, folder string) {
	info, err := os.Stat(folder)
	if err != nil || os.Getuid() != 0 {
		return // the command itself will tell what is wrong with the folder
	}
	owner := info.Sys().(*syscall.Stat_t)
	command.SysProcAttr.Credential = &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
}

// giveTo gives root's folder to the first user of these names that there is,
// and lets everybody look into it.
func giveTo(folder string, names ...string) error {
	if err := os.Chmod(folder, 0o755); err != nil || os.Getuid() != 0 {
		return err
	}
	var failure error
	for _, name := range names {
		account, err := user.Lookup(name)
		if err != nil {
			failure = err
			continue
		}
		uid, _ := strconv.Atoi(account.Uid) // numbers, on Unix
		gid, _ := strconv.Atoi(account.Gid)
		return os.Chown(folder, uid, gid)
	}
	return failure
}
