#!/usr/bin/env bash
# Every benchmark in one run, on a PostgreSQL of its own (DB=sqlite: on SQLite).
. "$(dirname "$0")/prelude.sh"
scripts/install.sh tests
. scripts/services.sh
if [ "${DB:-postgres}" = postgres ]; then
  start_postgresql
  export DATABASE_URL="$TEST_POSTGRESQL_URL"
fi
"$VENV/bin/python" -m bench
