package matcher

import (
	"slices"
	"sort"
	"strings"

	"aiowhy/kb"
	"aiowhy/matcher/traceback"
)

// Unknown is a failure that looks like asyncio's but that no page explains.
type Unknown struct {
	Type    string // as printed
	Message string
	Blame   Blame
	Lines   LineRange
	Near    []*kb.Entry // pages whose wordings resemble the message, nearest first
}

// nearFrom is the least closeness at which a page may be related. It is far
// below guessFrom: these are named as reading, not as an answer.
const nearFrom = 0.45

// maxNear bounds the pages named beside an unknown failure.
const maxNear = 3

// Unknown lists the failures that asyncio itself raised or logged and that no
// page explains. An ordinary exception that passed through asyncio's frames is
// none: asyncio did not raise it.
func (s *Session) Unknown() []Unknown {
	var all []Unknown
	for i := range s.unmatched {
		st := &s.unmatched[i]
		if !raisedByAsyncio(st) {
			continue
		}
		all = append(all, Unknown{
			Type: st.printed, Message: st.message, Blame: blameOf(st),
			Lines: LineRange{st.problem.First, st.problem.Last},
			Near:  s.m.guesser().near(st.message),
		})
	}
	return all
}

func raisedByAsyncio(s *statement) bool {
	if s.problem.Kind == traceback.Dump {
		return false // somebody asked where tasks stand
	}
	if s.exception == nil {
		return (s.problem.Logger == "asyncio" || holdsHandle(s.problem)) && s.problem.Exception == nil && !unheeded(s.problem.Level)
	}
	frames := s.exception.Frames
	if len(frames) == 0 {
		return strings.HasPrefix(s.printed, "asyncio.")
	}
	return frames[len(frames)-1].Origin == traceback.Stdlib && isAsyncio(&frames[len(frames)-1])
}

// holdsHandle reports whether a record names a task, a future or a callback, as
// the reports of a loop's exception handler do.
func holdsHandle(p *traceback.Problem) bool {
	return slices.ContainsFunc(p.Fields, func(f traceback.Field) bool {
		return f.Key == "task" || f.Key == "future" || f.Key == "handle"
	})
}

// near lists the entries that resemble a text, nearest first.
func (g *guesser) near(text string) []*kb.Entry {
	closest := map[*kb.Entry]float64{}
	words := fold(text)
	for _, i := range g.shortlist(words) {
		s := &g.skeletons[i]
		if c := closeness(s.words, words); c >= nearFrom && c > closest[s.entry] {
			closest[s.entry] = c
		}
	}
	var all []*kb.Entry
	for e := range closest {
		all = append(all, e)
	}
	sort.Slice(all, func(i, j int) bool {
		if closest[all[i]] != closest[all[j]] {
			return closest[all[i]] > closest[all[j]]
		}
		return all[i].ID < all[j].ID
	})
	return all[:min(len(all), maxNear)]
}
