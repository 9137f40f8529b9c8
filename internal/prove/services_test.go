package prove

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"aiowhy/kb"
)

// A service answers its own client, and is gone without a trace afterwards.
func TestServicesRunAndLeaveNothing(t *testing.T) {
	tests := []struct {
		name     string
		question []string
		want     string
	}{
		{"postgresql", []string{"psql", "--tuples-only", "--command", "SELECT 6 * 7"}, "42"},
		{"redis", []string{"sh", "-c", `redis-cli -s "${REDIS_URL#unix://}" ping`}, "PONG"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := startService(t.Context(), test.name)
			if errors.Is(err, errNotInstalled) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.stop()
			client := exec.Command(test.question[0], test.question[1:]...)
			client.Env = append(os.Environ(), s.env...)
			answer, err := client.CombinedOutput()
			if err != nil || !strings.Contains(string(answer), test.want) {
				t.Errorf("%v: %s", err, answer)
			}
			s.stop()
			if _, err := os.Stat(s.folder); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", s.folder, err)
			}
		})
	}
}

// Without its server, a cause is skipped once, for all versions, and says why.
func TestCausesWithoutTheirServerAreSkipped(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	entry := &kb.Entry{ID: "page"}
	cause := &kb.Cause{ID: "cause", Proof: kb.Proof{Services: []string{"redis"}}}
	p := prover{services: map[string]*service{}}
	other := job{entry: entry, cause: &kb.Cause{ID: "other"}, python: python(14)}
	ready, left := p.withServices(t.Context(), []job{{entry: entry, cause: cause, python: python(9)}, {entry: entry, cause: cause, python: python(14)}, other})
	if len(ready) != 1 || ready[0].cause.ID != "other" {
		t.Errorf("ready: %+v", ready)
	}
	if len(left) != 1 || left[0].Status != Skipped || !strings.Contains(left[0].Why, "redis is not installed") {
		t.Errorf("left: %+v", left)
	}
}
