package kb

import "testing"

func TestFindNameUnderstandsOwnersAsPrinted(t *testing.T) {
	tests := []struct{ owner, name, want string }{
		{"asyncio", "run", "asyncio.run"},
		{"", "to_thread", "asyncio.to_thread"},
		{"asyncio", "timeouts", "asyncio.timeouts"},
		{"asyncio", "get_event_loop", "asyncio.get_event_loop (creates a loop in the main thread)"},
		{"_UnixSelectorEventLoop", "sock_sendto", "loop.sock_sendto"},
		{"ProactorEventLoop", "sock_sendto", "loop.sock_sendto"},
		{"_asyncio.Future", "get_loop", "asyncio.Future.get_loop"},
		{"Handle", "cancelled", "asyncio.Handle.cancelled"},
		{"_AbstractEventLoopPolicy", "get_child_watcher", "asyncio.AbstractEventLoopPolicy.get_child_watcher"},
		{"Lock.__init__", "loop", "asyncio.Lock(loop=)"},
		{"sleep", "loop", "asyncio.sleep(loop=)"},
		{"create_task", "eager_start", "asyncio.create_task(eager_start=)"},
		{"BaseEventLoop.create_connection", "all_errors", "loop.create_connection(all_errors=)"},
		{"create_connection", "all_errors", "loop.create_connection(all_errors=)"},
		{"StreamWriter.start_tls", "ssl_shutdown_timeout", "asyncio.StreamWriter.start_tls(ssl_shutdown_timeout=)"},
		{"asyncio", "runn", ""},
		{"Mine", "run", ""},
	}
	for _, test := range tests {
		if got, _ := FindName(test.owner, test.name); got.Name != test.want {
			t.Errorf("FindName(%q, %q) is %q, want %q", test.owner, test.name, got.Name, test.want)
		}
	}
}

func TestFindNameKnowsVersionsAndReplacement(t *testing.T) {
	got, ok := FindName("asyncio", "to_thread")
	want := Name{Name: "asyncio.to_thread", Kind: "function", Added: "3.9", Replacement: "loop.run_in_executor(None, func, *args)"}
	if !ok || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestClassNamesCoverTheThreeTimeoutErrors(t *testing.T) {
	printed := map[string]Range{}
	for _, n := range ClassNames() {
		if n.Short == "TimeoutError" {
			printed[n.Printed] = n.Python
		}
	}
	if len(printed) != 3 || printed["asyncio.exceptions.TimeoutError"] != (Range{Version{3, 8}, Version{3, 10}}) {
		t.Errorf("TimeoutError is printed as %v", printed)
	}
}
