package kb

// Package is the record of a distribution: what it is, what to beware of, and
// where it was tried.
type Package struct {
	Name          string
	Title         string
	Status        string // "deprecated"
	Version       string // the newest release
	Verified      string // date, year-month-day
	Language      string
	Auth          string // whether its use needs credentials
	Install       string // the command
	InstallStatus string // "verified"
	Page          string // id of the page about the distribution itself
	Summary       string // markdown
	Errors        []PackageError
	Warnings      []PackageWarning
	Compatibility Compatibility
	Imports       []Import
	Quickstart    Quickstart
}

// PackageError is an error that its users often meet.
type PackageError struct{ Message, Cause, Fix, Page string }

// PackageWarning is a fact that its users should know.
type PackageWarning struct {
	Kind   Kind // breaking, deprecated or gotcha
	Python Range
	Text   string // markdown
	Fix    string // markdown
	Page   string // id of the page that says more
}

// Compatibility is the table of installations that were tried.
type Compatibility struct {
	Status     string
	LastTested string
	Rows       []Installation
}

// Installation is one trial. Texts are empty where nothing was measured.
type Installation struct {
	Python  string
	System  string // operating system and C library
	Wheel   bool   // installed from a wheel
	Install string // how long it took
	Import  string // how long the import took
	Disk    string // what it takes on disk
}

// Import is how a name is imported.
type Import struct{ Name, Code string }

// Quickstart is the smallest program worth having.
type Quickstart struct{ LastTested, Code string }

// AsyncioPackage is the record of the distribution `asyncio`. It is shared:
// not to be changed.
func AsyncioPackage() Package { return asyncioPackage }
