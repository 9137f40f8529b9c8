// Command bench measures the whole program beside the tools that people know:
// its start beside a minimal program of cobra and glamour, its way through logs
// beside ripgrep, grep and wc. All commands run in turn, so that what else the
// machine does hits all alike; what counts are the ratios, taken round by round.
//
// It ends with the table of bars for the README, and with truth.py, which
// compares what was found in the logs with what was put in.
//
//	make bench            or: go run ./bench [-mb 256] [-runs 5]
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	mb := flag.Int("mb", 256, "size of the logs in megabytes")
	runs := flag.Int("runs", 5, "rounds for a log; a start takes eight times as many")
	flag.Parse()
	if err := run(*mb*1_000_000, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(size, runs int) error {
	dir, err := os.MkdirTemp("", "aiowhy-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(build(".", in("aiowhy")), build("bench/reference", in("reference")), writeInputs(in, size)); err != nil {
		return err
	}
	var all []result
	for _, t := range trials(in, runs) {
		r, err := t.run()
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		r.print()
		all = append(all, r)
	}
	printBars(all)
	truth := exec.Command("python3", "bench/truth.py", in("aiowhy"), in("sparse"), in("dense"))
	truth.Stdout, truth.Stderr = os.Stdout, os.Stderr
	return truth.Run()
}

// build makes a program as a release is made.
func build(from, to string) error {
	command := exec.Command("go", "build", "-C", from, "-trimpath", "-ldflags=-s -w", "-o", to, ".")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", from, err, output)
	}
	return nil
}

// trials are what is measured, each with the bars that it is measured for.
func trials(in func(string) string, runs int) []trial {
	text := command{"aiowhy", []string{in("aiowhy")}}
	json := command{"aiowhy --format json", []string{in("aiowhy"), "--format", "json"}}
	reference := command{"cobra and glamour", []string{in("reference")}}
	wc := command{"wc -l", []string{"wc", "-l"}}
	grep := command{"grep -c -F -f", []string{"grep", "-c", "-F", "-f", in("literals")}}
	rg := command{"rg -c -F -f", []string{"rg", "-c", "-F", "-f", in("literals")}}
	return []trial{
		{"start: a paste explained", in("paste"), false, 8 * runs, []command{text, json, reference}, []bar{
			{"`aiowhy < traceback` over a minimal program of cobra and glamour", "aiowhy", cpuRatio, 1.15, 1.05},
			{"the same with `--format json`", "aiowhy --format json", cpuRatio, 0.95, 0.85}}},
		{"sparse log, a file", in("sparse"), false, runs, []command{json, wc, grep, rg}, []bar{
			{"sparse log, a file, over ripgrep with 400 literals: time", json.name, wallRatio, 0.40, 0.25},
			{"peak memory, MiB: sparse log", json.name, peakMemory, 64, 40}}},
		{"sparse log four times as long, a file", in("long"), false, runs, []command{json, rg}, []bar{
			{"sparse log four times as long, a file, over ripgrep: CPU", json.name, cpuRatio, 0.35, 0.25}}},
		{"sparse log, a pipe", in("sparse"), true, runs, []command{json, rg}, []bar{
			{"sparse log, a pipe, over ripgrep: time", json.name, wallRatio, 0.55, 0.40}}},
		{"dense log, a file: a traceback after every 20 lines", in("dense"), false, runs, []command{json, rg}, []bar{
			{"dense log, every problem counted, over ripgrep: time", json.name, wallRatio, 2.5, 1.5},
			{"the same: CPU", json.name, cpuRatio, 2.5, 1.5},
			{"peak memory, MiB: dense log", json.name, peakMemory, 64, 40}}},
		{"a single line eight times as long", in("line"), false, 1, []command{json, wc}, []bar{
			{"peak memory, MiB: a single line, eight times as long as the logs", json.name, peakMemory, 64, 40}}},
	}
}
