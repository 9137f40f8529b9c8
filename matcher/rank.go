package matcher

import (
	"math"
	"sort"

	"aiowhy/kb"
)

// How causes are ranked. The score of a cause is the sum of the weights of the
// evidence found for it, less a little for each place it stands behind the
// most frequent cause of its page. Scores become shares by a softmax, so that
// what one cause gains the others lose.
//
// The constants were chosen on the recordings of all pages, whose cause is
// known, each read whole, as its last lines, and as its message alone: those
// are kept that give the right cause the best probability (least log loss).
// TestConfidenceIsCalibratedOnRecordings repeats that, fails when others would
// be better, and prints how often each confidence is right. Weights of evidence
// stand on the pages: 5 for what no other cause of the page can show, 1 for
// what each might.
const (
	// perPlace is what a cause loses to the one before it on the page: less than
	// any single piece of evidence (the least weighs 1), so that order decides
	// only where evidence does not. Recordings hold each cause once and cannot
	// tell how frequent it is.
	perPlace = 0.4
	// temperature sets how fast a lead in evidence becomes confidence: with 1
	// a lead of 4, one deciding observation, gives 0.98 against one rival, and
	// a lead of 1, one hint, 0.73.
	temperature = 1.0
	// unseen caps the confidence of a cause for which nothing was observed: it
	// is then only the most frequent one.
	unseen = 0.55
)

// rankCauses orders the causes of an entry by what the scene shows.
func rankCauses(e *kb.Entry, c *scene) []RankedCause {
	var ranked []RankedCause
	var scores []float64
	for i := range e.Causes {
		cause := &e.Causes[i]
		if !possible(cause, c) {
			continue
		}
		r := RankedCause{Cause: cause}
		score := -perPlace * float64(i)
		for _, ev := range cause.Evidence {
			if o, ok := c.observe(ev); ok {
				r.Seen = append(r.Seen, o)
				score += float64(ev.Weight)
			} else {
				r.Missing = append(r.Missing, ev)
			}
		}
		ranked, scores = append(ranked, r), append(scores, score)
	}
	share(ranked, scores)
	sort.SliceStable(ranked, func(i, j int) bool { return ranked[i].Confidence > ranked[j].Confidence })
	for i := range ranked {
		if len(ranked[i].Seen) == 0 && len(e.Causes) > 1 {
			ranked[i].Confidence = min(ranked[i].Confidence, unseen)
		}
	}
	return ranked
}

// possible reports whether the cause exists on a Python that the text allows.
func possible(cause *kb.Cause, c *scene) bool {
	if c.python.Major == 0 || cause.Python.IsZero() {
		return true
	}
	for minor := c.python.MinMinor; minor <= c.python.MaxMinor; minor++ {
		if cause.Python.Contains(kb.Version{Major: c.python.Major, Minor: minor}) {
			return true
		}
	}
	return false
}

func share(ranked []RankedCause, scores []float64) {
	top := math.Inf(-1)
	for _, s := range scores {
		top = math.Max(top, s)
	}
	sum := 0.0
	for i, s := range scores {
		ranked[i].Confidence = math.Exp((s - top) / temperature)
		sum += ranked[i].Confidence
	}
	for i := range ranked {
		ranked[i].Confidence /= sum
	}
}
