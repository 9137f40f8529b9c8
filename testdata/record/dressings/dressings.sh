#!/bin/sh
# usage: dressings.sh VENV OUT: writes what logging libraries, servers and
# supervisors make of the failures of shop.py. VENV needs the packages of
# requirements.txt. Docker, Kubernetes, Heroku and hosted runners are not run
# here: their forms are made from their documentation, by package dress.
set -eu
venv=$1
out=$(mkdir -p "$2" && cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
shop=/srv/shop
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/srv/home COLUMNS=120 TERM=dumb IPYTHONDIR=/srv/home/ipython
rm -rf $shop
mkdir -p $shop $HOME
cp "$here"/*.py $shop
cd $shop
bin=$venv/bin
prefix=$("$bin/python" -c 'import sys; print(sys.base_prefix)')
host=$(hostname)

# cleaned FILE keeps no name of the machine that recorded it.
cleaned() {
	sed -i -e "s,$prefix,/usr/local,g" -e "s,$venv,/srv/venv,g" -e "s,$host,web-01,g" "$1"
}

# during NAME PORT COMMAND… keeps what a server prints while it is asked.
during() {
	name=$1 port=$2
	shift 2
	"$@" >"$out/$name.log" 2>&1 </dev/null &
	pid=$!
	sleep 4
	for way in chained grouped lost elsewhere; do
		"$bin/python" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/$way')" 2>/dev/null || true
	done
	sleep 1
	kill $pid 2>/dev/null || true
	wait $pid || true
	cleaned "$out/$name.log"
}

for library in logging-basic logging-asctime logging-thread python-json-logger ecs-logging logfmter \
	google-cloud-logging aws-lambda-powertools opentelemetry opentelemetry-pretty rich csv loguru loguru-serialised \
	structlog-json structlog-dict structlog-console structlog-pairs; do
	"$bin/python" loggers.py $library >"$out/$library.log" 2>&1 </dev/null || true
	cleaned "$out/$library.log"
done

during uvicorn 8701 "$bin/uvicorn" --port 8701 web:app
during hypercorn 8702 "$bin/hypercorn" --bind 127.0.0.1:8702 web:app
during gunicorn 8703 "$bin/gunicorn" --bind 127.0.0.1:8703 --workers 2 web:wsgi
during gunicorn-uvicorn 8704 "$bin/gunicorn" --bind 127.0.0.1:8704 --workers 2 -k uvicorn.workers.UvicornWorker web:app

export SHOP_BOX=$shop/box
mkdir -p $SHOP_BOX
"$bin/celery" -A jobs worker -l info -c 2 >"$out/celery.log" 2>&1 </dev/null &
pid=$!
sleep 5
"$bin/python" -c "import jobs; [jobs.order.delay(way) for way in ('chained', 'grouped', 'printed')]"
sleep 5
kill $pid
wait $pid || true
cleaned "$out/celery.log"

cat >supervisord.conf <<CONF
[supervisord]
nodaemon=true
user=root
logfile=/dev/null
logfile_maxbytes=0
[program:shop]
command=$bin/python shop.py elsewhere
redirect_stderr=true
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
startretries=1
[program:orders]
command=$bin/python shop.py grouped
redirect_stderr=true
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
startretries=1
CONF
timeout 8 "$bin/supervisord" -c supervisord.conf 2>&1 | cat >"$out/supervisor.log" || true
cleaned "$out/supervisor.log"

printf 'shop: sleep 1; %s shop.py elsewhere\norders: sleep 1; %s shop.py grouped\n' "$bin/python" "$bin/python" >Procfile
timeout 20 "$bin/honcho" start 2>&1 | cat >"$out/honcho.log" || true
cleaned "$out/honcho.log"

rm -f "$out"/*.new
for way in elsewhere lost; do
	"$bin/python" shop.py $way 2>&1 | logger --no-act --stderr --socket-errors=off --id --tag shop 2>>"$out/logger.log.new"
	"$bin/python" shop.py $way 2>&1 | logger --no-act --stderr --socket-errors=off --id --tag shop --rfc5424 2>>"$out/logger-5424.log.new"
done
for name in logger logger-5424; do
	mv "$out/$name.log.new" "$out/$name.log"
	cleaned "$out/$name.log"
done

"$bin/python" pages.py "$out"
for page in django.html werkzeug.html starlette.html notebook.ipynb sentry.json sentry-group.json; do
	cleaned "$out/$page"
done
