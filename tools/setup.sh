#!/bin/sh
# Creates the virtual environment with everything that the gateway and its tests need.
set -eu
python=$1 venv=$2
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "setup: Python 3.11 or newer is needed; $python is $("$python" -V 2>&1)." >&2
    exit 2
}
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    install="apt-get install -y --no-install-recommends $version"
    if [ "$(id -u)" = 0 ]; then
        apt-get update -qq && $install
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo apt-get update -qq && sudo $install
    else
        echo "setup: the Python module venv is missing. Run as root:  $install" >&2
        exit 2
    fi
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "setup: installing the pinned packages into $venv (a minute the first time) ..."
# --no-deps with a complete lock: nothing that is not listed there comes in.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
