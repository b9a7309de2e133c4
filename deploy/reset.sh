#!/bin/sh
# Empties the embedded database: everything under var/ (or VAR_DIR) goes. FORCE=1 doesn't ask.
set -eu

cd -- "$(dirname -- "$0")/.."
var=${VAR_DIR:-var}

if [ -n "${DATABASE_URL:-}" ]; then
    echo "DATABASE_URL is set: make reset only empties the embedded database and leaves yours alone." >&2
    echo "DATABASE_URL est défini : make reset ne vide que la base embarquée et laisse la vôtre." >&2
    exit 1
fi
if [ ! -e "$var/db.sqlite3" ]; then
    echo "Nothing to empty in $var. / Rien à vider dans $var."
    exit 0
fi
if [ "${FORCE:-}" != 1 ]; then
    printf 'Everything in %s will be gone: doors, needs, people, the key. Sure? / Tout sera effacé. Sûr ? [y/o/N] ' "$var"
    read -r answer || answer=
    case $answer in
    y | Y | yes | o | O | oui) ;;
    *) echo "Nothing was touched. / Rien n'a changé." && exit 1 ;;
    esac
fi
runs_after() { # is process $1 still there after $2 seconds?
    seconds=$2
    while kill -0 "$1" 2>/dev/null; do
        [ "$seconds" -gt 0 ] || return 0
        sleep 1
        seconds=$((seconds - 1))
    done
    return 1
}

# Who runs on it has noted its number. A server is left alone; an exercise ends when its note is gone.
for note in "$var"/running/*; do
    pid=${note##*/}
    if [ -s "$note" ] && runs_after "$pid" 3; then
        echo "It is being served (process $pid): stop that first. Not so? Remove $note." >&2
        echo "Le service tourne (processus $pid) : arrêtez-le d'abord. Ce n'est pas lui ? Effacez $note." >&2
        exit 1
    fi
done
for note in "$var"/running/*; do
    rm -f -- "$note"
    runs_after "${note##*/}" 30 || :
done
# Only what the service writes, by name: VAR_DIR might be a directory with other things in it.
for name in db.sqlite3 db.sqlite3-wal db.sqlite3-shm secret_key vapid_key static messages drill.log access.log running; do
    rm -rf -- "${var:?}/$name"
done
echo "Empty. / Vidé. make run"
