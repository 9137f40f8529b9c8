#!/bin/sh
# usage: bare.sh OUT PYTHON…: writes what shop.py prints, bare, to be dressed by
# tests. The program runs in /srv/shop, so that no recording names a maker's home.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/shop
cp "$here/shop.py" /srv/shop/shop.py
cd /srv/shop
for python; do
	version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
	prefix=$("$python" -c 'import sys; print(sys.base_prefix)')
	for way in chained grouped forgotten lost elsewhere; do
		case $version-$way in 3.[0-9]-grouped | 3.10-grouped) continue ;; esac
		PYTHONDONTWRITEBYTECODE=1 NO_COLOR=1 "$python" shop.py $way 2>&1 </dev/null |
			sed "s,$prefix,/usr/local,g" >"$out/$way-$version.txt" || true
	done
done
