package kb

import "strings"

// Name is a function, class, method or argument of asyncio that some version
// of Python lacks.
type Name struct {
	Name        string // asyncio.run, loop.sock_sendto, asyncio.Lock(loop=)
	Kind        string // function, class, module, method, argument, behaviour, constant
	Added       string // a version, "3.6 or earlier", "never"
	Deprecated  string // empty if it is not
	Removed     string // empty if it still exists
	Replacement string // empty if none is worth naming
}

// FindName looks for an attribute or an argument that an error message speaks
// of. The owner is what the message names: a module ("asyncio"), a class
// ("_UnixSelectorEventLoop", "_asyncio.Future"), a function for an argument
// ("Lock.__init__", "create_task"), or nothing.
func FindName(owner, name string) (Name, bool) {
	owner = ownerOf(owner)
	onLoop := "loop" + strings.TrimPrefix(owner, "asyncio") // a message may leave out whose method it is
	wanted := []string{owner + "." + name, owner + "(" + name + "=)", onLoop + "." + name, onLoop + "(" + name + "=)"}
	for _, full := range wanted {
		for _, n := range names {
			if label, _, _ := strings.Cut(n.Name, " "); label == full {
				return n, true
			}
		}
	}
	return Name{}, false
}

// ownerOf writes an owner as the table of names does: asyncio, asyncio.Lock,
// asyncio.create_task, loop, loop.create_server.
func ownerOf(printed string) string {
	printed = strings.TrimSuffix(printed, ".__init__")
	for _, module := range []string{"asyncio.", "_asyncio.", "locks.", "queues.", "tasks.", "futures.", "streams.", "events.", "base_events.", "unix_events."} {
		printed = strings.TrimPrefix(printed, module)
	}
	class, method, isMethod := strings.Cut(strings.TrimPrefix(printed, "_"), ".")
	switch {
	case class == "" || class == "asyncio":
		return "asyncio"
	case strings.HasSuffix(class, "EventLoop") && isMethod:
		return "loop." + method
	case strings.HasSuffix(class, "EventLoop"), class == "loop" && !isMethod:
		return "loop"
	case isMethod:
		return "asyncio." + class + "." + method
	}
	return "asyncio." + class
}

// ClassName is a full name under which an exception class is printed.
type ClassName struct {
	Short   string   // TimeoutError
	Printed string   // asyncio.exceptions.TimeoutError
	Bases   []string // nearest first
	Python  Range    // versions that print it so
}

// ClassNames lists the names of the exception classes of asyncio and
// concurrent.futures. The list is shared: not to be changed.
func ClassNames() []ClassName { return classNames }
