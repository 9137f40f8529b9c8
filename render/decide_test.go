package render

import (
	"strings"
	"testing"

	"aiowhy/kb"
	"aiowhy/matcher"
)

func TestTheDecidingStepIsShownWhereTheTextLeavesTheCauseOpen(t *testing.T) {
	for _, c := range []struct {
		name        string
		confidences []float64
		want        bool
	}{
		{"one cause", []float64{0.3}, false},
		{"one stands out", []float64{0.9, 0.1}, false},
		{"one leads clearly", []float64{0.6, 0.25, 0.15}, false},
		{"another comes close", []float64{0.6, 0.35}, true},
		{"none is likely", []float64{0.45, 0.2, 0.2}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := matcher.Diagnosis{Entry: &kb.Entry{ID: "x", Decide: "Print it."}}
			for _, confidence := range c.confidences {
				d.Causes = append(d.Causes, matcher.RankedCause{Cause: &kb.Cause{Title: "It is so"}, Confidence: confidence})
			}
			if got := strings.Contains(Markdown(&d, nil), "**To be sure:** Print it."); got != c.want {
				t.Errorf("shown: %v, want %v", got, c.want)
			}
		})
	}
}
