//go:build kbgen

package kb

// The generator itself is built without the tables that it writes, so that a
// change of the types cannot keep it from running.
var builtin Base

var (
	names          []Name
	classNames     []ClassName
	asyncioPackage Package
)
