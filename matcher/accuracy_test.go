package matcher

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aiowhy/kb"
)

// How the constants of the ranking were chosen, and how far its confidence may
// be believed. Every recording, whose cause is known, is looked at in three
// shapes: whole; its last lines, as one pastes; its message alone. What is
// right there is counted by confidence. Run with -v to see the tables.

// shapes are the ways in which a recording reaches us.
var shapes = [...]struct {
	name string
	cut  func(text string, d *Diagnosis) string
}{
	{"whole", func(text string, _ *Diagnosis) string { return text }},
	{"last lines", func(text string, _ *Diagnosis) string { return lastLines(text, 5) }},
	{"message", func(_ string, d *Diagnosis) string { return d.Type + ": " + d.Message }},
}

func lastLines(text string, n int) string {
	lines := strings.SplitAfter(strings.TrimRight(text, "\n")+"\n", "\n")
	return strings.Join(lines[max(0, len(lines)-1-n):], "")
}

// A judgement is what was said of one cause among several, and whether rightly.
type judgement struct {
	confidence float64 // of the best
	right      bool
	name       string
	scored     []scored // all causes, in the page's order
}

// scored is what ranking knows of a cause before it shares out confidence.
type scored struct {
	evidence int // sum of weights
	seen     bool
	right    bool
}

// buckets of confidence for the calibration table: at least this much.
var buckets = [...]float64{0.95, 0.85, 0.7, 0.5, 0}

// judgements looks at one recording of each cause in one shape: those of other
// versions would only count the same thing again.
func judgements(t *testing.T, m *Matcher, cut func(string, *Diagnosis) string) []judgement {
	var all []judgement
	for _, r := range newestOfEach(allRecordings(t)) {
		text := string(r.read(t))
		whole := findEntry(m.Diagnose([]byte(text)), r.entry)
		if whole == nil {
			continue // the confusion table complains
		}
		d := findEntry(m.Diagnose([]byte(cut(text, whole))), r.entry)
		if d != nil && len(d.Causes) > 1 && slices.ContainsFunc(d.Causes, func(c RankedCause) bool { return c.Cause.ID == r.cause }) {
			all = append(all, judged(d, r))
		}
	}
	return all
}

func TestConfidenceIsCalibratedOnRecordings(t *testing.T) {
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	var all []judgement
	for _, shape := range shapes {
		t.Run(shape.name, func(t *testing.T) {
			some := judgements(t, m, shape.cut)
			t.Log(table(some))
			all = append(all, some...)
		})
	}
	t.Log(table(all))
	for _, c := range calibration(all) {
		if c.n >= 20 && c.share() < c.said()-0.1 {
			t.Errorf("of %d causes said with confidence %.2f, %.2f are right", c.n, c.said(), c.share())
		}
	}
	// Recordings hold each cause once, so they say nothing of what is frequent:
	// perPlace is given, the rest is searched.
	ours := loss(all, temperature, unseen)
	for _, other := range []float64{0.6, 0.8, 1, 1.2, 1.4, 1.7, 2} {
		t.Logf("temperature %g: log loss %.3f", other, loss(all, other, unseen))
		if loss(all, other, unseen) < ours*0.95 {
			t.Errorf("temperature %g has a log loss of %.3f, the ranking's %g one of %.3f", other, loss(all, other, unseen), temperature, ours)
		}
	}
	for _, other := range []float64{0.35, 0.45, 0.55, 0.65, 0.75, 1} {
		t.Logf("unseen %g: log loss %.3f", other, loss(all, temperature, other))
		if loss(all, temperature, other) < ours*0.95 {
			t.Errorf("unseen %g has a log loss of %.3f, the ranking's %g one of %.3f", other, loss(all, temperature, other), unseen, ours)
		}
	}
}

func judged(d *Diagnosis, r recording) judgement {
	best := d.Causes[0]
	j := judgement{confidence: best.Confidence, right: best.Cause.ID == r.cause,
		name: r.entry + "/" + r.cause + " taken for " + best.Cause.ID}
	for i := range d.Entry.Causes {
		for _, c := range d.Causes {
			if c.Cause != &d.Entry.Causes[i] {
				continue
			}
			s := scored{seen: len(c.Seen) > 0, right: c.Cause.ID == r.cause}
			for _, o := range c.Seen {
				s.evidence += o.Evidence.Weight
			}
			j.scored = append(j.scored, s)
		}
	}
	return j
}

// loss is the mean log loss of what constants would say of the right cause.
func loss(all []judgement, temperature, unseen float64) float64 {
	total := 0.0
	for _, j := range all {
		sum, right := 0.0, 0.0
		for i, s := range j.scored {
			p := math.Exp((float64(s.evidence) - perPlace*float64(i)) / temperature)
			sum += p
			if s.right {
				right = p
			}
		}
		for _, s := range j.scored {
			if s.right && !s.seen {
				right = min(right, unseen*sum)
			}
		}
		total -= math.Log(max(right/sum, 1e-3))
	}
	return total / float64(max(1, len(all)))
}

func findEntry(all []Diagnosis, id string) *Diagnosis {
	for i := range all {
		if all[i].Entry.ID == id {
			return &all[i]
		}
	}
	return nil
}

// A bucket counts judgements of about the same confidence.
type bucket struct {
	least float64
	n, ok int
	sum   float64 // of confidences
}

func (b bucket) share() float64 { return float64(b.ok) / float64(max(1, b.n)) }
func (b bucket) said() float64  { return b.sum / float64(max(1, b.n)) }

func calibration(all []judgement) []bucket {
	out := make([]bucket, len(buckets))
	for i, least := range buckets {
		out[i].least = least
	}
	for _, j := range all {
		for i := range out {
			if j.confidence >= out[i].least {
				out[i].n++
				out[i].sum += j.confidence
				if j.right {
					out[i].ok++
				}
				break
			}
		}
	}
	return out
}

// table is accuracy, mean log loss and calibration as text.
func table(all []judgement) string {
	var b strings.Builder
	right := 0
	for _, j := range all {
		if j.right {
			right++
		}
	}
	n := max(1, len(all))
	fmt.Fprintf(&b, "%d causes among several, %.1f %% right\nconfidence  causes  said   right\n",
		len(all), 100*float64(right)/float64(n))
	for _, c := range calibration(all) {
		if c.n > 0 {
			fmt.Fprintf(&b, "from %.2f   %6d  %.2f   %.2f\n", c.least, c.n, c.said(), c.share())
		}
	}
	for _, j := range all {
		if !j.right && j.confidence >= 0.85 {
			fmt.Fprintf(&b, "sure and wrong: %s (%.2f)\n", j.name, j.confidence)
		}
	}
	return b.String()
}

// TestSamples measures a folder of labelled inputs, named by AIOWHY_SAMPLES:
// labels.tsv with the columns case, class, variant and blame, classes.tsv with
// what counts as right, and cases/. They are not part of the project: texts from
// elsewhere tell whether what was learnt from recordings holds.
func TestSamples(t *testing.T) {
	dir := os.Getenv("AIOWHY_SAMPLES")
	if dir == "" {
		t.Skip("AIOWHY_SAMPLES names no folder")
	}
	accepted := map[string]string{}
	for _, row := range readTSV(t, filepath.Join(dir, "classes.tsv")) {
		accepted[row["class"]] = row["accept"]
	}
	m := New(kb.Builtin(), Options{NoFuzzy: true})
	var causes []judgement
	blames, blamed := 0, 0
	for _, row := range readTSV(t, filepath.Join(dir, "labels.tsv")) {
		name := filepath.Join(dir, "cases", row["case"])
		if found, err := filepath.Glob(name + ".*"); err == nil && len(found) == 1 {
			name = found[0]
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all := m.Diagnose(text)
		if len(all) == 0 {
			all = []Diagnosis{{Entry: &kb.Entry{}}}
		}
		best := all[0]
		if want := row["blame"]; want != "" {
			blames++
			got := fmt.Sprintf("%s:%d", best.Blame.File, best.Blame.Line)
			if got == want || strings.HasSuffix(got, "/"+want) {
				blamed++
			} else {
				t.Logf("blame of %s: %s, want %s", row["case"], got, want)
			}
		}
		if row["variant"] != "" && len(best.Causes) > 1 {
			want, ok := accepted[row["class"]+"/"+row["variant"]]
			if !ok {
				want = row["variant"]
			}
			id := best.Causes[0].Cause.ID
			causes = append(causes, judgement{confidence: best.Causes[0].Confidence, right: matchesAny(want, id), name: row["case"] + " taken for " + id})
		}
	}
	t.Logf("blame %d of %d right\n%s", blamed, blames, table(causes))
	if blamed*10 < blames*9 {
		t.Errorf("the blamed line is right for %d of %d, want nine of ten", blamed, blames)
	}
}

// matchesAny reports whether an id is one of a comma-separated list of patterns.
func matchesAny(patterns, id string) bool {
	for _, p := range strings.Split(patterns, ",") {
		if ok, err := filepath.Match(p, id); err == nil && ok || strings.HasPrefix(id, p+"-") {
			return true
		}
	}
	return false
}

func readTSV(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	records, err := r.ReadAll()
	if err != nil || len(records) == 0 {
		t.Fatalf("%s: %v", path, err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, key := range records[0] {
			if i < len(record) {
				row[key] = record[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}
