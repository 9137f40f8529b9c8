#!/bin/sh
# usage: systems.sh VENV PYTHON OUT: writes what systems make of the failures of
# shop.py: the journal in journalctl's formats, a terminal of 80 columns that was
# copied from, systems in French and Chinese, colours, a word processor's quotes.
# It needs systemd-journal-remote, tmux and the locales. VENV is made in /srv/venv
# of the system's own Python, since renaming paths would move what a terminal
# wrapped, with the packages of requirements.txt; PYTHON is 3.13 or newer, for its
# colours. PowerShell, mail programs and chats are not run here: their forms are
# made by package dress.
set -eu
venv=$1
newest=$2
out=$(mkdir -p "$3" && cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
shop=/srv/shop
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/srv/home TZ=UTC IPYTHONDIR=/srv/home/ipython
rm -rf $shop
mkdir -p $shop $HOME "$out/../systems"
cp "$here"/*.py $shop
cd $shop
python=$venv/bin/python
prefix=$("$newest" -c 'import sys; print(sys.base_prefix)')
host=$(hostname)

# save NAME keeps standard input, without names of this machine.
save() {
	sed -e "s,$prefix/,/usr/local/,g" -e "s,\b$host\b,web-01,g" >"$out/$1"
}

"$python" systems.py export >export.txt
/lib/systemd/systemd-journal-remote -o $shop/shop.journal export.txt 2>/dev/null
for format in short short-iso short-full short-unix short-monotonic with-unit json json-pretty verbose export; do
	journalctl --file $shop/shop.journal -o $format --no-pager | save journal-$format.log
done

for locale in C fr_FR zh_CN; do
	for way in refused in_use not_ours reset no_such_name no_socket no_program; do
		LC_ALL=$locale.UTF-8 "$python" systems.py localised $way 2>&1 | save "../systems/$way-$locale.log" || true
	done
done

# on_terminal NAME COMMAND: what is copied from a terminal after a command.
on_terminal() {
	tmux -L "shop-$1" new-session -d -x 80 -y 60 "$2; tmux -L shop-$1 wait-for -S printed; sleep 9"
	tmux -L "shop-$1" wait-for printed
	tmux -L "shop-$1" capture-pane -p -S - | save "terminal-$1.log"
	tmux -L "shop-$1" kill-server
}
on_terminal plain "$python shop.py elsewhere"
on_terminal pytest "$python -m pytest -p no:cacheprovider test_terminal.py"

# coloured NAME COMMAND…: with the colours that it has on a terminal.
coloured() {
	name=$1
	shift
	script -qec "$*" /dev/null </dev/null | save "coloured-$name.log" || true
}
export TERM=xterm-256color COLUMNS=100
coloured rich "$python" -c "'import rich.traceback, runpy; rich.traceback.install(); import sys; sys.argv[1:] = [\"elsewhere\"]; runpy.run_path(\"shop.py\", run_name=\"__main__\")'"
coloured loguru "$python" loggers.py loguru
coloured structlog "$python" loggers.py structlog-console
coloured pytest "$python" -m pytest -p no:cacheprovider test_terminal.py
coloured ipython "$python" -m IPython --no-banner shop.py elsewhere
coloured python "$newest" shop.py elsewhere

"$python" shop.py elsewhere 2>&1 | "$python" -c "import html, smartypants, sys; print(html.unescape(smartypants.smartypants(sys.stdin.read())))" | save quotes.log || true
