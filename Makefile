# Checks that need more than Go; .ci/run holds all the others.
.PHONY: bench editors formats picture prove-libraries release

# The whole program beside ripgrep, grep, wc and a minimal program: about ten minutes.
bench:
	go run ./bench

# Real editors against both surfaces of the language server.
editors:
	editors/check/run

# What is printed for other programs, read by their makers' code.
formats:
	go build -o aiowhy . && cd editors/check && npm ci --silent --no-audit --no-fund && node formats.mjs ../../aiowhy ../../testdata/samples/*.txt

# The archives of a release and their checksums, in dist/: the same bytes for
# the same commit. make release VERSION=v1.2.3
release:
	go run ./internal/release -version "$(VERSION)"

# The README's picture: a real answer, drawn.
picture:
	docs/picture.sh

# The programs that need libraries, in virtual environments made from the lists
# in testdata/libraries, against PostgreSQL and Redis where they are installed.
# The first time takes long: pip fetches everything.
prove-libraries:
	go run . kb prove --libraries --timeout 3m
