#!/bin/sh
# Draws docs/terminal.svg, the picture of the README: a real answer as a
# terminal of 80 columns shows it. Run it anywhere in the checkout.
set -eu
cd "$(dirname "$0")/../testdata/samples"
{
	printf '\033[38;5;114m$\033[0m python app.py 2>&1 | aiowhy\n\n'
	go run ../.. --color always --style dark --width 80 --format text < nested-run.txt
} | go run ../../internal/picture > ../../docs/terminal.svg
