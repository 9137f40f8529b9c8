package doctor

// A pin is a range of releases known to break on newer Pythons.
type pin struct {
	name, below string // releases of name before below
	minor       int    // break from Python 3.minor on
	page, cause string
	update      string // the first release that runs
	reference   string
}

// pins are releases that were tried and failed as their page says.
func pins() []pin {
	return []pin{
		{"pika", "0.12", 7, "async-keyword", "used-as-name", "0.12.0", "https://pika.readthedocs.io/en/stable/version_history.html"},
		{"celery", "4.3", 7, "async-keyword", "used-as-name", "4.3.0", "https://docs.celeryq.dev/en/stable/history/whatsnew-4.3.html"},
		{"websockets", "10.0", 10, "loop-argument", "old-library", "10.0", "https://websockets.readthedocs.io/en/stable/project/changelog.html"},
	}
}
