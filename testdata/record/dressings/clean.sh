#!/bin/sh
# usage: clean.sh VENV OUT: writes ordinary logs in which nothing is wrong that
# asyncio had to do with: of servers that serve, and of programs in other
# languages that fail in their own ways. kernel.log and kubernetes.log are
# written by hand (clean.py), for they need a machine of their own.
set -eu
venv=$1
out=$(mkdir -p "$2" && cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
shop=/srv/shop-clean
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup} RUST_BACKTRACE=1
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/srv/home TERM=dumb
rm -rf $shop
mkdir -p $shop $HOME
cp "$here"/clean.py $shop
cd $shop
bin=$venv/bin
prefix=$("$bin/python" -c 'import sys; print(sys.base_prefix)')
host=$(hostname)

cleaned() {
	sed -i -e "s,$prefix,/usr/local,g" -e "s,$venv,/srv/venv,g" -e "s,\b$host\b,web-01,g" "$1"
}

# during NAME PORT COMMAND… keeps what a server prints while it is asked.
during() {
	name=$1 port=$2
	shift 2
	"$@" >"$out/$name.log" 2>&1 </dev/null &
	pid=$!
	sleep 4
	for path in / /items?page=2 /missing; do
		"$bin/python" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port$path')" 2>/dev/null || true
	done
	sleep 1
	kill $pid 2>/dev/null || true
	wait $pid || true
	cleaned "$out/$name.log"
}

during uvicorn 8711 "$bin/uvicorn" --port 8711 clean:app
during gunicorn 8712 "$bin/gunicorn" --bind 127.0.0.1:8712 --workers 2 --access-logfile - clean:wsgi

mkdir -p box
"$bin/celery" -A clean:jobs worker -l info -c 2 >"$out/celery.log" 2>&1 </dev/null &
pid=$!
sleep 5
"$bin/python" -c "import clean; [clean.add.delay(n, n) for n in range(3)]"
sleep 3
kill $pid
wait $pid || true
cleaned "$out/celery.log"

if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
	pg=$(dirname "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
	mkdir -p db && chown nobody db
	run() { setpriv --reuid nobody --clear-groups env HOME=/tmp "$@"; }
	run "$pg/initdb" -D $shop/db/data >/dev/null
	run "$pg/postgres" -D $shop/db/data -p 8713 -k $shop/db >"$out/postgres.log" 2>&1 &
	pid=$!
	sleep 3
	for sql in "create table users (email text unique)" "insert into users values ('x@example.org')" \
		"insert into users values ('x@example.org')" "select * form users" "select 1/0"; do
		run psql -h $shop/db -p 8713 postgres -c "$sql" >/dev/null 2>&1 || true
	done
	kill $pid
	wait $pid || true
	cleaned "$out/postgres.log"
fi

cat >app.js <<'JS'
async function load() { const answer = null; return answer.items; }
process.on("warning", w => console.error(w.stack));
Promise.reject(new Error("not handled here")).catch(e => console.error(e));
load();
JS
node app.js >"$out/node.log" 2>&1 || true

mkdir -p gopanic
printf 'module gopanic\n\ngo 1.21\n' >gopanic/go.mod
cat >gopanic/main.go <<'GO'
package main

import (
	"log"
	"time"
)

func main() {
	log.Println("worker started")
	done := make(chan int)
	go func() {
		var counts map[string]int
		counts["a"]++
		done <- 1
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}
GO
(cd gopanic && go run . >"$out/go.log" 2>&1) || true

cat >main.rs <<'RS'
fn main() {
    println!("worker started");
    let prices: Vec<u32> = std::env::args().skip(1).map(|a| a.len() as u32).collect();
    println!("{}", prices[2]);
}
RS
rustc -o rusty main.rs && ./rusty >"$out/rust.log" 2>&1 || true

"$bin/python" clean.py >"$out/python.log" 2>&1 || true
cleaned "$out/python.log"
"$bin/python" clean.py kernel >"$out/kernel.log"
"$bin/python" clean.py kubernetes >"$out/kubernetes.log"
