// Command bench measures the whole program beside the tools that people know:
// its start beside a minimal program of cobra and glamour, its way through logs
// beside ripgrep, grep and wc. All commands run in turn, so that what else the
// machine does hits all alike; what counts are the ratios, taken round by round.
//
//	go run ./bench [-mb 256] [-runs 5]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"aiowhy/kb"
)

func main() {
	mb := flag.Int("mb", 256, "size of the logs in megabytes")
	runs := flag.Int("runs", 5, "rounds for a log; a start takes eight times as many")
	flag.Parse()
	if err := run(*mb<<20, *runs); err != nil {
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
	for _, build := range []struct{ from, to string }{{".", "aiowhy"}, {"bench/reference", "reference"}} {
		command := exec.Command("go", "build", "-C", build.from, "-trimpath", "-ldflags=-s -w", "-o", in(build.to), ".")
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", build.from, err, output)
		}
	}
	texts, err := recordings()
	if err != nil {
		return err
	}
	paste := []byte(texts[0])
	if err := os.WriteFile(in("paste"), paste, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(in("literals"), []byte(strings.Join(literals(400), "\n")+"\n"), 0o600); err != nil {
		return err
	}
	for _, log := range []struct {
		name  string
		lines int
	}{{"sparse", 500_000}, {"dense", 20}} {
		if err := writeLog(in(log.name), size, log.lines, texts); err != nil {
			return err
		}
	}
	aiowhy := []string{in("aiowhy"), "--format", "json"}
	rg := []string{"rg", "-c", "-F", "-f", in("literals")}
	for _, table := range []struct {
		name     string
		input    string
		pipe     bool
		runs     int
		commands [][]string // the last is what the others are measured by
	}{
		{"start, a paste explained", "paste", false, 8 * runs, [][]string{{in("aiowhy")}, aiowhy, {in("reference")}}},
		{"sparse log, file", "sparse", false, runs, [][]string{aiowhy, {"wc", "-l"}, {"grep", "-c", "-F", "-f", in("literals")}, rg}},
		{"sparse log, pipe", "sparse", true, runs, [][]string{aiowhy, rg}},
		{"dense log, file", "dense", false, runs, [][]string{aiowhy, rg}},
	} {
		fmt.Printf("\n%s\n", table.name)
		rounds, err := inTurn(table.commands, in(table.input), table.pipe, table.runs)
		if err != nil {
			return err
		}
		report(table.commands, rounds)
	}
	return nil
}

// recordings reads what the broken programs of the pages printed.
func recordings() ([]string, error) {
	files, err := filepath.Glob("testdata/recordings/*/*/3.14.stderr")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no recordings here (run it in the root of the repository): %v", err)
	}
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts = append(texts, strings.TrimRight(string(text), "\n")+"\n")
	}
	return texts, nil
}

// literals gives some of what the pages' messages are recognised by.
func literals(n int) []string {
	var all []string
	for _, e := range kb.Builtin().Entries() {
		for _, w := range e.Wordings {
			if len(w.Literal) >= kb.MinLiteral {
				all = append(all, w.Literal)
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(n, len(all))]
}

// writeLog writes ordinary lines, with a text after every so many.
func writeLog(name string, size, every int, texts []string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	var b bytes.Buffer
	for written, line := 0, 1; written < size; line++ {
		switch line * 7 % 5 {
		case 0:
			fmt.Fprintf(&b, "2026-11-22 09:%02d:%02d,%03d INFO relay.worker forwarded batch %d of topic orders.paid\n", line/60%60, line%60, line%1000, line)
		case 1, 3:
			fmt.Fprintf(&b, "INFO:     10.1.%d.%d:%d - \"GET /api/v1/items/%d HTTP/1.1\" 200 OK\n", line%255, line%251, 1024+line%60000, line)
		case 2:
			fmt.Fprintf(&b, `{"ts":"2026-11-22T09:48:27.%03dZ","level":"info","logger":"billing.fetch","msg":"request completed","request_id":"%032x","latency_ms":%d}`+"\n", line%1000, line*7919, line%900)
		default:
			fmt.Fprintf(&b, "[2026-11-22 09:48:27,%03d: INFO/ForkPoolWorker-%d] Task notify.tasks.send[%08x] succeeded in 0.%05ds: None\n", line%1000, line%8, line*7919, line%99999)
		}
		if line%every == 0 {
			b.WriteString(texts[line/every%len(texts)])
		}
		if b.Len() > 1<<20 {
			written += b.Len()
			if _, err := b.WriteTo(file); err != nil {
				return err
			}
		}
	}
	return file.Close()
}

// cost is what one run took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // KiB
}

// inTurn runs the commands one after the other, round by round. The first
// round only warms up.
func inTurn(commands [][]string, input string, pipe bool, rounds int) ([][]cost, error) {
	all := make([][]cost, len(commands))
	for round := range rounds + 1 {
		for i, command := range commands {
			c, err := once(command, input, pipe)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
			}
			if round > 0 {
				all[i] = append(all[i], c)
			}
		}
	}
	return all, nil
}

func once(command []string, input string, pipe bool) (cost, error) {
	file, err := os.Open(input)
	if err != nil {
		return cost{}, err
	}
	defer file.Close()
	run := exec.Command(command[0], command[1:]...)
	run.Stdin, run.Stdout = file, io.Discard
	if pipe {
		run.Stdin = struct{ io.Reader }{file} // copied by a goroutine of ours
	}
	begun := time.Now()
	if err := run.Run(); err != nil && (run.ProcessState == nil || run.ProcessState.ExitCode() != 1) {
		return cost{}, err // 1 is grep's way to say that there is nothing
	}
	state := run.ProcessState
	return cost{time.Since(begun), state.UserTime() + state.SystemTime(), peak(state)}, nil
}

// report prints medians, and the ratios to the last command.
func report(commands [][]string, rounds [][]cost) {
	fmt.Printf("%-28s %9s %9s %9s %7s %7s\n", "", "wall ms", "cpu ms", "peak MiB", "wall", "cpu")
	last := rounds[len(rounds)-1]
	for i, command := range commands {
		var wall, cpu, mem, wallRatio, cpuRatio []float64
		for k, c := range rounds[i] {
			wall = append(wall, c.wall.Seconds()*1e3)
			cpu = append(cpu, c.cpu.Seconds()*1e3)
			mem = append(mem, float64(c.peak)/1024)
			wallRatio = append(wallRatio, float64(c.wall)/float64(last[k].wall))
			cpuRatio = append(cpuRatio, float64(c.cpu)/float64(max(1, last[k].cpu)))
		}
		name := filepath.Base(command[0])
		if len(command) > 1 {
			name += " " + strings.Join(command[1:min(3, len(command))], " ")
		}
		fmt.Printf("%-28s %9.1f %9.1f %9.1f %7.2f %7.2f\n", name, median(wall), median(cpu), median(mem), median(wallRatio), median(cpuRatio))
	}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
