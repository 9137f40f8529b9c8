#!/bin/sh
# usage: record.sh PYTHON…: runs the programs beside this script on each
# interpreter and keeps what they print, as matcher/traceback/testdata/
# python/NAME.VERSION.txt. A program's first line may give "# python: >=3.11"
# or "# python: <=3.10", and its options: "# options: -X dev". The interpreter's own directory is
# shown as /usr/local, the working directory as /srv/app.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../../matcher/traceback/testdata/python
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for python; do
	version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	prefix=$("$python" -c 'import sys; print(sys.base_prefix)')
	for program in "$here"/*.py; do
		name=$(basename "$program" .py)
		since=$(sed -n 's/^# python: >=3\.//p' "$program")
		[ "${version#3.}" -ge "${since:-6}" ] || continue
		until=$(sed -n 's/^# python: <=3\.//p' "$program")
		[ "${version#3.}" -le "${until:-99}" ] || continue
		options=$(sed -n 's/^# options: //p' "$program")
		cp "$program" "$work/app.py"
		# shellcheck disable=SC2086 # options are words
		(cd "$work" && timeout 20 "$python" $options app.py </dev/null 2>&1 || true) |
			sed -e "s#$prefix#/usr/local#g" -e "s#$work#/srv/app#g" >"$out/$name.$version.txt"
	done
done
