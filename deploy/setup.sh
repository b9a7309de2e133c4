#!/bin/sh
# Builds .venv and installs what the project needs, only when that has changed. `dev` adds what testing needs.
# Usage: sh deploy/setup.sh [dev]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=$root/.venv
kind=${1:-run}
case $kind in
run) requirements="requirements.txt" ;;
dev) requirements="requirements-dev.txt" ;;
*) echo "usage: sh deploy/setup.sh [dev]" >&2 && exit 2 ;;
esac

explain() { # English, then French, then stop
    printf '\n%s\n%s\n\n' "$1" "$2" >&2
    exit 1
}

checksum() {
    case $1 in
    run) cksum <"$root/requirements.txt" ;;
    dev) cat "$root/requirements.txt" "$root/requirements-dev.txt" | cksum ;;
    esac
}

is_current() {
    [ -f "$venv/stamp-$kind" ] && [ "$(cat "$venv/stamp-$kind")" = "$(checksum "$kind")" ] &&
        "$venv/bin/python" -c '' 2>/dev/null
}

find_python() { # prints the first Python that is new enough and can make a virtual environment
    old_enough=
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python3.14; do
        path=$(command -v "$name" 2>/dev/null) || continue
        "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        old_enough=$path
        if "$path" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$path"
            return
        fi
    done
    if [ -n "$old_enough" ]; then
        explain "$old_enough cannot make a virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv" \
            "$old_enough ne sait pas créer d'environnement. Sous Debian ou Ubuntu : sudo apt-get install python3-venv"
    fi
    explain "Python 3.11 or newer is needed and was not found. Install it, or say where it is: PYTHON=/path/to/python3 make run" \
        "Il faut Python 3.11 ou plus récent. Installez-le, ou dites où il est : PYTHON=/chemin/python3 make run"
}

build() {
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        python=$(find_python)
        echo "Making .venv with $python …"
        "$python" -m venv --clear "$venv" ||
            explain "The virtual environment could not be made in $venv (disk full? no right to write?)." \
                "L'environnement n'a pas pu être créé dans $venv (disque plein ? droit d'écriture ?)."
    fi
    echo "Installing $requirements (the first time this takes about a minute) …"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --retries 2 \
        -r "$root/$requirements" ||
        explain "The packages could not be installed: is this machine connected to the network? Then try again." \
            "Les paquets n'ont pas pu être installés : la machine a-t-elle accès au réseau ? Puis recommencez."
    checksum run >"$venv/stamp-run"
    if [ "$kind" = dev ]; then checksum dev >"$venv/stamp-dev"; fi
}

is_current || build
