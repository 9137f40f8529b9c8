//go:build unix

package run_test

import (
	"os/exec"
	"strings"
	"testing"
)

// pythons are programs as people run them: what they print, where, and how they
// end must be the same with and without us.
var pythons = map[string]string{
	"print":               "print('hello')",
	"nothing":             "",
	"no line break":       "import sys; sys.stdout.write('abc')",
	"unicode":             "print('æøå ☃ 𝄞')",
	"bytes":               "import sys; sys.stdout.buffer.write(bytes(range(256)))",
	"both, flushed":       "import sys\nfor i in range(200):\n print(i, flush=True); print(i, file=sys.stderr)",
	"an exception":        "def f():\n raise ValueError('no')\nf()",
	"chained exceptions":  "try:\n 1/0\nexcept ZeroDivisionError as e:\n raise KeyError('x') from e",
	"a syntax error":      "print(",
	"exit with a number":  "import sys; sys.exit(17)",
	"exit with a text":    "import sys; sys.exit('gone')",
	"hard exit":           "import os; print('lost?', flush=True); os._exit(3)",
	"killed":              "import os, signal; print('a', flush=True); os.kill(os.getpid(), signal.SIGKILL)",
	"aborted":             "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.abort()",
	"keyboard interrupt":  "raise KeyboardInterrupt",
	"a warning":           "import warnings; warnings.warn('old', DeprecationWarning)",
	"logging":             "import logging; logging.basicConfig(level=10); logging.debug('x'); logging.error('y')",
	"input":               "print(repr(input('name? ')))",
	"input at its end":    "import sys; print(sys.stdin.read()); input()",
	"a child process":     "import subprocess, sys; print(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True))",
	"a child's output":    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import sys; print(1); print(2, file=sys.stderr)'])",
	"is no terminal":      "import sys, os; print([os.isatty(i) for i in range(3)], sys.stdout.encoding, sys.stdout.line_buffering)",
	"arguments":           "import sys; print(sys.argv, sys.flags)",
	"a coroutine":         "import asyncio\nasync def main():\n await asyncio.sleep(0.01); print('done')\nasyncio.run(main())",
	"tasks that fail":     "import asyncio\nasync def f(n):\n raise ValueError(n)\nasync def main():\n print(await asyncio.gather(f(1), f(2), return_exceptions=True)); await f(3)\ntry: asyncio.run(main())\nexcept ValueError as e: print(e)",
	"threads":             "import threading\nfor i in range(20):\n t = threading.Thread(target=print, args=('x' * i,)); t.start(); t.join()",
	"much":                "for i in range(100000): print(i, 'line')",
	"a signal of its own": "import signal, os\nsignal.signal(signal.SIGUSR1, lambda *a: print('heard'))\nos.kill(os.getpid(), signal.SIGUSR1)",
	"closed output":       "import os; os.close(1); os.write(2, b'still here')",
	"closed error":        "import os, sys; os.close(2); print('still here'); sys.exit(4)",
}

func TestPythonProgramsRunAsIfNobodyWereThere(t *testing.T) {
	found, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output() // not a slow stand-in
	if err != nil {
		t.Skip("needs python3")
	}
	python := strings.TrimSpace(string(found))
	for name, program := range pythons {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := finish(t, exec.Command(python, "-c", program, "a", "--b"))
			if got := finish(t, through(python, "-c", program, "a", "--b")); got != want {
				t.Errorf("got %.400v\nwant %.400v", got, want)
			}
		})
	}
}
