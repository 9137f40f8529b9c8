package kb

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a Python version. Minor is -1 where the text names none.
type Version struct{ Major, Minor int }

// String gives "3.12", or "" for the zero Version.
func (v Version) String() string {
	if v.Major == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%d", v.Major, v.Minor)
}

// IsZero reports whether no version is known.
func (v Version) IsZero() bool { return v.Major == 0 }

// Less orders versions.
func (v Version) Less(w Version) bool {
	return v.Major < w.Major || v.Major == w.Major && v.Minor < w.Minor
}

// ParseVersion reads "3.12" or "3.12.1"; the third number is dropped.
func ParseVersion(s string) (Version, error) {
	parts := strings.Split(strings.TrimSpace(s), ".")
	if len(parts) < 2 || len(parts) > 3 {
		return Version{}, fmt.Errorf("%q is not a Python version such as 3.12", s)
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || major <= 0 || minor < 0 {
		return Version{}, fmt.Errorf("%q is not a Python version such as 3.12", s)
	}
	return Version{major, minor}, nil
}

// Range is a set of consecutive Python versions, both ends included; a zero
// end is open. The zero Range holds every version.
type Range struct{ From, To Version }

// ParseRange reads ">=3.8", "<3.14", "<=3.9", "==3.10" or two of them joined
// by a comma. Empty text gives the zero Range.
func ParseRange(s string) (Range, error) {
	var r Range
	if strings.TrimSpace(s) == "" {
		return r, nil
	}
	for _, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		op := strings.TrimRight(part, "0123456789. ")
		v, err := ParseVersion(part[len(op):])
		if err != nil {
			return Range{}, err
		}
		switch strings.TrimSpace(op) {
		case ">=":
			r.From = v
		case ">":
			r.From = Version{v.Major, v.Minor + 1}
		case "<=":
			r.To = v
		case "<":
			r.To = Version{v.Major, v.Minor - 1}
		case "==":
			r.From, r.To = v, v
		default:
			return Range{}, fmt.Errorf("%q is not a range such as >=3.8,<3.14", s)
		}
	}
	if !r.To.IsZero() && r.To.Less(r.From) {
		return Range{}, fmt.Errorf("the range %q is empty", s)
	}
	return r, nil
}

// Contains reports whether v lies in the range. An unknown version does.
func (r Range) Contains(v Version) bool {
	return v.IsZero() || !v.Less(r.From) && (r.To.IsZero() || !r.To.Less(v))
}

// IsZero reports whether the range holds every version.
func (r Range) IsZero() bool { return r == Range{} }

// String writes the range as a reader says it: "3.8 to 3.13", "3.14 and later".
func (r Range) String() string {
	switch {
	case r.IsZero():
		return ""
	case r.To.IsZero():
		return r.From.String() + " and later"
	case r.From.IsZero():
		return "up to " + r.To.String()
	case r.From == r.To:
		return r.From.String()
	}
	return r.From.String() + " to " + r.To.String()
}
