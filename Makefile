# Checks that need more than Go; .ci/run holds all the others.
.PHONY: editors

# Real editors against both surfaces of the language server.
editors:
	editors/check/run
