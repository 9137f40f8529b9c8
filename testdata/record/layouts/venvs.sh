#!/bin/sh
# usage: venvs.sh DIR: makes the environments that record.sh records from.
# The versions are pinned where a layout changed between releases.
set -eu
dir=$1
make() {
	python=$1 name=$2
	shift 2
	"$python" -m venv "$dir/$name"
	"$dir/$name/bin/pip" install -q --disable-pip-version-check "$@"
}
make python3.8 layouts38 pytest==6.2.5 pytest-asyncio==0.15.1 ipython==7.34.0 \
	anyio==3.7.1 trio==0.19.0 rich==10.16.2 loguru==0.5.3 nbconvert ipykernel
make python3.11 layouts311 pytest==9.2.0 pytest-asyncio==1.5.0 ipython==9.18.1 rich==15.0.0 \
	anyio==4.16.0 trio==0.35.0 loguru==0.7.3 nbconvert==7.17.2 ipykernel==7.4.0 Django==5.2.19 \
	better_exceptions==0.3.3 stackprinter==0.2.13 py-spy==0.4.3
make python3.12 layouts312 pytest==7.4.4 pytest-asyncio==0.21.1 ipython==8.12 rich==12.6 nbconvert==7.17.2 ipykernel==6.29.5
make python3.14 layouts314 pytest ipython rich loguru
