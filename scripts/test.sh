#!/usr/bin/env bash
# The tests, on SQLite and again on PostgreSQL, both beside a real Redis. DB=sqlite or DB=postgres runs one of the two.
#   scripts/test.sh [what pytest takes]
. "$(dirname "$0")/prelude.sh"
case "${DB:-both}" in both | sqlite | postgres) ;; *) stop "DB is '$DB': write DB=sqlite or DB=postgres." ;; esac
scripts/install.sh tests
. scripts/services.sh
start_redis
start_postgresql
FAILED=0

# run NAME ADDRESS PYTEST'S ARGUMENTS…: keeps pytest's last line, to say it again at the end.
run() {
  local name="$1" log="var/log/tests-$1.log" status=0
  export TEST_DATABASE_URL="$2"
  shift 2
  say "Tests on $name"
  "$VENV/bin/python" -m pytest -n 2 "$@" 2>&1 | tee "$log" || status=$?
  [ "$status" = 0 ] || FAILED="$status"
}

[ "${DB:-both}" = postgres ] || run SQLite "" "$@"
[ "${DB:-both}" = sqlite ] || run PostgreSQL "$TEST_POSTGRESQL_URL" "$@"
for name in SQLite PostgreSQL; do
  case "$name-${DB:-both}" in
  *-both | SQLite-sqlite | PostgreSQL-postgres)
    say "$name"
    tail -n 1 "var/log/tests-$name.log"
    ;;
  esac
done
exit "$FAILED"
