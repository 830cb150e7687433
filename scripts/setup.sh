#!/bin/sh
# Makes .venv with the pinned, hashed requirements and this package in it. Safe to run again:
# it does nothing while requirements.lock and pyproject.toml are as they were.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "accord: Python 3.11 or later is needed; set PYTHON to its path" >&2
    exit 1
}

make_venv() {
    "$1" -m venv .venv 2>/dev/null && return
    rm -rf .venv
    # Debian and Ubuntu keep venv's pip in a package of its own.
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "accord: installing python3-venv, which $1 lacks"
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq && {
        $sudo apt-get install -y -qq "python$version-venv" || $sudo apt-get install -y -qq python3-venv
    } || {
        echo "accord: please install python3-venv, then run make again" >&2
        exit 1
    }
    "$1" -m venv .venv
}

stamp=$(cat requirements.lock pyproject.toml scripts/setup.sh | cksum)
if [ "$(cat .venv/.accord-stamp 2>/dev/null || true)" = "$stamp" ]; then
    exit 0
fi

python=$(find_python)
[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || make_venv "$python"
echo "accord: installing what it needs into .venv (once)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
echo "$stamp" >.venv/.accord-stamp
