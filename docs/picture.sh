#!/bin/sh
# Draws docs/terminal.svg, the picture of the README: a program is run, and the
# answer to what it prints is drawn as a terminal of 80 columns shows it.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
shop=${TMPDIR:-/tmp}/shop
mkdir "$shop" # not one that is there already
trap 'rm -rf "$shop"' EXIT
cp "$top/testdata/samples/nested-run.py" "$shop/app.py"
(cd "$top" && go build -o "$shop/aiowhy" .)
cd "$shop"
{
	printf '\033[38;5;114m$\033[0m python app.py 2>&1 | aiowhy\n\n'
	python3 app.py 2>&1 | ./aiowhy --color always --style dark --width 80 --format text
} > answer
(cd "$top" && go run ./internal/picture) < answer > "$top/docs/terminal.svg"
