package prove

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// errNotInstalled tells that this machine lacks the server of a service.
var errNotInstalled = errors.New("is not installed")

// service is a real server that programs talk to, made for one run and thrown
// away. It listens on a socket in its own folder: that is reached from a
// program without network too, and disturbs no server of the machine.
type service struct {
	name    string
	folder  string
	env     []string // tells the programs where it is
	command *exec.Cmd
}

// startService starts a server of a kind that pages can name.
func startService(ctx context.Context, name string) (*service, error) {
	folder, err := os.MkdirTemp("", "aiowhy-"+name+"-")
	if err != nil {
		return nil, err
	}
	s := &service{name: name, folder: folder}
	switch name {
	case "postgresql":
		err = s.startPostgreSQL(ctx)
	case "redis":
		err = s.startRedis(ctx)
	default:
		err = errors.New("is no service that can be started")
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s %w", name, err)
	}
	return s, nil
}

func (s *service) startPostgreSQL(ctx context.Context) error {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // where Debian puts them; the pattern is well formed
	slices.Reverse(places)
	initdb, err := executable("initdb", places)
	if err != nil {
		return err
	}
	postgres, err := executable("postgres", places)
	if err != nil {
		return err
	}
	if err := giveTo(s.folder, "postgres", "nobody"); err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	initialise := exec.CommandContext(ctx, initdb, "--pgdata", data, "--username", "app", "--auth", "trust", "--no-sync", "--locale", "C", "--encoding", "UTF8")
	if output, err := s.owned(initialise).CombinedOutput(); err != nil {
		return fmt.Errorf("cannot be set up: %w\n%s", err, output)
	}
	s.env = []string{"PGHOST=" + s.folder, "PGUSER=app", "PGDATABASE=postgres"}
	ready := func() bool {
		status, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
		return err == nil && strings.Contains(string(status), "ready")
	}
	return s.start(ctx, ready, postgres, "-D", data, "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "timezone=UTC")
}

func (s *service) startRedis(ctx context.Context) error {
	redis, err := executable("redis-server", nil)
	if err != nil {
		return err
	}
	socket := "redis.sock"
	s.env = []string{"REDIS_URL=unix://" + filepath.Join(s.folder, socket)}
	ready := func() bool {
		_, err := os.Stat(filepath.Join(s.folder, socket))
		return err == nil
	}
	return s.start(ctx, ready, redis, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "777", "--save", "", "--dir", s.folder)
}

// executable looks on PATH and in other places.
func executable(name string, places []string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, place := range places {
		if path, err := exec.LookPath(filepath.Join(place, name)); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: %s is missing", errNotInstalled, name)
}

// owned makes a command run as the owner of the service's folder: PostgreSQL
// refuses to be run by root.
func (s *service) owned(command *exec.Cmd) *exec.Cmd {
	command.Dir = s.folder
	ownGroup(command)
	asOwner(command, s.folder)
	return command
}

const patience = 30 * time.Second // a busy machine may be slow to start a server

// start runs the server until stop, and waits until it is ready.
func (s *service) start(ctx context.Context, ready func() bool, path string, arguments ...string) error {
	s.command = s.owned(exec.CommandContext(ctx, path, arguments...))
	s.command.WaitDelay = time.Second
	if err := s.command.Start(); err != nil {
		s.command = nil
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !ready() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("did not start within %v", patience)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// stop ends the server and removes all that it kept.
func (s *service) stop() {
	if s.command != nil {
		endGroup(s.command)
		s.command.Wait() // it was killed: that is no failure
	}
	os.RemoveAll(s.folder)
}

// withServices starts what the jobs' programs talk to. Jobs whose service is
// not to be had are skipped, and say so.
func (p *prover) withServices(ctx context.Context, jobs []job) (ready []job, left []Result) {
	failures := map[string]error{}
	for _, j := range jobs {
		if err := p.startAll(ctx, j.cause.Proof.Services, failures); err != nil {
			result := Result{Entry: j.entry.ID, Cause: j.cause.ID, Python: j.python.Version, Status: Failed, Why: err.Error()}
			if errors.Is(err, errNotInstalled) {
				result.Status, result.Why = Skipped, "needs a server: "+err.Error()
			}
			if len(left) == 0 || left[len(left)-1].Cause != result.Cause || left[len(left)-1].Entry != result.Entry {
				left = append(left, result) // once for all versions
			}
			continue
		}
		for _, name := range j.cause.Proof.Services {
			j.env = append(j.env, p.services[name].env...)
		}
		ready = append(ready, j)
	}
	return ready, left
}

func (p *prover) startAll(ctx context.Context, names []string, failures map[string]error) error {
	for _, name := range names {
		if p.services[name] == nil && failures[name] == nil {
			if s, err := startService(ctx, name); err == nil {
				p.services[name] = s
			} else {
				failures[name] = err
			}
		}
		if failures[name] != nil {
			return failures[name]
		}
	}
	return nil
}

func (p *prover) stopServices() {
	for _, s := range p.services {
		s.stop()
	}
}

// withoutServices replaces the folders of services by the usual place.
func (p *prover) withoutServices(text string) string {
	for _, s := range p.services {
		text = strings.ReplaceAll(text, s.folder, "/run/"+s.name)
	}
	return text
}
