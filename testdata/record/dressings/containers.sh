#!/bin/sh
# usage: containers.sh PYTHON SITE OUT: writes what container runtimes make of
# the failures of shop.py. PYTHON is the root of an interpreter, SITE a directory
# with structlog. It needs dockerd, docker-compose 1.29, runc and conmon, which
# writes Kubernetes' own log format. No image is fetched: the containers see the
# interpreter and the libraries of this machine. Compose 2 is not run here.
set -eu
python=$1 site=$2
out=$(mkdir -p "$3" && cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'docker rm -f single levels >/dev/null 2>&1; rm -rf "$work"' EXIT
mounts="-v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro -v $python:/opt/python:ro -v $site:/srv/site:ro"
settings="-e LD_LIBRARY_PATH=/opt/python/lib -e PYTHONPATH=/srv/site -e PYTHONUNBUFFERED=1"

mkdir -p "$work/root/srv/shop" "$work/root/usr" "$work/root/lib" "$work/root/lib64" "$work/root/opt" "$work/root/tmp" "$work/root/etc" "$work/root/proc"
cp "$here"/*.py "$work/root/srv/shop"
tar -C "$work/root" -c . | docker import - shop:1 >/dev/null

# cleaned FILE keeps no name of this machine.
cleaned() {
	sed -i -e 's,/opt/python/,/usr/local/,g' "$1"
}

# Three services speak at once; each fails in its own way, a little later.
cat >"$work/compose.yml" <<YML
version: "2.4"
services:
YML
for way in chained grouped elsewhere; do
	cat >>"$work/compose.yml" <<YML
  $way:
    image: shop:1
    network_mode: none
    command: ["/opt/python/bin/python3", "/srv/shop/talk.py", "$way"]
    environment: [LD_LIBRARY_PATH=/opt/python/lib, PYTHONUNBUFFERED=1]
    volumes: ["/usr:/usr:ro", "/lib:/lib:ro", "/lib64:/lib64:ro", "$python:/opt/python:ro"]
YML
done
cd "$work"
docker-compose -p shop --ansi never up >"$out/compose-1.log" 2>&1 || true
docker-compose -p shop logs -t --no-color >"$out/compose-1-logs.log" 2>&1 || true
docker-compose -p shop down >/dev/null 2>&1 || true

docker run --name single --network none $mounts $settings shop:1 /opt/python/bin/python3 /srv/shop/talk.py grouped >/dev/null 2>&1 || true
docker logs -t single >"$out/docker-logs.log" 2>&1
cp "$(docker inspect -f '{{.LogPath}}' single)" "$out/docker-json-file.log"
docker run --name levels --network none $mounts $settings shop:1 /opt/python/bin/python3 /srv/shop/loggers.py structlog-json >/dev/null 2>&1 || true
cp "$(docker inspect -f '{{.LogPath}}' levels)" "$out/docker-json-structlog.log"

# cri NAME COMMAND…: what conmon keeps of a container's output.
cri() {
	name=$1
	shift
	(cd "$work" && rm -f config.json && runc spec && "$python/bin/python3" - "$python" "$site" "$@" <<'PY'
import json, sys

python, site, *command = sys.argv[1:]
spec = json.load(open("config.json"))
spec["root"]["path"] = "root"
spec["linux"]["resources"] = {}
process = spec["process"]
process.pop("rlimits", None)
process["terminal"] = False
process["args"] = ["/opt/python/bin/python3", *command]
process["env"] += ["LD_LIBRARY_PATH=/opt/python/lib", "PYTHONPATH=/srv/site", "PYTHONUNBUFFERED=1"]
for source, place in (("/usr", "/usr"), ("/lib", "/lib"), ("/lib64", "/lib64"), (python, "/opt/python"), (site, "/srv/site")):
    spec["mounts"].append({"destination": place, "type": "bind", "source": source, "options": ["rbind", "ro"]})
json.dump(spec, open("config.json", "w"))
PY
	)
	conmon --api-version 1 -c "shop-$name" -u "shop-$name" -r "$(command -v runc)" -b "$work" -p "$work/pid" \
		-l "k8s-file:$out/cri-$name.log" --exit-dir "$work" --full-attach >/dev/null 2>&1
	sleep 1
	runc start "shop-$name"
	sleep 3
	runc delete -f "shop-$name"
}
mkdir -p "$work/root/dev" "$work/root/sys" "$work/root/srv/site"
cri talk /srv/shop/talk.py elsewhere
cri structlog /srv/shop/loggers.py structlog-json
cri coloured /srv/shop/loggers.py structlog-console
for log in "$out"/compose-* "$out"/docker-* "$out"/cri-*; do cleaned "$log"; done
chmod 644 "$out"/*
