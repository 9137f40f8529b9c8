package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// trial is some commands that read the same input in turn. The last is what the
// others are measured by.
type trial struct {
	name     string
	input    string
	pipe     bool
	rounds   int
	commands []command
	bars     []bar
}

type command struct {
	name string
	args []string
}

// bar is what a command must not exceed, and what would be better still.
type bar struct {
	what         string
	command      string
	measure      measure
	bar, stretch float64
}

type measure int

const (
	wallRatio measure = iota
	cpuRatio
	peakMemory
)

// cost is what one run took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // KiB
}

// result is what a trial showed: the medians of each command.
type result struct {
	trial
	rows map[string]row
}

type row struct {
	wall, cpu, peak     float64 // ms, ms, MiB
	wallRatio, cpuRatio float64
}

// run runs the commands one after the other, round by round. The first round
// only warms up.
func (t trial) run() (result, error) {
	costs := make([][]cost, len(t.commands))
	for round := range t.rounds + 1 {
		for i, c := range t.commands {
			one, err := once(c.args, t.input, t.pipe)
			if err != nil {
				return result{}, fmt.Errorf("%s: %w", c.name, err)
			}
			if round > 0 {
				costs[i] = append(costs[i], one)
			}
		}
	}
	r := result{t, map[string]row{}}
	for i, c := range t.commands {
		r.rows[c.name] = medians(costs[i], costs[len(costs)-1])
	}
	return r, nil
}

func once(args []string, input string, pipe bool) (cost, error) {
	file, err := os.Open(input)
	if err != nil {
		return cost{}, err
	}
	defer file.Close()
	run := exec.Command(args[0], args[1:]...)
	run.Stdin, run.Stdout = file, io.Discard
	if pipe {
		feeder := exec.Command("cat", input)
		if run.Stdin, err = feeder.StdoutPipe(); err == nil {
			err = feeder.Start()
		}
		if err != nil {
			return cost{}, err
		}
		defer feeder.Wait()
	}
	begun := time.Now()
	if err := run.Run(); err != nil && (run.ProcessState == nil || run.ProcessState.ExitCode() != 1) {
		return cost{}, err // 1 is grep's way to say that there is nothing
	}
	state := run.ProcessState
	return cost{time.Since(begun), state.UserTime() + state.SystemTime(), peak(state)}, nil
}

// medians sums up the rounds of one command beside those of another.
func medians(costs, by []cost) row {
	of := func(value func(i int) float64) float64 {
		var all []float64
		for i := range costs {
			all = append(all, value(i))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return row{
		wall:      of(func(i int) float64 { return costs[i].wall.Seconds() * 1e3 }),
		cpu:       of(func(i int) float64 { return costs[i].cpu.Seconds() * 1e3 }),
		peak:      of(func(i int) float64 { return float64(costs[i].peak) / 1024 }),
		wallRatio: of(func(i int) float64 { return float64(costs[i].wall) / float64(by[i].wall) }),
		cpuRatio:  of(func(i int) float64 { return float64(costs[i].cpu) / float64(max(1, by[i].cpu)) }),
	}
}

func (r result) print() {
	fmt.Printf("\n%-36s %9s %9s %9s %7s %7s\n", r.name, "wall ms", "cpu ms", "peak MiB", "wall", "cpu")
	for _, c := range r.commands {
		w := r.rows[c.name]
		fmt.Printf("  %-34s %9.1f %9.1f %9.1f %7.2f %7.2f\n", c.name, w.wall, w.cpu, w.peak, w.wallRatio, w.cpuRatio)
	}
}

// printBars writes the table of the README.
func printBars(all []result) {
	fmt.Printf("\nMeasured %s, %s.\n\n| what | bar | stretch | measured |\n|---|--:|--:|--:|\n", time.Now().Format("2006-01-02"), machine())
	for _, r := range all {
		for _, b := range r.bars {
			w := r.rows[b.command]
			value := map[measure]float64{wallRatio: w.wallRatio, cpuRatio: w.cpuRatio, peakMemory: w.peak}[b.measure]
			format := "| %s | %.2f | %.2f | %.2f |\n"
			if b.measure == peakMemory {
				format = "| %s | %.0f | %.0f | %.0f |\n"
			}
			fmt.Printf(format, b.what, b.bar, b.stretch, value)
		}
	}
	fmt.Println()
}

// machine names the kind of this machine, and how busy it is.
func machine() string {
	name := "an unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(text), "model name\t: "); ok {
			name, _, _ = strings.Cut(rest, "\n")
		}
	}
	load := "unknown"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ = strings.Cut(string(text), " ")
	}
	return fmt.Sprintf("%s, %d cores, load %s", name, cores(), load)
}
