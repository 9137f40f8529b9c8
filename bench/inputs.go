package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher"
)

func cores() int { return runtime.NumCPU() }

// writeInputs writes what the commands read: a paste, the literals for ripgrep
// and grep, the logs.
func writeInputs(in func(string) string, size int) error {
	all, err := recordings()
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(in("paste"), []byte(all[0].text), 0o600),
		os.WriteFile(in("literals"), []byte(strings.Join(literals(400), "\n")+"\n"), 0o600),
		writeLog(in("sparse"), size, 500_000, all),
		writeLog(in("long"), 4*size, 500_000, all),
		writeLog(in("dense"), size, 20, all),
		writeLine(in("line"), 8*size),
	)
}

// recording is what a broken program of a page printed.
type recording struct {
	page, text string
	beside     []string // other pages that it leads to
}

// recordings reads those that lead to their page from the middle of a log. That
// all do is for the tests of package matcher to hold; here each must be counted.
func recordings() ([]recording, error) {
	files, err := filepath.Glob("testdata/recordings/*/*/3.14.stderr")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no recordings here (run it in the root of the repository): %v", err)
	}
	m := matcher.New(kb.Builtin(), matcher.Options{NoFuzzy: true})
	var all []recording
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		r := recording{page: filepath.Base(filepath.Dir(filepath.Dir(file))), text: strings.TrimRight(string(text), "\n") + "\n"}
		var log bytes.Buffer
		for line := range 10 {
			writeOrdinary(&log, line)
		}
		log.WriteString(r.text)
		for _, d := range m.Diagnose(log.Bytes()) {
			r.beside = append(r.beside, d.Entry.ID)
		}
		if slices.Contains(r.beside, r.page) {
			all = append(all, r)
		}
	}
	return all, nil
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

// writeLog writes ordinary lines, with a recording after every so many, and
// beside it how many there are of each page.
func writeLog(name string, size, every int, all []recording) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	truth := struct {
		Total  int            `json:"errors_total"`
		Decoys int            `json:"decoys_total"`
		Errors map[string]int `json:"errors"`
		Beside []string       `json:"beside"`
	}{Errors: map[string]int{}}
	var b bytes.Buffer
	for written, line := 0, 1; written < size; line++ {
		writeOrdinary(&b, line)
		if line%every == 0 {
			r := all[line/every%len(all)]
			b.WriteString(r.text)
			truth.Errors[r.page]++
			truth.Beside = append(truth.Beside, r.beside...)
			truth.Total++
		}
		if b.Len() > 1<<20 {
			written += b.Len()
			if _, err := b.WriteTo(file); err != nil {
				return err
			}
		}
	}
	slices.Sort(truth.Beside)
	truth.Beside = slices.Compact(truth.Beside)
	text, err := json.Marshal(truth)
	return errors.Join(err, file.Close(), os.WriteFile(name+".truth.json", text, 0o600))
}

func writeOrdinary(b *bytes.Buffer, line int) {
	switch line * 7 % 5 {
	case 0:
		fmt.Fprintf(b, "2026-11-22 09:%02d:%02d,%03d INFO relay.worker forwarded batch %d of topic orders.paid\n", line/60%60, line%60, line%1000, line)
	case 1, 3:
		fmt.Fprintf(b, "INFO:     10.1.%d.%d:%d - \"GET /api/v1/items/%d HTTP/1.1\" 200 OK\n", line%255, line%251, 1024+line%60000, line)
	case 2:
		fmt.Fprintf(b, `{"ts":"2026-11-22T09:48:27.%03dZ","level":"info","logger":"billing.fetch","msg":"request completed","request_id":"%032x","latency_ms":%d}`+"\n", line%1000, line*7919, line%900)
	default:
		fmt.Fprintf(b, "[2026-11-22 09:48:27,%03d: INFO/ForkPoolWorker-%d] Task notify.tasks.send[%08x] succeeded in 0.%05ds: None\n", line%1000, line%8, line*7919, line%99999)
	}
}

// writeLine writes a single line.
func writeLine(name string, size int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	block := bytes.Repeat([]byte("request completed "), 64<<10)
	for written := 0; written < size; written += len(block) {
		if _, err := file.Write(block); err != nil {
			return err
		}
	}
	return file.Close()
}
