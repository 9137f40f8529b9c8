package cli

import (
	"io"
	"os"
	"time"

	"aiowhy/internal/record"
	"aiowhy/matcher"
	"aiowhy/render"
)

// live shows diagnoses while an input is still coming: each as soon as its
// block is complete, repetitions only counted.
type live struct {
	d       *diagnose
	session *matcher.Session
	source  string
	found   time.Time // when the oldest diagnosis not yet shown was found
	shown   []matcher.Diagnosis
	err     error
	tail    *record.Tail // of the input, where it is to be recorded
	pauses  *pauses      // of the input, nil where it is a file
}

// interrupted is how a program ends that Ctrl-C has ended, nil where it did not.
func (l *live) interrupted() error {
	if l.pauses != nil && l.pauses.interrupted {
		return exitError{status: statusInterrupted}
	}
	return nil
}

// isStream reports whether an input may go on for ever.
func isStream(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && !info.Mode().IsRegular()
}

// after is called with the input still coming, as long as something found is
// untold. It waits for what may explain it as long as it would in a pause: a
// refused call and the coroutine that it left behind are printed within a few
// milliseconds.
func (l *live) after() {
	if l.found.IsZero() {
		l.found = time.Now()
	}
	wait := short
	if l.session.Underway() {
		wait = quiet
	}
	if time.Since(l.found) >= wait {
		l.show()
	}
}

// pause is called when the input has paused. What has begun is waited for: it
// may be what the diagnosis will say it explains.
func (l *live) pause() {
	if !l.session.Underway() {
		l.show()
	}
}

// idle is called when the input has fallen silent.
func (l *live) idle() {
	l.session.Flush()
	l.show()
}

func (l *live) show() {
	l.found = time.Time{}
	fresh := l.session.New()
	if l.d.look.format == "jsonl" { // who counts wants to know of each time
		if again := l.session.Again(); len(again) > 0 && l.err == nil {
			l.err = l.d.showFresh(redacted(l.d, again))
		}
	}
	if len(fresh) == 0 || l.err != nil {
		return
	}
	l.err = l.d.showFresh(redacted(l.d, fresh))
	l.shown = append(l.shown, fresh...)
	l.d.remember(l.tail)
}

// showFresh writes what was newly found: a line each as JSON, roots as
// documents otherwise.
func (d *diagnose) showFresh(fresh []matcher.Diagnosis) error {
	if d.look.format == "jsonl" {
		for i := range fresh {
			if err := render.JSONLine(d.env.Stdout, d.part, &fresh[i], fresh); err != nil {
				return err
			}
		}
		return nil
	}
	return d.showDocuments(fresh)
}
