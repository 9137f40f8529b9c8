#!/bin/sh
# usage: record.sh VENVS OUT: writes what the tools print about the programs of
# this directory. They run in /srv/store, so that no recording names a maker's home.
set -eu
venvs=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
shop=/srv/store
export PYTHONDONTWRITEBYTECODE=1 COLUMNS=80 IPYTHONDIR=/tmp/layouts-ipython TERM=dumb HOME=/srv/store/.home
rm -rf $shop
mkdir -p $shop $HOME
cp "$here"/*.py $shop
cd $shop

# save NAME keeps standard input as a recording. The newest interpreter may live
# anywhere; a root as long as /usr/local keeps the width of the boxes.
latest=$("$venvs/layouts314/bin/python" -c 'import sys; print(sys.base_prefix)')
save() {
	sed -e "s,$latest/,/usr/local/,g" >"$out/$1.txt"
}

# record NAME COMMAND… keeps what the command prints; most fail, as they should.
record() {
	name=$1
	shift
	timeout 60 "$@" </dev/null 2>&1 | save "$name" || true
}

pytest() {
	name=$1 venv=$2
	shift 2
	record "$name" "$venvs/$venv/bin/python" -m pytest -p no:cacheprovider "$@"
}

for style in auto short line no; do
	pytest "pytest-9-$style" layouts311 --tb=$style test_shop.py test_group.py
done
pytest pytest-9-long layouts311 --tb=long -k "setup or chain" test_shop.py
pytest pytest-9-native layouts311 --tb=native -k "chain or group" test_shop.py test_group.py
pytest pytest-9-quiet layouts311 -q --tb=short test_shop.py
record pytest-9-debug env PYTHONASYNCIODEBUG=1 "$venvs/layouts311/bin/python" -X dev -m pytest \
	-q -p no:cacheprovider --tb=short -k "never or unraisable or forgotten" test_shop.py
record pytest-9-malloc "$venvs/layouts311/bin/python" -X tracemalloc -m pytest \
	-q -p no:cacheprovider --tb=short -k "never or unraisable or forgotten" test_shop.py
pytest pytest-9-locals layouts311 --showlocals -k "chain or nested" test_shop.py
pytest pytest-9-collect layouts311 test_import.py
pytest pytest-7-auto layouts312 test_shop.py test_group.py
pytest pytest-6-auto layouts38 test_shop.py
pytest pytest-6-short layouts38 --tb=short -W error test_shop.py
pytest pytest-latest-auto layouts314 test_shop.py test_group.py

for v in 38 311 312 314; do
	record unittest-$v "$venvs/layouts$v/bin/python" -X dev unit_shop.py -v
done

ipython() {
	name=$1 venv=$2
	shift 2
	record "ipython-$name" "$venvs/$venv/bin/python" -m IPython --colors=nocolor --no-banner --no-confirm-exit "$@"
}
for program in nested chained deep broken_syntax; do
	ipython 7-$program layouts38 $program.py
	ipython 8-$program layouts312 $program.py
	ipython 9-$program layouts311 $program.py
done
for mode in Plain Verbose Minimal; do
	ipython 7-$mode layouts38 --InteractiveShell.xmode=$mode chained.py
	ipython 9-$mode layouts311 --InteractiveShell.xmode=$mode chained.py
done
ipython 9-grouped layouts311 grouped.py
ipython 9-noted layouts311 noted.py
for v in 38 311 312; do
	"$venvs/layouts$v/bin/python" -m IPython --colors=nocolor --no-banner --simple-prompt \
		--no-confirm-exit <cells.py 2>&1 | save ipython-session-$v || true
	"$venvs/layouts$v/bin/python" notebook.py 2>&1 | save jupyter-$v || true
done

for program in nested chained grouped noted broken_syntax; do
	record rich-15-$program "$venvs/layouts311/bin/python" with_rich.py $program
done
for program in nested chained; do
	record rich-10-$program "$venvs/layouts38/bin/python" with_rich.py $program
	record rich-12-$program "$venvs/layouts312/bin/python" with_rich.py $program
done
record rich-15-locals "$venvs/layouts311/bin/python" with_rich.py chained --locals
record rich-10-locals "$venvs/layouts38/bin/python" with_rich.py nested --locals
record rich-15-ascii env PYTHONIOENCODING=ascii "$venvs/layouts311/bin/python" with_rich.py grouped
record rich-15-wide env COLUMNS=160 "$venvs/layouts311/bin/python" with_rich.py grouped
record rich-15-narrow env COLUMNS=40 "$venvs/layouts311/bin/python" with_rich.py chained
record rich-15-handler "$venvs/layouts311/bin/python" with_rich.py nested --handler
record rich-15-hidden "$venvs/layouts311/bin/python" with_rich.py deep --suppress
record rich-latest-grouped "$venvs/layouts314/bin/python" with_rich.py grouped

for v in 38 311 314; do
	for program in nested chained; do
		record loguru-$v-$program "$venvs/layouts$v/bin/python" with_loguru.py $program
	done
done
record loguru-311-grouped "$venvs/layouts311/bin/python" with_loguru.py grouped
record loguru-311-plain "$venvs/layouts311/bin/python" with_loguru.py chained --plain
record loguru-311-ascii env PYTHONIOENCODING=ascii "$venvs/layouts311/bin/python" with_loguru.py chained

for v in 38 311 314; do
	record dump-fatal-$v "$venvs/layouts$v/bin/python" -X faulthandler dumps.py fatal
	record dump-later-$v "$venvs/layouts$v/bin/python" dumps.py later
	record dump-stack-$v "$venvs/layouts$v/bin/python" dumps.py stack
	record dump-debug-stack-$v "$venvs/layouts$v/bin/python" -X dev dumps.py stack
	for program in blocked pooled asked; do
		record dump-$program-$v "$venvs/layouts$v/bin/python" dumps.py $program --later
	done
done
for program in blocked pooled asked; do
	env PATH="$venvs/layouts311/bin:$PATH" python dumps.py $program &
	child=$!
	sleep 2
	record dump-sampled-$program "$venvs/layouts311/bin/py-spy" dump --pid $child
	kill $child
done
record dump-graph "$venvs/layouts314/bin/python" dumps.py graph
"$venvs/layouts314/bin/python" dumps.py wait &
child=$!
sleep 2
record dump-ps "$venvs/layouts314/bin/python" -m asyncio ps $child
record dump-pstree "$venvs/layouts314/bin/python" -m asyncio pstree $child
kill $child
"$venvs/layouts314/bin/python" dumps.py cycle &
child=$!
sleep 2
record dump-cycle "$venvs/layouts314/bin/python" -m asyncio pstree $child
record dump-cycle-ps "$venvs/layouts314/bin/python" -m asyncio ps $child
kill $child

for library in anyio trio; do
	record group-$library-old "$venvs/layouts38/bin/python" with_$library.py
	record group-$library-new "$venvs/layouts311/bin/python" with_$library.py
done

record better-exceptions env BETTER_EXCEPTIONS=1 "$venvs/layouts311/bin/python" with_better.py
record stackprinter "$venvs/layouts311/bin/python" with_stackprinter.py
record django "$venvs/layouts311/bin/python" with_django.py
