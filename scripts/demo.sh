#!/usr/bin/env bash
# From a fresh copy to the product running with the published plan and sample activity. Runs again quickly.
. "$(dirname "$0")/prelude.sh"
export DEMONSTRATION=on PORT="${PORT:-8000}"
export BASE_URL="${BASE_URL:-http://127.0.0.1:$PORT}"
# To files, so that what the jobs send does not bury the address and the people on the console.
export EMAIL_URL="${EMAIL_URL:-file://$PWD/var/mail}"
PLAN=hillingdon-send
PYTHON="$VENV/bin/python"
TODAY="$(TZ=Europe/London date +%F)"
PACK="var/packs/$PLAN-$TODAY.pdf"

refuse_a_taken_port() {
  "$PYTHON" - "$PORT" <<'PYTHON' || stop "Port $PORT is in use: stop what listens there, or choose another as in PORT=8080 make demo."
import socket, sys
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(sys.argv[1])))
    except (OSError, OverflowError, ValueError):
        sys.exit(1)
PYTHON
}

collect_static() {
  local wanted
  wanted="$({ find static var/build -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; cat requirements.txt; } | sha256sum)"
  made_from var/static/.made-from "$wanted" && return
  quietly collectstatic "The pages' parts could not be gathered: run make clean, then make demo." \
    "$PYTHON" manage.py collectstatic --noinput --clear --ignore '*.scss' --ignore '.made-from'
  echo "$wanted" >var/static/.made-from
}

# step NAME SENTENCE COMMAND…: one of the product's own commands, announced in a sentence.
step() {
  local name="$1" sentence="$2"
  shift 2
  say "$sentence"
  quietly "$name" "manage.py $1 failed, as told above: if the sample data is at fault, run make clean, then make demo." \
    "$PYTHON" manage.py "$@"
}

build_pack() {
  # A pack is frozen: today's is built once, and again only for a database that is newer than it.
  if [ -f "$PACK" ] && [ -z "${DATABASE_URL:-}" ] && [ "$PACK" -nt var/.demonstration-began ]; then return; fi
  mkdir -p var/packs
  step build_pack "Building today's board pack: $PACK" \
    build_pack "$PLAN" --as-at "$TODAY" --meeting --output "$PACK" --by send-improvement-officer@demonstration.example
}

scripts/install.sh runtime
refuse_a_taken_port
[ -f var/db.sqlite3 ] || touch var/.demonstration-began
step migrate "Preparing the database" migrate --noinput
step load_plan "Loading the published plan" load_plan fixtures/hillingdon
step seed_demo "Making sample activity" seed_demo
step flag_overdue "Flagging what is overdue" flag_overdue --as-at "$TODAY"
build_pack
collect_static

say "People to sign in as (the sign-in page offers them as buttons)"
cat var/log/seed_demo.log
say "Mail that would be sent is written to var/mail"
say "Open $BASE_URL  (stop with Ctrl-C)"
export PATH="$PWD/$VENV/bin:$PATH"
exec honcho --env /dev/null start --port "$PORT"
