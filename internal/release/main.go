// Command release builds what a release consists of: one archive for each
// system and processor, and their checksums. The same commit and Go give the
// same bytes anywhere.
//
//	go run ./internal/release -version v1.2.3
package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	version := flag.String("version", "", "version to stamp; by default what git describes")
	out := flag.String("o", "dist", "folder to write into")
	only := flag.String("only", "", "build for this system/processor alone")
	flag.Parse()
	if err := release(*version, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// targets are the systems and processors that releases are built for.
func targets() []string {
	return []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}
}

func release(version, out, only string) error {
	if version == "" {
		described, err := output("git", "describe", "--tags", "--always", "--dirty")
		if err != nil {
			return err
		}
		version = described
	}
	stamp, err := commitTime()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	common, err := commonFiles(version)
	if err != nil {
		return err
	}
	var sums bytes.Buffer
	for _, target := range targets() {
		if only != "" && target != only {
			continue
		}
		name, archive, err := build(target, version, common, stamp)
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), archive, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(archive), name)
	}
	fmt.Print(sums.String())
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), sums.Bytes(), 0o644)
}

// commitTime dates the files of the archives.
func commitTime() (time.Time, error) {
	text, err := output("git", "log", "-1", "--format=%ct")
	if err != nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

func output(name string, args ...string) (string, error) {
	text, err := exec.Command(name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return strings.TrimSpace(string(text)), nil
}

// compile builds the program. Neither paths nor the state of the checkout get
// into it.
func compile(version, system, processor, into string) error {
	c := exec.Command("go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -buildid= -X aiowhy/internal/cli.stamped="+version, "-o", into, ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	if system != "" {
		c.Env = append(c.Env, "GOOS="+system, "GOARCH="+processor)
	}
	c.Stderr = os.Stderr
	return c.Run()
}

// build makes the archive of a target: zip for Windows, tar.gz elsewhere.
func build(target, version string, common []file, stamp time.Time) (name string, archive []byte, err error) {
	system, processor, _ := strings.Cut(target, "/")
	dir, err := os.MkdirTemp("", "release")
	if err != nil {
		return "", nil, err
	}
	defer os.RemoveAll(dir)
	program, pack, ending := "aiowhy", tarball, ".tar.gz"
	if system == "windows" {
		program, pack, ending = "aiowhy.exe", zipped, ".zip"
	}
	path := filepath.Join(dir, program)
	if err := compile(version, system, processor, path); err != nil {
		return "", nil, err
	}
	binary, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	top := fmt.Sprintf("aiowhy-%s-%s-%s", strings.TrimPrefix(version, "v"), system, processor)
	archive, err = pack(top, append([]file{{program, binary, 0o755}}, common...), stamp)
	return top + ending, archive, err
}

// commonFiles are those of every archive: what to read, completions and man
// pages, made by the program itself.
func commonFiles(version string) ([]file, error) {
	var all []file
	for _, name := range []string{"README.md", "LICENSE"} {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, file{name, text, 0o644})
	}
	dir, err := os.MkdirTemp("", "release")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "aiowhy")
	if err := compile(version, "", "", program); err != nil {
		return nil, err
	}
	for shell, name := range map[string]string{"bash": "aiowhy.bash", "fish": "aiowhy.fish", "powershell": "aiowhy.ps1", "zsh": "_aiowhy"} {
		text, err := exec.Command(program, "completion", shell).Output()
		if err != nil {
			return nil, err
		}
		all = append(all, file{"completions/" + name, text, 0o644})
	}
	if err := exec.Command(program, "man", filepath.Join(dir, "man")).Run(); err != nil {
		return nil, err
	}
	pages, err := filepath.Glob(filepath.Join(dir, "man", "*.1"))
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			return nil, err
		}
		all = append(all, file{"man/" + filepath.Base(page), text, 0o644})
	}
	return all, nil
}
